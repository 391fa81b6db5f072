//! Who was in which room, and when, and what else decides who may see what.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Event, EventBody, Millis, ParticipantId, PollId, Role, RoomId, Seq, polls::LateCount, rooms::RoomWatching,
};

use crate::polls::{
    ballots::LateSecrets,
    known::{PollsKnown, answered_by},
};

/// Who was in which room, and when; who may watch each room; who handed in work later; who waits; what was said off the
/// record; who answered which poll. It is the part of the journal that [`visible`](crate::visible) and [`may_watch`](crate::may_watch) need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomMembership {
    stays: BTreeMap<ParticipantId, Vec<Stay>>,
    watching: BTreeMap<RoomId, RoomWatching>,
    /// The first of the rooms that were open together with each room: it stands for them all.
    together: BTreeMap<RoomId, RoomId>,
    /// The breakout rooms that are open.
    open: BTreeSet<RoomId>,
    /// Who handed in something later for one of the rooms that were open together, by the first of them.
    handed_in: BTreeSet<(ParticipantId, RoomId)>,
    /// The work that several people handed in together, with each of them.
    shared: BTreeSet<(Seq, ParticipantId)>,
    /// People who waited and have not joined since.
    waiting: BTreeSet<ParticipantId>,
    /// Whether class is off the record.
    off_record: bool,
    /// The messages, work, results and names of chapters that were written off the record.
    unrecorded: BTreeSet<Seq>,
    polls: PollsKnown,
}

/// A stay in a room: from the event `from` until before the event `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    room: RoomId,
    from: Seq,
    until: Option<Seq>,
}

impl Stay {
    /// Whether it lasted when this event happened.
    fn holds(&self, seq: Seq) -> bool {
        self.from <= seq && self.until.is_none_or(|until| seq < until)
    }
}

impl RoomMembership {
    /// Folds one more event in. The caller passes all events of the journal, in order.
    pub fn apply(&mut self, event: &Event) {
        self.polls.apply(event);
        match &event.body {
            EventBody::Joined { participant, room, .. } => {
                self.waiting.remove(participant);
                self.enter(*participant, *room, event.seq);
            }
            EventBody::Moved { participant, room, .. } => self.enter(*participant, *room, event.seq),
            EventBody::Left { participant, .. } => self.leave(*participant, event.seq),
            EventBody::WaitBegan { participant, .. } => drop(self.waiting.insert(*participant)),
            EventBody::OffRecordSet { off, .. } => self.off_record = *off,
            EventBody::SessionEnded { .. } => {
                self.off_record = false;
                self.open.clear();
            }
            // Whoever writes later speaks of the recording.
            EventBody::ChatSent { .. }
            | EventBody::WorkHandedIn { .. }
            | EventBody::ResultsShared { .. }
            | EventBody::ChapterSet { .. }
                if self.off_record && event.later.is_none() =>
            {
                self.unrecorded.insert(event.seq);
            }
            EventBody::WorkHandedIn { participant, room, text, with } if event.later.is_some() => {
                self.shared.extend(with.iter().map(|author| (event.seq, *author)));
                if !text.is_empty() {
                    let first = self.first_of(*room);
                    self.handed_in.extend([participant].into_iter().chain(with).map(|author| (*author, first)));
                }
            }
            EventBody::RoomsOpened { rooms, rules, .. } => {
                self.watching.extend(rooms.iter().map(|room| (room.id, rules.watching)));
                let open = self.open.first().copied().or(rooms.first().map(|room| room.id));
                let first = open.map_or(RoomId::MAIN, |room| self.first_of(room));
                self.together.extend(rooms.iter().map(|room| (room.id, first)));
                self.open.extend(rooms.iter().map(|room| room.id));
            }
            EventBody::RoomsClosed { rooms } => self.open.retain(|room| !rooms.contains(room)),
            _ => {}
        }
    }

    /// What follows depends on the time, too: deadlines of later answers are over by it. It is in Unix ms.
    pub fn tell_time(&mut self, now_unix: Millis) {
        self.polls.tell_time(now_unix);
    }

    /// How many answered what later, of the polls whose results somebody reads who is not of staff: staff count the ballots, which they read.
    pub fn late_counts(&self, reads: impl Fn(&Event) -> bool) -> Vec<LateCount> {
        self.polls.late_counts(reads)
    }

    /// The same for staff, of anonymous polls alone.
    pub fn secret_counts(&self) -> Vec<LateCount> {
        self.polls.secret_counts()
    }

    /// Whether any anonymous poll was asked.
    pub fn has_anonymous_polls(&self) -> bool {
        self.polls.has_anonymous()
    }

    /// What follows depends, too, on what is known of later answers to anonymous polls, which no journal has.
    pub fn tell_secrets(&mut self, secrets: impl IntoIterator<Item = (PollId, LateSecrets)>) {
        self.polls.tell_secrets(secrets);
    }

    /// The anonymous polls that somebody answered later, as far as that was told.
    pub fn answered_secretly(&self, participant: ParticipantId) -> Vec<PollId> {
        self.polls.answered_secretly(participant)
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
        self.stays_in(participant, room).any(|stay| stay.holds(seq))
    }

    /// Whether the person was in class, in whatever room, when this event happened.
    pub(crate) fn was_here(&self, participant: ParticipantId, seq: Seq) -> bool {
        self.stays.get(&participant).into_iter().flatten().any(|stay| stay.holds(seq))
    }

    /// Whether the person was ever in this room, or in one that was open together with it.
    pub(crate) fn was_in_rooms_of(&self, participant: ParticipantId, room: RoomId) -> bool {
        let first = self.first_of(room);
        self.stays.get(&participant).into_iter().flatten().any(|stay| self.first_of(stay.room) == first)
    }

    /// Whether the person handed in something later for this room, or for one that was open together with it.
    pub(crate) fn has_handed_in(&self, participant: ParticipantId, room: RoomId) -> bool {
        self.handed_in.contains(&(participant, self.first_of(room)))
    }

    /// Whether the event is work of this person that somebody else handed in for them, too.
    pub(crate) fn shares(&self, participant: ParticipantId, seq: Seq) -> bool {
        self.shared.contains(&(seq, participant))
    }

    /// Whether this room, or one that was opened together with it, is open.
    pub(crate) fn goes_on(&self, room: RoomId) -> bool {
        self.open.iter().any(|&open| self.first_of(open) == self.first_of(room))
    }

    /// The first of the rooms that were open together with this one.
    fn first_of(&self, room: RoomId) -> RoomId {
        self.together.get(&room).copied().unwrap_or(room)
    }

    /// Whether the event tells what was written off the record.
    pub(crate) fn is_off_record(&self, seq: Seq) -> bool {
        self.unrecorded.contains(&seq)
    }

    /// Whether the event tells what is right in a poll, or what was answered, and is kept from this person until they have answered it
    /// later: nobody who can still answer reads that before, unless they were there when it was told.
    pub(crate) fn withholds(&self, event: &Event, you: ParticipantId, role: Role) -> bool {
        let Some(poll) = answered_by(event) else { return false };
        let was_there = event.later.is_none()
            && match event.audience {
                Audience::Room { room } if room != RoomId::MAIN => self.was_in(you, room, event.seq),
                _ => self.was_here(you, event.seq),
            };
        !was_there && self.polls.awaits(poll, (you, role), |room| self.was_ever_in(you, room))
    }

    pub(crate) fn was_ever_in(&self, participant: ParticipantId, room: RoomId) -> bool {
        self.stays_in(participant, room).next().is_some()
    }

    fn stays_in(&self, participant: ParticipantId, room: RoomId) -> impl Iterator<Item = &Stay> {
        self.stays.get(&participant).into_iter().flatten().filter(move |stay| stay.room == room)
    }

    fn enter(&mut self, participant: ParticipantId, room: RoomId, seq: Seq) {
        self.leave(participant, seq);
        self.stays.entry(participant).or_default().push(Stay { room, from: seq, until: None });
    }

    fn leave(&mut self, participant: ParticipantId, seq: Seq) {
        if let Some(last) = self.stays.get_mut(&participant).and_then(|stays| stays.last_mut()) {
            last.until.get_or_insert(seq);
        }
    }
}
