//! Local time stays when clocks are changed. What a zone skips comes later, what it has twice is taken the first time.

use calendar::{Pattern, Weekday};

use crate::{at, originals, series, starts, times, utc, weekly};

/// Four classes a week apart, the second after a change of clocks.
fn over_a_change(zone: &str, start: &str) -> Vec<String> {
    starts(&series(zone, start, weekly(&[], 4)))
}

#[test]
fn class_keeps_its_local_time_in_autumn() {
    let berlin = over_a_change("Europe/Berlin", "2026-10-20T10:00");
    assert_eq!(
        berlin,
        ["2026-10-20T08:00:00Z", "2026-10-27T09:00:00Z", "2026-11-03T09:00:00Z", "2026-11-10T09:00:00Z"]
    );
    let new_york = over_a_change("America/New_York", "2026-10-27T18:30");
    assert_eq!(new_york[..2], ["2026-10-27T22:30:00Z", "2026-11-03T23:30:00Z"]);
    let lord_howe = over_a_change("Australia/Lord_Howe", "2026-03-30T09:00");
    assert_eq!(lord_howe[..2], ["2026-03-29T22:00:00Z", "2026-04-05T22:30:00Z"]);
}

#[test]
fn class_keeps_its_local_time_in_spring() {
    let berlin = over_a_change("Europe/Berlin", "2027-03-22T10:00");
    assert_eq!(berlin[..2], ["2027-03-22T09:00:00Z", "2027-03-29T08:00:00Z"]);
    let new_york = over_a_change("America/New_York", "2027-03-08T18:30");
    assert_eq!(new_york[..2], ["2027-03-08T23:30:00Z", "2027-03-15T22:30:00Z"]);
    let lord_howe = over_a_change("Australia/Lord_Howe", "2026-09-28T09:00");
    assert_eq!(lord_howe[..2], ["2026-09-27T22:30:00Z", "2026-10-04T22:00:00Z"]);
    let tokyo = over_a_change("Asia/Tokyo", "2027-03-22T10:00");
    assert!(tokyo.iter().all(|start| start.ends_with("T01:00:00Z")), "{tokyo:?}");
}

#[test]
fn class_keeps_its_local_time_where_daylight_saving_ends_for_good() {
    // Türkiye stayed on summer time in autumn 2016, Mexico on winter time in spring 2023.
    let istanbul = starts(&series("Europe/Istanbul", "2015-10-01T10:00", times(Pattern::MonthDay { day: 1 }, 15)));
    assert_eq!(istanbul[1], "2015-11-01T07:00:00Z");
    assert_eq!(istanbul[2], "2015-12-01T08:00:00Z");
    assert_eq!(istanbul[14], "2016-12-01T07:00:00Z");
    let mexico = starts(&series("America/Mexico_City", "2022-05-02T10:00", times(Pattern::MonthDay { day: 2 }, 14)));
    assert_eq!((&mexico[0][..], &mexico[13][..]), ("2022-05-02T15:00:00Z", "2023-06-02T16:00:00Z"));
}

#[test]
fn a_time_that_clocks_skip_is_as_much_later() {
    let first = |zone, start| starts(&series(zone, start, None)).remove(0);
    // 02:30 is 03:30 in these nights.
    assert_eq!(first("Europe/Berlin", "2027-03-28T02:30"), "2027-03-28T01:30:00Z");
    assert_eq!(first("America/New_York", "2027-03-14T02:30"), "2027-03-14T07:30:00Z");
    // Lord Howe skips half an hour: 02:15 is 02:45.
    assert_eq!(first("Australia/Lord_Howe", "2026-10-04T02:15"), "2026-10-03T15:45:00Z");
}

#[test]
fn a_time_that_clocks_show_twice_is_the_first() {
    let first = |zone, start| starts(&series(zone, start, None)).remove(0);
    assert_eq!(first("Europe/Berlin", "2026-10-25T02:30"), "2026-10-25T00:30:00Z");
    assert_eq!(first("America/New_York", "2026-11-01T01:30"), "2026-11-01T05:30:00Z");
    assert_eq!(first("Australia/Lord_Howe", "2026-04-05T01:45"), "2026-04-04T14:45:00Z");
}

#[test]
fn class_is_as_long_in_a_night_when_clocks_are_changed() {
    for night in ["2026-10-25T01:30", "2027-03-28T01:30"] {
        let class = series("Europe/Berlin", night, None).occurrences().expect("a zone").remove(0);
        assert_eq!(class.end_unix - class.start_unix, 90 * 60_000);
    }
}

#[test]
fn class_on_a_day_that_a_zone_skipped_is_a_day_later() {
    // Samoa went from Thursday 29 December 2011 to Saturday 31.
    let class = series("Pacific/Apia", "2011-12-28T10:00", times(Pattern::Daily, 5));
    assert_eq!(
        starts(&class),
        [
            "2011-12-28T20:00:00Z",
            "2011-12-29T20:00:00Z",
            "2011-12-30T20:00:00Z",
            "2011-12-30T20:00:00Z",
            "2011-12-31T20:00:00Z"
        ]
    );
    // The class of Friday is on Saturday, beside Saturday's, and has a name of its own.
    assert_eq!(originals(&class)[2..4], [at("2011-12-30T10:00"), at("2011-12-31T10:00")]);
    let fridays = starts(&series("Pacific/Apia", "2011-12-23T10:00", weekly(&[Weekday::Fr], 3)));
    assert_eq!(fridays, ["2011-12-23T20:00:00Z", "2011-12-30T20:00:00Z", "2012-01-05T20:00:00Z"]);
}

#[test]
fn class_is_on_the_same_day_for_the_course_and_on_another_for_readers() {
    let tokyo = series("Asia/Tokyo", "2026-11-02T08:00", weekly(&[Weekday::Mo], 1));
    assert_eq!(utc(tokyo.occurrences().expect("a zone")[0].start_unix), "2026-11-01T23:00:00Z");
}
