//! Commands about polls, and what comes due there.

use protocol::{
    Audience, Command, ErrorCode, EventBody, Millis, ParticipantId, PollId, Refusal, RoomId, limits,
    polls::{Answer, Ask, Counts, Key, Poll, Question, Tally},
    presence::Participant,
};

use super::{
    ballots::{SecretBallot, SecretBallots},
    question::{valid_answer, valid_key, valid_question},
    state::asked_breakout,
    tally::tally,
};
use crate::{
    decision::{Decision, Fact, misdirected, open_room},
    state::State,
    text::folded,
    visibility::{STAFF, staff_and},
};

/// Decides on a command of this feature.
pub(crate) fn decide(
    state: &State,
    secret: &SecretBallots,
    by: &Participant,
    now: Millis,
    command: Command,
) -> Result<Decision, Refusal> {
    match command {
        Command::PreparePoll { question, key } => prepare(state, question, key),
        Command::DiscardPoll { poll } => discard(state, poll),
        Command::StartPoll { ask, room, duration } => start(state, by, now, ask, room, duration),
        Command::AnswerPoll { poll, answer } => {
            let poll = find(state, poll)?;
            // A poll closes with its room. This is checked before the room, so that people who have been moved out of
            // it learn that the poll is closed.
            if !is_open(poll, now) {
                return Err(ErrorCode::PollClosed.into());
            }
            if poll.room.is_some_and(|room| room != by.room) {
                return Err(Refusal::because(ErrorCode::UnknownPoll, "another room is asked"));
            }
            Ok(cast(poll, by.id, valid_answer(&poll.question, answer)?))
        }
        Command::ClosePoll { poll } => {
            let poll = find(state, poll)?;
            let facts = if poll.closed.is_none() { closing(poll, secret) } else { Vec::new() };
            Ok(Decision { facts, ..Decision::default() })
        }
        Command::ShareResults { poll, hide } => share(state, find(state, poll)?, &hide),
        _ => Err(misdirected()),
    }
}

/// Closes the open polls that are meant.
pub(crate) fn close_all(state: &State, secret: &SecretBallots, meant: impl Fn(&Poll) -> bool) -> Vec<Fact> {
    open_polls(state).filter(|poll| meant(poll)).flat_map(|poll| closing(poll, secret)).collect()
}

/// Closes the polls whose time is over.
pub(crate) fn due(state: &State, secret: &SecretBallots, now: Millis) -> Decision {
    let facts = close_all(state, secret, |poll| poll.until.is_some_and(|until| until <= now));
    Decision { facts, ..Decision::default() }
}

/// When the next poll closes by itself.
pub(crate) fn deadline(state: &State) -> Option<Millis> {
    open_polls(state).filter_map(|poll| poll.until).min()
}

/// The open polls, including those whose time has just run out.
pub(crate) fn open_polls(state: &State) -> impl Iterator<Item = &Poll> {
    state.polls().iter().filter(|poll| poll.closed.is_none())
}

/// Closes a poll. Everyone learns that it is closed, but only those who were asked learn the key: another room may be
/// answering the same question. The key is an event of its own, because whoever comes later sees it when they have answered.
fn closing(poll: &Poll, secret: &SecretBallots) -> Vec<Fact> {
    let tally = match poll.question.anonymous {
        true => tally(&poll.question, secret.answers(poll.id)),
        false => tally_of_named(poll),
    };
    let audience = asked_breakout(poll).map_or(Audience::Everyone, |room| Audience::Room { room });
    let told = poll.key.clone().map(|key| (audience, EventBody::PollKeySet { poll: poll.id, key }));
    let closed = (Audience::Everyone, EventBody::PollClosed { poll: poll.id, key: None });
    [closed].into_iter().chain(told).chain([(STAFF, EventBody::PollTallied { poll: poll.id, tally })]).collect()
}

fn tally_of_named(poll: &Poll) -> Tally {
    tally(&poll.question, poll.ballots.iter().map(|ballot| &ballot.answer))
}

fn prepare(state: &State, question: Question, key: Option<Key>) -> Result<Decision, Refusal> {
    let (question, key) = valid(question, key)?;
    let poll = next_number(state)?;
    Ok(Decision { facts: vec![(STAFF, EventBody::PollPrepared { poll, question, key })], ..Decision::default() })
}

/// Discards a prepared question. Nothing happens if it is discarded already.
fn discard(state: &State, poll: PollId) -> Result<Decision, Refusal> {
    if poll.0 == 0 || poll.0 > state.poll_numbers() {
        return Err(ErrorCode::UnknownPoll.into());
    }
    let kept = state.whole().prepared.iter().any(|prepared| prepared.id == poll);
    let facts = kept.then_some((STAFF, EventBody::PollDiscarded { poll }));
    Ok(Decision { facts: facts.into_iter().collect(), ..Decision::default() })
}

fn start(
    state: &State,
    by: &Participant,
    now: Millis,
    ask: Ask,
    room: Option<RoomId>,
    duration: Option<Millis>,
) -> Result<Decision, Refusal> {
    room.map(|id| open_room(state, id)).transpose()?;
    if duration.is_some_and(|duration| !(1..=limits::DURATION_MS).contains(&duration)) {
        return Err(Refusal::because(ErrorCode::QuestionInvalid, "how long it is open"));
    }
    if open_polls(state).count() >= limits::POLLS_OPEN {
        return Err(Refusal::because(ErrorCode::Full, "too many polls are open"));
    }
    let (question, key, again) = asked(state, ask)?;
    let poll = next_number(state)?;
    let (quiz, until) = (key.is_some(), duration.map(|duration| now + duration));
    let started = EventBody::PollStarted { poll, room, question, quiz, until, again, by: by.id };
    let key = key.map(|key| (STAFF, EventBody::PollKeySet { poll, key }));
    Ok(Decision { facts: [(Audience::Everyone, started)].into_iter().chain(key).collect(), ..Decision::default() })
}

/// The question, its key, and the poll that is repeated.
pub(super) fn asked(state: &State, ask: Ask) -> Result<(Question, Option<Key>, Option<PollId>), Refusal> {
    match ask {
        Ask::New { question, key } => valid(question, key).map(|(question, key)| (question, key, None)),
        Ask::Prepared { poll } => {
            let prepared = state.whole().prepared.iter().find(|prepared| prepared.id == poll);
            let prepared = prepared.ok_or(ErrorCode::UnknownPoll)?;
            Ok((prepared.question.clone(), prepared.key.clone(), None))
        }
        Ask::Again { poll } => {
            let before = find(state, poll)?;
            if before.closed.is_none() {
                return Err(still_open());
            }
            Ok((before.question.clone(), before.key.clone(), Some(poll)))
        }
    }
}

/// Takes an answer. For an anonymous poll the event says, once, that the person answered; the answer itself stays
/// secret.
pub(crate) fn cast(poll: &Poll, participant: ParticipantId, answer: Answer) -> Decision {
    let (id, anonymous) = (poll.id, poll.question.anonymous);
    let news = match anonymous {
        true => !poll.answered.contains(&participant),
        false => !poll.ballots.iter().any(|b| b.participant == participant && b.answer == answer),
    };
    let (told, secret) = match anonymous {
        true => (None, Some(SecretBallot { poll: id, participant, answer })),
        false => (Some(answer), None),
    };
    let fact = (staff_and(participant), EventBody::BallotCast { poll: id, participant, answer: told });
    Decision { facts: news.then_some(fact).into_iter().collect(), secret, ..Decision::default() }
}

/// Shares the count of a poll: with the breakout room that alone was asked, while it is open, else with everyone.
fn share(state: &State, poll: &Poll, hide: &[String]) -> Result<Decision, Refusal> {
    if poll.closed.is_none() {
        return Err(still_open());
    }
    let mut tally = poll.tally.clone().unwrap_or_else(|| tally_of_named(poll));
    if let Some(Counts::Texts { texts }) = &mut tally.counts {
        let hidden: Vec<String> = hide.iter().map(|text| folded(text)).collect();
        texts.retain(|group| !hidden.contains(&folded(&group.text)));
    }
    let asked = asked_breakout(poll).filter(|&room| state.room(room).is_some_and(|room| room.open));
    let audience = asked.map_or(Audience::Everyone, |room| Audience::Room { room });
    if poll.shared.as_ref() == Some(&tally) && state.has_heard_results(poll.id, audience) {
        return Ok(Decision::nothing());
    }
    Ok((audience, EventBody::ResultsShared { poll: poll.id, tally }).into())
}

fn valid(question: Question, key: Option<Key>) -> Result<(Question, Option<Key>), Refusal> {
    let question = valid_question(question)?;
    let key = key.map(|key| valid_key(&question, key)).transpose()?;
    Ok((question, key))
}

/// The number of the next poll. The number of a discarded question is not given again.
pub(super) fn next_number(state: &State) -> Result<PollId, Refusal> {
    if state.polls().len() + state.whole().prepared.len() >= limits::POLLS {
        return Err(Refusal::because(ErrorCode::Full, "too many polls"));
    }
    Ok(PollId(state.poll_numbers() + 1))
}

pub(crate) fn find(state: &State, id: PollId) -> Result<&Poll, Refusal> {
    let polls = state.polls();
    polls.binary_search_by_key(&id, |poll| poll.id).map(|i| &polls[i]).map_err(|_| ErrorCode::UnknownPoll.into())
}

pub(crate) fn is_open(poll: &Poll, now: Millis) -> bool {
    poll.closed.is_none() && poll.until.is_none_or(|until| now < until)
}

pub(super) fn still_open() -> Refusal {
    Refusal::because(ErrorCode::NotNow, "the poll is still open")
}
