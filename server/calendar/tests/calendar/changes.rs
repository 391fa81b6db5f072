//! One occurrence, or one and all that follow, are moved, cancelled and restored: each keeps its name.

use std::collections::BTreeSet;

use calendar::{DateTime, Pattern, Plan, Refused, Rule, Series, Weekday};
use proptest::prelude::*;

use crate::{at, originals, plan, rules::rules, series, starts, times, weekly};

/// Five Tuesdays, the second after the change of clocks.
fn tuesdays() -> Series {
    series("Europe/Berlin", "2026-10-20T10:00", weekly(&[Weekday::Tu], 5))
}

#[test]
fn one_is_moved_and_keeps_its_name() {
    let mut series = tuesdays();
    let before = originals(&series);
    series.move_one(before[1], plan("2026-10-28T14:00", 45)).expect("moved");
    assert_eq!(originals(&series), before);
    let moved = &series.occurrences().expect("a zone")[1];
    assert_eq!((moved.plan, moved.end_unix - moved.start_unix), (plan("2026-10-28T14:00", 45), 45 * 60_000));
    assert_eq!(starts(&series)[1], "2026-10-28T13:00:00Z");
    assert_eq!(series.check(), Ok(()));

    series.move_one(before[1], plan("2026-10-27T10:00", 90)).expect("moved back");
    assert_eq!(series, tuesdays());
}

#[test]
fn one_is_cancelled_with_a_reason_and_restored() {
    let mut series = tuesdays();
    let original = at("2026-11-03T10:00");
    series.move_one(original, plan("2026-11-04T10:00", 90)).expect("moved");
    series.cancel(original, "The room is flooded").expect("cancelled");
    let cancelled = series.occurrences().expect("a zone").remove(2);
    assert_eq!(cancelled.cancelled.as_deref(), Some("The room is flooded"));
    assert_eq!(cancelled.plan.start, at("2026-11-04T10:00"));
    series.restore(original).expect("restored");
    let restored = series.occurrences().expect("a zone").remove(2);
    assert_eq!((restored.cancelled, restored.plan.start), (None, at("2026-11-04T10:00")));
    series.move_one(original, plan("2026-11-03T10:00", 90)).expect("moved back");
    assert_eq!(series, tuesdays());
}

#[test]
fn what_does_not_exist_cannot_be_changed() {
    let mut series = tuesdays();
    let nowhere = at("2026-11-04T10:00");
    assert_eq!(series.cancel(nowhere, ""), Err(Refused::UnknownOccurrence));
    assert_eq!(series.restore(nowhere), Err(Refused::UnknownOccurrence));
    assert_eq!(series.move_one(nowhere, plan("2026-11-05T10:00", 90)), Err(Refused::UnknownOccurrence));
    assert_eq!(series.split(nowhere, plan("2026-11-05T10:00", 90), None), Err(Refused::UnknownOccurrence));
    assert_eq!(series.cancel(at("2026-11-03T10:00"), &"x".repeat(501)), Err(Refused::LongReason));
    assert_eq!(series.move_one(at("2026-11-03T10:00"), plan("2026-11-05T10:00", 0)), Err(Refused::BadLength));
    assert_eq!(series.move_one(at("2026-11-03T10:00"), plan("2026-11-05T10:00:30", 90)), Err(Refused::BadTime));
    assert_eq!(series, tuesdays());
}

#[test]
fn this_and_all_following_are_moved() {
    let mut series = tuesdays();
    series.cancel(at("2026-10-27T10:00"), "Holiday").expect("cancelled");
    series.cancel(at("2026-11-10T10:00"), "Ill").expect("cancelled");
    let split = series.split(at("2026-11-03T10:00"), plan("2026-11-05T16:00", 60), None).expect("a split");
    let before = split.before.expect("two are before");
    assert_eq!(originals(&before), [at("2026-10-20T10:00"), at("2026-10-27T10:00")]);
    assert_eq!(starts(&split.after), ["2026-11-05T15:00:00Z", "2026-11-12T15:00:00Z", "2026-11-19T15:00:00Z"]);
    assert_eq!(split.renamed[0], (at("2026-11-03T10:00"), at("2026-11-05T16:00")));
    assert_eq!(split.dropped, []);
    let reasons = |series: &Series| -> Vec<Option<String>> {
        series.occurrences().expect("a zone").into_iter().map(|one| one.cancelled).collect()
    };
    assert_eq!(reasons(&before), [None, Some("Holiday".to_owned())]);
    assert_eq!(reasons(&split.after), [None, Some("Ill".to_owned()), None]);
}

#[test]
fn what_was_moved_alone_stays_there_when_others_are_moved() {
    let mut series = tuesdays();
    series.move_one(at("2026-11-03T10:00"), plan("2026-11-04T08:00", 90)).expect("moved");
    series.move_one(at("2026-11-10T10:00"), plan("2026-11-11T08:00", 90)).expect("moved");
    let split = series.split(at("2026-11-03T10:00"), plan("2026-11-03T12:00", 90), None).expect("a split");
    assert_eq!(starts(&split.after), ["2026-11-03T11:00:00Z", "2026-11-11T07:00:00Z", "2026-11-17T11:00:00Z"]);
}

#[test]
fn moved_from_the_first_on_a_series_is_not_split() {
    let split = tuesdays().split(at("2026-10-20T10:00"), plan("2026-10-21T10:00", 90), None).expect("a split");
    assert_eq!(split.before, None);
    assert_eq!(split.renamed.len(), 5);
}

#[test]
fn the_rest_of_a_series_may_have_another_rule() {
    let rule = weekly(&[Weekday::Mo, Weekday::We], 2);
    let split = tuesdays().split(at("2026-11-03T10:00"), plan("2026-11-04T10:00", 90), rule).expect("a split");
    assert_eq!(originals(&split.after), [at("2026-11-04T10:00"), at("2026-11-09T10:00")]);
    assert_eq!(split.dropped, [at("2026-11-17T10:00")]);
    let more = weekly(&[Weekday::Mo, Weekday::We], 9);
    let split = tuesdays().split(at("2026-11-03T10:00"), plan("2026-11-04T10:00", 90), more).expect("a split");
    assert_eq!((split.renamed.len(), originals(&split.after).len(), split.dropped.len()), (3, 9, 0));
    let endless = Some(Rule { pattern: Pattern::Daily, interval: 1, until: None, count: None });
    let refused = tuesdays().split(at("2026-11-03T10:00"), plan("2026-11-04T10:00", 90), endless);
    assert_eq!(refused, Err(Refused::BadEnd));
}

#[test]
fn months_follow_the_day_to_which_they_are_moved() {
    let moved = |pattern, start: &str, to: &str| {
        let split = series("Asia/Tokyo", start, times(pattern, 3)).split(at(start), plan(to, 90), None);
        let days = originals(&split.expect("a split").after);
        days.iter().map(|day| day.date().to_string()).collect::<Vec<_>>()
    };
    let tuesday = |nth| Pattern::MonthWeekday { nth, weekday: Weekday::Tu };
    let second_thursdays = ["2026-12-10", "2027-01-14", "2027-02-11"];
    assert_eq!(moved(tuesday(2), "2026-12-08T10:00", "2026-12-10T10:00"), second_thursdays);
    let last_mondays = ["2026-12-28", "2027-01-25", "2027-02-22"];
    assert_eq!(moved(tuesday(-1), "2026-12-29T10:00", "2026-12-28T10:00"), last_mondays);
    let last_days = ["2026-12-31", "2027-01-31", "2027-02-28"];
    assert_eq!(moved(Pattern::MonthDay { day: -2 }, "2026-12-30T10:00", "2026-12-31T10:00"), last_days);
    let fifteenths = ["2026-12-15", "2027-01-15", "2027-02-15"];
    assert_eq!(moved(Pattern::MonthDay { day: 3 }, "2026-12-03T10:00", "2026-12-15T10:00"), fifteenths);
}

proptest! {
    /// Whatever is moved: nobody's class is lost, doubled, or gets the name of another.
    #[test]
    fn a_split_keeps_every_occurrence(rule in rules(), pick in 0usize..60, days in -20i64..40, hour in 0i8..24) {
        let series = series("America/New_York", "2026-01-05T10:00", Some(rule));
        let old = originals(&series);
        prop_assume!(!old.is_empty());
        let at = pick % old.len();
        let to = old[at].checked_add(jiff::Span::new().days(days)).expect("a date").with().hour(hour).build();
        let to = Plan { start: to.expect("a time"), minutes: 30 };
        let split = series.split(old[at], to, None).expect("a split");
        let before = split.before.as_ref().map(originals).unwrap_or_default();
        prop_assert_eq!(&before[..], &old[..at]);
        let (from, into): (Vec<DateTime>, Vec<DateTime>) = split.renamed.iter().copied().unzip();
        prop_assert_eq!(&from[..], &old[at..]);
        prop_assert_eq!(&into, &originals(&split.after));
        prop_assert_eq!(into[0], to.start);
        prop_assert_eq!(into.iter().collect::<BTreeSet<_>>().len(), into.len());
        prop_assert_eq!(split.dropped.len(), 0);
    }
}
