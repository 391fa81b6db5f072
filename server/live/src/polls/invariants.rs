//! What always holds of the polls.

use std::collections::BTreeSet;

use protocol::{
    limits,
    polls::{Counts, Form, Poll, Question, Tally},
};

use super::{ballots::SecretBallots, decide::open_polls};
use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State, secret: &SecretBallots) {
    check_numbers(state);
    check_open(state);
    state.polls().iter().for_each(|poll| check_poll(poll, secret));
    for poll in secret.polls() {
        assert!(open_polls(state).any(|open| open.id == poll), "{poll:?}: answers are kept while it is open");
    }
}

fn check_numbers(state: &State) {
    let (polls, prepared) = (state.polls(), &state.whole().prepared);
    assert!(polls.is_sorted_by(|a, b| a.id < b.id), "polls are ordered, each once");
    assert!(prepared.is_sorted_by(|a, b| a.id < b.id), "prepared polls are ordered, each once");
    assert!(polls.len() + prepared.len() <= limits::POLLS, "at most {} polls", limits::POLLS);
    let ids = || polls.iter().map(|poll| poll.id).chain(prepared.iter().map(|poll| poll.id));
    assert_eq!(ids().collect::<BTreeSet<_>>().len(), ids().count(), "no prepared poll has the number of another");
    assert!(ids().all(|id| (1..=state.poll_numbers()).contains(&id.0)), "each poll has a number that was given");
}

fn check_open(state: &State) {
    let open = open_polls(state).count();
    assert!(open <= limits::POLLS_OPEN, "at most {} are open", limits::POLLS_OPEN);
    assert!(!state.is_ended() || open == 0, "no poll is open after the end");
    for poll in open_polls(state) {
        let open = poll.room.is_none_or(|room| state.is_open(room));
        assert!(open, "{:?}: a poll does not outlive the room that is asked", poll.id);
    }
}

fn check_poll(poll: &Poll, secret: &SecretBallots) {
    let id = poll.id;
    let answered: BTreeSet<_> = poll.answered.iter().copied().collect();
    assert_eq!(answered.len(), poll.answered.len(), "{id:?}: everybody is named once");
    assert!(poll.ballots.is_sorted_by(|a, b| a.participant < b.participant), "{id:?}: one ballot each, by seat");
    let voters: BTreeSet<_> = match (poll.question.anonymous, poll.closed) {
        (true, None) => secret.voters(id).collect(),
        (true, Some(_)) => answered.clone(),
        (false, _) => poll.ballots.iter().map(|ballot| ballot.participant).collect(),
    };
    assert_eq!(voters, answered, "{id:?}: who has answered has a ballot");
    let named = !poll.ballots.is_empty() || !poll.late.is_empty();
    assert!(!(poll.question.anonymous && named), "{id:?}: no fact has an anonymous answer");
    assert!(poll.late.is_sorted_by(|a, b| a.participant < b.participant), "{id:?}: one late ballot each, by seat");
    assert!(poll.late.is_empty() || poll.closed.is_some(), "{id:?}: nobody is late for a poll that is open");
    assert!(poll.late.iter().all(|ballot| !answered.contains(&ballot.participant)), "{id:?}: everybody answers once");
    assert_eq!(poll.quiz, poll.key.is_some(), "{id:?}: a quiz has a key");
    assert_eq!(poll.tally.is_some(), poll.closed.is_some(), "{id:?}: a poll is counted when it is closed");
    assert!(poll.shared.is_none() || poll.closed.is_some(), "{id:?}: results are shared when it is closed");
    if let Some(tally) = &poll.tally {
        check_tally(&poll.question, tally, answered.len());
    }
}

/// The counts add up to the number of answers.
fn check_tally(question: &Question, tally: &Tally, answers: usize) {
    assert_eq!(tally.ballots as usize, answers, "all answers are counted, once");
    let withheld = question.anonymous && answers < limits::ANONYMOUS_BALLOTS;
    assert_eq!(tally.counts.is_none(), withheld, "few anonymous answers are not told");
    let sum = |counts: &[u32]| counts.iter().map(|&count| count as usize).sum::<usize>();
    match &tally.counts {
        None => {}
        Some(Counts::Choices { counts }) if matches!(question.form, Form::Multiple { .. }) => {
            assert!(counts.iter().all(|&count| count as usize <= answers), "nobody takes a choice twice");
        }
        Some(Counts::Choices { counts }) => assert_eq!(sum(counts), answers, "everybody took one choice"),
        Some(Counts::Numbers { values }) => assert_eq!(values.len(), answers, "everybody gave a number"),
        Some(Counts::Texts { texts }) => {
            let counts: Vec<u32> = texts.iter().map(|group| group.count).collect();
            assert_eq!(sum(&counts), answers, "everybody gave a text");
        }
        Some(Counts::Places { places }) => {
            places.iter().for_each(|item| assert_eq!(sum(item), answers, "everybody put each item somewhere"));
        }
    }
}
