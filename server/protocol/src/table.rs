//! A study table: a study room whose people watch a recording together, with one cursor.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, ParticipantId, RoomId, SessionId};

/// The class that is watched at a table. It is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchedClass {
    /// The session.
    pub session: SessionId,
    /// Its length.
    pub length: Millis,
}

/// What is watched at a table, and where its people are in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Table {
    /// The class that is watched.
    pub watches: WatchedClass,
    /// The cursor of all.
    pub playback: Playback,
    /// Those who work on a task of that class together, in the order in which they said so. Each is there, and works on one.
    pub together: Vec<Agreed>,
}

/// Somebody at a study table who works on a task of the class together with the others there: whoever of those who work on it hands in
/// does so for them, too. It ends as they leave, and as they have handed in, alone or together; like all of a table it is kept as long as the
/// table goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Agreed {
    /// The person.
    pub participant: ParticipantId,
    /// The breakout room of the class that is watched whose task it is.
    pub room: RoomId,
}

/// A cursor as somebody set it. While it plays, it moves on by `speed_percent` of the time since, leaves out what is cut out of the
/// recording, is in a stretch with a new take as long as the take lasts, and stops at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Playback {
    /// Whether it moves.
    pub playing: bool,
    /// Where it was set to, in class time of what is watched.
    pub position: Millis,
    /// How fast it moves, in hundredths: 150 is one and a half times.
    pub speed_percent: u16,
    /// When it was set, in class time of the table.
    pub since: Millis,
    /// The person who set it; absent for the beginning.
    pub by: Option<ParticipantId>,
}

impl Table {
    /// A table at which nobody has set the cursor: it rests at the beginning.
    pub fn of(watches: WatchedClass) -> Self {
        let playback = Playback { playing: false, position: 0, speed_percent: 100, since: 0, by: None };
        Table { watches, playback, together: Vec::new() }
    }
}
