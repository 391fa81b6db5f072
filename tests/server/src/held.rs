//! A class of a course that was held before a test begins: its journal says what happened.

use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, Millis, ParticipantId, PollId, Role, RoomId, SessionId,
    SessionKind,
    polls::{Form, Question},
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

/// Somebody comes.
pub fn joined(participant: ParticipantId, role: Role) -> EventBody {
    let (name, room, consent) = ("Sam".into(), RoomId::MAIN, Consent::withheld());
    EventBody::Joined { participant, name, namesake: None, role, room, consent }
}

/// Somebody goes.
pub fn left(participant: ParticipantId) -> EventBody {
    EventBody::Left { participant, reason: LeaveReason::Left }
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
