//! The waiting room, the lock, and bans.

use live::{Effect, Expected, Input};
use protocol::{
    Command, Consent, ErrorCode, EventBody, LeaveReason, ParticipantId, Role, RoomId, Settings,
    limits::{GRACE_MS, PRESENT, RESERVED_FOR_MEMBERS, RESERVED_FOR_STAFF, WAITING, WAITING_TEXT_CHARS},
    presence::WaitCause,
    rooms::{LatePlacement, RoomRules},
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

fn waiting_room() -> Settings {
    Settings { waiting_room: true, ..Settings::default() }
}

/// Guests 10 to 12 wait, in that order.
fn door() -> Class {
    let mut class = Class::with(0);
    class.sets(waiting_room());
    for id in 10..=12 {
        class.now += 1_000;
        assert!(matches!(class.joins(id, Role::Guest).unwrap()[..], [EventBody::WaitBegan { .. }]));
    }
    class
}

fn admit(ids: &[u32]) -> Command {
    Command::Admit { participants: ids.iter().copied().map(ParticipantId).collect() }
}

/// The people who join, in order.
fn joined(made: &[EventBody]) -> Vec<u32> {
    let who = |body: &EventBody| match body {
        EventBody::Joined { participant, .. } => Some(participant.0),
        _ => None,
    };
    made.iter().filter_map(who).collect()
}

fn waiting(class: &Class) -> Vec<u32> {
    class.session.state().waiting().iter().map(|waiting| waiting.participant.0).collect()
}

#[test]
fn guests_alone_wait_and_know_nothing() {
    let mut class = door();
    assert_eq!(joined(&class.joins(13, Role::Student).unwrap()), [13]);
    class.does(GUEST, Command::Leave).unwrap();
    assert_eq!(joined(&class.joins(GUEST, Role::Guest).unwrap()), [GUEST], "who was here before");
    assert_eq!(class.does(10, Command::RaiseHand), Err(ErrorCode::Waiting));
    let view = class.sees(10);
    assert!(view.participants.is_empty() && view.chat.is_empty() && view.title.is_empty());
    assert_eq!(view.waiting.iter().map(|waiting| waiting.participant.0).collect::<Vec<_>>(), [10], "oneself alone");
    assert_eq!(class.sees(STUDENT).waiting, []);
}

#[test]
fn one_some_or_all_are_admitted_in_the_order_of_waiting() {
    let mut class = door();
    assert_eq!(joined(&class.does(HELPER, admit(&[11])).unwrap()), [11]);
    class.joins(13, Role::Guest).unwrap();
    assert_eq!(joined(&class.does(HELPER, admit(&[13, 11, 10])).unwrap()), [10, 13], "11 is in already");
    class.joins(14, Role::Guest).unwrap();
    assert_eq!(joined(&class.does(TEACHER, admit(&[])).unwrap()), [12, 14]);
    assert_eq!(class.does(TEACHER, admit(&[])), Ok(vec![]));
    assert_eq!(class.does(TEACHER, admit(&[99])), Err(ErrorCode::UnknownParticipant));
}

#[test]
fn who_is_admitted_is_welcomed_and_placed_as_who_comes_late() {
    let mut class = door();
    let rules = RoomRules { late: LatePlacement::Smallest, ..RoomRules::default() };
    class.does(TEACHER, Command::OpenRooms { rooms: vec![room(&[STUDENT]), room(&[])], rules }).unwrap();
    let command = admit(&[]);
    let outcome = class.input(Input::Command { participant: ParticipantId(TEACHER), command }).unwrap();
    assert_eq!([10, 11, 12].map(|id| class.place(id)), [RoomId(2), RoomId(1), RoomId(2)], "one after the other");
    assert!(outcome.effects.contains(&Effect::Welcome { participant: ParticipantId(10) }));
}

#[test]
fn a_lost_connection_keeps_its_place_for_the_grace() {
    let mut class = door();
    class.loses(10);
    assert_eq!(class.waits(GRACE_MS - 1), []);
    assert_eq!(class.joins(10, Role::Guest), Ok(vec![]), "nobody sees the blip");
    assert_eq!(waiting(&class), [10, 11, 12]);
    class.loses(10);
    let gone = EventBody::WaitEnded { participant: ParticipantId(10), reason: Some(LeaveReason::Lost) };
    assert_eq!(class.waits(GRACE_MS), [gone]);
    class.joins(10, Role::Guest).unwrap();
    assert_eq!(waiting(&class), [11, 12, 10], "at the end of the queue");
    class.loses(11);
    assert_eq!(joined(&class.does(HELPER, admit(&[11])).unwrap()), [11], "also while the connection is lost");
    class.does(12, Command::Leave).unwrap();
    assert_eq!(waiting(&class), [10]);
}

#[test]
fn what_staff_tell_is_told_to_who_waits() {
    let mut class = door();
    class.does(HELPER, Command::TellWaiting { text: "soon".into() }).unwrap();
    class.joins(13, Role::Guest).unwrap();
    let told = |id: u32| class.sees(id).waiting[0].message.clone();
    assert_eq!((told(10).as_deref(), told(13)), (Some("soon"), None));
    let long = "é".repeat(WAITING_TEXT_CHARS + 1);
    assert_eq!(class.does(HELPER, Command::TellWaiting { text: long }), Err(ErrorCode::TextTooLong));
    assert_eq!(class.does(HELPER, Command::TellWaiting { text: " ".into() }), Err(ErrorCode::TextInvalid));
}

#[test]
fn turning_it_off_lets_all_in() {
    let mut class = door();
    let made = class.sets(Settings::default());
    assert_eq!(joined(&made), [10, 11, 12]);
    assert_eq!(joined(&class.joins(13, Role::Guest).unwrap()), [13]);
}

#[test]
fn who_comes_from_where_a_banned_person_was_waits_until_staff_name_them() {
    let mut class = Class::with(0);
    let near_ban = |id| EventBody::WaitBegan {
        participant: ParticipantId(id),
        name: format!("Person {id}"),
        namesake: None,
        consent: Consent::default(),
        cause: WaitCause::NearBan,
    };
    assert_eq!(class.joins_near_ban(20), Ok(vec![near_ban(20)]), "though the class has no waiting room");
    assert_eq!(joined(&class.joins(21, Role::Guest).unwrap()), [21], "from elsewhere");
    class.loses(GUEST);
    assert_eq!(class.joins_near_ban(GUEST), Ok(vec![]));
    class.does(GUEST, Command::Leave).unwrap();
    assert_eq!(joined(&class.joins_near_ban(GUEST).unwrap()), [GUEST], "who was in class before the ban");

    class.sets(waiting_room());
    class.joins(22, Role::Guest).unwrap();
    class.joins_near_ban(23).unwrap();
    assert_eq!(joined(&class.does(HELPER, admit(&[])).unwrap()), [22]);
    class.joins(24, Role::Guest).unwrap();
    assert_eq!(joined(&class.sets(Settings::default())), [24], "the door is open again, but not to them");
    assert_eq!(joined(&class.does(HELPER, admit(&[23])).unwrap()), [23]);
    assert_eq!(waiting(&class), [20]);
}

#[test]
fn a_flood_of_guests_is_cleared_and_finds_the_class_locked() {
    let mut class = Class::with(1);
    for id in 10..20 {
        class.joins(id, Role::Guest).unwrap();
    }
    class.joins(20, Role::Student).unwrap();
    class.does(TEACHER, Command::SetRole { participant: ParticipantId(13), role: Role::Student }).unwrap();
    class.sets(waiting_room());
    class.joins(21, Role::Guest).unwrap();
    assert_eq!(class.does(GUEST, Command::ClearGuests { from: ParticipantId(11) }), Err(ErrorCode::Forbidden));

    let made = class.does(HELPER, Command::ClearGuests { from: ParticipantId(11) }).unwrap();
    assert!(matches!(made[0], EventBody::SettingsChanged { settings: Settings { locked: true, .. }, .. }));
    let here = |class: &Class| -> Vec<u32> {
        let people = class.session.state().participants();
        people.iter().filter(|person| person.present).map(|person| person.id.0).collect()
    };
    assert_eq!((here(&class), waiting(&class)), (vec![1, 2, 3, 4, 5, 10, 13, 20], vec![]), "others stay");
    assert_eq!(class.joins(12, Role::Guest), Err(ErrorCode::Removed));
    assert_eq!(class.joins(30, Role::Guest), Err(ErrorCode::Locked));
    class.does(GUEST, Command::Leave).unwrap();
    assert_eq!(joined(&class.joins(GUEST, Role::Guest).unwrap()), [GUEST], "who was here before comes back");
    assert_eq!(class.does(HELPER, Command::ClearGuests { from: ParticipantId(11) }), Ok(vec![]), "once more");
}

#[test]
fn who_waits_hears_of_the_end() {
    let mut class = door();
    let made = class.does(TEACHER, Command::EndSession).unwrap();
    let left = |id| EventBody::WaitEnded { participant: ParticipantId(id), reason: Some(LeaveReason::Left) };
    assert_eq!(made[..3], [10, 11, 12].map(left));
    assert_eq!(class.joins(10, Role::Guest), Err(ErrorCode::SessionEnded));
}

#[test]
fn who_is_sent_away_stays_away() {
    for (ban, code) in [(false, ErrorCode::Removed), (true, ErrorCode::Banned)] {
        let mut class = door();
        let remove = |id| Command::Remove { participant: ParticipantId(id), ban };
        class.does(HELPER, remove(10)).unwrap();
        class.does(HELPER, remove(GUEST)).unwrap();
        for id in [10, GUEST] {
            assert_eq!(class.joins(id, Role::Guest), Err(code));
            assert_eq!(class.does(id, Command::RaiseHand), Err(code));
        }
        assert_eq!(joined(&class.does(TEACHER, admit(&[])).unwrap()), [11, 12]);
    }
}

#[test]
fn a_lock_keeps_out_who_has_no_seat() {
    let mut class = door();
    class.sets(Settings { locked: true, ..waiting_room() });
    for role in Role::ALL {
        assert_eq!(class.joins(20, role), Err(ErrorCode::Locked), "{role:?}");
    }
    class.does(STUDENT, Command::Leave).unwrap();
    assert_eq!(joined(&class.joins(STUDENT, Role::Student).unwrap()), [STUDENT]);
    assert_eq!(joined(&class.does(HELPER, admit(&[])).unwrap()), [10, 11, 12], "who waited before");
}

#[test]
fn who_waits_takes_no_place_of_the_class() {
    let mut class = Class::with(0);
    class.sets(waiting_room());
    for id in 0..WAITING as u32 {
        assert!(class.joins(1_000 + id, Role::Guest).is_ok());
    }
    assert_eq!(class.joins(999, Role::Guest), Err(ErrorCode::Full));
    assert_eq!(class.joins(1_000, Role::Guest), Ok(vec![]), "who waits already may come back");
    let places = (PRESENT - RESERVED_FOR_STAFF) as u32;
    for id in 5..places {
        assert_eq!(joined(&class.joins(id, Role::Student).unwrap()), [id]);
    }
    assert_eq!(joined(&class.does(TEACHER, admit(&[])).unwrap()), [1_000], "there is one place");
    assert_eq!(class.does(TEACHER, admit(&[])), Err(ErrorCode::Full));
    assert_eq!(class.joins(places, Role::Student), Err(ErrorCode::Full));
    assert_eq!(joined(&class.joins(places, Role::Assistant).unwrap()), [places], "staff find one");
    let made = class.sets(Settings::default());
    assert_eq!((joined(&made).len(), waiting(&class).len()), (0, WAITING - 1), "they go on waiting");
    class.does(STUDENT, Command::Leave).unwrap();
    class.does(GUEST, Command::Leave).unwrap();
    assert_eq!(joined(&class.does(HELPER, admit(&[])).unwrap()), [1_001], "staff above their share take places too");
}

#[test]
fn guests_leave_places_to_the_roster_until_it_is_there() {
    let mut class = Class::with(0);
    let there = class.session.state().participants().iter().filter(|p| p.role != Role::Guest).count();
    // Beside those who are there, the roster has ten people who are not, or more than places are kept for.
    for missing in [10, 10 * RESERVED_FOR_MEMBERS] {
        class.session.expect(Expected { members: there + missing, ..Expected::default() });
        let free = PRESENT - RESERVED_FOR_STAFF - missing.min(RESERVED_FOR_MEMBERS);
        let mut guest = 1_000;
        while class.session.state().participants().iter().filter(|p| p.present).count() < free {
            assert_eq!(joined(&class.joins(guest, Role::Guest).unwrap()), [guest]);
            guest += 1;
        }
        assert_eq!(class.joins(guest, Role::Guest), Err(ErrorCode::Full));
        assert_eq!(joined(&class.joins(500, Role::Student).unwrap()), [500], "who is expected comes in");
        assert_eq!(class.joins(guest, Role::Guest), Err(ErrorCode::Full), "the place was not a guest's");
        class = Class::with(0);
    }
}
