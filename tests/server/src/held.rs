//! A class of a course that was held before a test begins: its journal says what happened.

use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, Millis, ParticipantId, PollId, Role, RoomId, SessionId,
    SessionKind,
    polls::{Answer, Choice, Form, Key, Question},
};

use crate::school::School;

/// How long the class was.
pub const LENGTH: Millis = 100_000;

/// The poll of [`asked`].
pub const POLL: PollId = PollId(1);

/// Somebody who led the class, with a seat that is nobody's.
const LEADER: ParticipantId = ParticipantId(99);

/// A question is put to the class.
pub fn asked() -> EventBody {
    let question = Question { text: "Clear?".into(), form: Form::YesNo, anonymous: false };
    EventBody::PollStarted { poll: POLL, room: None, question, quiz: false, until: None, again: None, by: LEADER }
}

/// It is closed.
pub fn closed() -> EventBody {
    EventBody::PollClosed { poll: POLL, key: None }
}

/// A quiz question of two choices is put to the class, of which the second one is right.
pub fn quiz(poll: u32, at: Millis, anonymous: bool) -> [(Millis, EventBody); 2] {
    let choices = ["Nothing", "Air"].map(|text| Choice { text: text.into() }).to_vec();
    let question = Question { text: "What carries sound?".into(), form: Form::Single { choices }, anonymous };
    let key = Key { right: chosen(1), tolerance: 0, points: 2, explanation: "It is pushed along.".into() };
    let (poll, by) = (PollId(poll), LEADER);
    let started = EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again: None, by };
    [(at, started), (at, EventBody::PollKeySet { poll, key })]
}

/// Somebody answers it.
pub fn answered(participant: ParticipantId, poll: u32, choice: u32) -> EventBody {
    EventBody::BallotCast { poll: PollId(poll), participant, answer: Some(chosen(choice)) }
}

/// That choice as an answer.
pub fn chosen(choice: u32) -> Answer {
    Answer::Choices { choices: vec![choice] }
}

/// Somebody comes.
pub fn joined(participant: ParticipantId, role: Role) -> EventBody {
    let (name, room, consent) = ("Sam".into(), RoomId::MAIN, Consent::withheld());
    EventBody::Joined { participant, name, namesake: None, role, room, consent }
}

/// Somebody goes.
pub fn left(participant: ParticipantId) -> EventBody {
    EventBody::Left { participant, reason: LeaveReason::Left }
}

/// Somebody is removed.
pub fn removed(participant: ParticipantId) -> EventBody {
    EventBody::Left { participant, reason: LeaveReason::Removed }
}

/// Puts a class of [`LENGTH`] behind everybody, in which this happened. It ends now.
pub async fn hold(school: &School, session: SessionId, events: Vec<(Millis, EventBody)>) {
    hold_since(school, session, 1, events).await;
}

/// The same of a class that began then.
pub async fn hold_since(school: &School, session: SessionId, began_unix: Millis, events: Vec<(Millis, EventBody)>) {
    let store = &school.server.app().store;
    let started = EventBody::SessionStarted {
        session,
        title: "Week 1".into(),
        started_unix: 0,
        kind: SessionKind::Class,
        unrecorded: false,
        watches: None,
    };
    let first = [(0, started), (0, joined(LEADER, Role::Instructor))];
    let ended = (LENGTH, EventBody::SessionEnded { by: None });
    let all = first.into_iter().chain(events).chain([ended]);
    let event = |(seq, (at, body))| Event { seq, at, audience: Audience::Everyone, later: None, body };
    store.set_live(session, began_unix).await.expect("it begins");
    let lease = store.lease(session).await.expect("a lease");
    store.journal().append(&lease, (1..).zip(all).map(event)).await.expect("a journal");
    store.set_ended(session, LENGTH, school.server.app().clock.now()).await.expect("it ends");
}
