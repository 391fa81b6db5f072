//! Identifiers and quantities.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// One class meeting, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct SessionId(pub Uuid);

/// A course, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct CourseId(pub Uuid);

impl std::fmt::Display for CourseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A series of a course's sessions, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct SeriesId(pub Uuid);

impl std::fmt::Display for SeriesId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An announcement of a course, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct AnnouncementId(pub Uuid);

impl std::fmt::Display for AnnouncementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Something written on the board of a course, unique in the installation. A thread has that of its first post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct PostId(pub Uuid);

impl std::fmt::Display for PostId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Something to be done before a session, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct PreparationId(pub Uuid);

impl std::fmt::Display for PreparationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A line of a course's roster: 1, 2, 3… in the order in which they were added. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct MemberId(pub u32);

/// A person's seat in one session: 1, 2, 3… in order of arrival. Kept over reconnects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct ParticipantId(pub u32);

/// A room of one session. [`RoomId::MAIN`] always exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct RoomId(pub u32);

impl RoomId {
    /// The room in which everybody starts.
    pub const MAIN: RoomId = RoomId(0);
}

/// A client's number for a command. A seat never uses a number twice, on whatever page or device: a client starts at a
/// random number and counts up. At most 2^53 - 1, the largest integer that a browser counts exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "u64", into = "u64")]
#[ts(type = "number")]
pub struct CommandId(u64);

impl CommandId {
    /// The largest number.
    pub const MAX: CommandId = CommandId((1 << 53) - 1);
}

impl TryFrom<u64> for CommandId {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        let id = CommandId(number);
        if id <= CommandId::MAX { Ok(id) } else { Err("a command's id is at most 2^53 - 1") }
    }
}

impl From<u32> for CommandId {
    fn from(number: u32) -> Self {
        CommandId(number.into())
    }
}

impl From<CommandId> for u64 {
    fn from(id: CommandId) -> Self {
        id.0
    }
}

/// The position of an event in its session's journal: 1, 2, 3… The journal itself has no holes; a client sees one where
/// it may not see the event. 0 means "before the first".
pub type Seq = u64;

/// Milliseconds, of class time unless the name says otherwise.
pub type Millis = u64;

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for SessionId {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse().map(SessionId)
    }
}
