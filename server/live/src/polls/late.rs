//! Answers of people who take part later, and questions that staff put later.

use protocol::{
    Audience, ErrorCode, EventBody, Millis, ParticipantId, PollId, Refusal, RoomId, limits,
    polls::{Answer, Ask, LateAnswers, Poll},
};

use super::{
    ballots::LateSecret,
    decide::{asked, cast, find, is_open, next_number, still_open},
    question::valid_answer,
    tally::tally,
};
use crate::{
    decision::Decision,
    state::State,
    visibility::{STAFF, staff_and},
};

/// Puts a question to whoever comes to that moment of the timeline. It is closed from the beginning, so that it is answered as one that was
/// asked in class is answered afterwards. An anonymous one is put in class alone.
pub(crate) fn put(state: &State, by: ParticipantId, ask: Ask) -> Result<Decision, Refusal> {
    let (question, key, again) = asked(state, ask)?;
    if question.anonymous {
        return Err(Refusal::because(ErrorCode::QuestionInvalid, "an anonymous poll is put in class"));
    }
    let poll = next_number(state)?;
    let count = tally(&question, std::iter::empty());
    let quiz = key.is_some();
    let started = EventBody::PollStarted { poll, room: None, question, quiz, until: None, again, by };
    let told = key.map(|key| (Audience::Everyone, EventBody::PollKeySet { poll, key }));
    let closed = (Audience::Everyone, EventBody::PollClosed { poll, key: None });
    let tallied = (STAFF, EventBody::PollTallied { poll, tally: count });
    Ok(Decision::from_facts([(Audience::Everyone, started), closed].into_iter().chain(told).chain([tallied])))
}

/// Answers a poll later. While the poll is open, this is the same as in class. After it has closed, nobody can answer who answered in
/// class, and the last answer of everybody else counts; of a quiz question the first one, because it shows them what is right.
pub(crate) fn answer(
    state: &State,
    by: ParticipantId,
    (now, now_unix): (Millis, Millis),
    poll: PollId,
    answer: Answer,
) -> Result<Decision, Refusal> {
    let poll = find(state, poll)?;
    if !state.shows(poll) {
        return Err(Refusal::because(ErrorCode::UnknownPoll, "it is cut out"));
    }
    if !is_asked(state, by, poll) {
        return Err(Refusal::because(ErrorCode::UnknownPoll, "another room is asked"));
    }
    let answer = valid_answer(&poll.question, answer)?;
    if is_open(poll, now) {
        return Ok(cast(poll, by, answer));
    }
    if poll.closed.is_none() {
        return Err(ErrorCode::PollClosed.into());
    }
    if !poll.late_answers.are_taken(now_unix) {
        return Err(ErrorCode::LateAnswersClosed.into());
    }
    if poll.question.anonymous {
        return secretly(state, by, poll, answer);
    }
    let before = poll.late.iter().find(|ballot| ballot.participant == by);
    if poll.answered.contains(&by) || (before.is_some() && poll.quiz) {
        return Err(ErrorCode::AlreadyAnswered.into());
    }
    if before.is_some_and(|ballot| ballot.answer == answer) {
        return Ok(Decision::nothing());
    }
    let cast = EventBody::BallotCast { poll: poll.id, participant: by, answer: Some(answer) };
    Ok((staff_and(by), cast).into())
}

/// Answers an anonymous poll later, once class is over. The answer is in no event: whoever carries the act out keeps it apart from who gave it, and
/// knows who has answered.
fn secretly(state: &State, by: ParticipantId, poll: &Poll, answer: Answer) -> Result<Decision, Refusal> {
    if !state.is_ended() {
        return Err(Refusal::because(ErrorCode::PollClosed, "until class is over"));
    }
    if poll.answered.contains(&by) {
        return Err(ErrorCode::AlreadyAnswered.into());
    }
    Ok(Decision { late_secret: Some(LateSecret { poll: poll.id, answer }), ..Decision::default() })
}

/// Says until when a closed poll takes later answers. A quiz that took none for a while takes none again: what is right was shown meanwhile.
pub(crate) fn set(
    state: &State,
    by: ParticipantId,
    now_unix: Millis,
    poll: PollId,
    late_answers: LateAnswers,
) -> Result<Decision, Refusal> {
    let before = find(state, poll)?;
    if before.closed.is_none() {
        return Err(still_open());
    }
    let reopens = late_answers != LateAnswers::Closed && !before.late_answers.are_taken(now_unix);
    if before.quiz && reopens {
        return Err(Refusal::because(ErrorCode::NotNow, "what is right was shown"));
    }
    let ahead = (now_unix + 1)..=now_unix.saturating_add(limits::LATE_ANSWERS_AHEAD_MS);
    if let LateAnswers::Until { unix } = late_answers
        && !ahead.contains(&unix)
    {
        return Err(Refusal::because(ErrorCode::BadTime, "until when later answers are taken"));
    }
    let news = before.late_answers != late_answers;
    Ok(Decision::fact_if(news, EventBody::LateAnswersSet { poll, late_answers, by }))
}

/// Whether the poll is put to this person: to all of the session, or to a room in which they were.
fn is_asked(state: &State, by: ParticipantId, poll: &Poll) -> bool {
    poll.room.is_none_or(|room| room == RoomId::MAIN || state.membership().was_ever_in(by, room))
}
