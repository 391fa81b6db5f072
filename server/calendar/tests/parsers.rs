//! Two programs that others wrote read our calendars, and find the instants that we meant: ical.js, and Python's icalendar
//! with dateutil.
//!
//! They stand in `tests/calendar`, where `cargo xtask test` installs them.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use calendar::{Date, DateTime, Event, Occurrence, Pattern, Plan, Rule, Series, Weekday, calendar};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde::Deserialize;

const CHANGED: u64 = 1_788_220_800;

/// What a parser says of an event. Times are in seconds of the Unix epoch.
#[derive(Debug, PartialEq, Deserialize)]
struct Parsed {
    uid: String,
    title: String,
    description: Option<String>,
    url: Option<String>,
    status: Option<String>,
    sequence: u32,
    changed: f64,
    starts: Vec<f64>,
    end: f64,
}

#[derive(Debug, Clone, Copy)]
enum Parser {
    IcalJs,
    Python,
}

const PARSERS: [Parser; 2] = [Parser::IcalJs, Parser::Python];

impl Parser {
    fn parse(self, text: &str) -> Vec<Parsed> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendar");
        let python = std::fs::canonicalize(&folder).expect("a folder").join(".venv/bin/python");
        let mut command = match self {
            Parser::IcalJs => Command::new("node"),
            Parser::Python => Command::new(python),
        };
        command.arg(if matches!(self, Parser::IcalJs) { "expand.mjs" } else { "expand.py" });
        // Python knows zones of the package tzdata, whatever the machine has.
        command.env("PYTHONTZPATH", "").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("parsers are installed by `cargo xtask test`");
        let mut input = child.stdin.take().expect("a pipe");
        let text = text.to_owned();
        let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("no panic").expect("it reads");
        assert!(output.status.success(), "{self:?} failed. Parsers are installed by `cargo xtask test`");
        let lines = String::from_utf8(output.stdout).expect("text");
        lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

fn at(local: &str) -> DateTime {
    local.parse().expect("a local time")
}

fn rule(pattern: Pattern, count: u16) -> Rule {
    Rule { pattern, interval: 1, until: None, count: Some(count) }
}

fn series(zone: &str, start: &str, rule: Rule) -> Series {
    Series { zone: zone.into(), start: at(start), minutes: 75, rule: Some(rule), exceptions: Vec::new() }
}

/// A class as the tests write it; its name is its original start.
struct Class {
    uid: String,
    title: String,
    occurrence: Occurrence,
}

impl Class {
    fn all(series: &Series, title: &str) -> Vec<Class> {
        let class = |occurrence: Occurrence| Class {
            uid: format!("{}@meridian.example", occurrence.original),
            title: title.to_owned(),
            occurrence,
        };
        series.occurrences().expect("a zone").into_iter().map(class).collect()
    }

    fn event<'a>(&'a self, zone: &'a str) -> Event<'a> {
        Event {
            uid: &self.uid,
            zone,
            start_unix: self.occurrence.start_unix,
            end_unix: self.occurrence.end_unix,
            sequence: 7,
            changed_unix: CHANGED * 1000,
            title: &self.title,
            description: "Bring: paper;\npens, and \\",
            url: "https://meridian.example/s/1?a=b,c;d",
            cancelled: self.occurrence.cancelled.is_some(),
        }
    }

    fn parsed(&self) -> Parsed {
        let seconds = |unix: u64| (unix / 1000) as f64;
        Parsed {
            uid: self.uid.clone(),
            title: self.title.clone(),
            description: Some("Bring: paper;\npens, and \\".into()),
            url: Some("https://meridian.example/s/1?a=b,c;d".into()),
            status: Some(if self.occurrence.cancelled.is_some() { "CANCELLED" } else { "CONFIRMED" }.into()),
            sequence: 7,
            changed: CHANGED as f64,
            starts: vec![seconds(self.occurrence.start_unix)],
            end: seconds(self.occurrence.end_unix),
        }
    }
}

/// The calendar of all classes.
fn text(classes: &[Class], zone: &str) -> String {
    calendar("A course", &classes.iter().map(|class| class.event(zone)).collect::<Vec<_>>())
}

/// The same calendar with a zone of which no parser knows anything but what the calendar says.
fn with_zone_of_its_own(text: &str) -> String {
    text.replace("TZID:", "TZID:X-").replace(";TZID=", ";TZID=X-")
}

/// Zones, and the day from which 400 days are looked at: with all that was done to clocks in them.
const ZONES: [(&str, &str); 16] = [
    ("Europe/Berlin", "2026-09-01"),
    ("America/New_York", "2026-09-01"),
    ("Asia/Tokyo", "2026-09-01"),
    ("Australia/Lord_Howe", "2026-09-01"),
    ("Europe/Dublin", "2026-09-01"),
    ("Asia/Kathmandu", "2026-09-01"),
    ("America/Santiago", "2026-09-01"),
    ("Africa/Cairo", "2026-09-01"),
    ("UTC", "2026-09-01"),
    ("Asia/Jerusalem", "2050-02-01"),
    // Daylight saving ended for good in these.
    ("Europe/Istanbul", "2015-12-01"),
    ("America/Sao_Paulo", "2018-06-01"),
    ("America/Mexico_City", "2022-02-01"),
    // Clocks were changed around Ramadan; a day was skipped; an offset had had seconds.
    ("Africa/Casablanca", "2024-01-01"),
    ("Pacific/Apia", "2011-08-01"),
    ("Africa/Monrovia", "1973-01-01"),
];

/// The parsers' answers to a calendar, with the name of each. ical.js believes what calendars say of zones; Python's
/// icalendar does only of zones that it has not heard of.
fn answers(text: &str) -> [(&'static str, Vec<Parsed>); 3] {
    [
        ("ical.js", Parser::IcalJs.parse(text)),
        ("icalendar", Parser::Python.parse(text)),
        ("icalendar, by the calendar's zone", Parser::Python.parse(&with_zone_of_its_own(text))),
    ]
}

/// Of daily classes those around changes of clocks, and every tenth: parsers take their time.
fn around_changes(classes: Vec<Class>) -> Vec<Class> {
    let starts: Vec<u64> = classes.iter().map(|class| class.occurrence.start_unix).collect();
    let a_day_apart = |pair: &[u64]| pair[1] - pair[0] == 24 * 60 * 60 * 1000;
    let near_change = |at: usize| {
        let near = &starts[at.saturating_sub(1)..starts.len().min(at + 2)];
        !near.windows(2).all(a_day_apart)
    };
    classes.into_iter().enumerate().filter(|(at, _)| at % 10 == 0 || near_change(*at)).map(|(_, class)| class).collect()
}

#[test]
fn every_class_is_at_the_instant_that_was_meant() {
    for (zone, first) in ZONES {
        let sundays = Pattern::Weekly { weekdays: vec![Weekday::Su] };
        let plans =
            [("01:45", rule(Pattern::Daily, 400)), ("02:15", rule(sundays.clone(), 57)), ("10:00", rule(sundays, 57))];
        let all = plans.into_iter().map(|(time, rule)| series(zone, &format!("{first}T{time}"), rule));
        let classes: Vec<Class> = all.flat_map(|series| around_changes(Class::all(&series, "Analysis"))).collect();
        let meant: Vec<Parsed> = classes.iter().map(Class::parsed).collect();
        for (parser, parsed) in answers(&text(&classes, zone)) {
            let wrong = parsed.iter().zip(&meant).find(|(parsed, meant)| parsed != meant);
            assert!(wrong.is_none() && parsed.len() == meant.len(), "{parser} in {zone}: {wrong:#?}");
        }
    }
}

#[test]
fn moved_and_cancelled_classes_keep_their_names() {
    let mut tuesdays = series("Europe/Berlin", "2026-10-20T10:00", rule(Pattern::Weekly { weekdays: vec![] }, 5));
    tuesdays.cancel(at("2026-10-27T10:00"), "Ada is ill").expect("cancelled");
    tuesdays.move_one(at("2026-11-03T10:00"), Plan { start: at("2026-11-04T14:00"), minutes: 45 }).expect("moved");
    let classes = Class::all(&tuesdays, "Analysis");
    let text = text(&classes, "Europe/Berlin");
    assert!(!text.contains("Ada"), "{text}");
    for parser in PARSERS {
        let parsed = parser.parse(&text);
        assert_eq!(parsed, classes.iter().map(Class::parsed).collect::<Vec<_>>(), "{parser:?}");
        assert_eq!((parsed[1].status.as_deref(), &parsed[2].uid[..16]), (Some("CANCELLED"), "2026-11-03T10:00"));
    }
}

#[test]
fn a_deadline_has_no_length() {
    let mut class =
        Class::all(&series("Asia/Tokyo", "2026-11-03T23:59", rule(Pattern::Daily, 1)), "Work on class 3 is due");
    class[0].occurrence.end_unix = class[0].occurrence.start_unix;
    let text = text(&class, "Asia/Tokyo");
    assert!(!text.contains("DTEND"), "{text}");
    for parser in PARSERS {
        assert_eq!(parser.parse(&text), [class[0].parsed()], "{parser:?}");
    }
}

#[test]
fn text_is_read_as_it_was_written() {
    let titles = [
        "Grüße, 数学; \\n is no line break: \"quotes\" 'n' colons",
        "😀".repeat(60).leak(),
        "  spaces  in a row and a very long line that has to be folded somewhere, perhaps at a space   here",
        "BEGIN:VEVENT\nEND:VCALENDAR",
        "مقدمة في التحليل",
    ];
    for title in titles {
        let class = Class::all(&series("UTC", "2026-11-03T10:00", rule(Pattern::Daily, 1)), title);
        for parser in PARSERS {
            assert_eq!(parser.parse(&text(&class, "UTC")), [class[0].parsed()], "{parser:?}");
        }
    }
}

/// The rule as RFC 5545 writes it, for parsers to expand.
fn rrule(rule: &Rule) -> String {
    let pattern = match &rule.pattern {
        Pattern::Daily => "DAILY".to_owned(),
        Pattern::Weekly { weekdays } if weekdays.is_empty() => "WEEKLY".to_owned(),
        Pattern::Weekly { weekdays } => {
            let days: Vec<String> = weekdays.iter().map(|day| name(*day)).collect();
            format!("WEEKLY;BYDAY={}", days.join(","))
        }
        Pattern::MonthDay { day } => format!("MONTHLY;BYMONTHDAY={day}"),
        Pattern::MonthWeekday { nth, weekday } => format!("MONTHLY;BYDAY={nth}{}", name(*weekday)),
    };
    let until = rule.until.map(|until| format!(";UNTIL={}T235959Z", until.strftime("%Y%m%d"))).unwrap_or_default();
    let count = rule.count.map(|count| format!(";COUNT={count}")).unwrap_or_default();
    format!("RRULE:FREQ={pattern};INTERVAL={}{until}{count}", rule.interval)
}

fn name(day: Weekday) -> String {
    format!("{day:?}").to_uppercase()
}

/// The calendar of a series' first class, for which parsers make the others by the rule. Its zone holds for all of them.
fn with_rule(series: &Series) -> String {
    let classes = Class::all(series, "Analysis");
    let (first, last) = (&classes[..1], &classes[classes.len() - 1..]);
    let both = calendar("", &[first[0].event(&series.zone), last[0].event(&series.zone)]);
    let end = both.rfind("BEGIN:VEVENT").expect("an event");
    let rule = rrule(series.rule.as_ref().expect("a rule"));
    format!("{}END:VCALENDAR\r\n", both[..end].replace("STATUS:", &format!("{rule}\r\nSTATUS:")))
}

fn seconds(series: &Series) -> Vec<f64> {
    series.occurrences().expect("a zone").iter().map(|class| (class.start_unix / 1000) as f64).collect()
}

#[test]
fn a_rule_makes_the_same_classes_over_changes_of_clocks() {
    for (zone, first) in ZONES {
        let days = vec![Weekday::Tu, Weekday::Su];
        let class = series(zone, &format!("{first}T10:00"), rule(Pattern::Weekly { weekdays: days }, 110));
        let first = class.occurrences().expect("a zone")[0].original;
        let class = Series { start: first, ..class };
        for (parser, parsed) in answers(&with_rule(&class)) {
            assert_eq!(parsed[0].starts, seconds(&class), "{parser} in {zone}");
        }
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    let weekday = || prop::sample::select(Weekday::ALL.to_vec());
    let patterns = prop_oneof![
        Just(Pattern::Daily),
        prop::sample::subsequence(Weekday::ALL.to_vec(), 0..5).prop_map(|weekdays| Pattern::Weekly { weekdays }),
        prop_oneof![1i8..=31, -31i8..=-1].prop_map(|day| Pattern::MonthDay { day }),
        (prop_oneof![1i8..=5, -5i8..=-1], weekday()).prop_map(|(nth, weekday)| Pattern::MonthWeekday { nth, weekday }),
    ];
    let until =
        (2026i16..=2029, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Some(Date::constant(year, month, day)));
    let end = prop_oneof![until.prop_map(|until| (until, None)), (1u16..=60).prop_map(|count| (None, Some(count)))];
    (patterns, 1u16..=6, end).prop_map(|(pattern, interval, (until, count))| Rule { pattern, interval, until, count })
}

#[test]
fn rules_mean_what_others_mean_by_them() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut text, mut made) = (String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n"), Vec::new());
    while made.len() < 300 {
        let (rule, day) = (rules(), 0i64..365).new_tree(&mut runner).expect("a rule").current();
        let start = at("2026-01-01T10:00").checked_add(jiff::Span::new().days(day)).expect("a day");
        let series = Series { start, ..series("UTC", "2026-01-01T10:00", rule) };
        // A rule counts from its first class on, in iCalendar.
        let Some(first) = series.occurrences().expect("a zone").first().map(|one| one.original) else { continue };
        let series = Series { start: first, ..series };
        let with_rule = with_rule(&series);
        let event = &with_rule[with_rule.find("BEGIN:VEVENT").expect("an event")..];
        text.push_str(event.trim_end_matches("END:VCALENDAR\r\n"));
        made.push(series);
    }
    text.push_str("END:VCALENDAR\r\n");
    let text =
        text.replace(";TZID=UTC:", ":").replace("T100000\r\n", "T100000Z\r\n").replace("T111500\r\n", "T111500Z\r\n");
    for parser in PARSERS {
        let parsed = parser.parse(&text);
        assert_eq!(parsed.len(), made.len());
        for (parsed, series) in parsed.iter().zip(&made) {
            assert_eq!(parsed.starts, seconds(series), "{parser:?}: {series:?}");
        }
    }
}
