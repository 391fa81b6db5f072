//! What is not recorded of a class, and what staff take out of a recording afterwards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, RoomId, SessionId};

/// A stretch of class that is off the record: no sound and no picture of it is recorded, and its messages are for those alone
/// who were in class then, and for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OffRecord {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last; absent while it goes on.
    pub to: Option<Millis>,
    /// Whether it began by itself, as all staff had left: it ends by itself once one of them is back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub without_staff: bool,
}

/// A stretch that staff cut out of a recording once class was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Cut {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last.
    pub to: Millis,
    /// What is shown in its place; absent: nothing. A stretch with a take overlaps no other that is cut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub take: Option<Take>,
}

impl Cut {
    /// A stretch in whose place nothing is shown.
    pub const fn out(from: Millis, to: Millis) -> Self {
        Cut { from, to, take: None }
    }

    /// Whether a moment is in both.
    pub fn overlaps(&self, other: &Cut) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// A new take of a stretch: a session of the kind [`crate::SessionKind::Clip`]. Whoever may watch the class watches it with their seat in
/// the class, as long as it stands in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Take {
    /// The session.
    pub session: SessionId,
    /// Its length. Of a command the server takes that of the session instead.
    pub duration: Millis,
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
