//! Lectures that one of the staff records alone, over HTTP and the WebSocket: who comes in, who knows of them, and what they count for.

use protocol::{
    Command, CourseRole, ErrorCode, Role, SessionId, SessionKind,
    board::WholeThread,
    courses::{Course, CourseSummary},
    http::{JoinInfo, RecordingState, Seat, SessionSummary, StartSessionRequest},
    ledger::{ClassLedger, LedgerState, OwnLedger, Watched},
    limits::LEDGER_BEAT_MS,
    polls::{Answer, Ask, Form, Question},
    preparation::SessionPreparation,
    schedule::{CourseSchedule, Home},
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    client::Client,
    school::School,
    visitor::{Refused, Visitor, refused},
};

async fn record(school: &School, visitor: &Visitor) -> Result<SessionSummary, Refused> {
    let course = Some(school.course.id);
    let request = StartSessionRequest {
        title: "Waves".into(),
        guests_allowed: true,
        course,
        kind: SessionKind::Lecture,
        watches: None,
    };
    visitor.post("/api/sessions", &request).await
}

fn yes_or_no(text: &str) -> Ask {
    Ask::New { question: Question { text: text.into(), form: Form::YesNo, anonymous: false }, key: None }
}

/// A lecture with a chapter and a poll, which is finished and not handed out.
async fn recorded(school: &School, visitor: &Visitor, name: &str) -> (SessionSummary, Seat) {
    let lecture = record(school, visitor).await.unwrap();
    let seat = visitor.join(&lecture.code, name).await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &seat).await;
    teacher.must(Command::SetChapter { from: None, title: "Beginning".into() }).await;
    teacher.must(Command::StartPoll { ask: yes_or_no("Clear?"), room: None, duration: None }).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    (lecture, seat)
}

async fn publish(visitor: &Visitor, lecture: SessionId) -> Result<SessionSummary, Refused> {
    visitor.post(&format!("/api/sessions/{lecture}/publish"), &()).await
}

async fn listed(school: &School, visitor: &Visitor) -> Vec<SessionSummary> {
    let course: Course = visitor.get(&school.path("")).await.unwrap();
    let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
    let planned: Vec<_> = schedule.sessions.into_iter().map(|entry| entry.session).collect();
    assert_eq!(course.sessions, planned);
    planned
}

#[tokio::test]
async fn a_lecture_is_its_staffs_until_it_is_handed_out() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let stranger = school.server.visitor();
    for visitor in [&student, &observer] {
        assert_eq!(record(&school, visitor).await, refused(403, ErrorCode::Forbidden));
    }
    let of_nothing = json!({ "title": "Waves", "guests_allowed": true, "kind": "lecture" });
    let without_course = school.instructor.post::<SessionSummary>("/api/sessions", &of_nothing).await;
    assert_eq!(without_course, refused(404, ErrorCode::NotFound));

    // An assistant leads what they record, and ends it.
    let lecture = record(&school, &assistant).await.unwrap();
    assert_eq!((lecture.kind, lecture.draft), (SessionKind::Lecture, true));
    let seat = assistant.join(&lecture.code, "Ann").await.unwrap();
    assert_eq!(seat.role, Role::Instructor);
    let mut teacher = Client::enter(school.server.web(), &seat).await;
    assert_eq!(teacher.snapshot.as_ref().unwrap().kind, SessionKind::Lecture);
    let path = format!("/api/join/{}", lecture.code);
    for visitor in [&student, &observer, &school.owner, &stranger] {
        assert_eq!(visitor.get::<JoinInfo>(&path).await, refused(404, ErrorCode::NotFound));
        assert_eq!(visitor.join(&lecture.code, "Sam").await, refused(404, ErrorCode::NotFound));
    }
    let sees_nothing = async |visitor: &Visitor| {
        assert_eq!(listed(&school, visitor).await, []);
        assert_eq!(visitor.get::<Vec<CourseSummary>>("/api/courses").await.unwrap()[0].live, None);
        let home: Home = visitor.get("/api/home").await.unwrap();
        assert_eq!((home.next, home.lately), (vec![], vec![]));
    };
    sees_nothing(&student).await;
    assert_eq!(publish(&assistant, lecture.id).await, refused(422, ErrorCode::NotNow), "it goes on");
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    sees_nothing(&student).await;
    assert_eq!(student.join(&lecture.code, "Sam").await, refused(404, ErrorCode::NotFound));
    let open = format!("/api/sessions/{}/recording/open", lecture.id);
    let until = json!({ "until_unix": school.server.app().clock.now() + 3_600_000 });
    let opened = school.instructor.request(Method::PUT, &open).json(&until);
    school.instructor.send::<SessionSummary>(opened).await.ok();
    assert_eq!(
        stranger.join(&lecture.code, "Gus").await,
        refused(404, ErrorCode::NotFound),
        "a draft is open to nobody"
    );
    let thread =
        json!({ "title": "Why?", "text": "?", "question": true, "moment": { "session": lecture.id, "at": 0 } });
    for visitor in [&student, &assistant] {
        let begun = visitor.post::<WholeThread>(&school.path("/board"), &thread).await;
        assert_eq!(begun, refused(404, ErrorCode::NotFound), "a thread would name it to everybody");
    }
    assert_eq!(listed(&school, &assistant).await.len(), 1);
    assert_eq!(listed(&school, &school.instructor).await.len(), 1);

    assert_eq!(publish(&student, lecture.id).await, refused(403, ErrorCode::Forbidden));
    assert!(!publish(&assistant, lecture.id).await.unwrap().draft);
    assert!(!publish(&school.instructor, lecture.id).await.unwrap().draft, "once more changes nothing");
    assert_eq!(listed(&school, &student).await.len(), 1);
    let seat = student.join(&lecture.code, "Sam").await.unwrap();
    assert_eq!(seat.role, Role::Student);
    assert!(student.journal(&seat, 0).await.complete);
    assert_eq!(publish(&school.instructor, school.class().await.id).await, refused(404, ErrorCode::NotFound));
    school.server.stop().await;
}

#[tokio::test]
async fn a_take_is_thrown_away_by_whoever_recorded_it_and_students_lose_what_is_deleted() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (lecture, _) = recorded(&school, &assistant, "Ann").await;
    let path = format!("/api/sessions/{}/recording", lecture.id);
    let delete = async |visitor: &Visitor| visitor.send::<SessionSummary>(visitor.request(Method::DELETE, &path)).await;
    assert_eq!(delete(&student).await, refused(403, ErrorCode::Forbidden));
    let gone = delete(&assistant).await.unwrap();
    assert!(matches!(gone.recording, RecordingState::InBin { .. }), "{gone:?}");
    assert_eq!(
        publish(&assistant, lecture.id).await,
        refused(422, ErrorCode::NotNow),
        "nothing is there to be watched"
    );
    assistant.post::<SessionSummary>(&format!("{path}/restore"), &()).await.unwrap();
    publish(&assistant, lecture.id).await.unwrap();
    assert_eq!(listed(&school, &student).await.len(), 1);
    assert_eq!(delete(&assistant).await, refused(403, ErrorCode::Forbidden), "it is not theirs alone any more");
    delete(&school.instructor).await.unwrap();
    assert_eq!(listed(&school, &student).await, [], "nothing is left for students");
    assert_eq!(listed(&school, &assistant).await.len(), 1);
    school.server.stop().await;
}

#[tokio::test]
async fn a_lecture_counts_once_it_is_to_be_watched_before_class_and_is_ticked_by_watching() {
    let school = School::open().await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    let (lecture, teacher) = recorded(&school, &school.instructor, "Ivy").await;
    let planned = json!({ "title": "Week 2", "time": { "start": "2199-11-05T10:00", "minutes": 60 } });
    let schedule: CourseSchedule = school.instructor.post(&school.path("/schedule"), &planned).await.unwrap();
    let class = schedule.sessions.iter().find(|entry| entry.plan.is_some()).unwrap().session.id;
    let path = format!("/api/sessions/{class}/preparation");
    let watch = json!({ "title": "Watch", "content": { "kind": "recording", "session": lecture.id } });
    let added = school.instructor.post::<SessionPreparation>(&path, &watch).await;
    assert_eq!(added, refused(422, ErrorCode::NoRecording), "students would not find it");
    publish(&school.instructor, lecture.id).await.unwrap();

    let ledger = async || {
        let schedule: CourseSchedule = student.get(&school.path("/schedule")).await.unwrap();
        schedule.sessions.iter().find(|entry| entry.session.id == lecture.id).unwrap().ledger
    };
    assert_eq!(ledger().await, None, "nobody has missed what nobody has to watch");
    let seat = student.join(&lecture.code, "Sam").await.unwrap();
    let added: SessionPreparation = school.instructor.post(&path, &watch).await.unwrap();
    assert_eq!(added.items[0].recording.as_ref().map(|recording| recording.kind), Some(SessionKind::Lecture));
    let entry = ledger().await.expect("it counts");
    assert_eq!((entry.state, entry.polls_left), (LedgerState::Missing, 1));

    // Another question is put into it afterwards, and a chapter gets another name.
    let anchor = Some(0);
    let put = Command::StartPoll { ask: yes_or_no("Really?"), room: None, duration: None };
    school.instructor.act_later(&teacher, anchor, put).await.unwrap();
    let name = Command::SetChapter { from: Some(0), title: "Start".into() };
    school.instructor.act_later(&teacher, anchor, name.clone()).await.unwrap();
    assert_eq!(student.act_later(&seat, anchor, name).await.unwrap_err().code, ErrorCode::Forbidden);

    let report = async |from, to| {
        school.server.clock().advance(LEDGER_BEAT_MS);
        let played = Watched { from, to, speed_percent: 100 };
        let path = format!("/api/sessions/{}/ledger/watched", lecture.id);
        let request = student.request(Method::POST, &path).bearer_auth(&seat.token).json(&played);
        student.send::<OwnLedger>(request).await.unwrap().entry
    };
    let length = entry.length;
    report(0, 0).await;
    let done = async || {
        let mine: SessionPreparation = student.get(&path).await.unwrap();
        mine.items[0].done_unix.is_some()
    };
    let seen = report(0, length).await;
    assert_eq!((seen.left, seen.polls_left), (0, 2));
    assert!(!done().await, "two questions are left");
    for poll in [1, 2] {
        let answer = Answer::Choices { choices: vec![0] };
        let answers = Command::AnswerPoll { poll: protocol::PollId(poll), answer };
        student.act_later(&seat, anchor, answers).await.unwrap();
    }
    let own = student.get::<OwnLedger>(&format!("/api/sessions/{}/ledger/own", lecture.id)).await.unwrap().entry;
    assert_eq!(own.state, LedgerState::CaughtUp);
    assert!(done().await);
    let who: ClassLedger = school.instructor.get(&format!("/api/sessions/{}/ledger", lecture.id)).await.unwrap();
    assert_eq!((who.lines[0].member, who.lines[0].entry.unwrap().state), (line.id, LedgerState::CaughtUp));

    // Whoever has watched it before it was to be watched has done it, too.
    let again: SessionPreparation = school.instructor.post(&path, &watch).await.unwrap();
    assert_eq!(again.items.iter().map(|item| item.done_by).collect::<Vec<_>>(), [Some(1), Some(1)]);
    school.server.stop().await;
}
