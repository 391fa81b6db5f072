//! People of the same name are told apart.

use live::{Comer, Entry, Expected, Purpose};
use protocol::{
    Command, ErrorCode, EventBody, ParticipantId, Role, RoomId, Settings,
    presence::WaitCause,
    rooms::{NewRoom, RoomRules},
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

impl Class {
    /// A person's name and number, as everybody sees them.
    fn called(&self, id: u32) -> (String, Option<u32>) {
        let person = self.session.participant(ParticipantId(id)).expect("they were here");
        (person.name.clone(), person.namesake)
    }

    fn renames(&mut self, id: u32, name: &str) {
        self.does(TEACHER, Command::Rename { participant: ParticipantId(id), name: name.into() }).unwrap();
    }
}

fn ana(number: Option<u32>) -> (String, Option<u32>) {
    ("Ana".into(), number)
}

#[test]
fn a_number_belongs_to_its_seat_whoever_leaves() {
    let mut class = Class::with(0);
    for id in 5..8 {
        class.joins_as(id, Role::Student, "Ana").unwrap();
    }
    assert_eq!([5, 6, 7].map(|id| class.called(id)), [ana(None), ana(Some(2)), ana(Some(3))]);
    for id in [5, 6] {
        class.does(id, Command::Leave).unwrap();
    }
    assert_eq!(class.called(7), ana(Some(3)), "others have left");
    class.joins_as(8, Role::Student, "Ana").unwrap();
    assert_eq!(class.called(8), ana(Some(4)), "no number is given twice");
    class.joins_as(6, Role::Student, "Somebody").unwrap();
    assert_eq!(class.called(6), ana(Some(2)), "back under the same number");
    class.restart();
    class.joins_as(9, Role::Student, "Ana").unwrap();
    assert_eq!(class.called(9), ana(Some(5)), "the journal tells the numbers");
    let seen = class.sees(STUDENT).participants;
    let told = seen.iter().map(|person| (person.id.0, person.namesake));
    assert_eq!(told.skip(4).collect::<Vec<_>>(), [(5, None), (6, Some(2)), (7, Some(3)), (8, Some(4)), (9, Some(5))]);
}

#[test]
fn names_that_read_alike_are_the_same() {
    let mut class = Class::with(0);
    for (id, typed) in [(5, "Zo\u{eb}"), (6, "zoe\u{308} "), (7, "ZO\u{cb} (2)"), (8, "Zoe")] {
        class.joins_as(id, Role::Student, typed).unwrap();
    }
    let numbers = [5, 6, 7, 8].map(|id| class.called(id).1);
    assert_eq!(numbers, [None, Some(2), Some(3), None]);
    assert_eq!(class.called(7).0, "ZO\u{cb}", "nobody types a number");
}

#[test]
fn names_that_look_alike_are_told_apart() {
    let mut class = Class::with(0);
    for (id, typed) in [(5, "Ida"), (6, "lda"), (7, "Id\u{430}"), (8, "ida"), (9, "I\u{200D}da"), (10, "Ada")] {
        class.joins_as(id, Role::Student, typed).unwrap();
    }
    let numbers = [5, 6, 7, 8, 9, 10].map(|id| class.called(id).1);
    assert_eq!(numbers, [None, Some(2), Some(3), Some(4), Some(5), None]);
    class.renames(10, "\u{406}da");
    assert_eq!(class.called(10).1, Some(6), "Ukrainian");
    class.restart();
    class.joins_as(11, Role::Student, "IDA").unwrap();
    assert_eq!(class.called(11).1, Some(7));
}

#[test]
fn the_names_of_staff_are_theirs() {
    let mut class = Class::empty();
    class.joins_as(TEACHER, Role::Instructor, "Ada Lo").unwrap();
    class.joins_as(HELPER, Role::Assistant, "Ben").unwrap();
    class.joins_as(STUDENT, Role::Student, "Stu").unwrap();
    let seats = |class: &Class, name: &str, role| {
        let comer = Comer { seat: None, role, name: name.into(), near_ban: false };
        class.session.entry(&comer, Purpose::TakeSeat).map_err(|refusal| refusal.code)
    };
    for name in ["Ada Lo", "ada lo", "\u{410}da Lo", "Ada L\u{3bf}", "Ada\u{A0}Lo", "Ada Lo\u{34F}", "ben"] {
        assert_eq!(seats(&class, name, Role::Guest), Err(ErrorCode::NameTaken), "{name:?}");
    }
    for (name, role) in [("Ada", Role::Guest), ("Stu", Role::Guest), ("Ada Lo", Role::Instructor)] {
        assert_eq!(seats(&class, name, role), Ok(Entry::Open), "{name:?}");
    }
    // A seat that was taken before staff had come: they decide who it is.
    let made = class.joins_as(GUEST, Role::Guest, "\u{410}da Lo").unwrap();
    assert!(matches!(made[..], [EventBody::WaitBegan { cause: WaitCause::Name, namesake: Some(2), .. }]), "{made:?}");

    let rename =
        |participant, name: &str| Command::Rename { participant: ParticipantId(participant), name: name.into() };
    assert_eq!(class.does(HELPER, rename(STUDENT, "Ada L\u{43e}")), Err(ErrorCode::NameTaken));
    assert!(class.does(HELPER, rename(STUDENT, "Sten")).is_ok());
    assert!(class.does(TEACHER, rename(HELPER, "Ada Lo")).is_ok(), "staff may be namesakes");
    assert_eq!(class.called(HELPER), ("Ada Lo".into(), Some(3)));
    class.does(HELPER, Command::Leave).unwrap();
    assert_eq!(seats(&class, "Ada Lo", Role::Guest), Err(ErrorCode::NameTaken));
}

#[test]
fn the_names_of_staff_who_have_not_come_are_theirs() {
    let mut class = Class::with(0);
    class.session.expect(Expected { members: 0, staff_names: vec!["Jane Doe".into()] });
    let takes = |class: &Class, name: &str, purpose| {
        let comer = Comer { seat: None, role: Role::Guest, name: name.into(), near_ban: false };
        class.session.entry(&comer, purpose).map_err(|refusal| refusal.code)
    };
    for name in ["Jane Doe", "Doe, Jane", "J\u{430}ne A. Doe"] {
        assert_eq!(takes(&class, name, Purpose::TakeSeat), Err(ErrorCode::NameTaken), "{name:?}");
        assert_eq!(takes(&class, name, Purpose::TakePart), Err(ErrorCode::Waiting), "{name:?}");
        let rename = Command::Rename { participant: ParticipantId(STUDENT), name: name.into() };
        assert_eq!(class.does(TEACHER, rename), Err(ErrorCode::NameTaken), "{name:?}");
    }
    assert_eq!(takes(&class, "Jane Dole", Purpose::TakeSeat), Ok(Entry::Open));
    // Who took their seat before class began.
    let made = class.joins_as(20, Role::Guest, "Jane Doe").unwrap();
    assert!(matches!(made[..], [EventBody::WaitBegan { cause: WaitCause::Name, .. }]), "{made:?}");
    assert!(matches!(class.joins_as(21, Role::Assistant, "Jane Doe").unwrap()[..], [EventBody::Joined { .. }, ..]));
}

#[test]
fn whoever_is_renamed_gets_the_number_of_the_new_name() {
    let mut class = Class::with(1);
    class.joins_as(6, Role::Student, "Ana").unwrap();
    class.renames(5, "Ana (7)");
    assert_eq!(class.called(5), ana(Some(2)));
    class.renames(6, "Bea");
    assert_eq!((class.called(6), class.called(5)), (("Bea".into(), None), ana(Some(2))));
    class.joins_as(7, Role::Student, "Ana").unwrap();
    assert_eq!(class.called(7), ana(Some(3)), "the number of who was renamed stays theirs");
    class.renames(6, "Ana");
    assert_eq!(class.called(6), ana(None), "as before");
}

#[test]
fn a_number_is_there_from_the_waiting_room_on() {
    let mut class = Class::with(0);
    class.sets(Settings { waiting_room: true, ..Settings::default() });
    for id in [5, 6] {
        class.joins_as(id, Role::Guest, "Ana").unwrap();
    }
    let waiting: Vec<_> = class.sees(TEACHER).waiting.into_iter().map(|waiting| waiting.namesake).collect();
    assert_eq!(waiting, [None, Some(2)]);
    class.does(TEACHER, Command::Admit { participants: vec![ParticipantId(6)] }).unwrap();
    class.does(TEACHER, Command::Admit { participants: vec![ParticipantId(5)] }).unwrap();
    assert_eq!([5, 6].map(|id| class.called(id)), [ana(None), ana(Some(2))], "in whatever order they come in");
    assert_eq!(class.called(GUEST).1, None);
}

#[test]
fn a_list_tells_namesakes_who_are_not_here_yet_by_their_numbers() {
    let mut class = Class::with(0);
    class.joins_as(5, Role::Student, "Ana").unwrap();
    let expecting = |name: &str| NewRoom { expected: vec![name.into()], ..room(&[]) };
    let rooms = vec![expecting("Bea"), expecting("ana (2)"), expecting("Ana (4)")];
    class.does(TEACHER, Command::OpenRooms { rooms, rules: RoomRules::default() }).unwrap();
    for (id, place) in [(6, RoomId(2)), (7, RoomId::MAIN), (8, RoomId(3))] {
        class.joins_as(id, Role::Student, "Ana").unwrap();
        assert_eq!(class.place(id), place, "{:?}", class.called(id));
    }
}
