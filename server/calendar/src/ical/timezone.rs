//! VTIMEZONE: what a zone's clocks do while there is class (RFC 5545, 3.6.5).

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{Dst, Offset},
};

use super::lines::Lines;
use crate::{rule::Weekday, zone::Zone};

/// Transitions are written from a year before the first class to a year after the last, so that a change that comes each
/// year is seen twice and can be written as a rule.
const AROUND: SignedDuration = SignedDuration::from_hours(367 * 24);

/// A change of a zone's clocks.
#[derive(Debug, Clone)]
struct Change {
    at: Timestamp,
    /// What clocks would show, were they not changed.
    local: DateTime,
    from: Offset,
    to: Offset,
    is_daylight: bool,
    name: String,
}

/// What changes of different years have in common when they follow a rule.
type Kind = (bool, i32, i32, i8, Weekday, jiff::civil::Time);

/// Writes the zone, valid from one instant to another.
///
/// Outlook knows zones with two yearly rules alone and ignores single dates ([MS-OXCICAL] 2.1.3.1.1.19), so changes are
/// written as rules where they follow one beyond the last class, and one by one where they do not.
pub(super) fn write(lines: &mut Lines, zone: &Zone, first: Timestamp, last: Timestamp) {
    lines.add("BEGIN:VTIMEZONE");
    lines.add(&format!("TZID:{}", zone.name));
    let mut kinds: BTreeMap<_, Vec<Change>> = BTreeMap::new();
    for change in changes(zone, first, last) {
        kinds.entry(kind(&change)).or_default().push(change);
    }
    for changes in kinds.values() {
        let goes_on = changes.last().is_some_and(|change| change.at > last);
        match yearly(changes).filter(|_| goes_on) {
            Some(rule) => write_change(lines, &changes[0], Some(&rule)),
            None => changes.iter().filter(|change| change.at <= last).for_each(|c| write_change(lines, c, None)),
        }
    }
    lines.add("END:VTIMEZONE");
}

/// The changes around the time in which there is class, and the one before them.
fn changes(zone: &Zone, first: Timestamp, last: Timestamp) -> Vec<Change> {
    let (from, to) = (first.saturating_sub(AROUND).unwrap_or(first), last.saturating_add(AROUND).unwrap_or(last));
    let before = zone.rules.preceding(from).next();
    let within = zone.rules.following(from).take_while(|transition| transition.timestamp() <= to);
    let mut changes: Vec<Change> = before
        .into_iter()
        .chain(within)
        .filter_map(|transition| {
            let at = transition.timestamp();
            let offset_before = zone.rules.to_offset(at.checked_sub(SignedDuration::from_secs(1)).ok()?);
            Some(Change {
                at,
                local: offset_before.to_datetime(at),
                from: offset_before,
                to: transition.offset(),
                is_daylight: transition.dst() == Dst::Yes,
                name: transition.abbreviation().to_owned(),
            })
        })
        .collect();
    if changes.first().is_none_or(|change| change.at > first) {
        changes.insert(0, always(zone, from));
    }
    changes
}

/// What holds in a zone before its first change, or without any: as if it had been changed to long ago.
fn always(zone: &Zone, from: Timestamp) -> Change {
    let info = zone.rules.to_offset_info(from);
    let (offset, name) = (info.offset(), info.abbreviation().to_owned());
    let local = offset.to_datetime(from);
    Change { at: from, local, from: offset, to: offset, is_daylight: info.dst() == Dst::Yes, name }
}

fn kind(change: &Change) -> Kind {
    let date = change.local.date();
    (
        change.is_daylight,
        change.from.seconds(),
        change.to.seconds(),
        date.month(),
        Weekday::of(date),
        change.local.time(),
    )
}

/// The rule of changes that come on the same day of a week of a month, each year.
fn yearly(changes: &[Change]) -> Option<String> {
    let years_follow = changes.windows(2).all(|pair| pair[0].local.year() + 1 == pair[1].local.year());
    if changes.len() < 2 || !years_follow {
        return None;
    }
    let date = changes[0].local.date();
    let nth = |change: &Change| (change.local.day() - 1) / 7 + 1;
    let is_last = |change: &Change| change.local.day() + 7 > change.local.days_in_month();
    let nth = match () {
        () if changes.iter().all(is_last) => -1,
        () if changes.iter().all(|change| nth(change) == nth(&changes[0])) => nth(&changes[0]),
        () => return None,
    };
    Some(format!("RRULE:FREQ=YEARLY;BYMONTH={};BYDAY={nth}{}", date.month(), Weekday::of(date).name()))
}

fn write_change(lines: &mut Lines, change: &Change, rule: Option<&str>) {
    let component = if change.is_daylight { "DAYLIGHT" } else { "STANDARD" };
    lines.add(&format!("BEGIN:{component}"));
    lines.add(&format!("DTSTART:{}", change.local.strftime("%Y%m%dT%H%M%S")));
    if let Some(rule) = rule {
        lines.add(rule);
    }
    lines.add(&format!("TZOFFSETFROM:{}", offset(change.from)));
    lines.add(&format!("TZOFFSETTO:{}", offset(change.to)));
    lines.add_text("TZNAME", &change.name);
    lines.add(&format!("END:{component}"));
}

fn offset(offset: Offset) -> String {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().abs();
    let text = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 == 0 { text } else { format!("{text}{:02}", seconds % 60) }
}
