//! Agenda, timer and feedback.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, ParticipantId};

/// The kind of work in a stretch of class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// One person speaks.
    Lecture,
    /// All discuss.
    Discussion,
    /// Everybody works alone.
    Individual,
    /// Work in groups.
    Group,
    /// A break.
    Break,
}

/// A stretch of class with a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Activity {
    /// The kind of work in it.
    pub kind: ActivityKind,
    /// Its subject; may be empty.
    pub title: String,
    /// Its planned length; absent: it has no timer.
    pub planned: Option<Millis>,
}

/// The running activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunningActivity {
    /// Its position in the agenda; absent when it is improvised, or no longer on the agenda.
    pub position: Option<u32>,
    /// The activity.
    pub activity: Activity,
    /// When it began.
    pub at: Millis,
    /// When its time is over. It runs on until staff end it or start the next.
    pub until: Option<Millis>,
}

/// Feedback to the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Go slower.
    Slower,
    /// Go faster.
    Faster,
    /// I am lost.
    Confused,
}

/// Feedback of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenFeedback {
    /// The person.
    pub participant: ParticipantId,
    /// The feedback.
    pub feedback: Feedback,
    /// The time.
    pub at: Millis,
}
