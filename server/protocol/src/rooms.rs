//! Rooms: the main room and breakout rooms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{Millis, ParticipantId, RoomId},
    stage::{Hand, TrackRef},
};

/// A place in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Room {
    /// Its identity.
    pub id: RoomId,
    /// Its name; empty for main.
    pub name: String,
    /// Its task.
    pub task: String,
    /// Whether it is open: people can be in it. The main room always is.
    pub open: bool,
    /// When this breakout room was opened, or the first of those that were open then: they belong together.
    pub opened: Option<Millis>,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// The people who were assigned to it when it was opened.
    pub members: Vec<ParticipantId>,
    /// Raised hands, longest up first.
    pub hands: Vec<Hand>,
    /// The track in the spotlight.
    pub spotlight: Option<TrackRef>,
}

impl Room {
    /// A room of which nothing is known but its number: open if it is the main room.
    pub fn new(id: RoomId) -> Self {
        Room {
            id,
            name: String::new(),
            task: String::new(),
            open: id == RoomId::MAIN,
            opened: None,
            until: None,
            members: Vec::new(),
            hands: Vec::new(),
            spotlight: None,
        }
    }
}

/// A breakout room to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// Its name.
    pub name: String,
    /// Its task; may be empty.
    pub task: String,
    /// How long it is open; absent: until it is closed.
    pub duration: Option<Millis>,
    /// The people to move there. A person is in one room at most; people who are in none stay where they are.
    pub members: Vec<ParticipantId>,
    /// Names of people from a prepared list who are not here yet: a person who arrives under one of them is placed
    /// here.
    pub expected: Vec<String>,
}

/// The rules of the breakout rooms that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RoomRules {
    /// Whether people may go back to the main room by themselves, and from there into a room to which they were
    /// assigned, or in which they were last.
    pub may_return: bool,
    /// Whether everybody may enter any of the rooms by themselves.
    pub may_choose: bool,
    /// The place of people who arrive while rooms are open, and are on no list.
    pub late: LatePlacement,
    /// The people who may later read and watch what was said in a room.
    pub watching: RoomWatching,
}

impl Default for RoomRules {
    fn default() -> Self {
        RoomRules { may_return: true, may_choose: false, late: LatePlacement::Main, watching: RoomWatching::Members }
    }
}

/// Where late arrivals are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LatePlacement {
    /// In the main room.
    Main,
    /// In the room with the fewest people, the first of them if there are several.
    Smallest,
}

/// The people who may watch the recording of a breakout room. Staff always may. People who were in it always see the
/// messages that were written there meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoomWatching {
    /// Staff alone.
    Staff,
    /// Everybody who was ever in it.
    Members,
    /// Everybody who was ever in it, and everybody who missed the rooms and has handed in their own work since: they may read its
    /// chat, too.
    AfterOwn,
    /// Everybody, and everybody may read its chat.
    Everyone,
}

/// A breakout room that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenedRoom {
    /// Its identity. Rooms are never opened again; the next ones have new numbers.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its task.
    pub task: String,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// The people who were assigned to it.
    pub members: Vec<ParticipantId>,
}

/// A call for help from a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HelpRequest {
    /// The person who asks.
    pub participant: ParticipantId,
    /// The room that needs help.
    pub room: RoomId,
    /// The reason; may be empty.
    pub reason: String,
    /// When they called first.
    pub at: Millis,
}
