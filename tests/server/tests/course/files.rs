//! Files on lists of preparation over HTTP: who uploads them, who has them, and how they come.

use protocol::{
    AuditKind, CourseRole, ErrorCode, SessionId,
    audit::AuditPage,
    courses::{Course, CourseDetails},
    limits,
    preparation::{PreparationContent, SessionPreparation},
    schedule::CourseSchedule,
};
use reqwest::{Method, Response};
use serde_json::json;
use server_tests::{
    school::{School, details},
    visitor::{Refused, Visitor, refused},
};

async fn planned(visitor: &Visitor, course: &Course) -> SessionId {
    let body = json!({ "title": "Lecture", "time": { "start": "2199-11-05T10:00", "minutes": 60 } });
    let path = format!("/api/courses/{}/schedule", course.id);
    visitor.post::<CourseSchedule>(&path, &body).await.unwrap().sessions[0].session.id
}

async fn upload(by: &Visitor, to: SessionId, name: &str, content: Vec<u8>) -> Result<SessionPreparation, Refused> {
    let path = format!("/api/sessions/{to}/preparation/files?title=Slides&name={name}");
    by.send(by.request(Method::POST, &path).body(content)).await
}

async fn download(by: &Visitor, path: &str) -> Response {
    by.request(Method::GET, path).send().await.unwrap()
}

#[tokio::test]
async fn staff_upload_a_file_and_the_people_of_the_course_have_it() {
    let school = School::open().await;
    let session = planned(&school.instructor, &school.course).await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    let content = b"<script>alert(1)</script>".repeat(100_000);
    assert_eq!(upload(&student, session, "a.pdf", vec![1]).await, refused(403, ErrorCode::Forbidden));
    let list = upload(&school.instructor, session, "../Zo%C3%AB%20%221%22.html", content.clone()).await.unwrap();
    let PreparationContent::File(file) = &list.items[0].content else { panic!("no file") };
    assert_eq!((file.name.as_str(), file.bytes), ("Zoë \"1\".html", content.len() as u64));
    let path = format!("/api/sessions/{session}/preparation/{}/file", list.items[0].id);
    let answer = download(&student, &path).await;
    for (header, value) in [
        ("content-disposition", "attachment; filename*=UTF-8''Zo%C3%AB%20%221%22.html"),
        ("content-type", "application/octet-stream"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
    ] {
        assert_eq!(answer.headers()[header], value, "{header}");
    }
    assert_eq!(answer.bytes().await.unwrap(), content);
    assert_eq!(download(&school.server.visitor(), &path).await.status(), 401);
    assert_eq!(download(&student, &path).await.status(), 200, "again");
    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=attendance")).await.unwrap();
    let noted: Vec<_> = log.entries.iter().map(|line| (line.kind, line.who.as_str(), line.detail.as_str())).collect();
    assert_eq!(noted, [(AuditKind::Downloaded, "Sam", "Zoë \"1\".html")], "once a day");
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(download(&student, &path).await.status(), 404);

    let large = upload(&school.instructor, session, "b.pdf", vec![0; limits::FILE_BYTES + 1]).await;
    assert_eq!(large, refused(413, ErrorCode::TooLarge));
    assert_eq!(upload(&school.instructor, session, "folder/", vec![0]).await, refused(422, ErrorCode::TextInvalid));
    school.server.stop().await;
}

#[tokio::test]
async fn a_digest_leads_to_no_file_of_another_class_and_a_title_is_changed() {
    let school = School::open().await;
    let session = planned(&school.instructor, &school.course).await;
    let list = upload(&school.instructor, session, "a.pdf", vec![1, 2, 3]).await.unwrap();
    let item = |title: &str| json!({ "title": title, "content": list.items[0].content });
    let path = format!("/api/sessions/{session}/preparation/{}", list.items[0].id);
    let change = school.instructor.request(Method::PUT, &path).json(&item("Waves"));
    let changed: SessionPreparation = school.instructor.send(change).await.unwrap();
    assert_eq!((changed.items[0].title.as_str(), &changed.items[0].content), ("Waves", &list.items[0].content));
    let details = CourseDetails { title: "Another".into(), ..details() };
    let another: Course = school.instructor.post("/api/courses", &details).await.unwrap();
    let other = planned(&school.instructor, &another).await;
    let path = format!("/api/sessions/{other}/preparation");
    let stolen = school.instructor.post::<SessionPreparation>(&path, &item("Mine")).await;
    assert_eq!(stolen, refused(404, ErrorCode::NotFound));
    school.server.stop().await;
}
