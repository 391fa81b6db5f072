//! What is not recorded.

use live::{Effect, Input, Made, Viewer};
use protocol::{
    Command, Consent, ErrorCode, ParticipantId, Role, SessionKind, Source, TrackState, chat::ChatTo, limits,
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER};

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

#[test]
fn what_nobody_records_is_not_taken_off_the_record_and_there_is_an_end_of_such_stretches() {
    let made = Made { kind: SessionKind::Study, unrecorded: true };
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
