//! Until when work on a class is taken.

use std::iter;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::{
    limits::{MAX_DAYS_AHEAD, MAX_DEADLINE_DAYS},
    refused::Refused,
    zone::Zone,
};

/// A rule such as "7 days after class, at 23:59".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    /// How many days after the day of class. Holidays are not counted.
    pub days: u16,
    /// The time of that day, in the course's zone.
    pub time: Time,
}

/// Days that no deadline counts, and on which none falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The first day.
    pub first: Date,
    /// The last day, which may be the first.
    pub last: Date,
}

impl DeadlineRule {
    /// Whether the rule may be kept.
    pub fn check(&self) -> Result<(), Refused> {
        let is_whole = self.time.second() == 0 && self.time.subsec_nanosecond() == 0;
        match () {
            () if !is_whole => Err(Refused::BadTime),
            () if self.days > MAX_DEADLINE_DAYS => Err(Refused::NoDeadline),
            () => Ok(()),
        }
    }

    /// The instant until which work on a class is taken. The day of class is the local day on which it ends; `extension`
    /// has the days that one person is given in addition. A deadline is never before class is over: it moves on by days
    /// until it is not.
    pub fn due(&self, class_end_unix: u64, zone: &str, holidays: &[Holiday], extension: u16) -> Result<u64, Refused> {
        let days = usize::from(self.days) + usize::from(extension);
        let zone = Zone::named(zone)?;
        // Class that ends at midnight is of the day before.
        let class_day = zone.local(class_end_unix.saturating_sub(1)).ok_or(Refused::BadTime)?.date();
        let later = iter::successors(class_day.tomorrow().ok(), |day| day.tomorrow().ok());
        let counted = later.take(MAX_DAYS_AHEAD).filter(|day| !holidays.iter().any(|holiday| holiday.has(*day)));
        iter::once(class_day)
            .chain(counted)
            .skip(days)
            .filter_map(|day| zone.unix(day.to_datetime(self.time)))
            .find(|due| *due > class_end_unix)
            .ok_or(Refused::NoDeadline)
    }
}

impl Holiday {
    fn has(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}
