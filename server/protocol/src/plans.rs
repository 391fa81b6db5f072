//! When a session of a course is.
//!
//! Local times (`2026-11-03T10:00`), days (`2026-11-03`) and times of day (`23:59`) are of the zone that stands beside them.
//! Whoever shows a session has its instant, and the name of the zone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, SeriesId};

/// When a session is, in its course's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SessionTime {
    /// The local start, `YYYY-MM-DDTHH:MM`. A time that clocks skip is as much later as they skip.
    pub start: String,
    /// How long it lasts, in minutes that pass.
    pub minutes: u16,
}

/// The plan of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionPlan {
    /// The series to which it belongs. A single session has one of its own.
    pub series: SeriesId,
    /// The local start that the series gives it: its place in the series, wherever it is moved.
    pub original: String,
    /// The zone of the local times: the course's when it was planned.
    pub zone: String,
    /// When it is, in that zone.
    pub time: SessionTime,
    /// The instant at which it starts.
    pub start_unix: Millis,
    /// The instant at which it ends.
    pub end_unix: Millis,
    /// Whether it is at another time, or of another length, than its series says.
    pub moved: bool,
    /// Why it is cancelled, if it is: perhaps an empty text.
    pub cancelled: Option<String>,
}
