//! An onlooker: somebody who folds the events that they may see.

use live::{RoomMembership, Session, State, Viewer, reduce, visible};
use protocol::{Event, ParticipantId, Seq, Snapshot};

use crate::plan::role;

/// An onlooker.
pub struct Onlooker {
    /// The viewer, with their role now.
    pub viewer: Viewer,
    /// Whether they wait to be admitted.
    waits: bool,
    /// The fold of the events that they may see.
    seen: Snapshot,
}

impl Onlooker {
    /// An onlooker who has seen nothing yet.
    pub fn new(participant: ParticipantId) -> Onlooker {
        Onlooker { viewer: Viewer { participant, role: role(participant) }, waits: false, seen: Snapshot::empty() }
    }

    /// Folds an event in, if they may see it.
    pub fn take(&mut self, event: &Event, membership: &RoomMembership) {
        if visible(event, self.viewer, membership) {
            reduce(&mut self.seen, event);
        }
    }

    /// Starts afresh with all that they may see, if they have another role now or were admitted.
    pub fn look_anew(&mut self, journal: &[Event], state: &State) {
        let participant = self.viewer.participant;
        let now = state.participant(participant).map_or(self.viewer.role, |person| person.role);
        let waits = state.membership().waits(participant);
        if (now, waits) != (self.viewer.role, self.waits) {
            *self = Onlooker { viewer: Viewer { participant, role: now }, waits, seen: Snapshot::empty() };
            journal.iter().for_each(|event| self.take(event, state.membership()));
        }
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
