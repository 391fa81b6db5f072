//! The invariants of a session.

use std::collections::BTreeSet;

use protocol::{
    RoomId, limits,
    polls::{Counts, Form, Poll, Question, Tally},
};

use crate::{
    permission::{keeps_to, microphone_is_on},
    polls::decide::open_polls,
    session::Session,
    stage::spotlight::can_be_spotlit,
};

impl Session {
    /// Panics with what is wrong when an invariant does not hold. For tests and simulation.
    pub fn check_invariants(&self) {
        self.check_people();
        self.check_rooms();
        self.check_breakouts();
        self.check_waiting();
        self.check_polls();
        self.check_transient();
    }

    fn check_people(&self) {
        let people = self.state.participants();
        assert!(people.is_sorted_by(|a, b| a.id < b.id), "participants are ordered by seat, each once");
        assert!(people.len() <= limits::SEATS, "at most {} seats", limits::SEATS);
        for person in people {
            let id = person.id;
            assert!(person.tracks.is_sorted_by(|a, b| a.source < b.source), "{id:?}: tracks are ordered, each once");
            assert!(person.present || person.tracks.is_empty(), "{id:?}: who is not here has no tracks");
            assert!(!person.speaking || microphone_is_on(person), "{id:?}: who speaks has a microphone on");
            assert!(!(person.present && self.state.is_removed(id)), "{id:?}: who was removed is not here");
            assert!(keeps_to(self.state.settings(), person), "{id:?}: nobody publishes what they may not");
            assert!(!(person.present && self.is_ended()), "{id:?}: nobody is here after the end");
        }
    }

    fn check_rooms(&self) {
        let rooms = self.state.rooms();
        assert_eq!(rooms.first().map(|r| r.id), Some(RoomId::MAIN), "the main room is there, and first");
        assert!(rooms.is_sorted_by(|a, b| a.id < b.id), "rooms are ordered, each once");
        let mut raised = BTreeSet::new();
        for room in rooms {
            assert!(room.hands.is_sorted_by_key(|hand| hand.at), "{:?}: hands are in order of raising", room.id);
            for hand in &room.hands {
                let there = self.state.present(hand.participant).is_some_and(|p| p.room == room.id);
                assert!(there, "{:?}: a hand is up of somebody who is in the room: {hand:?}", room.id);
                assert!(raised.insert(hand.participant), "{:?}: one hand each: {hand:?}", room.id);
            }
            if let Some(target) = room.spotlight {
                assert!(can_be_spotlit(&self.state, room.id, target), "{:?}: spotlight on {target:?}", room.id);
            }
        }
        for person in self.state.participants() {
            assert!(rooms.iter().any(|room| room.id == person.room), "{:?}: their room exists", person.id);
        }
    }

    fn check_polls(&self) {
        let polls = self.state.polls();
        assert!(polls.is_sorted_by(|a, b| a.id < b.id), "polls are ordered, each once");
        assert!(polls.len() + self.state.whole().prepared.len() <= limits::POLLS, "at most {} polls", limits::POLLS);
        assert!(open_polls(&self.state).count() <= limits::POLLS_OPEN, "at most {} are open", limits::POLLS_OPEN);
        assert!(!self.is_ended() || open_polls(&self.state).count() == 0, "no poll is open after the end");
        for poll in open_polls(&self.state) {
            let open = poll.room.is_none_or(|id| self.state.room(id).is_some_and(|room| room.open));
            assert!(open, "{:?}: a poll does not outlive the room that is asked", poll.id);
        }
        polls.iter().for_each(|poll| self.check_poll(poll));
        for poll in self.ballots.polls() {
            assert!(open_polls(&self.state).any(|open| open.id == poll), "{poll:?}: answers are kept while it is open");
        }
    }

    fn check_poll(&self, poll: &Poll) {
        let id = poll.id;
        let answered: BTreeSet<_> = poll.answered.iter().copied().collect();
        assert_eq!(answered.len(), poll.answered.len(), "{id:?}: everybody is named once");
        assert!(poll.ballots.is_sorted_by(|a, b| a.participant < b.participant), "{id:?}: one ballot each, by seat");
        let voters: BTreeSet<_> = match (poll.question.anonymous, poll.closed) {
            (true, None) => self.ballots.voters(id).collect(),
            (true, Some(_)) => answered.clone(),
            (false, _) => poll.ballots.iter().map(|ballot| ballot.participant).collect(),
        };
        assert_eq!(voters, answered, "{id:?}: who has answered has a ballot");
        assert!(!poll.question.anonymous || poll.ballots.is_empty(), "{id:?}: no fact has an anonymous answer");
        assert!(poll.late.is_sorted_by(|a, b| a.participant < b.participant), "{id:?}: one late ballot each, by seat");
        assert!(poll.late.is_empty() || poll.closed.is_some(), "{id:?}: nobody is late for a poll that is open");
        assert!(
            poll.late.iter().all(|ballot| !answered.contains(&ballot.participant)),
            "{id:?}: everybody answers once"
        );
        assert_eq!(poll.tally.is_some(), poll.closed.is_some(), "{id:?}: a poll is counted when it is closed");
        if let Some(tally) = &poll.tally {
            check_tally(&poll.question, tally, answered.len());
        }
    }

    fn check_breakouts(&self) {
        let whole = self.state.whole();
        for room in self.state.rooms() {
            let inside = self.state.participants().iter().filter(|p| p.present && p.room == room.id).count();
            assert!(room.open || inside == 0, "{:?}: a closed room is empty", room.id);
            let at_rest = room.until.is_none() && room.hands.is_empty() && room.spotlight.is_none();
            assert!(room.open || at_rest, "{:?}: nothing goes on in a closed room", room.id);
            assert!(room.open || room.id != RoomId::MAIN, "the main room is open");
        }
        for help in &whole.help {
            let there = self.state.present(help.participant).is_some_and(|p| p.room == help.room);
            assert!(there && help.room != RoomId::MAIN, "{help:?}: who calls for help is in that breakout room");
        }
        let open = self.state.open_rooms().count();
        assert!(!(self.is_ended() && open > 0), "no room is open after the end");
        if let Some(voice) = whole.voice_to_all {
            let staff = self.state.present(voice).is_some_and(|p| p.role.is_staff());
            assert!(staff && open > 0, "{voice:?}: staff is heard in rooms that are open");
        }
    }

    fn check_waiting(&self) {
        for waiting in self.state.waiting() {
            let id = waiting.participant;
            assert!(self.state.participant(id).is_none(), "{id:?}: who waits has never joined");
            assert!(!self.state.is_removed(id), "{id:?}: who was sent away does not wait");
            assert!(self.state.membership().waits(id), "{id:?}: who waits knows nothing yet");
        }
    }

    fn check_transient(&self) {
        let present: Vec<_> = self.state.participants().iter().filter(|p| p.present).map(|p| p.id).collect();
        let connected: Vec<_> = self.connections.people().collect();
        let waiting = self.state.waiting().iter().map(|waiting| waiting.participant);
        let all: BTreeSet<_> = present.iter().copied().chain(waiting).collect();
        assert!(all.iter().eq(&connected), "who is present or waits has a connection or lost one, and nobody else");
        assert!(present.len() <= limits::PRESENT, "at most {} are present", limits::PRESENT);
        assert!(self.state.waiting().len() <= limits::WAITING, "at most {} wait", limits::WAITING);
        let waits_for_end = present.is_empty() && !self.is_ended();
        assert_eq!(self.empty_since.is_some(), waits_for_end, "an empty session waits for its end");
        assert!(self.state.at() <= self.now, "no event is in the future");
        self.media.check(&self.state);
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
