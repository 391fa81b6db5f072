//! What is handed in for the tasks of breakout rooms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    event::Audience,
    ids::{Millis, ParticipantId, RoomId, Seq},
    later::Later,
};

/// What came of a task: handed in by a breakout room, or later by somebody who missed the rooms. The last one of a room, or of a
/// person, is what they want to be read; an empty one takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Work {
    /// Its number: that of its event.
    pub seq: Seq,
    /// The room whose task it is.
    pub room: RoomId,
    /// The person who handed it in, for their room unless they came later.
    pub participant: ParticipantId,
    /// When.
    pub at: Millis,
    /// Set if it was handed in later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub later: Option<Later>,
    /// The people who may read it.
    pub audience: Audience,
    /// Plain text, shown as text.
    pub text: String,
}
