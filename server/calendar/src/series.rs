//! Classes that belong together, and when each of them is.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::{
    limits::{MAX_MINUTES, MAX_OCCURRENCES, MAX_REASON, YEARS},
    refused::Refused,
    rule::Rule,
    zone::Zone,
};

/// One class, or several that a rule makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The IANA name of the course's zone.
    pub zone: String,
    /// From when on the rule counts, in the zone's local time. The first occurrence is the first day from here on that
    /// fits the rule.
    pub start: DateTime,
    /// How long class lasts.
    pub minutes: u16,
    /// How it repeats. Without a rule there is one occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// What is different for single occurrences: one exception each at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// What is different for one occurrence. It may be moved and cancelled: restored, it is still moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The original start of the occurrence. One that the rule does not make (any more) has no effect.
    pub original: DateTime,
    /// Where it was moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Plan>,
    /// Why it is cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
}

/// When class is, in the series' zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The local start.
    pub start: DateTime,
    /// How long class lasts.
    pub minutes: u16,
}

/// One class of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The local start that the rule gives it, as iCalendar's RECURRENCE-ID: it names the occurrence for good, wherever
    /// it is moved.
    pub original: DateTime,
    /// When it is, in local time.
    pub plan: Plan,
    /// The instant at which it starts.
    pub start_unix: u64,
    /// The instant at which it ends: class is as long on nights when clocks are changed.
    pub end_unix: u64,
    /// Why it is cancelled, if it is.
    pub cancelled: Option<String>,
}

impl Plan {
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let is_whole = self.start.second() == 0 && self.start.subsec_nanosecond() == 0;
        if !is_whole || !YEARS.contains(&self.start.year()) {
            return Err(Refused::BadTime);
        }
        if self.minutes == 0 || self.minutes > MAX_MINUTES {
            return Err(Refused::BadLength);
        }
        Ok(())
    }
}

impl Series {
    /// Whether the series may be kept. Stored series are expanded in any case, as far as they make sense.
    pub fn check(&self) -> Result<(), Refused> {
        let zone = Zone::named(&self.zone)?;
        Plan { start: self.start, minutes: self.minutes }.check()?;
        self.rule.as_ref().map_or(Ok(()), Rule::check)?;
        match self.originals(MAX_OCCURRENCES + 1).len() {
            0 => return Err(Refused::NoOccurrence),
            1..=MAX_OCCURRENCES => (),
            _ => return Err(Refused::TooManyOccurrences),
        }
        for exception in &self.exceptions {
            exception.moved.as_ref().map_or(Ok(()), Plan::check)?;
            check_reason(exception.cancelled.as_deref().unwrap_or_default())?;
        }
        let is_possible = |original| self.occurrence(&zone, original).is_some();
        if self.originals(MAX_OCCURRENCES).into_iter().all(is_possible) { Ok(()) } else { Err(Refused::BadTime) }
    }

    /// All occurrences, cancelled ones too, in the order of their original starts: at most [`MAX_OCCURRENCES`]. Those
    /// that are at no possible time are left out; only an unknown zone is refused.
    pub fn occurrences(&self) -> Result<Vec<Occurrence>, Refused> {
        let zone = Zone::named(&self.zone)?;
        Ok(self
            .originals(MAX_OCCURRENCES)
            .into_iter()
            .filter_map(|original| self.occurrence(&zone, original))
            .collect())
    }

    /// The first original starts.
    pub(crate) fn originals(&self, at_most: usize) -> Vec<DateTime> {
        match &self.rule {
            _ if !YEARS.contains(&self.start.year()) => Vec::new(),
            None => vec![self.start],
            Some(rule) => {
                rule.days(self.start.date()).take(at_most).map(|day| day.to_datetime(self.start.time())).collect()
            }
        }
    }

    fn occurrence(&self, zone: &Zone, original: DateTime) -> Option<Occurrence> {
        let exception = self.exceptions.iter().find(|exception| exception.original == original);
        let usual = Plan { start: original, minutes: self.minutes };
        let plan = exception.and_then(|exception| exception.moved).unwrap_or(usual);
        let start_unix = zone.unix(plan.start)?;
        let end_unix = start_unix + u64::from(plan.minutes) * 60_000;
        let cancelled = exception.and_then(|exception| exception.cancelled.clone());
        Some(Occurrence { original, plan, start_unix, end_unix, cancelled })
    }
}

pub(crate) fn check_reason(reason: &str) -> Result<(), Refused> {
    if reason.chars().count() > MAX_REASON { Err(Refused::LongReason) } else { Ok(()) }
}
