//! Deadlines are at a local time, some days after class.

use calendar::{DeadlineRule, Holiday, Refused};

use crate::{series, utc};

const BERLIN: &str = "Europe/Berlin";

fn rule(days: u16, time: &str) -> DeadlineRule {
    DeadlineRule { days, time: time.parse().expect("a time") }
}

/// The end of a class in the zone.
fn end(zone: &str, start: &str) -> u64 {
    series(zone, start, None).occurrences().expect("a zone")[0].end_unix
}

fn holiday(first: &str, last: &str) -> Holiday {
    Holiday { first: first.parse().expect("a day"), last: last.parse().expect("a day") }
}

fn due(rule: DeadlineRule, class: &str, holidays: &[Holiday], extension: u16) -> String {
    utc(rule.due(end(BERLIN, class), BERLIN, holidays, extension).expect("a deadline"))
}

#[test]
fn a_deadline_keeps_its_local_time_over_a_change_of_clocks() {
    let week = rule(7, "23:59");
    assert_eq!(due(week, "2026-10-13T10:00", &[], 0), "2026-10-20T21:59:00Z");
    assert_eq!(due(week, "2026-10-20T10:00", &[], 0), "2026-10-27T22:59:00Z");
    assert_eq!(due(week, "2027-03-23T10:00", &[], 0), "2027-03-30T21:59:00Z");
    let new_york = week.due(end("America/New_York", "2026-10-27T18:30"), "America/New_York", &[], 0);
    assert_eq!(new_york.map(utc).as_deref(), Ok("2026-11-04T04:59:00Z"));
}

#[test]
fn a_deadline_in_the_hour_that_is_skipped_is_later_and_in_the_one_that_comes_twice_is_the_first() {
    assert_eq!(due(rule(1, "02:30"), "2027-03-27T10:00", &[], 0), "2027-03-28T01:30:00Z");
    assert_eq!(due(rule(1, "02:30"), "2026-10-24T10:00", &[], 0), "2026-10-25T00:30:00Z");
    let apia = rule(1, "10:00").due(end("Pacific/Apia", "2011-12-29T08:00"), "Pacific/Apia", &[], 0);
    assert_eq!(apia.map(utc).as_deref(), Ok("2011-12-30T20:00:00Z"));
}

#[test]
fn holidays_are_not_counted() {
    let christmas = [holiday("2026-12-24", "2027-01-06")];
    assert_eq!(due(rule(1, "23:59"), "2026-12-22T10:00", &christmas, 0), "2026-12-23T22:59:00Z");
    assert_eq!(due(rule(2, "23:59"), "2026-12-22T10:00", &christmas, 0), "2027-01-07T22:59:00Z");
    assert_eq!(due(rule(7, "23:59"), "2026-12-22T10:00", &christmas, 0), "2027-01-12T22:59:00Z");
    let two = [holiday("2026-12-24", "2027-01-06"), holiday("2027-01-07", "2027-01-07")];
    assert_eq!(due(rule(2, "23:59"), "2026-12-22T10:00", &two, 0), "2027-01-08T22:59:00Z");
}

#[test]
fn an_extension_adds_days_that_are_counted_alike() {
    let day = [holiday("2026-11-12", "2026-11-12")];
    assert_eq!(due(rule(7, "18:00"), "2026-11-03T10:00", &day, 0), "2026-11-10T17:00:00Z");
    assert_eq!(due(rule(7, "18:00"), "2026-11-03T10:00", &day, 3), "2026-11-14T17:00:00Z");
}

#[test]
fn a_deadline_is_never_before_class_is_over() {
    assert_eq!(due(rule(0, "23:59"), "2026-11-03T10:00", &[], 0), "2026-11-03T22:59:00Z");
    assert_eq!(due(rule(0, "11:00"), "2026-11-03T10:00", &[], 0), "2026-11-04T10:00:00Z");
    let day = [holiday("2026-11-04", "2026-11-04")];
    assert_eq!(due(rule(0, "11:00"), "2026-11-03T10:00", &day, 0), "2026-11-05T10:00:00Z");
}

#[test]
fn class_that_ends_at_midnight_is_of_the_day_before() {
    assert_eq!(due(rule(1, "12:00"), "2026-11-03T22:30", &[], 0), "2026-11-04T11:00:00Z");
    assert_eq!(due(rule(1, "12:00"), "2026-11-03T22:45", &[], 0), "2026-11-05T11:00:00Z");
}

#[test]
fn what_makes_no_deadline_is_refused() {
    let class = end(BERLIN, "2026-11-03T10:00");
    let for_ever = [holiday("2026-01-01", "9999-12-31")];
    assert_eq!(rule(1, "12:00").due(class, BERLIN, &for_ever, 0), Err(Refused::NoDeadline));
    assert_eq!(rule(u16::MAX, "12:00").due(class, BERLIN, &[], u16::MAX), Err(Refused::NoDeadline));
    assert_eq!(rule(1, "12:00").due(class, "Mars/Olympus", &[], 0), Err(Refused::UnknownZone));
    assert_eq!(rule(1, "12:00").due(u64::MAX, BERLIN, &[], 0), Err(Refused::BadTime));
    let backwards = [holiday("2026-11-10", "2026-11-01")];
    assert_eq!(due(rule(1, "12:00"), "2026-11-03T10:00", &backwards, 0), "2026-11-04T11:00:00Z");
    assert_eq!(rule(7, "23:59").check(), Ok(()));
    assert_eq!(rule(7, "23:59:30").check(), Err(Refused::BadTime));
    assert_eq!(rule(367, "23:59").check(), Err(Refused::NoDeadline));
}
