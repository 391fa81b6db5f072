//! When something is, as a letter says it.

use calendar::DateTime;
use protocol::{Millis, people::Language};

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
pub fn time_of_day(language: Language, unix: Millis, zone: &str) -> String {
    let Language::English = language;
    calendar::local_time(zone, unix).map(|local| local.strftime("%H:%M").to_string()).unwrap_or_default()
}

fn in_zone(language: Language, (start, end): (Millis, Millis), zone: &str) -> String {
    let Language::English = language;
    let (Ok(start), Ok(end)) = (calendar::local_time(zone, start), calendar::local_time(zone, end)) else {
        return String::new();
    };
    let day = |time: DateTime| time.strftime("%A, %-d %B %Y").to_string();
    let clock = |time: DateTime| time.strftime("%H:%M").to_string();
    // Of what was deleted it is not known when it was to end.
    let until = if start == end { String::new() } else { format!("–{}", clock(end)) };
    format!("{}, {}{until} ({})", day(start), clock(start), zone.replace('_', " "))
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
        assert_eq!(time_of_day(Language::English, NINE, "Asia/Tokyo"), "18:00");
    }
}
