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
    /// Which.
    pub id: RoomId,
    /// Its name; empty for main.
    pub name: String,
    /// What is to be done there.
    pub task: String,
    /// Whether people can be in it. The main room always is.
    pub open: bool,
    /// When the breakout rooms of which it is one were opened: those that are opened while others are open belong to them.
    pub opened: Option<Millis>,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// Who was assigned to it when it was opened.
    pub members: Vec<ParticipantId>,
    /// Raised hands, longest up first.
    pub hands: Vec<Hand>,
    /// The track in the middle.
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
    /// What is to be done there; may be empty.
    pub task: String,
    /// How long it is open; absent: until it is closed.
    pub duration: Option<Millis>,
    /// Who is moved there. A person is named in one room at most; who is not named stays where they are.
    pub members: Vec<ParticipantId>,
    /// Names of people from a prepared list who are not here yet: who arrives under one of them is placed here.
    pub expected: Vec<String>,
}

/// What holds in all breakout rooms that were opened together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoomRules {
    /// Whoever is in a room may go back to the main room by themselves, and from there into a room to which they were
    /// assigned, or in which they were last.
    pub may_return: bool,
    /// Everybody may go into any of the rooms by themselves.
    pub may_choose: bool,
    /// Where those go who arrive while rooms are open, and are on no list.
    pub late: LatePlacement,
    /// Who may read and watch what was said in a room.
    pub watching: RoomWatching,
}

impl Default for RoomRules {
    fn default() -> Self {
        RoomRules { may_return: true, may_choose: false, late: LatePlacement::Main, watching: RoomWatching::Members }
    }
}

/// Where late arrivals go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LatePlacement {
    /// They stay in the main room.
    Main,
    /// Into the room with the fewest people, the first of them if there are several.
    Smallest,
}

/// Who may watch a breakout room. Staff always may. Of its chat, who was in it always sees what was written while they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoomWatching {
    /// Nobody else.
    Staff,
    /// Who was ever in it.
    Members,
    /// Everybody, and everybody may read its chat.
    Everyone,
}

/// A breakout room that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenedRoom {
    /// Which: rooms are never opened again, the next ones have new numbers.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What is to be done there.
    pub task: String,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// Who was assigned to it.
    pub members: Vec<ParticipantId>,
}

/// A call for help from a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HelpRequest {
    /// Who asks.
    pub participant: ParticipantId,
    /// From where.
    pub room: RoomId,
    /// Why; may be empty.
    pub reason: String,
    /// Since when.
    pub at: Millis,
}
