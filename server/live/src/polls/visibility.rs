//! Who may see what of this feature: prepared polls and counts are for staff, a ballot is for staff and who cast it,
//! keys and results of a poll that a breakout room alone was asked are for that room.

use protocol::{Audience, Event, EventBody, ParticipantId, PollId, Snapshot, polls::Poll};

use super::state::asked_breakout;
use crate::visibility::{STAFF, staff_and};

/// Whether the event is for those to whom events of its kind are told.
pub(crate) fn fits(polls: &[Poll], event: &Event) -> bool {
    let to = event.audience;
    let is_room_of = |poll: PollId| {
        let asked = polls.iter().find(|asked| asked.id == poll).and_then(asked_breakout);
        asked.is_some_and(|room| to == Audience::Room { room })
    };
    match event.body {
        EventBody::PollPrepared { .. } | EventBody::PollDiscarded { .. } | EventBody::PollTallied { .. } => to == STAFF,
        EventBody::PollKeySet { poll, .. } => to == STAFF || is_room_of(poll),
        EventBody::ResultsShared { poll, .. } => to == Audience::Everyone || is_room_of(poll),
        EventBody::BallotCast { participant, .. } => to == staff_and(participant),
        _ => to == Audience::Everyone,
    }
}

/// Takes out what somebody who is not staff may not see, or may see only when `PollsState::tell` adds it.
pub(crate) fn keep_own(snapshot: &mut Snapshot, you: ParticipantId) {
    snapshot.prepared.clear();
    for poll in &mut snapshot.polls {
        poll.answered.retain(|&participant| participant == you);
        poll.ballots.retain(|ballot| ballot.participant == you);
        poll.late.retain(|ballot| ballot.participant == you);
        poll.tally = None;
        let in_breakout = asked_breakout(poll).is_some();
        if in_breakout {
            poll.shared = None;
        }
        if in_breakout || poll.closed.is_none() {
            poll.key = None;
        }
    }
}
