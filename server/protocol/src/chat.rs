//! Chat.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    event::Audience,
    ids::{Millis, ParticipantId, Seq},
};

/// To whom a chat message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatTo {
    /// Everybody in one's room.
    Room,
    /// Staff only.
    Staff,
    /// Staff: all rooms of the session.
    Everywhere,
    /// One other person. From staff, or to staff: seen by all staff. Between others: by the two alone.
    Person {
        /// Whom.
        participant: ParticipantId,
    },
}

/// A chat message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatMessage {
    /// Its identity: the event's number.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// To whom.
    pub audience: Audience,
    /// From whom.
    pub participant: ParticipantId,
    /// Plain text; empty when it was deleted.
    pub text: String,
    /// It was deleted.
    pub deleted: bool,
}
