//! What the events of this feature mean.

use protocol::{
    Event, EventBody, PollId, Snapshot,
    polls::{Ballot, LateAnswers, LateBallot, Poll, PreparedPoll},
};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::PollPrepared { poll, question, key } => {
            let prepared = PreparedPoll { id: *poll, question: question.clone(), key: key.clone() };
            match state.prepared.binary_search_by_key(poll, |p| p.id) {
                Ok(i) => state.prepared[i] = prepared,
                Err(i) => state.prepared.insert(i, prepared),
            }
        }
        EventBody::PollDiscarded { poll } => state.prepared.retain(|p| p.id != *poll),
        EventBody::PollStarted { poll, room, question, quiz, until, again, by } => {
            let started = Poll {
                id: *poll,
                room: *room,
                question: question.clone(),
                quiz: *quiz,
                by: *by,
                at: event.moment(),
                until: *until,
                closed: None,
                again: *again,
                key: None,
                answered: Vec::new(),
                ballots: Vec::new(),
                late: Vec::new(),
                late_answers: LateAnswers::Open,
                tally: None,
                shared: None,
            };
            match state.polls.binary_search_by_key(poll, |p| p.id) {
                Ok(i) => state.polls[i] = started,
                Err(i) => state.polls.insert(i, started),
            }
        }
        EventBody::PollKeySet { poll, key } => with_poll(state, *poll, |p| p.key = Some(key.clone())),
        EventBody::BallotCast { poll, participant, answer } => with_poll(state, *poll, |p| {
            if let (Some(_), Some(later), Some(answer)) = (p.closed, event.later, answer) {
                let ballot = LateBallot { participant: *participant, answer: answer.clone(), later };
                match p.late.binary_search_by_key(participant, |b| b.participant) {
                    Ok(i) => p.late[i] = ballot,
                    Err(i) => p.late.insert(i, ballot),
                }
                return;
            }
            if !p.answered.contains(participant) {
                p.answered.push(*participant);
            }
            if let Some(answer) = answer {
                let ballot = Ballot { participant: *participant, answer: answer.clone() };
                match p.ballots.binary_search_by_key(participant, |b| b.participant) {
                    Ok(i) => p.ballots[i] = ballot,
                    Err(i) => p.ballots.insert(i, ballot),
                }
            }
        }),
        EventBody::PollClosed { poll, key } => with_poll(state, *poll, |p| {
            p.closed = Some(event.moment());
            if key.is_some() {
                p.key.clone_from(key);
            }
        }),
        EventBody::LateAnswersSet { poll, late_answers, .. } => {
            with_poll(state, *poll, |p| p.late_answers = *late_answers);
        }
        EventBody::PollTallied { poll, tally } => with_poll(state, *poll, |p| p.tally = Some(tally.clone())),
        EventBody::ResultsShared { poll, tally } => with_poll(state, *poll, |p| p.shared = Some(tally.clone())),
        _ => {}
    }
}

/// The server was away: answers to open anonymous polls were in its memory alone, and are lost.
pub(crate) fn interrupt(state: &mut Snapshot) {
    let lost = |poll: &&mut Poll| poll.question.anonymous && poll.closed.is_none();
    state.polls.iter_mut().filter(lost).for_each(|poll| poll.answered.clear());
}

fn with_poll(state: &mut Snapshot, id: PollId, change: impl FnOnce(&mut Poll)) {
    if let Ok(i) = state.polls.binary_search_by_key(&id, |p| p.id) {
        change(&mut state.polls[i]);
    }
}
