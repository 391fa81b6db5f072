//! When something is, as a letter says it.

use calendar::DateTime;
use protocol::{Millis, people::Language};

use super::catalogue::text;

/// A stretch of time in the reader's zone, with the course's beside it where clocks show something else there.
pub fn span(language: Language, (start, end): (Millis, Millis), reader: &str, course: &str) -> String {
    let own = in_zone(language, (start, end), reader);
    let local = |zone: &str| calendar::local_time(zone, start).ok();
    if local(reader) == local(course) {
        return own;
    }
    format!("{own}\n{}", in_zone(language, (start, end), course))
}

/// The time of day in the reader's zone.
pub fn time_of_day(unix: Millis, zone: &str) -> String {
    calendar::local_time(zone, unix).map(clock).unwrap_or_default()
}

/// The day that calendars show in a zone.
pub fn date(language: Language, unix: Millis, zone: &str) -> String {
    calendar::local_time(zone, unix).map(|local| day(language, "date", local)).unwrap_or_default()
}

/// The day of the week and the time of day in the reader's zone.
pub fn weekday_and_time(language: Language, unix: Millis, zone: &str) -> String {
    let local = calendar::local_time(zone, unix);
    local.map(|local| at(language, "weekday-at", local)).unwrap_or_default()
}

/// An instant in the reader's zone, with the time of the course's zone where clocks show something else there.
pub fn instant(language: Language, unix: Millis, reader: &str, course: &str) -> String {
    let (Ok(own), Ok(there)) = (calendar::local_time(reader, unix), calendar::local_time(course, unix)) else {
        return String::new();
    };
    let (day, time) = (day(language, "day", own), clock(own));
    if own == there {
        return text(language, "moment", &[("day", day.into()), ("time", time.into())]);
    }
    let there = if own.date() == there.date() { clock(there) } else { at(language, "weekday-time", there) };
    let place = course.rsplit('/').next().unwrap_or(course).replace('_', " ");
    let facts = [("day", day.into()), ("time", time.into()), ("there", there.into()), ("place", place.into())];
    text(language, "moment-and-there", &facts)
}

fn clock(time: DateTime) -> String {
    time.strftime("%H:%M").to_string()
}

/// A day and a time of day, by a text that has both.
fn at(language: Language, name: &str, local: DateTime) -> String {
    text(language, name, &[("weekday", weekday(language, local).into()), ("time", clock(local).into())])
}

fn weekday(language: Language, local: DateTime) -> String {
    text(language, "weekday", &[("number", local.weekday().to_monday_one_offset().into())])
}

/// A day, by one of the texts that there are for it.
fn day(language: Language, name: &str, local: DateTime) -> String {
    let month = text(language, "month", &[("number", local.month().into())]);
    let facts = [
        ("weekday", weekday(language, local).into()),
        ("day", local.day().into()),
        ("month", month.into()),
        ("year", local.year().to_string().into()),
    ];
    text(language, name, &facts)
}

fn in_zone(language: Language, (start, end): (Millis, Millis), zone: &str) -> String {
    let (Ok(start), Ok(end)) = (calendar::local_time(zone, start), calendar::local_time(zone, end)) else {
        return String::new();
    };
    let (day, from, zone) = (day(language, "day-of-year", start), clock(start), zone.replace('_', " "));
    let mut facts = vec![("day", day.into()), ("from", from.into()), ("zone", zone.into())];
    // Of what was deleted it is not known when it was to end.
    if start == end {
        return text(language, "start", &facts);
    }
    facts.push(("to", clock(end).into()));
    text(language, "span", &facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-03T09:00Z.
    const NINE: Millis = 1_793_696_400_000;

    #[test]
    fn a_time_is_said_in_the_readers_zone_with_the_courses_beside_it() {
        let span = |reader| span(Language::English, (NINE, NINE + 90 * 60_000), reader, "Europe/Berlin");
        assert_eq!(span("Europe/Berlin"), "Tuesday, 3 November 2026, 10:00–11:30 (Europe/Berlin)");
        assert_eq!(span("Europe/Paris"), "Tuesday, 3 November 2026, 10:00–11:30 (Europe/Paris)");
        let abroad = "Tuesday, 3 November 2026, 04:00–05:30 (America/New York)\n\
                      Tuesday, 3 November 2026, 10:00–11:30 (Europe/Berlin)";
        assert_eq!(span("America/New_York"), abroad);
        assert_eq!(time_of_day(NINE, "Asia/Tokyo"), "18:00");
        assert_eq!(weekday_and_time(Language::English, NINE, "Asia/Tokyo"), "Tuesday at 18:00");
    }

    #[test]
    fn an_instant_has_what_clocks_of_the_course_show_beside_it_where_that_is_something_else() {
        let instant = |unix, reader| instant(Language::English, unix, reader, "Europe/Berlin");
        assert_eq!(instant(NINE, "Europe/Paris"), "Tuesday, 3 November, 10:00");
        assert_eq!(instant(NINE, "Asia/Tokyo"), "Tuesday, 3 November, 18:00 your time (10:00 in Berlin)");
        let midnight = NINE - 10 * 3_600_000;
        assert_eq!(
            instant(midnight, "America/New_York"),
            "Monday, 2 November, 18:00 your time (Tuesday 00:00 in Berlin)"
        );
    }

    #[test]
    fn a_time_is_said_as_its_language_says_it() {
        let span = |language| span(language, (NINE, NINE + 90 * 60_000), "Europe/Berlin", "Europe/Berlin");
        assert_eq!(span(Language::German), "Dienstag, 3. November 2026, 10:00–11:30 Uhr (Europe/Berlin)");
        assert_eq!(span(Language::Spanish), "martes, 3 de noviembre de 2026, 10:00–11:30 (Europe/Berlin)");
        let arabic = span(Language::Arabic);
        assert!(arabic.contains("الثلاثاء") && arabic.contains("نوفمبر") && arabic.contains("10:00"), "{arabic}");
        assert_eq!(date(Language::Spanish, NINE, "Europe/Berlin"), "3 de noviembre de 2026");
    }
}
