//! Who is away: present, but their connection is lost or silent.

use live::{ConnectionId, Input};
use protocol::{
    Command, EventBody, ParticipantId, Role, RoomId,
    limits::{AWAY_AFTER_RESTART_MS, AWAY_MS, GRACE_MS},
};

use crate::class::{Class, GUEST, STUDENT, TEACHER};

fn away(id: u32, away: bool) -> EventBody {
    EventBody::AwayChanged { participant: ParticipantId(id), away }
}

/// Something, or nothing, is heard of the present connection of somebody.
fn hears(class: &mut Class, id: u32, away: bool) -> Vec<EventBody> {
    let participant = ParticipantId(id);
    let connection = class.session.connection(participant).expect("a connection");
    let outcome = class.input(Input::Away { participant, connection, away }).unwrap();
    outcome.events.into_iter().map(|event| event.body).collect()
}

#[test]
fn a_lost_connection_is_told_within_three_seconds_and_so_is_the_return() {
    let mut class = Class::with(0);
    class.loses(STUDENT);
    assert_eq!(class.waits(AWAY_MS - 1), [], "most come back at once");
    assert_eq!(class.waits(3_000 - AWAY_MS), [away(STUDENT, true)]);
    assert_eq!(class.session.here_count(), 3);
    assert_eq!(class.joins(STUDENT, Role::Student), Ok(vec![away(STUDENT, false)]));
    assert_eq!(class.session.here_count(), 4);
    class.loses(STUDENT);
    class.waits(GRACE_MS);
    assert!(!class.sees(TEACHER).participants[STUDENT as usize - 1].away, "who has left is not away");
}

#[test]
fn a_connection_that_hangs_is_as_good_as_lost_unless_its_owner_is_heard() {
    let mut class = Class::with(0);
    assert_eq!(hears(&mut class, STUDENT, false), [], "nobody thought otherwise");
    assert_eq!(hears(&mut class, STUDENT, true), [away(STUDENT, true)]);
    assert_eq!(hears(&mut class, STUDENT, true), [], "it is known");
    assert_eq!(hears(&mut class, STUDENT, false), [away(STUDENT, false)]);
    let old = Input::Away { participant: ParticipantId(STUDENT), connection: ConnectionId(999), away: true };
    assert_eq!(class.input(old).unwrap().events, [], "another connection is no matter");

    let microphone = protocol::Source::Microphone;
    class.does(STUDENT, Command::SetTrack { source: microphone, state: protocol::TrackState::On }).unwrap();
    class.input(Input::Speaking { participant: ParticipantId(STUDENT), speaking: true }).unwrap();
    assert_eq!(hears(&mut class, STUDENT, true), [], "who speaks is here");
}

#[test]
fn who_is_away_is_not_called_and_keeps_their_place() {
    let mut class = Class::with(0);
    class.does(STUDENT, Command::RaiseHand).unwrap();
    class.does(GUEST, Command::RaiseHand).unwrap();
    hears(&mut class, STUDENT, true);
    let call = Command::CallNext { room: RoomId::MAIN };
    let lowered = |id| EventBody::HandLowered { participant: ParticipantId(id), by: Some(ParticipantId(TEACHER)) };
    assert!(class.does(TEACHER, call.clone()).unwrap().contains(&lowered(GUEST)));
    assert_eq!(class.does(TEACHER, call.clone()), Ok(vec![]), "nobody else is here");
    hears(&mut class, STUDENT, false);
    assert!(class.does(TEACHER, call).unwrap().contains(&lowered(STUDENT)));
}

#[test]
fn after_a_restart_clients_have_time_to_come_back() {
    let mut class = Class::with(0);
    class.restart();
    class.joins(TEACHER, Role::Instructor).unwrap();
    assert_eq!(class.waits(AWAY_AFTER_RESTART_MS - 1), []);
    assert_eq!(class.waits(1).len(), 3, "all but the teacher");
}
