//! Deadlines that are later for one person, over HTTP.

use protocol::{
    AuditKind, CourseRole, ErrorCode, MemberId, SessionId,
    audit::AuditPage,
    extensions::Extension,
    limits,
    roster::RosterPage,
    schedule::{CourseSchedule, Home},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server_tests::{
    school::School,
    visitor::{Refused, Visitor, outcome, refused},
};

/// A day in milliseconds.
const DAY: u64 = 24 * 3_600_000;

async fn give(visitor: &Visitor, session: SessionId, member: MemberId, days: u16) -> Result<(), Refused> {
    let path = format!("/api/sessions/{session}/extensions/{}", member.0);
    let answer = visitor.request(Method::PUT, &path).json(&json!({ "days": days })).send().await.unwrap();
    if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { outcome(answer).await }
}

#[tokio::test]
async fn one_person_has_more_time_and_sees_it_and_staff_see_who_has() {
    let school = School::open().await;
    let body = json!({ "title": "Far", "time": { "start": "2199-11-05T10:00", "minutes": 60 } });
    let made: CourseSchedule = school.instructor.post(&school.path("/schedule"), &body).await.unwrap();
    let session = made.sessions[0].session.id;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    let (other, _) = school.member("Tim", CourseRole::Student).await;
    school.add("Eve", CourseRole::Student).await;
    assert_eq!(give(&assistant, session, line.id, 3).await, refused(422, ErrorCode::NoDeadline), "no rule");
    let rule = json!({ "rule": { "days": 7, "time": "23:59" }, "holidays": [] });
    let request = school.instructor.request(Method::PUT, &school.path("/deadlines")).json(&rule);
    let due = school.instructor.send::<CourseSchedule>(request).await.unwrap().sessions[0].due_unix.unwrap();

    give(&assistant, session, line.id, 2).await.unwrap();
    give(&assistant, session, line.id, 3).await.unwrap();
    give(&assistant, session, line.id, 3).await.unwrap();
    for days in [0, limits::EXTENSION_DAYS + 1] {
        assert_eq!(give(&assistant, session, line.id, days).await, refused(422, ErrorCode::NoDeadline));
    }
    for nobody in [MemberId(99), MemberId(1)] {
        let refusal = refused(404, ErrorCode::NotFound);
        assert_eq!(give(&assistant, session, nobody, 3).await, refusal, "work is due of students alone");
    }
    let students = school.path("/roster?state=active&role=student");
    let students = assistant.get::<RosterPage>(&students).await.unwrap().members;
    assert_eq!(students.into_iter().map(|each| each.name).collect::<Vec<_>>(), ["Sam", "Tim"]);
    let own = async |visitor: &Visitor| {
        let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
        let home: Home = visitor.get("/api/home").await.unwrap();
        assert_eq!(home.next[0].session.due_unix, schedule.sessions[0].due_unix);
        (schedule.sessions[0].due_unix, schedule.sessions[0].extension_days)
    };
    assert_eq!(own(&student).await, (Some(due + 3 * DAY), Some(3)));
    assert_eq!(own(&other).await, (Some(due), None));
    let of_class: Vec<Extension> = assistant.get(&format!("/api/sessions/{session}/extensions")).await.unwrap();
    let of_sam = school.path(&format!("/roster/{}/extensions", line.id.0));
    assert_eq!(assistant.get::<Vec<Extension>>(&of_sam).await.as_ref(), Ok(&of_class));
    let expected = ("Sam".to_owned(), "Far".to_owned(), 3, Some(due + 3 * DAY));
    let shown: Vec<_> = of_class.into_iter().map(|each| (each.name, each.title, each.days, each.due_unix)).collect();
    assert_eq!(shown, [expected]);
    assert_eq!(student.get::<Vec<Extension>>(&of_sam).await, refused(403, ErrorCode::Forbidden));

    let path = format!("/api/sessions/{session}/extensions/{}", line.id.0);
    let ended = assistant.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    assert_eq!(own(&student).await, (Some(due), None));
    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=people")).await.unwrap();
    let lines: Vec<_> =
        log.entries[..3].iter().map(|e| (e.kind, e.subject.as_str(), e.about.as_str(), e.detail.as_str())).collect();
    let given = AuditKind::ExtensionGiven;
    assert_eq!(
        lines,
        [(AuditKind::ExtensionEnded, "Sam", "Far", ""), (given, "Sam", "Far", "3"), (given, "Sam", "Far", "2")],
        "what changes nothing is not noted"
    );
    school.server.stop().await;
}
