//! Study tables: who watches a class that is over together with others, and what they do there.

use protocol::{
    Command, CourseRole, ErrorCode, Role, SessionId, SessionKind,
    chat::ChatTo,
    courses::{Course, CourseDetails, StudyRoom},
    http::{JoinInfo, Seat, SessionSummary, StartSessionRequest, StudyTable, Timeline},
    schedule::{CourseSchedule, Home},
    table::{Playback, WatchedClass},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server_tests::{
    client::Client,
    held::{LENGTH, hold, joined, removed},
    school::{School, details},
    visitor::{Visitor, refused},
};

async fn set(school: &School, study: StudyRoom) {
    let details = CourseDetails { study: Some(study), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
}

async fn table_of(visitor: &Visitor, seat: &Seat) -> Option<StudyTable> {
    let path = format!("/api/sessions/{}/timeline", seat.session);
    visitor.get_as::<Timeline>(&seat.token, &path).await.unwrap().table
}

/// A course whose students may study, with a class that is over.
async fn held() -> (School, SessionSummary) {
    let school = School::open().await;
    set(&school, StudyRoom::Recorded).await;
    let class = school.class().await;
    hold(&school, class.id, Vec::new()).await;
    (school, class)
}

#[tokio::test]
async fn students_watch_a_class_together_with_one_cursor() {
    let (school, class) = held().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (tim, _) = school.member("Tim", CourseRole::Student).await;
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    assert_eq!(table_of(&sam, &seat).await, Some(StudyTable { present: 0 }), "they may go there");

    let table = school.study_table(&sam, class.id).await.unwrap();
    assert_eq!((table.kind, table.watches, table.title.as_str()), (SessionKind::Study, Some(class.id), "Week 1"));
    assert!(table.unrecorded, "also where study rooms are recorded");
    assert_eq!(school.study_table(&tim, class.id).await.unwrap().id, table.id, "a class has one at a time");
    let info: JoinInfo = tim.get(&format!("/api/join/{}", table.code)).await.unwrap();
    assert_eq!(info.session.watches, Some(class.id));

    let sams = sam.join(&table.code, "Sam").await.unwrap();
    assert_eq!(sams.role, Role::Student);
    let mut first = Client::enter(school.server.web(), &sams).await;
    let watches = WatchedClass { session: class.id, length: LENGTH };
    assert_eq!(first.snapshot.as_ref().unwrap().table.as_ref().unwrap().watches, watches);
    let to = Command::SetPlayback { playing: true, position: 40_000, speed_percent: 150 };
    first.must(to.clone()).await;
    first.must(Command::SendChat { text: "Look".into(), to: ChatTo::MAIN }).await;
    // Who comes later is told where the others are.
    let tims = tim.join(&table.code, "Tim").await.unwrap();
    let mut second = Client::enter(school.server.web(), &tims).await;
    let Playback { playing, position, speed_percent, by, .. } =
        second.snapshot.as_ref().unwrap().table.as_ref().unwrap().playback;
    assert_eq!((playing, position, speed_percent, by), (true, 40_000, 150, Some(sams.participant)));
    second.must(Command::SetPlayback { playing: false, position: LENGTH + 1, speed_percent: 100 }).await;
    assert_eq!(table_of(&sam, &seat).await, Some(StudyTable { present: 2 }));

    // No list has it, and a class has no cursor.
    for visitor in [&sam, &school.instructor] {
        let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
        assert!(schedule.sessions.iter().all(|entry| entry.session.id != table.id));
        let home: Home = visitor.get("/api/home").await.unwrap();
        assert!(!serde_json::to_string(&home).unwrap().contains(&table.id.to_string()));
    }
    let room = StartSessionRequest {
        title: "Study".into(),
        guests_allowed: false,
        course: Some(school.course.id),
        kind: SessionKind::Study,
        watches: None,
    };
    let room: SessionSummary = sam.post("/api/sessions", &room).await.unwrap();
    assert_ne!(room.id, table.id, "the study room of the course is another");
    let other = sam.join(&room.code, "Sam").await.unwrap();
    let mut client = Client::enter(school.server.web(), &other).await;
    assert_eq!(client.refusal(to).await, ErrorCode::NotNow);

    // Nothing of it is kept.
    let teachers = school.instructor.join(&table.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(first.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let store = &school.server.app().store;
    while store.session(table.id).await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(table_of(&sam, &seat).await, Some(StudyTable { present: 0 }));
    school.server.stop().await;
}

#[tokio::test]
async fn who_may_not_watch_or_study_comes_to_no_table() {
    let (school, class) = held().await;
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    let (olga, _) = school.member("Olga", CourseRole::Observer).await;
    let stranger = school.server.visitor();
    assert_eq!(school.study_table(&olga, class.id).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(school.study_table(&stranger, class.id).await, refused(401, ErrorCode::Unauthorized));
    assert_eq!(school.study_table(&school.owner, class.id).await, refused(403, ErrorCode::Forbidden));
    let observers = olga.join(&class.code, "Olga").await.unwrap();
    assert_eq!(table_of(&olga, &observers).await, None);

    let table = school.study_table(&sam, class.id).await.unwrap();
    for (visitor, name) in [(&olga, "Olga"), (&stranger, "Gus")] {
        assert_eq!(visitor.join(&table.code, name).await, refused(403, ErrorCode::MembersOnly));
    }

    // What is not over, not of the course, not there, or not handed out.
    let coming = school.class().await;
    assert_eq!(school.study_table(&sam, coming.id).await, refused(422, ErrorCode::NotNow));
    let alone = json!({ "title": "Alone", "guests_allowed": true });
    let alone: SessionSummary = school.owner.post("/api/sessions", &alone).await.unwrap();
    for other in [alone.id, SessionId(uuid::Uuid::new_v4())] {
        assert_eq!(school.study_table(&sam, other).await, refused(404, ErrorCode::NotFound));
    }
    let course = Some(school.course.id);
    let lecture = json!({ "title": "Waves", "guests_allowed": false, "course": course, "kind": "lecture" });
    let lecture: SessionSummary = school.instructor.post("/api/sessions", &lecture).await.unwrap();
    hold(&school, lecture.id, Vec::new()).await;
    assert_eq!(school.study_table(&sam, lecture.id).await, refused(404, ErrorCode::NotFound), "a draft is for staff");
    let class_of = json!({ "title": "Week 2", "guests_allowed": false, "course": course, "watches": class.id });
    let odd = school.instructor.post::<SessionSummary>("/api/sessions", &class_of).await;
    assert_eq!(odd, refused(422, ErrorCode::BadFrame), "a class watches nothing");

    // The course lets nobody study any more.
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    set(&school, StudyRoom::Off).await;
    assert_eq!(school.study_table(&sam, class.id).await, refused(422, ErrorCode::NotNow));
    assert_eq!(table_of(&sam, &seat).await, None);
    set(&school, StudyRoom::Open).await;

    // Who is no member any more.
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(school.study_table(&sam, class.id).await.map(|_| ()), refused(404, ErrorCode::NotFound));
    assert_eq!(sam.join(&table.code, "Sam").await, refused(403, ErrorCode::MembersOnly));
    school.server.stop().await;
}

#[tokio::test]
async fn who_was_removed_from_a_class_watches_it_with_nobody_and_takes_nothing_of_it_along() {
    let school = School::open().await;
    let details = CourseDetails { study: Some(StudyRoom::Open), downloads: Some(true), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    let [(sam, _), (tim, _)] =
        [school.member("Sam", CourseRole::Student).await, school.member("Tim", CourseRole::Student).await];
    let class = school.class().await;
    let seat = sam.join(&class.code, "Sam").await.unwrap().participant;
    hold(&school, class.id, vec![(1_000, joined(seat, Role::Student)), (2_000, removed(seat))]).await;
    assert_eq!(school.study_table(&sam, class.id).await, refused(403, ErrorCode::Removed));
    let table = school.study_table(&tim, class.id).await.unwrap();
    assert_eq!(sam.join(&table.code, "Sam").await, refused(403, ErrorCode::Removed));
    for way in ["downloads", "webm?codec=vp8", "offline", "mp4", "mp4/file"] {
        let path = format!("/api/sessions/{}/recording/{way}", class.id);
        let status = |visitor: &Visitor| visitor.request(Method::GET, &path).send();
        assert_eq!(status(&sam).await.unwrap().status(), 403, "{way}");
        assert_ne!(status(&tim).await.unwrap().status(), 403, "{way}");
    }
    school.server.stop().await;
}

#[tokio::test]
async fn a_table_at_which_people_are_outlives_its_class_and_a_restart() {
    let (mut school, class) = held().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let table = school.study_table(&sam, class.id).await.unwrap();
    let seat = sam.join(&table.code, "Sam").await.unwrap();
    let client = Client::enter(school.server.web(), &seat).await;
    let path = format!("/api/sessions/{}", class.id);
    let deleted = school.instructor.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    drop(client);
    school.server = school.server.restart().await;
    let mut back = Client::enter(school.server.web(), &seat).await;
    back.must(Command::SendChat { text: "It is gone".into(), to: ChatTo::MAIN }).await;
    school.server.stop().await;
}

#[tokio::test]
async fn a_class_that_is_deleted_has_no_table() {
    let (school, class) = held().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let table = school.study_table(&sam, class.id).await.unwrap();
    let path = format!("/api/sessions/{}", class.id);

    // In the bin first, where nobody watches it.
    let bin = school.instructor.request(Method::DELETE, &format!("{path}/recording"));
    school.instructor.send::<SessionSummary>(bin).await.unwrap();
    assert_eq!(school.study_table(&sam, class.id).await, refused(410, ErrorCode::RecordingDeleted));
    assert_eq!(sam.join(&table.code, "Sam").await, refused(410, ErrorCode::RecordingDeleted));
    let deleted = school.instructor.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert!(school.server.app().store.session(table.id).await.unwrap().is_none(), "nobody was there");
    school.server.stop().await;
}
