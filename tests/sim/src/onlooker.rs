//! An onlooker: somebody who folds the events that they may see.

use std::collections::BTreeSet;

use live::{RoomMembership, Session, State, Viewer, reduce, visible};
use protocol::{Event, EventBody, ParticipantId, RoomId, Seq, Snapshot};

use crate::plan::role;

/// An onlooker.
pub struct Onlooker {
    /// The viewer, with their role now.
    pub viewer: Viewer,
    /// Whether they wait to be admitted.
    waits: bool,
    /// The rooms for which they have handed in something later.
    handed_in: BTreeSet<RoomId>,
    /// How much has happened that shows or hides what is right in polls, and what others answered.
    polls: usize,
    /// The fold of the events that they may see.
    seen: Snapshot,
}

impl Onlooker {
    /// An onlooker who has seen nothing yet.
    pub fn new(participant: ParticipantId) -> Onlooker {
        let viewer = Viewer { participant, role: role(participant) };
        Onlooker { viewer, waits: false, handed_in: BTreeSet::new(), polls: 0, seen: Snapshot::empty() }
    }

    /// Folds an event in, if they may see it.
    pub fn take(&mut self, event: &Event, membership: &RoomMembership) {
        if visible(event, self.viewer, membership) {
            reduce(&mut self.seen, event);
        }
    }

    /// The room for which they hand in something by this event, later.
    fn hands_in(&self, event: &Event) -> Option<RoomId> {
        match &event.body {
            EventBody::WorkHandedIn { participant, room, text, with } => {
                let author = *participant == self.viewer.participant || with.contains(&self.viewer.participant);
                let own = author && event.later.is_some() && !text.is_empty();
                own.then_some(*room)
            }
            _ => None,
        }
    }

    /// Whether an event shows them what is right in a poll and what others answered, or hides that again.
    fn opens_polls(&self, event: &Event) -> bool {
        match &event.body {
            EventBody::BallotCast { participant, .. } => {
                *participant == self.viewer.participant && event.later.is_some()
            }
            EventBody::PollStarted { again, .. } => again.is_some(),
            EventBody::LateAnswersSet { .. } | EventBody::SessionClosed { .. } | EventBody::SessionReopened { .. } => {
                true
            }
            _ => false,
        }
    }

    /// Starts afresh with all that they may see, if they have another role now, were admitted, or have handed in something or answered
    /// later.
    pub fn look_anew(&mut self, journal: &[Event], state: &State) {
        let participant = self.viewer.participant;
        let now = state.participant(participant).map_or(self.viewer.role, |person| person.role);
        let waits = state.membership().waits(participant);
        let handed_in: BTreeSet<_> = journal.iter().filter_map(|event| self.hands_in(event)).collect();
        let polls = journal.iter().filter(|event| self.opens_polls(event)).count();
        if (now, waits, &handed_in, polls) != (self.viewer.role, self.waits, &self.handed_in, self.polls) {
            let viewer = Viewer { participant, role: now };
            *self = Onlooker { viewer, waits, handed_in, polls, seen: Snapshot::empty() };
            journal.iter().for_each(|event| self.take(event, state.membership()));
        }
    }

    /// Whether they have handed in something later for this room, or one that was opened with it.
    pub fn has_handed_in(&self, room: RoomId) -> bool {
        let rooms = &self.seen.rooms;
        let opened = |id| rooms.iter().find(|room| room.id == id).and_then(|room| room.opened);
        self.handed_in.iter().any(|&own| opened(own) == opened(room))
    }

    /// Whether they have seen this message.
    pub fn has_message(&self, seq: Seq) -> bool {
        self.seen.chat.binary_search_by_key(&seq, |message| message.seq).is_ok()
    }

    /// Panics unless a snapshot is the fold of what they may see.
    pub fn check(&self, session: &Session) {
        let mut expected = self.seen.clone();
        expected.chat = live::latest_messages(expected.chat.iter());
        assert!(
            session.snapshot_for(self.viewer) == expected,
            "{:?}: a snapshot is the fold of what one may see",
            self.viewer
        );
    }
}
