//! Who may see what of this feature: prepared polls and counts are for staff, a ballot is for staff and for the person
//! who cast it, keys and results of a poll that a breakout room alone was asked are for that room, and for nobody who can still answer
//! later: see [`super::known`].

use protocol::{Audience, Event, EventBody, ParticipantId, PollId, polls::Poll};

use super::state::asked_breakout;
use crate::visibility::{STAFF, staff_and};

/// Whether the event has the audience that events of its kind have.
pub(crate) fn fits(polls: &[Poll], event: &Event) -> bool {
    let to = event.audience;
    let is_room_of = |poll: PollId| {
        let asked = polls.iter().find(|asked| asked.id == poll).and_then(asked_breakout);
        asked.is_some_and(|room| to == Audience::Room { room })
    };
    match event.body {
        EventBody::PollPrepared { .. } | EventBody::PollDiscarded { .. } | EventBody::PollTallied { .. } => to == STAFF,
        EventBody::PollKeySet { poll, .. } => to == STAFF || to == Audience::Everyone || is_room_of(poll),
        EventBody::ResultsShared { poll, .. } => to == Audience::Everyone || is_room_of(poll),
        EventBody::BallotCast { participant, .. } => to == staff_and(participant),
        _ => to == Audience::Everyone,
    }
}

/// The part of the poll that somebody who is not staff may see. `PollsState::tell` adds the key and results that they were told.
pub(crate) fn own(poll: &Poll, you: ParticipantId) -> Poll {
    Poll {
        id: poll.id,
        room: poll.room,
        question: poll.question.clone(),
        quiz: poll.quiz,
        by: poll.by,
        at: poll.at,
        until: poll.until,
        closed: poll.closed,
        again: poll.again,
        key: None,
        answered: poll.answered.iter().copied().filter(|&participant| participant == you).collect(),
        ballots: poll.ballots.iter().filter(|ballot| ballot.participant == you).cloned().collect(),
        late: poll.late.iter().filter(|ballot| ballot.participant == you).cloned().collect(),
        late_answers: poll.late_answers,
        tally: None,
        shared: None,
    }
}
