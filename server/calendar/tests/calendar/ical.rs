//! The text of a calendar, as RFC 5545 has it. What other programs make of it is tested in `parsers.rs`.

use calendar::{Event, calendar};

use crate::series;

const BERLIN: &str = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Meridian//Calendar//EN
CALSCALE:GREGORIAN
NAME:Analysis\\, part 1
X-WR-CALNAME:Analysis\\, part 1
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20251026T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:7f2c@meridian.example
DTSTAMP:20260901T000000Z
SEQUENCE:3
DTSTART;TZID=Europe/Berlin:20261103T100000
DTEND;TZID=Europe/Berlin:20261103T113000
SUMMARY:Limits\\; and series
DESCRIPTION:Bring paper\\nand a pen
URL:https://meridian.example/s/7f2c
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
";

fn event(zone: &'static str, start: &str) -> Event<'static> {
    let class = series(zone, start, None).occurrences().expect("a zone").remove(0);
    Event {
        uid: "7f2c@meridian.example",
        zone,
        start_unix: class.start_unix,
        end_unix: class.end_unix,
        sequence: 3,
        changed_unix: 1_788_220_800_000,
        title: "Limits; and series",
        description: "Bring paper\nand a pen",
        url: "https://meridian.example/s/7f2c",
        cancelled: false,
    }
}

#[test]
fn a_class_is_written_with_the_rules_of_its_zone() {
    let text = calendar("Analysis, part 1", &[event("Europe/Berlin", "2026-11-03T10:00")]);
    assert_eq!(text, BERLIN.replace('\n', "\r\n"));
}

#[test]
fn a_cancelled_class_says_so() {
    let cancelled = Event { cancelled: true, ..event("Europe/Berlin", "2026-11-03T10:00") };
    let text = calendar("", &[cancelled]);
    assert!(text.contains("\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"), "{text}");
    assert!(!text.contains("\r\nNAME:"), "a calendar without a name has none: {text}");
}

#[test]
fn a_time_that_clocks_show_twice_is_written_in_utc() {
    let text = calendar("", &[event("Europe/Berlin", "2026-10-25T01:30")]);
    assert!(text.contains("DTSTART;TZID=Europe/Berlin:20261025T013000\r\nDTEND:20261025T010000Z\r\n"), "{text}");
    let text = calendar("", &[event("Europe/Berlin", "2026-10-25T02:00")]);
    assert!(text.contains("DTSTART:20261025T000000Z\r\nDTEND:20261025T013000Z\r\n"), "{text}");
}

#[test]
fn a_time_that_clocks_skip_is_written_as_they_show_it() {
    let text = calendar("", &[event("Europe/Berlin", "2027-03-28T02:30")]);
    assert!(text.contains("DTSTART;TZID=Europe/Berlin:20270328T033000\r\n"), "{text}");
}

#[test]
fn a_zone_that_is_unknown_leaves_the_instant() {
    let text = calendar("", &[Event { zone: "Mars/Olympus", ..event("UTC", "2026-11-03T10:00") }]);
    assert!(text.contains("DTSTART:20261103T100000Z\r\nDTEND:20261103T113000Z\r\n"), "{text}");
    assert!(!text.contains("VTIMEZONE") && !text.contains("Mars"), "{text}");
}

#[test]
fn a_zone_without_daylight_saving_has_one_offset() {
    for (zone, offset) in [("Asia/Tokyo", "+0900"), ("UTC", "+0000"), ("Asia/Kathmandu", "+0545")] {
        let text = calendar("", &[event(zone, "2026-11-03T10:00")]);
        assert!(text.contains(&format!("TZOFFSETTO:{offset}\r\n")), "{text}");
        assert_eq!((text.matches("BEGIN:STANDARD").count(), text.matches("BEGIN:DAYLIGHT").count()), (1, 0), "{text}");
    }
}

#[test]
fn changes_that_follow_no_rule_are_written_one_by_one() {
    // Türkiye changed its clocks for the last time in spring 2016; Morocco changed them around Ramadan.
    let text =
        calendar("", &[event("Europe/Istanbul", "2015-11-03T10:00"), event("Europe/Istanbul", "2017-01-10T10:00")]);
    assert!(!text.contains("RRULE"), "{text}");
    assert!(text.contains("DTSTART:20160327T030000\r\n") && !text.contains("DTSTART:2016103"), "{text}");
    let text =
        calendar("", &[event("Africa/Casablanca", "2024-01-12T10:00"), event("Africa/Casablanca", "2024-06-01T10:00")]);
    assert!(text.matches("DTSTART:2024").count() == 2 && !text.contains("RRULE"), "{text}");
}

#[test]
fn a_zone_is_written_once() {
    let events = [
        event("Europe/Berlin", "2026-11-03T10:00"),
        event("europe/berlin", "2027-11-03T10:00"),
        event("America/New_York", "2026-11-03T10:00"),
    ];
    let text = calendar("", &events);
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 2);
    assert_eq!(text.matches("DTSTART;TZID=Europe/Berlin:").count(), 2);
}

#[test]
fn text_that_people_wrote_cannot_become_properties() {
    let evil = "x\r\nATTENDEE:mailto:ada@example.org\r\nBEGIN:VEVENT";
    let event = Event { uid: evil, title: evil, description: evil, url: evil, ..event("UTC", "2026-11-03T10:00") };
    let text = calendar(evil, &[event]).replace("\r\n ", "");
    let known =
        ["BEGIN", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"];
    let of_zones = ["TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"];
    let of_events =
        ["UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS", "TRANSP", "END"];
    let allowed = [&known[..], &of_zones, &of_events].concat();
    for line in text.lines() {
        let name = line.split([':', ';']).next().unwrap_or_default();
        assert!(allowed.contains(&name), "{line}");
    }
    assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
}
