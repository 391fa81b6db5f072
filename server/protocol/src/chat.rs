//! Chat.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    event::Audience,
    ids::{Millis, ParticipantId, RoomId, Seq},
    later::Later,
};

/// The recipients of a chat message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatTo {
    /// Everybody in the author's room. Refused with `room_gone` when the author is not there any more: a message for a
    /// breakout room never goes to the class because the room has closed meanwhile.
    Room {
        /// The room.
        room: RoomId,
    },
    /// Staff only.
    Staff,
    /// Staff: all rooms of the session.
    Everywhere,
    /// One other person. All staff see it if one of the two is staff, else the two alone.
    Person {
        /// The person.
        participant: ParticipantId,
    },
}

impl ChatTo {
    /// Everybody in the main room.
    pub const MAIN: ChatTo = ChatTo::Room { room: RoomId::MAIN };
}

/// A chat message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatMessage {
    /// Its identity: the number of its event.
    pub seq: Seq,
    /// The time.
    pub at: Millis,
    /// Its audience.
    pub audience: Audience,
    /// The author.
    pub participant: ParticipantId,
    /// Plain text; empty when the message was deleted.
    pub text: String,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Set when it was written later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub later: Option<Later>,
}
