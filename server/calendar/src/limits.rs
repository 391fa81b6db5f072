//! Bounds, each with its reason.

use std::ops::RangeInclusive;

/// The occurrences of one series: more than one class each working day of a year, and few enough to hold in memory.
pub const MAX_OCCURRENCES: usize = 400;

/// The days, weeks or months from one occurrence to the next.
pub const MAX_INTERVAL: u16 = 99;

/// The minutes that class may be planned to last: a day.
pub const MAX_MINUTES: u16 = 24 * 60;

/// The characters of a reason why class is cancelled.
pub const MAX_REASON: usize = 500;

/// The years in which class may be: iCalendar has four digits, and no zone's offset has had seconds since 1972, which not
/// every program reads.
pub const YEARS: RangeInclusive<i16> = 1973..=2999;

/// The days after class that a deadline may have, an extension with it.
pub const MAX_DEADLINE_DAYS: u16 = 366;

/// How many days after class a deadline is looked for, when holidays are in between.
pub const MAX_DAYS_AHEAD: usize = 5 * 366;
