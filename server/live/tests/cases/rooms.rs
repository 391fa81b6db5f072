//! Breakout rooms.

use live::{Comer, Effect, Input, Purpose, Viewer, may_watch};
use protocol::{
    Command, ErrorCode, EventBody, Millis, ParticipantId, Role, RoomId, Source, TrackRef, TrackState,
    chat::ChatTo,
    limits::{DURATION_MS, GRACE_MS, WORK_BYTES, WORK_VERSIONS},
    polls::{Ask, Form, Question},
    presence::WaitCause,
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
    work::Work,
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

const MINUTE: Millis = 60_000;
pub(crate) const ONE: RoomId = RoomId(1);
pub(crate) const TWO: RoomId = RoomId(2);
const RULES: RoomRules =
    RoomRules { may_return: true, may_choose: false, late: LatePlacement::Main, watching: RoomWatching::Members };

fn opens(class: &mut Class, rooms: Vec<NewRoom>, rules: RoomRules) {
    class.does(TEACHER, Command::OpenRooms { rooms, rules }).unwrap();
}

/// Six more students; the student in room 1, the guest in room 2.
fn apart(rules: RoomRules) -> Class {
    let mut class = Class::with(6);
    opens(&mut class, vec![room(&[STUDENT]), room(&[GUEST])], rules);
    class
}

fn ends(class: &Class, id: RoomId) -> Option<Millis> {
    class.sees(TEACHER).rooms.into_iter().find(|room| room.id == id).expect("it exists").until
}

fn moved(participant: u32, room: RoomId) -> EventBody {
    EventBody::Moved { participant: ParticipantId(participant), room, by: None }
}

#[test]
fn each_room_closes_at_its_own_time() {
    let mut class = Class::with(0);
    let timed = |id, minutes: Millis| NewRoom { duration: Some(minutes * MINUTE), ..room(&[id]) };
    opens(&mut class, vec![timed(STUDENT, 1), timed(GUEST, 2), room(&[HELPER])], RULES);
    assert_eq!(class.waits(MINUTE - 1), []);
    let closed = |id| EventBody::RoomsClosed { rooms: vec![id] };
    assert_eq!(class.waits(1), [moved(STUDENT, RoomId::MAIN), closed(ONE)]);
    assert_eq!(class.waits(MINUTE), [moved(GUEST, RoomId::MAIN), closed(TWO)]);
    assert_eq!(class.waits(DURATION_MS), [], "a room without a time stays open");
}

#[test]
fn a_countdown_is_one_for_all_and_gives_nobody_more_time() {
    let mut class = apart(RULES);
    let close = |countdown| Command::CloseRooms { countdown };
    let until = Some(class.now + 200 + MINUTE);
    assert_eq!(class.does(HELPER, close(MINUTE)), Ok(vec![EventBody::RoomTimeSet { rooms: vec![ONE, TWO], until }]));
    class.does(HELPER, close(MINUTE / 2)).unwrap();
    assert_eq!(ends(&class, ONE), Some(class.now + MINUTE / 2));
    assert_eq!(class.does(HELPER, close(MINUTE)), Ok(vec![]), "nobody gets more time");
    let back = [moved(STUDENT, RoomId::MAIN), moved(GUEST, RoomId::MAIN)];
    let closed = EventBody::RoomsClosed { rooms: vec![ONE, TWO] };
    assert_eq!(class.waits(MINUTE / 2 - 200), [&back[..], &[closed]].concat());
    assert_eq!(class.does(HELPER, close(0)), Ok(vec![]), "none is open");
    assert_eq!(class.does(HELPER, close(MINUTE)), Ok(vec![]));
}

#[test]
fn more_time_counts_from_the_end_or_from_now() {
    let mut class = Class::with(0);
    opens(&mut class, vec![NewRoom { duration: Some(MINUTE), ..room(&[STUDENT]) }, room(&[GUEST])], RULES);
    let end = class.now + MINUTE;
    let extend = |room, by| Command::ExtendRooms { room, by };
    class.does(TEACHER, extend(None, MINUTE)).unwrap();
    assert_eq!((ends(&class, ONE), ends(&class, TWO)), (Some(end + MINUTE), None), "who has no time gets none");
    class.does(TEACHER, extend(Some(TWO), MINUTE)).unwrap();
    assert_eq!(ends(&class, TWO), Some(class.now + MINUTE));
    for (room, by, code) in [
        (None, 0, ErrorCode::PlanInvalid),
        (Some(ONE), DURATION_MS, ErrorCode::PlanInvalid),
        (Some(ONE), Millis::MAX, ErrorCode::PlanInvalid),
        (Some(RoomId::MAIN), MINUTE, ErrorCode::UnknownRoom),
        (Some(RoomId(9)), MINUTE, ErrorCode::UnknownRoom),
    ] {
        assert_eq!(class.does(TEACHER, extend(room, by)), Err(code), "{room:?} {by}");
    }
}

#[test]
fn who_comes_late_goes_where_the_rules_say() {
    let smallest = RoomRules { late: LatePlacement::Smallest, ..RULES };
    for (rules, place) in [(RULES, RoomId::MAIN), (smallest, TWO)] {
        let mut class = Class::with(2);
        opens(&mut class, vec![room(&[STUDENT, GUEST]), room(&[5]), room(&[6])], rules);
        class.joins(10, Role::Guest).unwrap();
        assert_eq!(class.place(10), place, "the one of the smallest that was opened first");
        class.joins(11, Role::Assistant).unwrap();
        assert_eq!(class.place(11), RoomId::MAIN, "staff are not placed");
    }
}

#[test]
fn who_is_assigned_or_expected_goes_there_first() {
    let mut class = Class::with(2);
    class.does(5, Command::Leave).unwrap();
    let expecting = NewRoom { expected: vec!["  pèrson   20 ".into()], ..room(&[]) };
    let rules = RoomRules { late: LatePlacement::Smallest, ..RULES };
    opens(&mut class, vec![room(&[STUDENT, GUEST, 5]), expecting, room(&[])], rules);
    class.joins(5, Role::Student).unwrap();
    assert_eq!(class.place(5), ONE, "the assigned seat");
    class.joins(20, Role::Student).unwrap();
    assert_eq!(class.place(20), TWO, "the expected name, however it is written");
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    opens(&mut class, vec![room(&[])], RULES);
    class.does(20, Command::Leave).unwrap();
    class.joins(20, Role::Student).unwrap();
    assert_eq!(class.place(20), RoomId::MAIN, "the room in which they were expected is closed");
}

#[test]
fn a_guest_who_has_an_expected_name_goes_there_once_staff_say_that_it_is_them() {
    let mut class = Class::with(0);
    let expecting = NewRoom { expected: vec!["Kim Lo".into()], ..room(&[]) };
    opens(&mut class, vec![expecting, room(&[STUDENT])], RoomRules { late: LatePlacement::Smallest, ..RULES });
    for (id, typed) in [(20, "kim  lo"), (21, "Kím Lo")] {
        let made = class.joins_as(id, Role::Guest, typed).unwrap();
        assert!(matches!(made[..], [EventBody::WaitBegan { cause: WaitCause::Name, .. }]), "{made:?}");
        let later = Comer { seat: Some(ParticipantId(id)), role: Role::Guest, name: typed.into(), near_ban: false };
        let enters = |purpose| class.session.entry(&later, purpose).map_err(|refusal| refusal.code);
        assert_eq!(enters(Purpose::TakePart), Err(ErrorCode::Waiting), "not by a way around");
    }
    class.joins_as(22, Role::Guest, "Noa").unwrap();
    assert_eq!(class.place(22), ONE, "nobody else waits");
    assert_eq!(class.does(TEACHER, Command::Admit { participants: vec![] }), Ok(vec![]), "staff say who it is");
    class.does(HELPER, Command::Admit { participants: vec![ParticipantId(20)] }).unwrap();
    assert_eq!(class.place(20), ONE);
    class.does(20, Command::Leave).unwrap();
    class.joins_as(20, Role::Guest, "Kim Lo").unwrap();
    assert_eq!(class.place(20), ONE, "who was let in once comes back");
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    class.joins_as(23, Role::Guest, "Kim Lo").unwrap();
    assert_eq!(class.place(23), RoomId::MAIN, "no room expects them any more");
}

#[test]
fn rooms_that_are_opened_while_others_are_open_belong_to_them() {
    let mut class = apart(RULES);
    class.waits(1_000);
    opens(&mut class, vec![room(&[])], RULES);
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    opens(&mut class, vec![room(&[])], RULES);
    let opened: Vec<_> = class.sees(TEACHER).rooms.iter().map(|room| room.opened).collect();
    assert_eq!(opened[..4], [None, opened[1], opened[1], opened[1]]);
    assert!(opened[4] > opened[1] && opened[1].is_some());
}

#[test]
fn who_was_lost_comes_back_into_the_last_room() {
    let mut class = apart(RoomRules { late: LatePlacement::Smallest, ..RULES });
    class.does(HELPER, Command::MovePerson { participant: ParticipantId(STUDENT), room: TWO }).unwrap();
    class.loses(STUDENT);
    class.waits(GRACE_MS);
    class.joins(STUDENT, Role::Student).unwrap();
    assert_eq!(class.place(STUDENT), TWO, "not where they were assigned");
    class.enters(STUDENT, 0).unwrap();
    class.does(STUDENT, Command::Leave).unwrap();
    class.joins(STUDENT, Role::Student).unwrap();
    assert_eq!(class.place(STUDENT), RoomId::MAIN, "who went back before is not sent away again");
}

#[test]
fn rooms_close_with_people_who_are_lost_for_a_moment() {
    let mut class = apart(RULES);
    class.loses(STUDENT);
    class.waits(GRACE_MS / 2);
    let made = class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    assert!(made.contains(&moved(STUDENT, RoomId::MAIN)));
    let back = EventBody::AwayChanged { participant: ParticipantId(STUDENT), away: false };
    assert_eq!(class.joins(STUDENT, Role::Student), Ok(vec![back]), "they did not leave");
    assert_eq!(class.place(STUDENT), RoomId::MAIN);
}

#[test]
fn a_room_that_closed_while_somebody_was_away_is_not_theirs_any_more() {
    let mut class = apart(RULES);
    class.does(STUDENT, Command::Leave).unwrap();
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    class.joins(STUDENT, Role::Student).unwrap();
    assert_eq!(class.place(STUDENT), RoomId::MAIN);
    assert_eq!(class.enters(STUDENT, 1), Err(ErrorCode::RoomGone));
}

#[test]
fn one_goes_by_oneself_where_the_rules_allow() {
    let forbidden = RoomRules { may_return: false, ..RULES };
    let mut class = apart(forbidden);
    assert_eq!(class.enters(STUDENT, 0), Err(ErrorCode::NotNow), "not back");
    assert_eq!(class.enters(STUDENT, 1), Ok(vec![]), "one is there");
    assert_eq!(class.enters(5, 1), Err(ErrorCode::NotNow));
    class.does(TEACHER, Command::MovePerson { participant: ParticipantId(STUDENT), room: RoomId::MAIN }).unwrap();
    assert_eq!(class.enters(STUDENT, 1), Err(ErrorCode::NotNow), "who is moved stays there");

    let mut class = apart(RoomRules { may_choose: true, ..forbidden });
    assert_eq!(class.enters(5, 1), Ok(vec![moved(5, ONE)]));
    assert_eq!(class.enters(5, 2), Ok(vec![moved(5, TWO)]), "from one into another");
    assert_eq!(class.enters(5, 0), Err(ErrorCode::NotNow));
}

#[test]
fn who_went_back_may_go_again_where_they_belong_or_were() {
    let mut class = apart(RULES);
    class.enters(STUDENT, 0).unwrap();
    assert_eq!(class.enters(STUDENT, 2), Err(ErrorCode::NotNow), "another's");
    assert_eq!(class.enters(STUDENT, 1), Ok(vec![moved(STUDENT, ONE)]));
    class.does(HELPER, Command::MovePerson { participant: ParticipantId(STUDENT), room: TWO }).unwrap();
    assert_eq!(class.enters(STUDENT, 1), Err(ErrorCode::NotNow), "not past the main room");
    for place in [2, 1] {
        class.enters(STUDENT, 0).unwrap();
        assert_eq!(class.enters(STUDENT, place), Ok(vec![moved(STUDENT, RoomId(place))]), "last there, assigned there");
    }
    class.does(STUDENT, Command::Leave).unwrap();
    class.joins(STUDENT, Role::Student).unwrap();
    class.enters(STUDENT, 0).unwrap();
    assert!(class.enters(STUDENT, 1).is_ok(), "also after having been away");
}

#[test]
fn who_visits_answers_calls_for_help() {
    let mut class = apart(RULES);
    let help = |reason: &str| Command::AskForHelp { reason: reason.into() };
    class.does(STUDENT, help("stuck")).unwrap();
    class.does(GUEST, help("")).unwrap();
    assert_eq!(class.does(STUDENT, help("stuck")), Ok(vec![]), "said already");
    class.does(STUDENT, help("still stuck")).unwrap();
    let calls = |class: &Class, id| class.sees(id).help.into_iter().map(|help| help.participant.0).collect::<Vec<_>>();
    assert_eq!(calls(&class, HELPER), [STUDENT, GUEST], "the place in the queue stays");
    assert_eq!(calls(&class, GUEST), [GUEST], "others' calls are told to staff");
    assert_eq!(class.does(5, help("")), Err(ErrorCode::NotNow), "staff is in the main room");
    let ended = |id, by| EventBody::HelpEnded { participant: ParticipantId(id), by };
    let helper = Some(ParticipantId(HELPER));
    assert_eq!(class.enters(HELPER, 1), Ok(vec![moved(HELPER, ONE), ended(STUDENT, helper)]));
    assert_eq!(class.does(GUEST, Command::EndHelp { participant: ParticipantId(GUEST) }), Ok(vec![ended(GUEST, None)]));
    class.does(STUDENT, help("")).unwrap();
    assert_eq!(calls(&class, TEACHER), [STUDENT], "also where staff is");
    class.enters(STUDENT, 0).unwrap();
    assert!(calls(&class, TEACHER).is_empty(), "who goes needs no help there");
}

#[test]
fn a_voice_to_all_is_heard_in_rooms_that_open_later() {
    let mut class = Class::with(0);
    assert_eq!(class.does(TEACHER, Command::SetVoiceToAll { on: true }), Err(ErrorCode::NotNow), "no room is open");
    opens(&mut class, vec![room(&[STUDENT])], RULES);
    class.does(TEACHER, Command::SetVoiceToAll { on: true }).unwrap();
    let teacher = ParticipantId(TEACHER);
    let open = Command::OpenRooms { rooms: vec![room(&[GUEST])], rules: RULES };
    let outcome = class.input(Input::Command { participant: teacher, command: open }).unwrap();
    let place = Effect::Place { participant: teacher, room: RoomId::MAIN, also: vec![ONE, TWO] };
    assert!(outcome.effects.contains(&place), "{:?}", outcome.effects);
    class.does(HELPER, Command::SetVoiceToAll { on: true }).unwrap();
    assert_eq!(class.sees(GUEST).voice_to_all, Some(ParticipantId(HELPER)), "one at a time");
    assert_eq!(class.does(TEACHER, Command::SetVoiceToAll { on: false }), Ok(vec![]), "it is another's");
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    assert_eq!(class.sees(GUEST).voice_to_all, None);
}

#[test]
fn a_hand_and_a_spotlight_stay_behind() {
    let mut class = apart(RULES);
    class.does(STUDENT, Command::RaiseHand).unwrap();
    class.does(STUDENT, Command::SetTrack { source: Source::Camera, state: TrackState::On }).unwrap();
    class.enters(HELPER, 1).unwrap();
    let camera = TrackRef { participant: ParticipantId(STUDENT), source: Source::Camera };
    class.does(HELPER, Command::SetSpotlight { room: ONE, target: Some(camera) }).unwrap();
    class.enters(STUDENT, 0).unwrap();
    assert!(class.sees(TEACHER).rooms.iter().all(|room| room.hands.is_empty() && room.spotlight.is_none()));
    assert_eq!(class.session.participant(ParticipantId(STUDENT)).unwrap().tracks.len(), 1, "tracks come along");
}

#[test]
fn what_is_meant_for_a_room_that_is_gone_goes_nowhere() {
    let mut class = apart(RULES);
    class.enters(HELPER, 1).unwrap();
    class.does(GUEST, Command::RaiseHand).unwrap();
    let in_room = |room| {
        [
            Command::SendChat { text: "for us alone".into(), to: ChatTo::Room { room } },
            Command::LowerAllHands { room },
            Command::CallNext { room },
            Command::SetSpotlight { room, target: None },
        ]
    };
    for command in in_room(ONE) {
        assert!(class.does(HELPER, command.clone()).is_ok(), "{command:?}");
        assert_eq!(class.does(TEACHER, command.clone()), Err(ErrorCode::RoomGone), "{command:?}: one is not there");
    }
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    class.does(GUEST, Command::RaiseHand).unwrap();
    for command in in_room(ONE) {
        assert_eq!(class.does(HELPER, command.clone()), Err(ErrorCode::RoomGone), "{command:?}: it is closed");
    }
    for command in in_room(RoomId(9)) {
        assert_eq!(class.does(HELPER, command.clone()), Err(ErrorCode::UnknownRoom), "{command:?}");
    }
    assert_eq!(class.sees(TEACHER).rooms[0].hands.len(), 1, "no hand of the main room was lowered");
    let ask = Ask::New { question: Question { text: "?".into(), form: Form::YesNo, anonymous: false }, key: None };
    let start = Command::StartPoll { ask, room: Some(ONE), duration: None };
    assert_eq!(class.does(TEACHER, start), Err(ErrorCode::RoomGone));
}

pub(crate) const ABSENT: u32 = 40;

impl Class {
    fn hands_in(&mut self, id: u32, room: RoomId, text: &str) -> Result<Vec<EventBody>, ErrorCode> {
        self.does(id, Command::HandIn { room, text: text.into(), on: None })
    }

    pub(crate) fn hands_in_later(&mut self, id: u32, room: RoomId, text: &str) -> Result<Vec<EventBody>, ErrorCode> {
        self.does_later(id, Some(0), Command::HandIn { room, text: text.into(), on: None })
    }

    /// The texts that this student may read of what was handed in.
    pub(crate) fn reads(&self, id: u32) -> Vec<String> {
        self.sees(id).work.into_iter().map(|work: Work| work.text).collect()
    }

    pub(crate) fn watches(&self, id: u32, room: RoomId) -> bool {
        let viewer = Viewer { participant: ParticipantId(id), role: Role::Student };
        may_watch(room, viewer, self.session.state().membership())
    }
}

/// Rooms one and two with these rules, in which something was said and handed in; class is over.
pub(crate) fn worked(watching: RoomWatching) -> Class {
    let mut class = apart(RoomRules { watching, ..RULES });
    class.does(STUDENT, Command::SendChat { text: "Seven?".into(), to: ChatTo::Room { room: ONE } }).unwrap();
    class.hands_in(STUDENT, ONE, " Seven \r\n").unwrap();
    class.hands_in(GUEST, TWO, "Eight").unwrap();
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    class.ends();
    class
}

#[test]
fn a_room_hands_in_for_itself_alone() {
    let mut class = apart(RULES);
    let handed_in = |text: &str| EventBody::WorkHandedIn {
        room: ONE,
        participant: ParticipantId(STUDENT),
        text: text.into(),
        with: Vec::new(),
    };
    assert_eq!(class.hands_in(STUDENT, ONE, " Seven \r\n"), Ok(vec![handed_in("Seven")]));
    assert_eq!(class.hands_in(STUDENT, ONE, "Seven"), Ok(vec![]), "again");
    assert_eq!(class.hands_in(STUDENT, ONE, " "), Ok(vec![handed_in("")]), "it is taken back");
    assert_eq!(class.hands_in(STUDENT, TWO, "Seven"), Err(ErrorCode::RoomGone), "another room");
    assert_eq!(class.hands_in(5, RoomId::MAIN, "Seven"), Err(ErrorCode::NotNow));
    assert_eq!(class.hands_in(TEACHER, RoomId::MAIN, "Seven"), Err(ErrorCode::Forbidden));
    assert_eq!(class.hands_in(STUDENT, ONE, &"x".repeat(WORK_BYTES + 1)), Err(ErrorCode::TextTooLong));
    assert_eq!((class.reads(STUDENT).len(), class.reads(GUEST).len(), class.reads(TEACHER).len()), (2, 0, 2));
    let on_nothing = Command::HandIn { room: ONE, text: "Seven".into(), on: Some(1) };
    assert_eq!(class.does(STUDENT, on_nothing), Err(ErrorCode::NotNow), "nothing counts any more");
    for version in 2..WORK_VERSIONS {
        class.waits(MINUTE);
        class.hands_in(STUDENT, ONE, &version.to_string()).unwrap();
    }
    assert_eq!(class.hands_in(STUDENT, ONE, "one more"), Err(ErrorCode::Full));
    assert_eq!(class.hands_in(STUDENT, ONE, ""), Ok(vec![handed_in("")]), "the last one can be taken back");
}

#[test]
fn who_missed_the_rooms_sees_what_they_made_after_handing_in_where_the_rules_say_so() {
    use RoomWatching::*;
    let (own, all) = (vec!["Six".to_owned()], ["Seven", "Eight", "Six"].map(str::to_owned).to_vec());
    for (watching, before, after, watches) in [
        (Staff, vec![], &own, false),
        (Members, vec![], &own, false),
        (AfterOwn, vec![], &all, true),
        (Everyone, all[..2].to_vec(), &all, true),
    ] {
        let mut class = worked(watching);
        assert_eq!((class.reads(ABSENT), class.watches(ABSENT, ONE)), (before, watching == Everyone), "{watching:?}");
        class.hands_in_later(ABSENT, ONE, "Six").unwrap();
        assert_eq!((&class.reads(ABSENT), class.watches(ABSENT, TWO)), (after, watches), "{watching:?}");
        let heard = class.sees(ABSENT).chat.len();
        assert_eq!(heard, usize::from(watches), "{watching:?}: the chat of the room");
        assert_eq!(class.reads(STUDENT)[0], "Seven", "its own");
        let others = class.reads(5).iter().any(|text| text == "Six");
        assert_eq!(others, watching == Everyone, "{watching:?}: who was in no room and handed nothing in");
    }
}

#[test]
fn who_was_there_is_in_class_or_hands_nothing_in_sees_no_more() {
    let mut class = worked(RoomWatching::AfterOwn);
    assert_eq!(class.hands_in_later(STUDENT, TWO, "Nine"), Err(ErrorCode::NotNow), "was in one of the rooms");
    assert_eq!(class.hands_in_later(ABSENT, ONE, "  "), Ok(vec![]), "nothing");
    assert_eq!(class.hands_in_later(ABSENT, RoomId(9), "Nine"), Err(ErrorCode::UnknownRoom));
    assert_eq!(class.hands_in_later(ABSENT, RoomId::MAIN, "Nine"), Err(ErrorCode::UnknownRoom));
    assert!(!class.watches(ABSENT, ONE) && class.reads(ABSENT).is_empty());
    class.hands_in_later(ABSENT, TWO, "Nine").unwrap();
    assert_eq!(class.hands_in_later(ABSENT, ONE, "Nine"), Err(ErrorCode::NotNow), "of one of the rooms");
    class.hands_in_later(ABSENT, TWO, "Ten").unwrap();
    assert_eq!(class.reads(ABSENT), ["Seven", "Eight", "Nine", "Ten"]);

    let mut class = apart(RoomRules { watching: RoomWatching::AfterOwn, ..RULES });
    assert_eq!(class.hands_in_later(ABSENT, ONE, "Six"), Err(ErrorCode::NotNow), "the rooms are open");
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    assert_eq!(class.hands_in_later(5, ONE, "Six"), Err(ErrorCode::NotNow), "they are in class");
    class.hands_in_later(ABSENT, ONE, "Six").unwrap();
}

#[test]
fn each_opening_of_rooms_is_handed_in_for_by_itself() {
    let mut class = apart(RoomRules { watching: RoomWatching::AfterOwn, ..RULES });
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    opens(&mut class, vec![room(&[5])], RoomRules { watching: RoomWatching::AfterOwn, ..RULES });
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    class.ends();
    class.hands_in_later(ABSENT, TWO, "Six").unwrap();
    assert!(class.watches(ABSENT, ONE) && !class.watches(ABSENT, RoomId(3)));
    class.hands_in_later(STUDENT, RoomId(3), "Missed").unwrap();
    assert!(class.watches(STUDENT, RoomId(3)) && !class.watches(STUDENT, TWO));
}
