//! The tasks of breakout rooms, and who has handed in what came of them.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Event, EventBody, Millis, RoomId};
use serde::{Deserialize, Serialize};

/// The breakout rooms of a class. Rooms that are open together have one task, even where staff worded it for each: nobody is in two of
/// them at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomFacts {
    /// The first of the rooms that were open together with each room: it stands for them all.
    together: BTreeMap<RoomId, RoomId>,
    /// The breakout rooms that are open.
    open: BTreeSet<RoomId>,
    /// When they were opened, by the first of them.
    opened: BTreeMap<RoomId, Millis>,
    /// Those for which staff wrote a task, by the first of them.
    tasks: BTreeSet<RoomId>,
    /// The rooms that handed in something, and did not take it back.
    handed_in: BTreeSet<RoomId>,
}

/// How many tasks there are for somebody, and what they have of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tasks {
    /// All that staff wrote, or that a room did without one that is written; without what is cut out.
    pub all: usize,
    /// Those for which a room handed in something in which they were.
    pub live: usize,
    /// Those for which they handed in something later.
    pub later: usize,
}

impl RoomFacts {
    /// Folds the next event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::RoomsOpened { rooms, .. } => {
                let Some(first) = self.open.first().or(rooms.first().map(|room| &room.id)) else { return };
                let first = self.first_of(*first);
                self.together.extend(rooms.iter().map(|room| (room.id, first)));
                self.open.extend(rooms.iter().map(|room| room.id));
                self.opened.entry(first).or_insert(event.at);
                if rooms.iter().any(|room| !room.task.is_empty()) {
                    self.tasks.insert(first);
                }
            }
            EventBody::RoomsClosed { rooms } => self.open.retain(|room| !rooms.contains(room)),
            EventBody::SessionEnded { .. } => self.open.clear(),
            EventBody::WorkHandedIn { room, text, .. } if event.later.is_none() => {
                set(&mut self.handed_in, *room, !text.is_empty());
            }
            _ => {}
        }
    }

    /// What somebody has of the tasks who was in these rooms, and handed in later for those. What a room hands in is of all who were in
    /// it.
    pub(crate) fn tasks(
        &self,
        is_cut: impl Fn(Millis) -> bool,
        rooms: &BTreeSet<RoomId>,
        later: &BTreeSet<RoomId>,
    ) -> Tasks {
        let counts = |(first, at): &(&RoomId, &Millis)| self.have_task(**first) && !is_cut(**at);
        let counted: BTreeSet<RoomId> = self.opened.iter().filter(counts).map(|(first, _)| *first).collect();
        let is_counted = |first: &RoomId| counted.contains(first);
        let live: BTreeSet<RoomId> =
            rooms.intersection(&self.handed_in).map(|room| self.first_of(*room)).filter(is_counted).collect();
        let later: BTreeSet<RoomId> = later.iter().map(|room| self.first_of(*room)).filter(is_counted).collect();
        Tasks { all: counted.len(), live: live.len(), later: later.difference(&live).count() }
    }

    /// Whether there is a task for the rooms of which this is the first.
    fn have_task(&self, first: RoomId) -> bool {
        self.tasks.contains(&first) || self.handed_in.iter().any(|room| self.first_of(*room) == first)
    }

    fn first_of(&self, room: RoomId) -> RoomId {
        self.together.get(&room).copied().unwrap_or(room)
    }
}

/// Puts something into a set, or takes it out.
pub(crate) fn set<T: Ord>(of: &mut BTreeSet<T>, one: T, is_in: bool) {
    if is_in {
        of.insert(one);
    } else {
        of.remove(&one);
    }
}
