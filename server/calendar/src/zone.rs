//! A time zone: from local times to instants, and back.

use std::{iter, sync::LazyLock};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday},
    tz::{TimeZone, TimeZoneDatabase},
};

use crate::{limits::YEARS, refused::Refused};

/// The database inside the binary: the same rules on every machine, and nothing is read from disk.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A zone of the IANA database, with its name as the database writes it.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) rules: TimeZone,
}

impl Zone {
    /// Finds a zone; the case of letters does not count.
    pub(crate) fn named(name: &str) -> Result<Zone, Refused> {
        let rules = ZONES.get(name).map_err(|_| Refused::UnknownZone)?;
        let name = rules.iana_name().filter(|_| !rules.is_unknown()).ok_or(Refused::UnknownZone)?.to_owned();
        Ok(Zone { name, rules })
    }

    /// The instant at which clocks show the local time, in milliseconds of the Unix epoch. A time that clocks skip is
    /// as much later as they skip; of a time that they show twice the first counts. None outside of [`YEARS`].
    pub(crate) fn unix(&self, local: DateTime) -> Option<u64> {
        let instant = self.rules.to_ambiguous_timestamp(local).compatible().ok()?;
        YEARS.contains(&local.year()).then(|| u64::try_from(instant.as_millisecond()).ok())?
    }

    /// What clocks show at the instant.
    pub(crate) fn local(&self, unix: u64) -> Option<DateTime> {
        Some(self.rules.to_datetime(instant(unix)?))
    }

    /// What clocks show at the instant, if they show it at no other.
    pub(crate) fn shown_once(&self, unix: u64) -> Option<DateTime> {
        self.local(unix).filter(|local| !self.rules.to_ambiguous_timestamp(*local).is_ambiguous())
    }
}

/// The instant, unless it is beyond year 9999.
pub(crate) fn instant(unix: u64) -> Option<Timestamp> {
    Timestamp::from_millisecond(i64::try_from(unix).ok()?).ok()
}

/// What clocks show in a zone at an instant.
pub fn local_time(zone: &str, unix: u64) -> Result<DateTime, Refused> {
    Zone::named(zone)?.local(unix).ok_or(Refused::BadTime)
}

/// The instant at which clocks in a zone show a local time: the first, where they show it twice; later, where they skip it.
pub fn instant_of(zone: &str, local: DateTime) -> Result<u64, Refused> {
    Zone::named(zone)?.unix(local).ok_or(Refused::BadTime)
}

/// The name of a zone as the IANA database writes it (`europe/berlin` is `Europe/Berlin`).
pub fn zone_name(name: &str) -> Result<String, Refused> {
    Zone::named(name).map(|zone| zone.name)
}

/// The instant at which a day ends in a zone, in milliseconds of the Unix epoch: the first of the next day.
pub fn end_of_day(day: Date, zone: &str) -> Result<u64, Refused> {
    let next = day.tomorrow().map_err(|_| Refused::BadTime)?;
    Zone::named(zone)?.unix(next.to_datetime(Time::midnight())).ok_or(Refused::BadTime)
}

/// The latest instant, not after `unix`, at which clocks in a zone show this time on a Sunday.
pub fn last_sunday_at(zone: &str, time: Time, unix: u64) -> Result<u64, Refused> {
    let zone = Zone::named(zone)?;
    let today = zone.local(unix).ok_or(Refused::BadTime)?.date();
    let days = iter::successors(Some(today), |day| day.yesterday().ok());
    let sundays = days.filter(|day| day.weekday() == Weekday::Sunday).take(2);
    sundays.filter_map(|day| zone.unix(day.to_datetime(time))).find(|at| *at <= unix).ok_or(Refused::BadTime)
}

/// The day, `YYYY-MM-DD`, that calendars show in a zone at an instant.
pub fn day_of(unix: u64, zone: &str) -> Result<String, Refused> {
    Ok(Zone::named(zone)?.local(unix).ok_or(Refused::BadTime)?.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000;

    #[test]
    fn a_day_ends_when_clocks_show_the_next() {
        let day = "2026-03-28".parse().unwrap();
        assert_eq!(end_of_day(day, "Europe/Berlin"), Ok(1_774_738_800_000), "2026-03-29T00:00+01:00");
        // Clocks skip midnight: the day begins at one.
        let day = "2026-09-05".parse().unwrap();
        assert_eq!(end_of_day(day, "America/Santiago"), Ok(1_788_667_200_000), "2026-09-06T01:00-03:00");
        assert_eq!(end_of_day(day, "Mars/Olympus"), Err(Refused::UnknownZone));
    }

    #[test]
    fn the_last_sunday_is_that_of_the_zone() {
        let at = |zone, unix| last_sunday_at(zone, "17:00".parse().unwrap(), unix);
        let berlin = 1_793_548_800_000;
        assert_eq!(local_time("Europe/Berlin", berlin).unwrap().to_string(), "2026-11-01T17:00:00");
        for (after, expected) in [(0, berlin), (7 * 24 * HOUR - 1, berlin), (7 * 24 * HOUR, berlin + 7 * 24 * HOUR)] {
            assert_eq!(at("Europe/Berlin", berlin + after), Ok(expected), "{after}");
        }
        let week = 7 * 24 * HOUR;
        assert_eq!(at("Europe/Berlin", berlin - 1), Ok(berlin - week));
        // Clocks were an hour ahead.
        assert_eq!(at("Europe/Berlin", berlin - week - 1), Ok(berlin - 2 * week - HOUR));
        assert_eq!(at("Asia/Tokyo", berlin), Ok(berlin - 8 * HOUR));
        assert_eq!(at("America/New_York", berlin), Ok(berlin - 7 * 24 * HOUR + 5 * HOUR));
    }

    #[test]
    fn zones_are_found_by_name() {
        assert_eq!(zone_name("europe/berlin").as_deref(), Ok("Europe/Berlin"));
        assert_eq!(zone_name("UTC").as_deref(), Ok("UTC"));
        for unknown in ["", "Mars/Olympus", "+02:00", "Etc/Unknown", "../../etc/passwd", "CET-1CEST"] {
            assert_eq!(zone_name(unknown), Err(Refused::UnknownZone), "{unknown}");
        }
    }
}
