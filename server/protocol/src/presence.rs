//! Presence: the people of a session, and those who wait to be admitted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{Millis, ParticipantId, RoomId},
    stage::{LastReaction, Track},
};

/// The role of a participant in a session. Their rights follow from it by one table, `live::permission`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Holds the class.
    Instructor,
    /// Helps to hold the class: staff, but cannot end the session.
    Assistant,
    /// Is on the roster.
    Student,
    /// Is on the roster of a course to see, and is not counted: answers no polls.
    Observer,
    /// Came by the join link, known by a name alone.
    Guest,
}

impl Role {
    /// Every role, in order of rank.
    pub const ALL: [Role; 5] = [Role::Instructor, Role::Assistant, Role::Student, Role::Observer, Role::Guest];

    /// Instructor or assistant.
    pub fn is_staff(self) -> bool {
        matches!(self, Role::Instructor | Role::Assistant)
    }
}

/// A participant's consent to being recorded. Shared screens are always recorded: to share is to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Consent {
    /// The camera may be recorded.
    pub record_camera: bool,
    /// The microphone may be recorded.
    pub record_voice: bool,
}

impl Consent {
    /// Nothing may be recorded.
    pub fn withheld() -> Self {
        Consent { record_camera: false, record_voice: false }
    }
}

impl Default for Consent {
    fn default() -> Self {
        Consent { record_camera: true, record_voice: true }
    }
}

/// Why a person left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// By choice.
    Left,
    /// The connection was lost, and the grace period is over.
    Lost,
    /// Staff removed them.
    Removed,
    /// Staff banned them.
    Banned,
}

/// A person who is or was in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Participant {
    /// Their seat.
    pub id: ParticipantId,
    /// Their name, as they want to be called.
    pub name: String,
    /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
    /// first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub namesake: Option<u32>,
    /// Their role.
    pub role: Role,
    /// The room in which they are, or were last.
    pub room: RoomId,
    /// The breakout room in which they are, or were last.
    pub breakout: Option<RoomId>,
    /// Whether they are here. They stay present while their connection is lost for less than the grace period.
    pub present: bool,
    /// Whether nothing is heard of the connection of somebody who is present.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub away: bool,
    /// Their consent to being recorded.
    pub consent: Consent,
    /// Their tracks that are not off, ordered by source.
    pub tracks: Vec<Track>,
    /// Whether they speak now.
    pub speaking: bool,
    /// The last reaction.
    pub reaction: Option<LastReaction>,
    /// Whether staff permit them to share a screen.
    pub may_share: bool,
    /// Whether they ask for permission to share a screen.
    pub asks_to_share: bool,
}

/// Why somebody waits to be admitted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitCause {
    /// All newcomers do: the class has a waiting room.
    #[default]
    WaitingRoom,
    /// They come from the network of somebody who is banned. They are admitted by name alone, not with all who wait.
    NearBan,
    /// They have a name that looks like that of staff, or by which a room expects somebody: staff know whether it is them. They
    /// are admitted by name alone, too.
    Name,
}

impl WaitCause {
    /// Whether this is the usual cause.
    pub(crate) fn is_usual(&self) -> bool {
        *self == WaitCause::default()
    }
}

/// Somebody who waits to be admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Waiting {
    /// Their seat.
    pub participant: ParticipantId,
    /// Their name, as they want to be called.
    pub name: String,
    /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
    /// first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub namesake: Option<u32>,
    /// Why they wait; absent where all newcomers do.
    #[serde(default, skip_serializing_if = "WaitCause::is_usual")]
    #[ts(optional, as = "Option<WaitCause>")]
    pub cause: WaitCause,
    /// When they began to wait.
    pub at: Millis,
    /// The last text that staff sent to the waiting room.
    pub message: Option<String>,
}
