//! Answers of people who take part later.

use protocol::{ErrorCode, EventBody, Millis, ParticipantId, PollId, Refusal, RoomId, polls::Answer, polls::Poll};

use super::{
    decide::{cast, find, is_open},
    question::valid_answer,
};
use crate::{decision::Decision, state::State, visibility::staff_and};

/// Answers a poll later. While the poll is open, this is the same as in class. After it has closed, each person can
/// answer once, and not at all if they answered in class.
pub(crate) fn answer(
    state: &State,
    by: ParticipantId,
    now: Millis,
    poll: PollId,
    answer: Answer,
) -> Result<Decision, Refusal> {
    let poll = find(state, poll)?;
    if !is_asked(state, by, poll) {
        return Err(Refusal::because(ErrorCode::UnknownPoll, "another room is asked"));
    }
    let answer = valid_answer(&poll.question, answer)?;
    if is_open(poll, now) {
        return Ok(cast(poll, by, answer));
    }
    // The answers to an anonymous poll are counted once, all together: an answer that came alone would tell who gave
    // it.
    if poll.question.anonymous || poll.closed.is_none() {
        return Err(ErrorCode::PollClosed.into());
    }
    if poll.answered.contains(&by) || poll.late.iter().any(|ballot| ballot.participant == by) {
        return Err(ErrorCode::AlreadyAnswered.into());
    }
    let cast = EventBody::BallotCast { poll: poll.id, participant: by, answer: Some(answer) };
    Ok((staff_and(by), cast).into())
}

/// Whether the poll is put to this person: to all of the session, or to a room in which they were.
fn is_asked(state: &State, by: ParticipantId, poll: &Poll) -> bool {
    poll.room.is_none_or(|room| room == RoomId::MAIN || state.membership().was_ever_in(by, room))
}
