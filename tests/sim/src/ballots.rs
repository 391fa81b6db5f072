//! The answers to polls, as somebody outside remembers them. Every count is checked against them.

use std::collections::BTreeMap;

use live::{Input, State, tally};
use protocol::{
    Command, Event, EventBody, ParticipantId, PollId,
    polls::{Answer, Poll, Tally},
};

/// The last answer of everybody to each poll.
#[derive(Default)]
pub struct Ballots(BTreeMap<PollId, BTreeMap<ParticipantId, Answer>>);

impl Ballots {
    /// Remembers an answer that was accepted.
    pub fn note(&mut self, input: &Input, state: &State) {
        if let Input::Later { participant, command: Command::AnswerPoll { poll: id, answer }, .. } = input {
            if poll(state, *id).closed.is_none() {
                self.0.entry(*id).or_default().insert(*participant, kept(answer));
            }
            return;
        }
        let Input::Command { participant, command: Command::AnswerPoll { poll: id, answer } } = input else { return };
        let person = state.present(*participant).expect("who answers is here");
        let poll = poll(state, *id);
        assert!(poll.closed.is_none(), "a closed poll takes no answers");
        assert!(!person.role.is_staff() && poll.room.is_none_or(|room| room == person.room), "who answers was asked");
        self.0.entry(*id).or_default().insert(*participant, kept(answer));
    }

    /// Forgets the answers to open anonymous polls: they were in the server's memory alone.
    pub fn restart(&mut self, state: &State) {
        self.0.retain(|&id, _| !poll(state, id).question.anonymous);
    }

    /// Checks an event against the answers before.
    pub fn check(&self, event: &Event, state: &State) {
        match &event.body {
            EventBody::BallotCast { poll: id, answer, .. } => {
                let poll = poll(state, *id);
                assert_eq!(answer.is_none(), poll.question.anonymous, "an anonymous answer is in no event");
                assert!(poll.closed.is_none() || event.later.is_some(), "a closed poll takes later answers alone");
            }
            EventBody::PollClosed { poll: id, .. } => assert!(poll(state, *id).closed.is_none(), "closed once"),
            EventBody::PollTallied { poll: id, tally } => {
                assert_eq!(*tally, self.tally(poll(state, *id)), "{id:?} comes to what was answered");
            }
            EventBody::ResultsShared { poll: id, tally } => {
                let whole = poll(state, *id).tally.as_ref().expect("only what is closed is shared");
                assert_eq!((tally.ballots, tally.counts.is_some()), (whole.ballots, whole.counts.is_some()));
            }
            EventBody::SessionEnded { .. } => {
                assert!(state.polls().iter().all(|poll| poll.closed.is_some()), "no poll outlives the session");
            }
            _ => {}
        }
    }

    fn tally(&self, poll: &Poll) -> Tally {
        tally(&poll.question, self.0.get(&poll.id).into_iter().flat_map(BTreeMap::values))
    }
}

fn poll(state: &State, id: PollId) -> &Poll {
    state.polls().iter().find(|poll| poll.id == id).expect("a poll that was asked")
}

fn kept(answer: &Answer) -> Answer {
    match answer {
        Answer::Text { text } => Answer::Text { text: live::text::valid_message(text).expect("it was accepted") },
        other => other.clone(),
    }
}
