//! What decisions about polls need and no snapshot shows.

use protocol::{Audience, Event, EventBody, PollId, RoomId, Snapshot, polls::Poll};

use super::reduce::reduce;
use crate::{
    membership::RoomMembership,
    visibility::{Viewer, visible},
};

/// The last number of a poll, and what breakout rooms were told of their own polls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PollsState {
    /// The last number that was given to a poll.
    numbers: u32,
    /// Keys and results of polls that a breakout room alone was asked: each has an audience of its own.
    told: Vec<Event>,
}

impl PollsState {
    /// Folds one more event in. `whole` is the state before it.
    pub(crate) fn apply(&mut self, event: &Event, whole: &Snapshot) {
        match &event.body {
            EventBody::PollPrepared { poll, .. } | EventBody::PollStarted { poll, .. } => {
                self.numbers = self.numbers.max(poll.0);
            }
            EventBody::PollKeySet { poll, .. } | EventBody::ResultsShared { poll, .. }
                if whole.polls.iter().any(|asked| asked.id == *poll && asked_breakout(asked).is_some()) =>
            {
                self.told.push(event.clone());
            }
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

    /// Adds what this viewer was told of polls in breakout rooms to a snapshot that has nothing private.
    pub(crate) fn tell(&self, snapshot: &mut Snapshot, viewer: Viewer, membership: &RoomMembership) {
        let told = self.told.iter().filter(|event| visible(event, viewer, membership));
        told.for_each(|event| reduce(snapshot, event));
    }
}

/// The breakout room that alone is asked.
pub(crate) fn asked_breakout(poll: &Poll) -> Option<RoomId> {
    poll.room.filter(|&room| room != RoomId::MAIN)
}
