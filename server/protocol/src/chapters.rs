//! Chapters: names that staff give to stretches of the timeline.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// A stretch of the timeline with a name: it goes to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chapter {
    /// Where it begins. No two begin at the same moment.
    pub from: Millis,
    /// Its name.
    pub title: String,
}
