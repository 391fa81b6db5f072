//! Who was in which breakout room, and when.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Event, EventBody, ParticipantId, RoomId, Seq, rooms::RoomWatching};

/// Who was in which breakout room, and when; who may watch each room; who waits. It is the part of the journal that
/// [`visible`](crate::visible) and [`may_watch`](crate::may_watch) need, and is empty for a session without breakout
/// rooms and waiting room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomMembership {
    stays: BTreeMap<ParticipantId, Vec<Stay>>,
    watching: BTreeMap<RoomId, RoomWatching>,
    /// People who waited and have not joined since.
    waiting: BTreeSet<ParticipantId>,
}

/// A stay in a breakout room: from the event `from` until before the event `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    room: RoomId,
    from: Seq,
    until: Option<Seq>,
}

impl RoomMembership {
    /// Folds one more event in. The caller passes all events of the journal, in order.
    pub fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::Joined { participant, room, .. } => {
                self.waiting.remove(participant);
                self.enter(*participant, *room, event.seq);
            }
            EventBody::Moved { participant, room, .. } => self.enter(*participant, *room, event.seq),
            EventBody::Left { participant, .. } => self.leave(*participant, event.seq),
            EventBody::WaitBegan { participant, .. } => drop(self.waiting.insert(*participant)),
            EventBody::RoomsOpened { rooms, rules, .. } => {
                self.watching.extend(rooms.iter().map(|room| (room.id, rules.watching)));
            }
            _ => {}
        }
    }

    /// Whether the person waits to be admitted, or was sent away.
    pub fn waits(&self, participant: ParticipantId) -> bool {
        self.waiting.contains(&participant)
    }

    pub(crate) fn watching(&self, room: RoomId) -> Option<RoomWatching> {
        self.watching.get(&room).copied()
    }

    /// Whether the person was in the room when this event happened.
    pub(crate) fn was_in(&self, participant: ParticipantId, room: RoomId, seq: Seq) -> bool {
        self.stays_in(participant, room).any(|s| s.from <= seq && s.until.is_none_or(|until| seq < until))
    }

    pub(crate) fn was_ever_in(&self, participant: ParticipantId, room: RoomId) -> bool {
        self.stays_in(participant, room).next().is_some()
    }

    fn stays_in(&self, participant: ParticipantId, room: RoomId) -> impl Iterator<Item = &Stay> {
        self.stays.get(&participant).into_iter().flatten().filter(move |stay| stay.room == room)
    }

    fn enter(&mut self, participant: ParticipantId, room: RoomId, seq: Seq) {
        self.leave(participant, seq);
        if room != RoomId::MAIN {
            self.stays.entry(participant).or_default().push(Stay { room, from: seq, until: None });
        }
    }

    fn leave(&mut self, participant: ParticipantId, seq: Seq) {
        if let Some(last) = self.stays.get_mut(&participant).and_then(|stays| stays.last_mut()) {
            last.until.get_or_insert(seq);
        }
    }
}
