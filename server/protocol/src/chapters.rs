//! Chapters: what staff say of where stretches of the timeline begin.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// What staff say of a moment of the timeline: that a chapter begins there, which goes to the next one, or that none does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chapter {
    /// The moment. There is one for each at most.
    pub from: Millis,
    /// The name of what begins there; absent: nothing begins, though class turned to something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
}
