//! What is handed in for the tasks of breakout rooms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    event::Audience,
    ids::{Millis, ParticipantId, RoomId, Seq},
    later::Later,
};

/// What came of a task: handed in by a breakout room, or later by somebody who missed the rooms, or by several of them together. The last
/// one of a room, or of a person, is what they want to be read; an empty one takes it back.
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
    /// The people who may read it. So may all whose work it is.
    pub audience: Audience,
    /// Plain text, shown as text.
    pub text: String,
    /// The others whose work it is, by number; absent where that is nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ParticipantId>>", optional)]
    pub with: Vec<ParticipantId>,
}

impl Work {
    /// All whose work it is, where it was handed in later: whoever handed it in, then the others.
    pub fn authors(&self) -> impl Iterator<Item = ParticipantId> {
        [self.participant].into_iter().chain(self.with.iter().copied())
    }

    /// Whether it is the work of this person, handed in later.
    pub fn is_later_work_of(&self, participant: ParticipantId) -> bool {
        self.later.is_some() && self.authors().any(|author| author == participant)
    }
}
