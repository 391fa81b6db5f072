//! The text of a calendar that other programs subscribe to or open (RFC 5545).

mod lines;
mod timezone;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::lines::Lines;
use crate::zone::{Zone, instant};

/// Who made the text.
const PRODUCT: &str = "-//Meridian//Calendar//EN";

/// How often subscribers shall ask again: class may be moved in the morning. Programs ask less often as they please.
const REFRESH: &str = "PT1H";

/// A class, or a deadline (which ends when it starts), as other programs' calendars show it. It has no place for people: a feed is read by whoever
/// has its address.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// What names it for good, on this server and among all others: `session@host`.
    pub uid: &'a str,
    /// The IANA name of the zone in which its times are written. They are written in UTC when it is unknown.
    pub zone: &'a str,
    /// The instant at which it starts.
    pub start_unix: u64,
    /// The instant at which it ends.
    pub end_unix: u64,
    /// How often its time, or whether it is cancelled, was changed.
    pub sequence: u32,
    /// When anything of it was changed last.
    pub changed_unix: u64,
    /// What it is called.
    pub title: &'a str,
    /// More about it; may be empty.
    pub description: &'a str,
    /// Where it is, on the web; may be empty.
    pub url: &'a str,
    /// Whether it is cancelled.
    pub cancelled: bool,
}

/// The text of a calendar. Events at no possible time are left out.
pub fn calendar(name: &str, events: &[Event<'_>]) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN:VCALENDAR");
    lines.add("VERSION:2.0");
    lines.add(&format!("PRODID:{PRODUCT}"));
    lines.add("CALSCALE:GREGORIAN");
    lines.add_text("NAME", name);
    lines.add_text("X-WR-CALNAME", name);
    lines.add(&format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
    lines.add(&format!("X-PUBLISHED-TTL:{REFRESH}"));
    for (zone, first, last) in zones(events).values() {
        timezone::write(&mut lines, zone, *first, *last);
    }
    for event in events {
        write_event(&mut lines, event);
    }
    lines.add("END:VCALENDAR");
    lines.finish()
}

/// The zones of events by their names, each with the instants between which it is used.
fn zones(events: &[Event<'_>]) -> BTreeMap<String, (Zone, Timestamp, Timestamp)> {
    let mut zones = BTreeMap::new();
    for event in events {
        let (Some(start), Some(end)) = (instant(event.start_unix), instant(event.end_unix)) else { continue };
        let Ok(zone) = Zone::named(event.zone) else { continue };
        let (_, first, last) = zones.entry(zone.name.clone()).or_insert((zone, start, end));
        (*first, *last) = (start.min(*first), end.max(*last));
    }
    zones
}

/// A property with a time: in the zone, or in UTC without one. A time that clocks show twice is written in UTC, too, since
/// programs do not agree on which of the two is meant.
fn time(property: &str, zone: Option<&Zone>, unix: u64) -> Option<String> {
    let at = instant(unix)?;
    let local = zone.and_then(|zone| Some((zone, zone.shown_once(unix)?)));
    Some(match local {
        Some((zone, local)) => format!("{property};TZID={}:{}", zone.name, local.strftime("%Y%m%dT%H%M%S")),
        None => format!("{property}:{}", utc(at)),
    })
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn write_event(lines: &mut Lines, event: &Event<'_>) {
    let zone = Zone::named(event.zone).ok();
    let start = time("DTSTART", zone.as_ref(), event.start_unix);
    let end = time("DTEND", zone.as_ref(), event.end_unix);
    let (Some(start), Some(end), Some(changed)) = (start, end, instant(event.changed_unix)) else { return };
    lines.add("BEGIN:VEVENT");
    lines.add_text("UID", event.uid);
    lines.add(&format!("DTSTAMP:{}", utc(changed)));
    lines.add(&format!("SEQUENCE:{}", event.sequence));
    lines.add(&start);
    // RFC 5545 has no end that is not after the start; without an end an event has no length.
    if event.end_unix > event.start_unix {
        lines.add(&end);
    }
    lines.add_text("SUMMARY", event.title);
    lines.add_text("DESCRIPTION", event.description);
    let url: String = event.url.chars().filter(char::is_ascii_graphic).collect();
    if !url.is_empty() {
        lines.add(&format!("URL:{url}"));
    }
    let (status, transparency) = if event.cancelled { ("CANCELLED", "TRANSPARENT") } else { ("CONFIRMED", "OPAQUE") };
    lines.add(&format!("STATUS:{status}"));
    lines.add(&format!("TRANSP:{transparency}"));
    lines.add("END:VEVENT");
}
