//! Whatever is stored or sent, expanding it ends soon and never panics.

use std::time::{Duration, Instant};

use calendar::{
    DateTime, DeadlineRule, Event, Exception, Holiday, Pattern, Plan, Refused, Rule, Series, Weekday, calendar,
    limits::{MAX_INTERVAL, MAX_OCCURRENCES},
};
use proptest::{collection, option, prelude::*};

use crate::{at, originals, series, times, weekly};

#[test]
fn a_series_has_an_end() {
    let endless = Rule { pattern: Pattern::Daily, interval: 1, until: None, count: None };
    let of = |rule: Rule| series("Europe/Berlin", "2026-11-03T10:00", Some(rule));
    assert_eq!(originals(&of(endless.clone())).len(), MAX_OCCURRENCES);
    assert_eq!(of(endless.clone()).check(), Err(Refused::BadEnd));
    let count = |count| of(Rule { count: Some(count), ..endless.clone() }).check();
    assert_eq!(
        (count(400), count(401), count(0)),
        (Ok(()), Err(Refused::TooManyOccurrences), Err(Refused::NoOccurrence))
    );
    let until = |until: &str| of(Rule { until: Some(at(until).date()), ..endless.clone() }).check();
    assert_eq!(until("2027-12-07T00:00"), Ok(()));
    assert_eq!(until("2027-12-08T00:00"), Err(Refused::TooManyOccurrences));
    assert_eq!(until("2026-11-02T00:00"), Err(Refused::NoOccurrence));
    let both = Rule { until: Some(at("2026-12-01T00:00").date()), count: Some(3), ..endless };
    assert_eq!(of(both.clone()).check(), Err(Refused::BadEnd));
    assert_eq!(originals(&of(both)).len(), 3);
}

#[test]
fn numbers_out_of_their_bounds_are_refused() {
    let check = |rule: Option<Rule>| series("Europe/Berlin", "2026-11-03T10:00", rule).check();
    for day in [0, 32, -32, i8::MIN, i8::MAX] {
        assert_eq!(check(times(Pattern::MonthDay { day }, 3)), Err(Refused::BadRule), "{day}");
    }
    for nth in [0, 6, -6, i8::MIN] {
        assert_eq!(
            check(times(Pattern::MonthWeekday { nth, weekday: Weekday::Mo }, 3)),
            Err(Refused::BadRule),
            "{nth}"
        );
    }
    for interval in [0, MAX_INTERVAL + 1] {
        let rule = weekly(&[], 3).map(|rule| Rule { interval, ..rule });
        assert_eq!(check(rule), Err(Refused::BadRule), "{interval}");
    }
    assert_eq!(check(weekly(&[Weekday::Mo; 8], 3)), Err(Refused::BadRule));
    let class = series("Europe/Berlin", "2026-11-03T10:00", None);
    assert_eq!(Series { minutes: 0, ..class.clone() }.check(), Err(Refused::BadLength));
    assert_eq!(Series { minutes: 24 * 60 + 1, ..class.clone() }.check(), Err(Refused::BadLength));
    assert_eq!(Series { zone: "Berlin".into(), ..class.clone() }.check(), Err(Refused::UnknownZone));
    assert_eq!(Series { zone: "Berlin".into(), ..class }.occurrences(), Err(Refused::UnknownZone));
    assert_eq!(series("Europe/Berlin", "1972-12-31T10:00", None).check(), Err(Refused::BadTime));
    assert_eq!(series("Europe/Berlin", "3000-01-01T10:00", None).check(), Err(Refused::BadTime));
}

#[test]
fn class_can_be_planned_for_the_last_and_the_first_year() {
    for (zone, start) in [("Asia/Tokyo", "1973-01-01T00:00"), ("Pacific/Honolulu", "2999-12-31T23:59")] {
        assert_eq!(series(zone, start, None).check(), Ok(()), "{zone}");
    }
    let far = Rule { interval: MAX_INTERVAL, ..times(Pattern::MonthDay { day: 1 }, 400).expect("a rule") };
    let series = series("UTC", "2026-11-03T10:00", Some(far));
    assert!((100..400).contains(&originals(&series).len()), "the rest is after the last year");
}

fn local_times() -> impl Strategy<Value = DateTime> {
    let parts = (-9999i16..=9999, 1i8..=12, 1i8..=31, 0i8..24, 0i8..60, 0i8..60, 0i32..1_000_000_000);
    parts.prop_filter_map("no date", |(year, month, day, hour, minute, second, nano)| {
        DateTime::new(year, month, day, hour, minute, second, nano).ok()
    })
}

fn any_rules() -> impl Strategy<Value = Rule> {
    let weekday = prop::sample::select(Weekday::ALL.to_vec());
    let patterns = prop_oneof![
        Just(Pattern::Daily),
        collection::vec(weekday.clone(), 0..20).prop_map(|weekdays| Pattern::Weekly { weekdays }),
        any::<i8>().prop_map(|day| Pattern::MonthDay { day }),
        (any::<i8>(), weekday).prop_map(|(nth, weekday)| Pattern::MonthWeekday { nth, weekday }),
    ];
    let until = option::of(local_times().prop_map(|time| time.date()));
    (patterns, any::<u16>(), until, option::of(any::<u16>())).prop_map(|(pattern, interval, until, count)| Rule {
        pattern,
        interval,
        until,
        count,
    })
}

fn any_series() -> impl Strategy<Value = Series> {
    let zones = prop_oneof![
        Just("Europe/Berlin".to_owned()),
        Just("Pacific/Apia".to_owned()),
        Just("Africa/Monrovia".to_owned()),
        Just("UTC".to_owned()),
        any::<String>(),
    ];
    let plans = (local_times(), any::<u16>()).prop_map(|(start, minutes)| Plan { start, minutes });
    let exception = (local_times(), option::of(plans), option::of(any::<String>()))
        .prop_map(|(original, moved, cancelled)| Exception { original, moved, cancelled });
    (zones, local_times(), any::<u16>(), option::of(any_rules()), collection::vec(exception, 0..3))
        .prop_map(|(zone, start, minutes, rule, exceptions)| Series { zone, start, minutes, rule, exceptions })
}

proptest! {
    #[test]
    fn any_series_is_expanded_within_its_bounds(mut series in any_series(), plan in any_series(), reason in any::<String>()) {
        let started = Instant::now();
        let plan = Plan { start: plan.start, minutes: plan.minutes };
        let occurrences = series.occurrences().unwrap_or_default();
        prop_assert!(occurrences.len() <= MAX_OCCURRENCES);
        prop_assert!(occurrences.windows(2).all(|pair| pair[0].original < pair[1].original));
        if series.check().is_ok() {
            prop_assert!(!occurrences.is_empty());
        }
        let original = occurrences.first().map_or(plan.start, |occurrence| occurrence.original);
        if let Ok(split) = series.split(original, plan, None) {
            prop_assert_eq!(split.after.check(), Ok(()));
        }
        let moved = series.move_one(original, plan);
        let cancelled = series.cancel(original, &reason);
        prop_assert!(!occurrences.is_empty() || moved.is_err() && cancelled.is_err());
        let events: Vec<Event> = occurrences.iter().map(|occurrence| Event {
            uid: &reason,
            zone: &series.zone,
            start_unix: occurrence.start_unix,
            end_unix: occurrence.end_unix,
            sequence: 0,
            changed_unix: 0,
            title: &reason,
            description: &reason,
            url: &reason,
            cancelled: false,
        }).collect();
        let text = calendar(&reason, &events);
        prop_assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), events.len());
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    }

    #[test]
    fn any_json_is_read_or_refused(text in any::<String>(), start in any::<String>()) {
        let _ = serde_json::from_str::<Series>(&text);
        let json = serde_json::json!({ "zone": text, "start": start, "minutes": 1, "rule": { "repeat": text } });
        let _ = serde_json::from_value::<Series>(json).map(|series| series.check());
    }

    #[test]
    fn any_deadline_is_found_or_refused(
        days in any::<u16>(),
        extension in any::<u16>(),
        end in any::<u64>(),
        time in local_times(),
        dates in collection::vec((local_times(), local_times()), 0..3),
    ) {
        let rule = DeadlineRule { days, time: time.time() };
        let holidays: Vec<Holiday> =
            dates.iter().map(|(first, last)| Holiday { first: first.date(), last: last.date() }).collect();
        for end in [end, end % 4_000_000_000_000] {
            if let Ok(due) = rule.due(end, "Europe/Berlin", &holidays, extension) {
                prop_assert!(due > end);
            }
        }
    }
}
