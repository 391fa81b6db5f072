//! Agenda, timer, and how class goes for those who are in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, ParticipantId};

/// What people do in a stretch of class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// One speaks.
    Lecture,
    /// All speak.
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
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// What people do.
    pub kind: ActivityKind,
    /// What about; may be empty.
    pub title: String,
    /// How long it should take; absent: without a timer.
    pub planned: Option<Millis>,
}

/// The activity that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunningActivity {
    /// Its position in the agenda; absent when it was improvised, or is no longer on it.
    pub position: Option<u32>,
    /// It.
    pub activity: Activity,
    /// Since when.
    pub at: Millis,
    /// When its time is over. It goes on until staff end it or start the next.
    pub until: Option<Millis>,
}

/// How it goes for somebody.
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

/// Feedback and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenFeedback {
    /// Whose.
    pub participant: ParticipantId,
    /// It.
    pub feedback: Feedback,
    /// When.
    pub at: Millis,
}
