//! The study room of a course: students meet without staff, where the course lets them, and what is kept of that.

use protocol::{
    Command, CourseRole, ErrorCode, Role, SessionKind, Source, TrackState,
    chat::ChatTo,
    courses::{Course, CourseDetails, StudyRoom},
    http::{JoinInfo, SessionState, SessionSummary, StartSessionRequest, Timeline},
    ledger::OwnLedger,
    schedule::CourseSchedule,
};
use reqwest::Method;
use server_tests::{
    client::Client,
    school::{School, details},
    visitor::{Refused, Visitor, refused},
};

async fn set(school: &School, visitor: &Visitor, study: Option<StudyRoom>) -> Result<Option<StudyRoom>, Refused> {
    let request = visitor.request(Method::PUT, &school.path("")).json(&CourseDetails { study, ..details() });
    visitor.send::<Course>(request).await.map(|course| course.details.study)
}

async fn open(school: &School, visitor: &Visitor) -> Result<SessionSummary, Refused> {
    let course = Some(school.course.id);
    let request = StartSessionRequest {
        title: "Study".into(),
        guests_allowed: true,
        course,
        kind: SessionKind::Study,
        watches: None,
    };
    visitor.post("/api/sessions", &request).await
}

async fn listed(school: &School, visitor: &Visitor) -> Vec<SessionSummary> {
    let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
    schedule.sessions.into_iter().map(|entry| entry.session).collect()
}

#[tokio::test]
async fn students_meet_without_staff_where_the_course_lets_them() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (tim, _) = school.member("Tim", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let stranger = school.server.visitor();
    assert_eq!(open(&school, &sam).await, refused(422, ErrorCode::NotNow), "off unless somebody says so");
    assert_eq!(set(&school, &sam, Some(StudyRoom::Open)).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(set(&school, &school.instructor, Some(StudyRoom::Open)).await, Ok(Some(StudyRoom::Open)));
    assert_eq!(set(&school, &school.instructor, None).await, Ok(Some(StudyRoom::Open)), "what is absent stays");

    assert_eq!(open(&school, &observer).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(open(&school, &stranger).await, refused(401, ErrorCode::Unauthorized));
    let room = open(&school, &sam).await.unwrap();
    assert_eq!((room.kind, room.unrecorded), (SessionKind::Study, true));
    assert_eq!(open(&school, &tim).await.unwrap().id, room.id, "a course has one at a time");
    for (visitor, name) in [(&observer, "Olga"), (&stranger, "Gus")] {
        assert_eq!(visitor.join(&room.code, name).await, refused(403, ErrorCode::MembersOnly));
    }
    let info: JoinInfo = sam.get(&format!("/api/join/{}", room.code)).await.unwrap();
    assert!(info.session.unrecorded, "all see it before they come in");

    let seat = sam.join(&room.code, "Sam").await.unwrap();
    assert_eq!(seat.role, Role::Student);
    let mut first = Client::enter(school.server.web(), &seat).await;
    let snapshot = first.snapshot.as_ref().unwrap();
    assert!(snapshot.unrecorded && snapshot.kind == SessionKind::Study);
    let others = tim.join(&room.code, "Tim").await.unwrap();
    let mut second = Client::enter(school.server.web(), &others).await;
    // They share and talk, and nobody moderates.
    first.must(Command::SetTrack { source: Source::Screen, state: TrackState::On }).await;
    second.must(Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN }).await;
    for command in [
        Command::EndSession,
        Command::Remove { participant: others.participant, ban: false },
        Command::MuteAll { may_unmute: false },
        Command::PreparePoll {
            question: protocol::polls::Question {
                text: "Clear?".into(),
                form: protocol::polls::Form::YesNo,
                anonymous: false,
            },
            key: None,
        },
    ] {
        assert_eq!(first.refusal(command).await, ErrorCode::Forbidden);
    }
    // Staff who come in are staff.
    let teachers = school.instructor.join(&room.code, "Ivy").await.unwrap();
    assert_eq!(teachers.role, Role::Instructor);
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    teacher.must(Command::Remove { participant: others.participant, ban: false }).await;
    let timeline: Timeline = sam.get_as(&seat.token, &format!("/api/sessions/{}/timeline", room.id)).await.unwrap();
    assert!(!timeline.counted, "it counts for nothing");
    let own = sam.get::<OwnLedger>(&format!("/api/sessions/{}/ledger/own", room.id)).await;
    assert_eq!(own.map(|own| own.entry.polls), Ok(0));
    school.server.stop().await;
}

#[tokio::test]
async fn what_is_not_recorded_is_gone_once_it_is_over_and_what_is_stays_for_the_course() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (tim, _) = school.member("Tim", CourseRole::Student).await;
    for (study, kept) in [(StudyRoom::Open, false), (StudyRoom::Recorded, true)] {
        set(&school, &school.instructor, Some(study)).await.unwrap();
        let room = open(&school, &sam).await.unwrap();
        assert_eq!(room.unrecorded, !kept);
        let seat = sam.join(&room.code, "Sam").await.unwrap();
        let mut client = Client::enter(school.server.web(), &seat).await;
        client.must(Command::SendChat { text: "Between us".into(), to: ChatTo::MAIN }).await;
        let live = listed(&school, &tim).await;
        assert!(live.iter().any(|session| session.id == room.id && session.state == SessionState::Live));
        let teachers = school.instructor.join(&room.code, "Ivy").await.unwrap();
        let mut teacher = Client::enter(school.server.web(), &teachers).await;
        teacher.must(Command::EndSession).await;
        assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
        assert_eq!(client.socket.farewell().await, Some(ErrorCode::SessionEnded));
        let is_listed = async || listed(&school, &tim).await.iter().any(|session| session.id == room.id);
        if kept {
            assert!(is_listed().await);
            let later = tim.join(&room.code, "Tim").await.unwrap();
            assert!(tim.journal(&later, 0).await.complete, "the people of the course watch it");
            continue;
        }
        assert!(!is_listed().await, "not even while it is being forgotten");
        let store = &school.server.app().store;
        while store.session(room.id).await.unwrap().is_some() {
            tokio::task::yield_now().await;
        }
        let seen = sam.get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", room.id)).await;
        assert_eq!(seen.map(|_| ()), refused(401, ErrorCode::Unauthorized));
    }
    school.server.stop().await;
}

#[tokio::test]
async fn an_assistant_holds_class_and_staff_open_one_ahead_of_its_time() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let planned = serde_json::json!({ "title": "Week 2", "time": { "start": "2199-11-05T10:00", "minutes": 60 } });
    let schedule: CourseSchedule = school.instructor.post(&school.path("/schedule"), &planned).await.unwrap();
    let class = schedule.sessions[0].session.clone();
    // Its lobby is open ahead of its time, and class begins with its staff.
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    assert_eq!(Client::hello(school.server.web(), &seat.token, None).await.err(), Some(ErrorCode::NotBegun));
    let teachers = assistant.join(&class.code, "Ann").await.unwrap();
    assert_eq!(teachers.role, Role::Assistant);
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    let pupil = Client::enter(school.server.web(), &seat).await;
    teacher.attend_until_joined(seat.participant).await;
    drop(pupil);
    school.server.stop().await;
}
