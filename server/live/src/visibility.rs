//! Who may know of what.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Audience, Event, EventBody, ParticipantId, Role, RoomId, Seq, rooms::RoomWatching};

/// Somebody who looks at the timeline, at its edge or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Their seat.
    pub participant: ParticipantId,
    /// What they are now.
    pub role: Role,
}

/// Whether the viewer may know of the event: the one rule, for broadcast, resume, snapshot and replay.
///
/// `whereabouts` must have folded in the journal at least up to this event; more changes the answer only for who waited
/// and was admitted since: they may know everything then.
pub fn visible(event: &Event, viewer: Viewer, whereabouts: &Whereabouts) -> bool {
    may_know(event.audience, subject(event), viewer, whereabouts)
}

/// The event by whose moment it is judged who was there: that a message was deleted is for whom the message was.
pub(crate) fn subject(event: &Event) -> Seq {
    match event.body {
        EventBody::ChatDeleted { message, .. } => message,
        _ => event.seq,
    }
}

pub(crate) fn may_know(audience: Audience, seq: Seq, viewer: Viewer, whereabouts: &Whereabouts) -> bool {
    let you = viewer.participant;
    match audience {
        Audience::Pair { from, with } => from == you || with == you,
        Audience::Staff { and } if and == Some(you) => true,
        _ if whereabouts.waits(you) => false,
        Audience::Staff { .. } => viewer.role.is_staff(),
        Audience::Everyone => true,
        Audience::Room { room } => {
            open_to_all(audience)
                || viewer.role.is_staff()
                || whereabouts.watching(room) == Some(RoomWatching::Everyone)
                || whereabouts.was_in(you, room, seq)
        }
    }
}

/// Whether the viewer may watch what was recorded of this room.
pub fn may_watch(room: RoomId, viewer: Viewer, whereabouts: &Whereabouts) -> bool {
    let you = viewer.participant;
    if whereabouts.waits(you) {
        return false;
    }
    if room == RoomId::MAIN || viewer.role.is_staff() {
        return true;
    }
    match whereabouts.watching(room) {
        Some(RoomWatching::Everyone) => true,
        Some(RoomWatching::Members) => whereabouts.was_ever_in(you, room),
        Some(RoomWatching::Staff) | None => false,
    }
}

/// The main room is the class itself: what is said there concerns also who comes late, or is in another room just then.
pub(crate) fn open_to_all(audience: Audience) -> bool {
    matches!(audience, Audience::Everyone | Audience::Room { room: RoomId::MAIN })
}

/// Who was in which breakout room, and when; who may watch each; who waits: the part of the journal that [`visible`] and
/// [`may_watch`] need. Empty, and so free of cost, for a session without breakout rooms and waiting room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    stays: BTreeMap<ParticipantId, Vec<Stay>>,
    watching: BTreeMap<RoomId, RoomWatching>,
    /// Who waited and has not joined.
    waiting: BTreeSet<ParticipantId>,
}

/// A stay in a room other than main: from the event `from` until before the event `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    room: RoomId,
    from: Seq,
    until: Option<Seq>,
}

impl Whereabouts {
    /// Takes note of an event. All events of the journal must come here, in order.
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

    fn watching(&self, room: RoomId) -> Option<RoomWatching> {
        self.watching.get(&room).copied()
    }

    /// Whether the person was in the room when this event happened.
    fn was_in(&self, participant: ParticipantId, room: RoomId, seq: Seq) -> bool {
        self.stays_in(participant, room).any(|s| s.from <= seq && s.until.is_none_or(|until| seq < until))
    }

    fn was_ever_in(&self, participant: ParticipantId, room: RoomId) -> bool {
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
