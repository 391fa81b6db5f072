//! What is not recorded.

use live::{Edited, Effect, Input, Made, Viewer};
use protocol::{
    Command, Consent, ErrorCode, Event, EventBody, Millis, ParticipantId, PollId, Role, RoomId, SessionId, SessionKind,
    Settings, Source, TrackState,
    chat::ChatTo,
    limits,
    moderation::WithoutStaff,
    polls::{Answer, Ask, Form, Key, Question},
    recording::{Cut, Take},
    rooms::RoomRules,
};

use uuid::Uuid;

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

fn off(off: bool) -> Command {
    Command::SetOffRecord { off }
}

/// The sources of the student that are recorded from then on, if that changes.
fn recorded(class: &mut Class, by: u32, command: Command) -> Option<Vec<Source>> {
    let outcome = class.input(Input::Command { participant: ParticipantId(by), command }).unwrap();
    outcome.effects.into_iter().find_map(|effect| match effect {
        Effect::Record { participant: ParticipantId(STUDENT), sources } => Some(sources),
        _ => None,
    })
}

#[test]
fn nobody_is_recorded_off_the_record_whatever_they_publish_meanwhile() {
    let mut class = Class::with(0);
    let on = |source| Command::SetTrack { source, state: TrackState::On };
    assert_eq!(recorded(&mut class, STUDENT, on(Source::Microphone)), Some(vec![Source::Microphone]));
    assert_eq!(recorded(&mut class, HELPER, off(true)), Some(vec![]));
    assert_eq!(recorded(&mut class, STUDENT, on(Source::Camera)), None);
    let both = Consent { record_camera: true, record_voice: true };
    assert_eq!(recorded(&mut class, STUDENT, Command::SetConsent { consent: both }), None);
    assert_eq!(recorded(&mut class, TEACHER, off(false)), Some(vec![Source::Microphone, Source::Camera]));
    class.session.check_invariants();
}

#[test]
fn what_is_written_off_the_record_is_for_those_who_were_there_and_for_staff() {
    const LATE: u32 = 7;
    let mut class = Class::with(0);
    let says = |text: &str| Command::SendChat { text: text.into(), to: ChatTo::MAIN };
    class.does(STUDENT, says("On it")).unwrap();
    class.does(TEACHER, off(true)).unwrap();
    class.does(GUEST, Command::Leave).unwrap();
    class.does(STUDENT, says("Between us")).unwrap();
    class.joins(LATE, Role::Student).unwrap();
    class.does(STUDENT, says("Between more of us")).unwrap();
    class.does(TEACHER, off(false)).unwrap();
    class.does(STUDENT, says("On it again")).unwrap();
    class.ends();
    let read = |class: &Class, id| {
        let chat = &class.sees(id).chat;
        chat.iter().map(|message| message.text.clone()).collect::<Vec<_>>()
    };
    let all = ["On it", "Between us", "Between more of us", "On it again"];
    for id in [TEACHER, HELPER, STUDENT] {
        assert_eq!(read(&class, id), all);
    }
    assert_eq!(read(&class, LATE), ["On it", "Between more of us", "On it again"]);
    assert_eq!(read(&class, GUEST), ["On it", "On it again"]);
    let absent = Viewer { participant: ParticipantId(99), role: Role::Student };
    let seen = class.session.snapshot_for(absent);
    assert_eq!(seen.chat.len(), 2);
    assert_eq!(seen.off_record.len(), 1, "that there was something everybody learns");
}

#[test]
fn results_and_names_of_chapters_off_the_record_are_for_those_who_were_there() {
    let mut class = Class::with(0);
    let name = |title: &str| Command::SetChapter { from: Some(0), title: title.into() };
    let question = Question { text: "Why?".into(), form: Form::Text, anonymous: false };
    let ask = Ask::New { question, key: None };
    class.does(TEACHER, name("Before")).unwrap();
    class.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
    let poll = PollId(1);
    class.does(STUDENT, Command::AnswerPoll { poll, answer: Answer::Text { text: "Between us".into() } }).unwrap();
    class.does(GUEST, Command::AnswerPoll { poll, answer: Answer::Text { text: "No idea".into() } }).unwrap();
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.does(GUEST, Command::Leave).unwrap();
    class.does(TEACHER, off(true)).unwrap();
    class.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
    class.does(TEACHER, name("Between us")).unwrap();
    class.ends();
    let seen = |class: &Class, id| {
        let seen = class.sees(id);
        (seen.polls[0].shared.is_some(), seen.chapters[0].title.clone().unwrap())
    };
    for id in [TEACHER, HELPER, STUDENT] {
        assert_eq!(seen(&class, id), (true, "Between us".to_owned()));
    }
    assert_eq!(seen(&class, GUEST), (false, "Before".to_owned()), "they answered, and had left");
    class.does_later(TEACHER, None, name("After")).unwrap();
    assert_eq!(seen(&class, GUEST), (false, "After".to_owned()));
}

#[test]
fn going_off_the_record_twice_is_once_and_the_end_of_class_ends_it() {
    let mut class = Class::with(0);
    class.does(TEACHER, off(true)).unwrap();
    assert_eq!(class.does(HELPER, off(true)).unwrap(), []);
    class.waits(5_000);
    class.ends();
    let seen = class.sees(TEACHER);
    assert_eq!((seen.off_record.len(), seen.off_record[0].to), (1, seen.ended));
    assert_eq!(class.does_later(TEACHER, None, off(true)), Err(ErrorCode::LiveOnly));
}

/// A class that goes on off the record once its staff have been gone for long. They are gone.
fn without_staff() -> Class {
    let mut class = Class::with(0);
    class.sets(Settings { without_staff: WithoutStaff::OffRecord, ..Settings::default() });
    class.does(STUDENT, Command::SetTrack { source: Source::Microphone, state: TrackState::On }).unwrap();
    class.staff_leave();
    class
}

#[test]
fn class_goes_off_the_record_when_its_staff_have_gone_and_is_back_on_it_when_they_are() {
    let mut class = without_staff();
    let left = class.sees(STUDENT).staff_left.expect("staff have left");
    let made = class.waits(limits::WITHOUT_STAFF_MS);
    assert_eq!(made, [EventBody::OffRecordSet { off: true, by: None }]);
    let stretch = class.sees(STUDENT).off_record[0];
    assert_eq!((stretch.from, stretch.to, stretch.without_staff), (left + limits::WITHOUT_STAFF_MS, None, true));
    assert_eq!(class.waits(3 * limits::WITHOUT_STAFF_MS), [], "class goes on, and waits for nothing");
    class.says(STUDENT, "Between us");

    let made = class.joins(HELPER, Role::Assistant).unwrap();
    assert!(
        matches!(made[..], [EventBody::Joined { .. }, EventBody::OffRecordSet { off: false, by: None }]),
        "{made:?}"
    );
    assert_eq!(class.sees(STUDENT).off_record[0].to, Some(class.now));
    class.restart();
    class.session.check_invariants();
}

#[test]
fn nothing_of_students_is_recorded_while_class_is_off_the_record_without_staff() {
    let mut class = without_staff();
    class.now += limits::WITHOUT_STAFF_MS;
    let records = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Record { participant: ParticipantId(STUDENT), sources } => Some(sources),
            _ => None,
        })
    };
    assert_eq!(records(class.input(Input::Tick).unwrap().effects), Some(vec![]));
    let camera = Command::SetTrack { source: Source::Camera, state: TrackState::On };
    assert_eq!(recorded(&mut class, STUDENT, camera), None);
}

#[test]
fn a_guest_or_staff_who_come_in_time_change_nothing_of_the_record() {
    let mut class = without_staff();
    class.waits(limits::WITHOUT_STAFF_MS - 1);
    class.joins(TEACHER, Role::Instructor).unwrap();
    assert_eq!(class.waits(2 * limits::WITHOUT_STAFF_MS), []);
    class.does(TEACHER, Command::Leave).unwrap();
    class.waits(limits::WITHOUT_STAFF_MS);
    let made = class.joins(9, Role::Guest).unwrap();
    assert!(matches!(made[..], [EventBody::Joined { .. }]), "a guest puts class back on the record: {made:?}");
    assert_eq!(class.does(9, off(false)), Err(ErrorCode::Forbidden));
}

#[test]
fn what_staff_took_off_the_record_stays_so_when_they_leave_and_are_back() {
    let mut class = Class::with(0);
    class.sets(Settings { without_staff: WithoutStaff::OffRecord, ..Settings::default() });
    class.does(TEACHER, off(true)).unwrap();
    class.staff_leave();
    assert_eq!(class.waits(2 * limits::WITHOUT_STAFF_MS), []);
    let made = class.joins(TEACHER, Role::Instructor).unwrap();
    assert!(matches!(made[..], [EventBody::Joined { .. }]), "{made:?}");
    assert!(class.sees(STUDENT).off_record[0].to.is_none());
}

#[test]
fn what_nobody_records_is_not_taken_off_the_record_and_there_is_an_end_of_such_stretches() {
    let made = Made { kind: SessionKind::Study, unrecorded: true, watches: None };
    let mut class = Class::made(made);
    class.joins(TEACHER, Role::Instructor).unwrap();
    assert_eq!(class.does(TEACHER, off(true)), Err(ErrorCode::NotNow));

    let mut class = Class::with(0);
    for _ in 0..limits::OFF_RECORD {
        class.waits(1_000);
        class.does(TEACHER, off(true)).unwrap();
        class.waits(1_000);
        class.does(TEACHER, off(false)).unwrap();
    }
    assert_eq!(class.does(TEACHER, off(true)), Err(ErrorCode::Full));
    class.session.check_invariants();
}

fn cut(from: Millis, to: Millis) -> Command {
    Command::CutOut { cut: Cut::out(from, to) }
}

#[test]
fn staff_cut_and_put_back_once_class_is_over() {
    let mut class = Class::with(0);
    class.waits(100_000);
    assert_eq!(class.does(TEACHER, cut(0, 1_000)), Err(ErrorCode::NotNow));
    assert_eq!(class.does_later(TEACHER, None, cut(0, 1_000)), Err(ErrorCode::NotNow));
    class.ends();
    let end = class.session.state().at();
    assert_eq!(class.does_later(STUDENT, None, cut(0, 1_000)), Err(ErrorCode::Forbidden));
    for (from, to) in [(5, 5), (9, 5), (end, end + 9), (end + 1, Millis::MAX)] {
        assert_eq!(class.does_later(TEACHER, None, cut(from, to)), Err(ErrorCode::BadTime), "{from}..{to}");
    }
    class.does_later(HELPER, None, cut(90_000, Millis::MAX)).unwrap();
    let mut edited = Edited::default();
    class.journal.iter().for_each(|event| edited.apply(event));
    assert!(edited.shows_media(88_000, 90_000), "a segment before a cut");
    assert!(!edited.shows_media(89_000, 91_000), "a segment that goes on into a cut");
    assert!(!edited.shows_media(end - 10, end + 25), "the last segment goes on after the end of class");
    class.does_later(TEACHER, None, cut(0, 1_000)).unwrap();
    assert_eq!(class.does_later(TEACHER, None, cut(0, 1_000)).unwrap(), [], "it is cut out already");
    let both = [Cut::out(0, 1_000), Cut::out(90_000, end)];
    assert_eq!(class.sees(GUEST).edits.cuts, both, "everybody learns what is cut out");
    class.does_later(TEACHER, None, Command::CloseSession).unwrap();
    class.does_later(TEACHER, None, Command::UndoCut { cut: both[0] }).unwrap();
    assert_eq!(class.does_later(TEACHER, None, Command::UndoCut { cut: both[0] }).unwrap(), []);
    assert_eq!(class.sees(GUEST).edits.cuts, both[1..]);
    for n in 1..limits::CUTS as Millis {
        class.does_later(TEACHER, None, cut(n, n + 1)).unwrap();
    }
    assert_eq!(class.does_later(TEACHER, None, cut(5, 50)), Err(ErrorCode::Full));
    for hidden in [RoomId::MAIN, RoomId(9)] {
        let hide = Command::HideRoom { room: hidden, hidden: true };
        assert_eq!(class.does_later(TEACHER, None, hide), Err(ErrorCode::UnknownRoom));
    }
    class.session.check_invariants();
}

fn take(number: u128, duration: Millis) -> Option<Take> {
    Some(Take { session: SessionId(Uuid::from_u128(number)), duration })
}

#[test]
fn a_take_stands_in_one_place_that_overlaps_no_other_and_goes_with_it() {
    let mut class = Class::with(0);
    class.waits(100_000);
    class.ends();
    let place = |from, to, take| Command::CutOut { cut: Cut { from, to, take } };
    class.does_later(TEACHER, None, cut(0, 2_000)).unwrap();
    assert_eq!(class.does_later(STUDENT, None, place(10_000, 20_000, take(1, 5_000))), Err(ErrorCode::Forbidden));
    for (from, to, take) in
        [(10_000, 10_999, take(1, 5_000)), (10_000, 20_000, take(1, 999)), (1_999, 20_000, take(1, 5_000))]
    {
        assert_eq!(class.does_later(TEACHER, None, place(from, to, take)), Err(ErrorCode::BadTime), "{from}..{to}");
    }
    class.does_later(HELPER, None, place(10_000, 20_000, take(1, 5_000))).unwrap();
    assert_eq!(class.does_later(HELPER, None, place(10_000, 20_000, take(1, 5_000))).unwrap(), [], "it stands there");
    for command in [
        place(30_000, 40_000, take(1, 5_000)),
        place(10_000, 20_000, take(2, 5_000)),
        place(19_999, 30_000, take(2, 5_000)),
        cut(5_000, 50_000),
    ] {
        assert_eq!(class.does_later(TEACHER, None, command.clone()), Err(ErrorCode::BadTime), "{command:?}");
    }
    class.does_later(TEACHER, None, place(20_000, 30_000, take(2, 60_000))).unwrap();
    class.does_later(TEACHER, None, cut(30_000, 31_000)).unwrap();
    let mut edited = Edited::default();
    class.journal.iter().for_each(|event| edited.apply(event));
    assert!(!edited.shows_media(12_000, 14_000), "of what a take stands for nothing is shown");
    let (one, other) = (Cut { from: 10_000, to: 20_000, take: take(1, 5_000) }, Cut::out(10_000, 20_000));
    assert_eq!(class.does_later(TEACHER, None, Command::UndoCut { cut: other }).unwrap(), [], "it is another cut");
    class.does_later(TEACHER, None, Command::UndoCut { cut: one }).unwrap();
    assert_eq!(class.sees(GUEST).edits.cuts.iter().filter_map(|cut| cut.take).count(), 1);
    class.does_later(TEACHER, None, place(11_000, 12_000, take(1, 5_000))).unwrap();
    class.session.check_invariants();
}

/// What somebody who is not staff reads of a journal, folded with the edits that it ends with.
fn shown(journal: &[Event]) -> Vec<&EventBody> {
    let mut edited = Edited::default();
    journal.iter().for_each(|event| edited.apply(event));
    journal.iter().filter(|event| edited.shows(event)).map(|event| &event.body).collect()
}

#[test]
fn of_what_is_cut_out_nothing_is_read_that_was_said_or_asked_and_people_come_and_go_as_they_did() {
    let mut class = Class::with(0);
    class.waits(10_000);
    class.says(STUDENT, "Kept");
    let from = class.now + 100;
    class.waits(1_000);
    class.says(STUDENT, "Gone");
    class.does(GUEST, Command::RaiseHand).unwrap();
    let question = Question { text: "Gone?".into(), form: Form::YesNo, anonymous: false };
    let right = Answer::Choices { choices: vec![0] };
    let key = Key { right: right.clone(), tolerance: 0, points: 1, explanation: "Gone".into() };
    let ask = Ask::New { question, key: Some(key) };
    class.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
    class.joins(9, Role::Student).unwrap();
    class.does(TEACHER, Command::SetChapter { from: None, title: "Gone".into() }).unwrap();
    class.waits(1_000);
    let to = class.now;
    class.does(STUDENT, Command::AnswerPoll { poll: PollId(1), answer: right }).unwrap();
    class.does(TEACHER, Command::ClosePoll { poll: PollId(1) }).unwrap();
    class.does(TEACHER, Command::ShareResults { poll: PollId(1), hide: vec![] }).unwrap();
    class.says(STUDENT, "Kept, too");
    class.ends();
    let say = Command::SendChat { text: "Gone".into(), to: ChatTo::MAIN };
    class.does_later(GUEST, Some(from + 500), say).unwrap();
    class.does_later(TEACHER, None, cut(from, to)).unwrap();

    let told = format!("{:?}", shown(&class.journal));
    assert!(!told.contains("Gone") && !told.contains("PollClosed"), "{told}");
    assert!(told.contains("Kept") && told.contains("Kept, too"), "{told}");
    let joined = |body: &&EventBody| matches!(body, EventBody::Joined { participant: ParticipantId(9), .. });
    assert!(shown(&class.journal).iter().any(joined), "who came stays known");
    class.does_later(TEACHER, None, Command::UndoCut { cut: Cut::out(from, to) }).unwrap();
    assert_eq!(shown(&class.journal).len(), class.journal.len(), "all of it is back");
}

#[test]
fn a_room_that_is_hidden_is_read_by_none_of_those_who_were_in_it() {
    let mut class = Class::with(0);
    let rules = RoomRules::default();
    class.does(TEACHER, Command::OpenRooms { rooms: vec![room(&[STUDENT])], rules }).unwrap();
    class.says(STUDENT, "In the room");
    class.ends();
    class.does_later(TEACHER, None, Command::HideRoom { room: RoomId(1), hidden: true }).unwrap();
    assert!(!format!("{:?}", shown(&class.journal)).contains("In the room"));
    let mut edited = Edited::default();
    class.journal.iter().for_each(|event| edited.apply(event));
    assert!(!edited.shows_room(RoomId(1)) && edited.shows_room(RoomId::MAIN));
    assert!(edited.shows_media(0, 1), "nothing is cut out");
    class.session.check_invariants();
}
