//! How a series repeats: a part of RFC 5545's RRULE, on local dates.

use std::iter;

use jiff::{
    Span,
    civil::{self, Date},
};
use serde::{Deserialize, Serialize};

use crate::{
    limits::{MAX_INTERVAL, MAX_OCCURRENCES, YEARS},
    refused::Refused,
};

/// How a series repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// On which days of its day, week or month.
    #[serde(flatten)]
    pub pattern: Pattern,
    /// Every how many days, weeks (they begin on Monday) or months.
    #[serde(default = "one")]
    pub interval: u16,
    /// The last day on which an occurrence may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// How many occurrences there are. A new rule has either this or `until`; a stored one ends by what comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u16>,
}

/// The days on which a series has occurrences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "repeat", rename_all = "snake_case")]
pub enum Pattern {
    /// Each day.
    Daily,
    /// Days of the week; none means the day on which the series starts.
    Weekly {
        /// In any order; a day that is named twice counts once.
        #[serde(default)]
        weekdays: Vec<Weekday>,
    },
    /// A day of the month. Months without it are left out.
    MonthDay {
        /// From 1 to 31, or from -1 (the last day) to -31.
        day: i8,
    },
    /// A day of a week of the month, such as the second Tuesday. Months without it are left out.
    MonthWeekday {
        /// From 1 to 5, or from -1 (the last) to -5.
        nth: i8,
        /// Which day.
        weekday: Weekday,
    },
}

/// A day of the week, as RFC 5545 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
#[serde(rename_all = "UPPERCASE")]
pub enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

fn one() -> u16 {
    1
}

impl Weekday {
    /// All days, from Monday on.
    pub const ALL: [Weekday; 7] =
        [Weekday::Mo, Weekday::Tu, Weekday::We, Weekday::Th, Weekday::Fr, Weekday::Sa, Weekday::Su];

    /// The day as RFC 5545 writes it.
    pub(crate) fn name(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The weekday of the date.
    pub fn of(date: Date) -> Weekday {
        Weekday::Mo.later(date.weekday().to_monday_zero_offset().into())
    }

    /// The weekday so many days later.
    fn later(self, days: i32) -> Weekday {
        Weekday::ALL[(self as i32 + days).rem_euclid(7) as usize]
    }

    fn civil(self) -> civil::Weekday {
        civil::Weekday::Monday.wrapping_add(self as i8)
    }
}

impl Rule {
    /// Whether a new rule may be kept.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let fits = match &self.pattern {
            Pattern::Daily => true,
            Pattern::Weekly { weekdays } => weekdays.len() <= Weekday::ALL.len(),
            Pattern::MonthDay { day } => (1..=31).contains(&day.unsigned_abs()),
            Pattern::MonthWeekday { nth, .. } => (1..=5).contains(&nth.unsigned_abs()),
        };
        if !fits || !(1..=MAX_INTERVAL).contains(&self.interval) {
            return Err(Refused::BadRule);
        }
        match (self.until, self.count) {
            (Some(_), None) => Ok(()),
            (None, Some(count)) if usize::from(count) <= MAX_OCCURRENCES => Ok(()),
            (None, Some(_)) => Err(Refused::TooManyOccurrences),
            _ => Err(Refused::BadEnd),
        }
    }

    /// The days that fit, from a day on, in their order. Whatever the rule says, they end with [`YEARS`].
    pub(crate) fn days(&self, from: Date) -> impl Iterator<Item = Date> {
        let until = self.until.unwrap_or(Date::MAX);
        let count = self.count.map_or(usize::MAX, usize::from);
        let interval = i64::from(self.interval.max(1));
        let (first, step) = match self.pattern {
            Pattern::Daily => (Some(from), Span::new().days(interval)),
            Pattern::Weekly { .. } => (plus_days(from, -(Weekday::of(from) as i64)), Span::new().weeks(interval)),
            _ => (Some(from.first_of_month()), Span::new().months(interval)),
        };
        iter::successors(first, move |date| date.checked_add(step).ok())
            .take_while(move |date| date.year() <= *YEARS.end() && *date <= until)
            .flat_map(move |period| self.days_in(period, from))
            .filter(move |date| *date >= from && *date <= until)
            .take(count)
    }

    /// The days that fit in the day, week or month that begins with a day.
    fn days_in(&self, period: Date, start: Date) -> impl Iterator<Item = Date> {
        let (week, day) = match &self.pattern {
            Pattern::Weekly { weekdays } => (Some((weekdays, Weekday::of(start))), None),
            Pattern::Daily => (None, Some(period)),
            Pattern::MonthDay { day } => (None, day_of_month(period, *day)),
            Pattern::MonthWeekday { nth, weekday } => (None, period.nth_weekday_of_month(*nth, weekday.civil()).ok()),
        };
        let of_week = week.into_iter().flat_map(move |(weekdays, usual)| {
            let fits = move |day: &Weekday| weekdays.contains(day) || (weekdays.is_empty() && *day == usual);
            Weekday::ALL.into_iter().filter(fits).filter_map(move |day| plus_days(period, day as i64))
        });
        of_week.chain(day)
    }

    /// The same rule for a series that moves from one day to another.
    pub(crate) fn moved(&self, from: Date, to: Date) -> Rule {
        let days = to.since(from).map_or(0, |span| span.get_days());
        let pattern = match &self.pattern {
            Pattern::Daily => Pattern::Daily,
            Pattern::Weekly { weekdays } => {
                Pattern::Weekly { weekdays: weekdays.iter().map(|day| day.later(days)).collect() }
            }
            pattern if days == 0 => pattern.clone(),
            Pattern::MonthDay { day } if *day < 0 => Pattern::MonthDay { day: to.day() - to.days_in_month() - 1 },
            Pattern::MonthDay { .. } => Pattern::MonthDay { day: to.day() },
            Pattern::MonthWeekday { nth, .. } => {
                let nth = if *nth < 0 { (to.day() - to.days_in_month()) / 7 - 1 } else { (to.day() - 1) / 7 + 1 };
                Pattern::MonthWeekday { nth, weekday: Weekday::of(to) }
            }
        };
        Rule { pattern, ..self.clone() }
    }
}

fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().days(days)).ok()
}

/// The day of the month that begins with a date; negative days count from its end.
fn day_of_month(first: Date, day: i8) -> Option<Date> {
    let day = if day < 0 { first.days_in_month() + 1 + day } else { day };
    Date::new(first.year(), first.month(), day).ok()
}
