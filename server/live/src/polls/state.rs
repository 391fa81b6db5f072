//! What decisions about polls need and no snapshot shows.

use protocol::{Audience, Event, EventBody, PollId, RoomId, Seq, Snapshot, polls::Poll};

use super::{known::answered_by, reduce::reduce};
use crate::{
    membership::RoomMembership,
    visibility::{Viewer, told, visible},
};

/// The last number of a poll, and what people were told of right answers and results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PollsState {
    /// The last number that was given to a poll.
    numbers: u32,
    /// Keys and results as they were told: each has an audience of its own, and waits for the answers of those who come later.
    told: Vec<Event>,
}

impl PollsState {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::PollPrepared { poll, .. } | EventBody::PollStarted { poll, .. } => {
                self.numbers = self.numbers.max(poll.0);
            }
            _ if answered_by(event).is_some() => self.told.push(event.clone()),
            _ => {}
        }
    }

    /// How many numbers were given to polls, from 1.
    pub(crate) fn numbers(&self) -> u32 {
        self.numbers
    }

    /// Whether the last results of this poll had this audience.
    pub(crate) fn has_heard_results(&self, poll: PollId, audience: Audience) -> bool {
        let of_poll = |event: &&Event| matches!(event.body, EventBody::ResultsShared { poll: of, .. } if of == poll);
        self.told.iter().rfind(of_poll).is_none_or(|event| event.audience == audience)
    }

    /// The number of the last event that told this viewer of keys and results.
    pub(crate) fn last_told(&self, viewer: Viewer, membership: &RoomMembership) -> Seq {
        self.told.iter().rfind(|event| visible(event, viewer, membership)).map_or(0, |event| event.seq)
    }

    /// How many events tell this viewer of keys and results.
    pub(crate) fn count_told(&self, viewer: Viewer, membership: &RoomMembership) -> usize {
        self.told.iter().filter(|event| visible(event, viewer, membership)).count()
    }

    /// Adds the keys and results that this viewer was told to a snapshot that has none.
    pub(crate) fn tell(&self, snapshot: &mut Snapshot, viewer: Viewer, membership: &RoomMembership) {
        let told = self.told.iter().filter_map(|event| told(event.clone(), viewer, membership));
        told.for_each(|event| reduce(snapshot, &event));
    }
}

/// The breakout room that alone is asked.
pub(crate) fn asked_breakout(poll: &Poll) -> Option<RoomId> {
    poll.room.filter(|&room| room != RoomId::MAIN)
}
