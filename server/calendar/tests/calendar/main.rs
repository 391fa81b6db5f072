//! The schedule of courses: what occurs when, over changes of clocks and of plans.

mod changes;
mod daylight;
mod deadlines;
mod ical;
mod limits;
mod rules;
mod stored;

use calendar::{DateTime, Pattern, Plan, Rule, Series, Weekday};

/// A local time, such as `2026-11-03T10:00`.
fn at(local: &str) -> DateTime {
    local.parse().unwrap_or_else(|error| panic!("{local}: {error}"))
}

fn plan(start: &str, minutes: u16) -> Plan {
    Plan { start: at(start), minutes }
}

/// A rule that repeats some times.
fn times(pattern: Pattern, count: u16) -> Option<Rule> {
    Some(Rule { pattern, interval: 1, until: None, count: Some(count) })
}

fn weekly(weekdays: &[Weekday], count: u16) -> Option<Rule> {
    times(Pattern::Weekly { weekdays: weekdays.to_vec() }, count)
}

/// A series of classes that last 90 minutes.
fn series(zone: &str, start: &str, rule: Option<Rule>) -> Series {
    Series { zone: zone.into(), start: at(start), minutes: 90, rule, exceptions: Vec::new() }
}

/// The original starts of all occurrences.
fn originals(series: &Series) -> Vec<DateTime> {
    series.occurrences().expect("a zone").into_iter().map(|occurrence| occurrence.original).collect()
}

/// The instants at which class starts, in UTC: `2026-11-03T09:00:00Z`.
fn starts(series: &Series) -> Vec<String> {
    series.occurrences().expect("a zone").iter().map(|occurrence| utc(occurrence.start_unix)).collect()
}

fn utc(unix: u64) -> String {
    jiff::Timestamp::from_millisecond(unix.cast_signed()).expect("an instant").to_string()
}
