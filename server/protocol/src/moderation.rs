//! Moderation: the settings of the class.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// What everybody who is not staff may do. A change holds at once, also for tracks that are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether guests wait until staff admit them. Once it is off, those who wait come in, longest first, as far as
    /// there are places; the others go on waiting.
    pub waiting_room: bool,
    /// Whether nobody can take a new seat. People who have one can come back.
    pub locked: bool,
    /// Who may write to their room.
    pub chat: ChatPolicy,
    /// Slow mode: the least time between two messages of one person, whatever their recipients; 0 for none.
    pub chat_gap: Millis,
    /// Whether students and guests may write to each other privately, while they may write to their room.
    pub private_chat: bool,
    /// Who may share a screen.
    pub sharing: SharePolicy,
    /// Whether microphones may be switched on. While they may not, those that are on stay on until they are muted, and
    /// only people whom staff asked to unmute can switch theirs on.
    pub may_unmute: bool,
    /// Whether cameras may be on.
    pub cameras: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            waiting_room: false,
            locked: false,
            chat: ChatPolicy::Everyone,
            chat_gap: 0,
            private_chat: false,
            sharing: SharePolicy::Asking,
            may_unmute: true,
            cameras: true,
        }
    }
}

/// Who may write to the room. Everybody may write to staff, unless chat is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatPolicy {
    /// All.
    Everyone,
    /// Staff. Others may write only to staff.
    ToStaff,
    /// Staff alone.
    Off,
}

/// Who may share a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SharePolicy {
    /// All.
    Everyone,
    /// Staff, and those whom they permit.
    Asking,
    /// Staff alone.
    Staff,
}
