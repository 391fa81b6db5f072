//! What is not recorded of a class, and what staff take out of a recording afterwards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, RoomId};

/// A stretch of class that is off the record: no sound and no picture of it is recorded, and its messages are for those alone
/// who were in class then, and for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OffRecord {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last; absent while it goes on.
    pub to: Option<Millis>,
}

/// A stretch that staff cut out of a recording once class was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Cut {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last.
    pub to: Millis,
}

/// What staff took out of a recording once class was over, and can put back: media and journal stay as they are. Whoever is not
/// staff gets no sound, picture, message, question or chapter of it; the journal of people, rooms and agenda stays whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Edits {
    /// The stretches that are cut out, in order. They may overlap: each is put back by itself.
    pub cuts: Vec<Cut>,
    /// The breakout rooms that are hidden, by number.
    pub hidden_rooms: Vec<RoomId>,
}

impl Edits {
    /// Whether nothing is taken out.
    pub fn is_empty(&self) -> bool {
        self.cuts.is_empty() && self.hidden_rooms.is_empty()
    }
}
