//! Which days fit a rule: compared with a search through all days, which knows no periods.

use calendar::{Date, Pattern, Refused, Rule, Series, Weekday};
use jiff::Span;
use proptest::{collection, option, prelude::*};

use crate::{at, originals, series, times, weekly};

fn days(series: &Series) -> Vec<String> {
    originals(series).iter().map(|original| original.date().to_string()).collect()
}

#[test]
fn several_days_of_every_second_week() {
    let Some(rule) = weekly(&[Weekday::Th, Weekday::Mo, Weekday::Mo], 5) else { unreachable!() };
    let series = series("Europe/Berlin", "2026-11-03T10:00", Some(Rule { interval: 2, ..rule }));
    assert_eq!(days(&series), ["2026-11-05", "2026-11-16", "2026-11-19", "2026-11-30", "2026-12-03"]);
}

#[test]
fn a_rule_ends_with_its_last_day() {
    let until = Some(Rule {
        pattern: Pattern::Weekly { weekdays: vec![] },
        interval: 1,
        until: Some(at("2026-11-17T00:00").date()),
        count: None,
    });
    let series = series("Europe/Berlin", "2026-11-03T10:00", until);
    assert_eq!(days(&series), ["2026-11-03", "2026-11-10", "2026-11-17"]);
}

#[test]
fn months_without_the_day_are_left_out() {
    let monthly = |pattern| days(&series("Asia/Tokyo", "2027-01-29T10:00", times(pattern, 3)));
    assert_eq!(monthly(Pattern::MonthDay { day: 31 }), ["2027-01-31", "2027-03-31", "2027-05-31"]);
    assert_eq!(monthly(Pattern::MonthDay { day: -1 }), ["2027-01-31", "2027-02-28", "2027-03-31"]);
    let fifth = Pattern::MonthWeekday { nth: 5, weekday: Weekday::Mo };
    assert_eq!(monthly(fifth), ["2027-03-29", "2027-05-31", "2027-08-30"]);
    let last = Pattern::MonthWeekday { nth: -1, weekday: Weekday::Fr };
    assert_eq!(monthly(last), ["2027-01-29", "2027-02-26", "2027-03-26"]);
}

#[test]
fn a_day_that_never_comes_makes_no_series() {
    let never = Some(Rule { pattern: Pattern::MonthDay { day: 30 }, interval: 12, until: None, count: Some(3) });
    let series = series("Asia/Tokyo", "2027-02-01T10:00", never);
    assert_eq!(originals(&series), []);
    assert_eq!(series.check(), Err(Refused::NoOccurrence));
}

/// Whether a day fits, told from the day alone.
fn fits(rule: &Rule, start: Date, day: Date) -> bool {
    let interval = i32::from(rule.interval);
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let every_month = (months(day) - months(start)) % interval == 0;
    let days_between = |from: Date, to: Date| to.since(from).expect("days").get_days();
    let monday = |date: Date| date.checked_sub(Span::new().days(Weekday::of(date) as i64)).expect("a date");
    match &rule.pattern {
        Pattern::Daily => days_between(start, day) % interval == 0,
        Pattern::Weekly { weekdays } => {
            let named = weekdays.contains(&Weekday::of(day));
            let fits = if weekdays.is_empty() { Weekday::of(day) == Weekday::of(start) } else { named };
            fits && days_between(monday(start), monday(day)) / 7 % interval == 0
        }
        Pattern::MonthDay { day: wanted } => {
            let from_end = day.day() - day.days_in_month() - 1;
            every_month && (*wanted == day.day() || *wanted == from_end)
        }
        Pattern::MonthWeekday { nth, weekday } => {
            let from_end = -((day.days_in_month() - day.day()) / 7 + 1);
            every_month && *weekday == Weekday::of(day) && (*nth == (day.day() - 1) / 7 + 1 || *nth == from_end)
        }
    }
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let weekday = prop::sample::select(Weekday::ALL.to_vec());
    prop_oneof![
        Just(Pattern::Daily),
        collection::vec(weekday.clone(), 0..5).prop_map(|weekdays| Pattern::Weekly { weekdays }),
        prop_oneof![1i8..=31, -31i8..=-1].prop_map(|day| Pattern::MonthDay { day }),
        (prop_oneof![1i8..=5, -5i8..=-1], weekday).prop_map(|(nth, weekday)| Pattern::MonthWeekday { nth, weekday }),
    ]
}

pub fn rules() -> impl Strategy<Value = Rule> {
    let until = (2026i16..=2029, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day));
    (patterns(), 1u16..=6, option::of(until), option::of(1u16..=60))
        .prop_map(|(pattern, interval, until, count)| Rule { pattern, interval, until, count })
}

proptest! {
    #[test]
    fn days_are_those_that_a_search_finds(rule in rules(), month in 1i8..=12, day in 1i8..=28) {
        let start = jiff::civil::date(2026, month, day);
        let horizon = jiff::civil::date(2036, 1, 1);
        let all = std::iter::successors(Some(start), |day| day.tomorrow().ok()).take_while(|day| *day < horizon);
        let found: Vec<Date> = all
            .filter(|day| fits(&rule, start, *day) && rule.until.is_none_or(|until| *day <= until))
            .take(usize::from(rule.count.unwrap_or(400)).min(400))
            .collect();
        let series = series("Europe/Berlin", &format!("{start}T10:00"), Some(rule));
        let made: Vec<Date> = originals(&series).iter().map(|one| one.date()).filter(|day| *day < horizon).collect();
        prop_assert_eq!(made, found);
    }
}
