//! Why something is refused.

use thiserror::Error;

/// Why a series, a change of it, or a deadline is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// The zone is not in the IANA database.
    #[error("no such time zone")]
    UnknownZone,
    /// A time is not at a whole minute, or outside of [`YEARS`](crate::limits::YEARS).
    #[error("no time for class")]
    BadTime,
    /// Class lasts no time, or longer than [`MAX_MINUTES`](crate::limits::MAX_MINUTES).
    #[error("no length for class")]
    BadLength,
    /// The rule has a number out of its bounds.
    #[error("no such rule")]
    BadRule,
    /// The rule has neither a last day nor a count, or both.
    #[error("a rule needs one end")]
    BadEnd,
    /// No day fits the rule.
    #[error("no day fits the rule")]
    NoOccurrence,
    /// More days than [`MAX_OCCURRENCES`](crate::limits::MAX_OCCURRENCES) fit the rule.
    #[error("too many days fit the rule")]
    TooManyOccurrences,
    /// The series has no occurrence with that original start.
    #[error("no such occurrence")]
    UnknownOccurrence,
    /// The reason is longer than [`MAX_REASON`](crate::limits::MAX_REASON).
    #[error("the reason is too long")]
    LongReason,
    /// The deadline has too many days, or no day that is not a holiday.
    #[error("no day for the deadline")]
    NoDeadline,
}

impl Refused {
    /// The stable code, which is also the key of the translation.
    pub fn code(self) -> &'static str {
        match self {
            Refused::UnknownZone => "unknown_zone",
            Refused::BadTime => "bad_time",
            Refused::BadLength => "bad_length",
            Refused::BadRule => "bad_rule",
            Refused::BadEnd => "bad_end",
            Refused::NoOccurrence => "no_occurrence",
            Refused::TooManyOccurrences => "too_many_occurrences",
            Refused::UnknownOccurrence => "unknown_occurrence",
            Refused::LongReason => "long_reason",
            Refused::NoDeadline => "no_deadline",
        }
    }
}
