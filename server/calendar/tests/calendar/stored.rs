//! What is stored reads plainly, and what a later version has added to it is passed over.

use calendar::{DeadlineRule, Holiday, Pattern, Rule, Series, Weekday};
use serde_json::json;

use crate::{at, plan, series, weekly};

#[test]
fn a_series_is_stored_in_plain_words() {
    let mut tuesdays = series("Europe/Berlin", "2026-10-20T10:00", weekly(&[Weekday::Tu, Weekday::Fr], 5));
    tuesdays.move_one(at("2026-10-23T10:00"), plan("2026-10-24T11:00", 45)).expect("moved");
    tuesdays.cancel(at("2026-10-27T10:00"), "Ill").expect("cancelled");
    let stored = json!({
        "zone": "Europe/Berlin",
        "start": "2026-10-20T10:00:00",
        "minutes": 90,
        "rule": { "repeat": "weekly", "weekdays": ["TU", "FR"], "interval": 1, "count": 5 },
        "exceptions": [
            { "original": "2026-10-23T10:00:00", "moved": { "start": "2026-10-24T11:00:00", "minutes": 45 } },
            { "original": "2026-10-27T10:00:00", "cancelled": "Ill" },
        ],
    });
    assert_eq!(serde_json::to_value(&tuesdays).expect("JSON"), stored);
    assert_eq!(serde_json::from_value::<Series>(stored).expect("a series"), tuesdays);
}

#[test]
fn every_pattern_is_stored_in_plain_words() {
    let patterns = [
        (json!({ "repeat": "daily", "interval": 2 }), Pattern::Daily),
        (json!({ "repeat": "weekly", "weekdays": [], "interval": 2 }), Pattern::Weekly { weekdays: vec![] }),
        (json!({ "repeat": "month_day", "day": -1, "interval": 2 }), Pattern::MonthDay { day: -1 }),
        (
            json!({ "repeat": "month_weekday", "nth": 2, "weekday": "TU", "interval": 2 }),
            Pattern::MonthWeekday { nth: 2, weekday: Weekday::Tu },
        ),
    ];
    for (stored, pattern) in patterns {
        let rule = Rule { pattern, interval: 2, until: None, count: None };
        assert_eq!(serde_json::to_value(&rule).expect("JSON"), stored);
        assert_eq!(serde_json::from_value::<Rule>(stored).expect("a rule"), rule);
    }
}

#[test]
fn unknown_fields_are_passed_over_and_missing_ones_have_defaults() {
    let rule = json!({ "repeat": "weekly", "until": "2026-12-31", "colour": "red", "by": { "hour": [1] } });
    let rule: Rule = serde_json::from_value(rule).expect("a rule");
    let until = Some(at("2026-12-31T00:00").date());
    assert_eq!(rule, Rule { pattern: Pattern::Weekly { weekdays: vec![] }, interval: 1, until, count: None });
    let one = json!({ "zone": "UTC", "start": "2026-10-20T10:00", "minutes": 90, "later": true });
    assert_eq!(serde_json::from_value::<Series>(one).expect("a series"), series("UTC", "2026-10-20T10:00", None));
    let deadline = json!({ "days": 7, "time": "23:59", "grace": 1 });
    assert_eq!(serde_json::from_value::<DeadlineRule>(deadline).expect("a rule").days, 7);
    let holiday = json!({ "first": "2026-12-24", "last": "2027-01-06", "name": "Christmas" });
    assert!(serde_json::from_value::<Holiday>(holiday).is_ok());
}
