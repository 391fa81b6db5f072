//! The log that staff read: who came, watched and changed rights; who reads it; and what is not in it.

use protocol::{
    AuditKind, CourseRole, ErrorCode, Role,
    audit::{AuditEntry, AuditPage},
    courses::CourseJoin,
    http::{ChangePasswordRequest, Me},
    ledger::ClassLedger,
    limits,
    people::InvitationLink,
    schedule::CourseSchedule,
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    school::{PASSWORD, School},
    visitor::{Visitor, refused},
    within,
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn read(visitor: &Visitor, path: &str) -> Vec<AuditEntry> {
    visitor.get::<AuditPage>(path).await.expect("a page of the log").entries
}

/// Kinds, names and details, the latest first.
fn lines(entries: &[AuditEntry]) -> Vec<(AuditKind, &str, &str, &str)> {
    entries.iter().map(|e| (e.kind, e.who.as_str(), e.subject.as_str(), e.detail.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_read_who_changed_rights_and_nobody_else_does() {
    let school = School::open().await;
    let log = school.path("/audit");
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    school.change(&line, json!({ "role": "assistant" })).await.unwrap();
    // What stays as it is, is not noted.
    school.change(&line, json!({ "role": "assistant", "group": "Blue" })).await.unwrap();
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    school.change(&line, json!({ "state": "active" })).await.unwrap();
    let entries = read(&school.instructor, &log).await;
    assert_eq!(
        lines(&entries),
        [
            (AuditKind::MemberAdmitted, "Ivy", "Sam", ""),
            (AuditKind::MemberRemoved, "Ivy", "Sam", ""),
            (AuditKind::CourseRoleChanged, "Ivy", "Sam", "assistant"),
            (AuditKind::MemberCame, "Sam", "", ""),
            (AuditKind::MembersInvited, "Ivy", "Sam", "1"),
            (AuditKind::MemberAdded, "Ivy", "Sam", "student"),
            (AuditKind::CourseMade, "Ivy", "", ""),
        ]
    );
    assert_eq!(entries[6].about, "Analysis");
    assert_eq!(read(&school.owner, &log).await, entries);
    assert_eq!(sam.get::<AuditPage>(&log).await, refused(403, ErrorCode::Forbidden), "assistants");
    assert_eq!(school.server.visitor().get::<AuditPage>(&log).await, refused(401, ErrorCode::Unauthorized));
    assert_eq!(school.instructor.get::<AuditPage>("/api/audit").await, refused(403, ErrorCode::Forbidden));

    // All of the server is for its owner, with the titles of courses.
    let all = read(&school.owner, "/api/audit").await;
    assert_eq!(all[..7], entries[..]);
    assert_eq!(all[0].course.as_ref().map(|course| course.title.as_str()), Some("Analysis"));
    let rest: Vec<_> = lines(&all[7..]);
    assert_eq!(
        rest,
        [(AuditKind::PersonCame, "Ivy", "", ""), (AuditKind::PersonInvited, "Ada Teacher", "Ivy", "instructor")]
    );
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_is_noted_once_a_day_with_the_kind_of_device() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let ivy = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    let path = school.path("/audit?topic=attendance");
    let noted = async |count: usize| {
        let wait = async {
            loop {
                let entries = read(&school.instructor, &path).await;
                if entries.len() >= count {
                    return entries;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        within("lines of the log", wait).await
    };
    let _staff = Client::enter(school.server.web(), &ivy).await;
    noted(1).await;
    let client = Client::enter(school.server.web(), &seat).await;
    noted(2).await;
    drop(client);
    let _again = Client::enter(school.server.web(), &seat).await;
    for _ in 0..3 {
        let manifest = sam.request(Method::GET, &format!("/api/sessions/{}/manifest", class.id));
        let manifest = manifest.bearer_auth(&seat.token).header("user-agent", FIREFOX);
        sam.send::<Value>(manifest).await.unwrap();
    }
    let entries = noted(3).await;
    assert_eq!(
        lines(&entries),
        [(AuditKind::Watched, "Sam", "", ""), (AuditKind::Joined, "Sam", "", ""), (AuditKind::Joined, "Ivy", "", "")]
    );
    let (watched, joined) = (&entries[0], &entries[1]);
    assert_eq!((watched.browser.as_str(), watched.system.as_str()), ("Firefox", "Linux"));
    assert_eq!((watched.about.as_str(), watched.guest), ("Week 1", false));
    assert_eq!(joined.about, "Week 1");
    // A restart forgets who was noted; the database does not.
    let server = school.server.restart().await;
    let (sam, ivy) = (sam.at(server.web()), school.instructor.at(server.web()));
    assert_eq!(seat.role, Role::Student);
    sam.manifest(&seat).await;
    let search = read(&ivy, &format!("{}&search=SAM", path)).await;
    assert_eq!(search.len(), 2, "{search:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_what_was_done_with_their_account_and_no_secret_is_in_it() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let request = ChangePasswordRequest { present: PASSWORD.into(), new: "another horse battery".into() };
    let request = sam.request(Method::PUT, "/api/account/password").json(&request).header("user-agent", FIREFOX);
    sam.send::<Me>(request).await.unwrap();
    for _ in 0..3 {
        sam.post::<Value>("/api/account/calendar", &()).await.unwrap();
    }
    let own = read(&sam, "/api/account/audit").await;
    assert_eq!(
        lines(&own),
        [(AuditKind::CalendarLinkMade, "Sam", "", ""), (AuditKind::PasswordChanged, "Sam", "", "")]
    );
    assert_eq!(own[1].browser, "Firefox");
    assert_eq!(read(&school.instructor, "/api/account/audit").await, [], "others' are not theirs");
    assert_eq!(read(&school.instructor, &school.path("/audit?topic=accounts")).await, [], "nor the course's");
    assert_eq!(read(&school.owner, "/api/audit?topic=accounts").await, own);

    let on = json!({ "on": true, "reset": false, "approval": true });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&on);
    let code = school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap();
    let invite = json!({ "name": "Eve", "email": "eve@b.org", "role": "member" });
    let link: InvitationLink = school.owner.post("/api/people", &invite).await.unwrap();
    let all = school.owner.get::<Value>("/api/audit").await.unwrap().to_string();
    for secret in [code.as_str(), "eve@b.org", "another horse", link.path.as_deref().unwrap()] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_and_deadlines_are_noted_with_how_many_classes_they_change() {
    let school = School::open().await;
    let ivy = &school.instructor;
    let act = async |method: Method, path: String, body: Value| {
        ivy.send::<CourseSchedule>(ivy.request(method, &path).json(&body)).await.unwrap()
    };
    let rule = json!({ "pattern": { "repeat": "daily" }, "interval": 1, "until": null, "count": 3 });
    let weeks = json!({ "title": "Week", "time": { "start": "2030-11-04T10:00", "minutes": 90 }, "rule": rule });
    let plans = act(Method::POST, school.path("/schedule"), weeks).await.sessions;
    let path = |number: usize| format!("/api/sessions/{}/plan", plans[number].session.id);
    let later = json!({ "scope": "one", "time": { "start": "2030-11-04T11:00", "minutes": 90 }, "title": "First" });
    act(Method::PATCH, path(0), later).await;
    let following = json!({ "scope": "following", "time": { "start": "2030-11-05T12:00", "minutes": 60 } });
    act(Method::PATCH, path(1), following).await;
    act(Method::POST, format!("{}/cancel", path(0)), json!({ "reason": "ill" })).await;
    act(Method::POST, format!("{}/restore", path(0)), Value::Null).await;
    act(Method::DELETE, format!("{}?scope=following", path(1)), Value::Null).await;
    let deadlines = json!({ "rule": { "days": 7, "time": "23:59" }, "holidays": [] });
    act(Method::PUT, school.path("/deadlines"), deadlines).await;
    // What is refused is not noted.
    let wrong = ivy.request(Method::PATCH, &path(0)).json(&json!({ "scope": "one", "title": "" }));
    assert!(ivy.send::<Value>(wrong).await.is_err());

    let entries = read(ivy, &school.path("/audit?topic=content")).await;
    let told: Vec<_> = entries.iter().map(|e| (e.kind, e.about.as_str(), e.detail.as_str())).collect();
    assert_eq!(
        told,
        [
            (AuditKind::DeadlinesChanged, "", ""),
            (AuditKind::PlanDeleted, "Week", "2"),
            (AuditKind::ClassRestored, "First", ""),
            (AuditKind::ClassCancelled, "First", ""),
            (AuditKind::ClassMoved, "Week", "2"),
            (AuditKind::ClassRenamed, "Week", "1"),
            (AuditKind::ClassMoved, "Week", "1"),
            (AuditKind::ClassPlanned, "Week", "3"),
            (AuditKind::CourseMade, "Analysis", ""),
        ]
    );
    assert!(entries.iter().all(|entry| entry.who == "Ivy"));
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_save_of_a_class_is_noted_before_they_have_it() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let staff = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    let exports = format!("/api/sessions/{}/exports", class.id);
    let save = async |visitor: &Visitor, token: &str, of: &str| {
        let request = visitor.request(Method::POST, &exports).bearer_auth(token).json(&json!({ "of": of }));
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(save(&school.instructor, &staff.token, "answers").await, 204);
    assert_eq!(save(&school.instructor, &staff.token, "chat").await, 204);
    assert_eq!(save(&school.instructor, &staff.token, "chat").await, 204, "once a day");
    assert_eq!(save(&school.instructor, &staff.token, "work").await, 204);
    assert_eq!(save(&sam, &seat.token, "chat").await, 403);
    assert_eq!(save(&sam, &seat.token, "work").await, 403);
    let ledger = format!("/api/sessions/{}/ledger", class.id);
    let table: ClassLedger = school.instructor.get(&ledger).await.unwrap();
    let exported: ClassLedger = school.instructor.post(&format!("{ledger}/export"), &()).await.unwrap();
    assert_eq!(exported, table);
    assert_eq!(sam.post::<ClassLedger>(&format!("{ledger}/export"), &()).await, refused(403, ErrorCode::Forbidden));
    let entries = read(&school.instructor, &school.path("/audit?topic=attendance")).await;
    let told: Vec<_> = entries.iter().map(|e| (e.kind, e.who.as_str(), e.about.as_str())).collect();
    assert_eq!(
        told,
        [
            (AuditKind::ParticipationExported, "Ivy", "Week 1"),
            (AuditKind::WorkExported, "Ivy", "Week 1"),
            (AuditKind::ChatExported, "Ivy", "Week 1"),
            (AuditKind::AnswersExported, "Ivy", "Week 1"),
        ]
    );
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_page_by_page() {
    let school = School::open().await;
    for number in 0..limits::AUDIT_PAGE + 10 {
        school.add(&format!("Pupil{number}"), CourseRole::Student).await;
    }
    let path = school.path("/audit");
    let first: AuditPage = school.instructor.get(&path).await.unwrap();
    assert_eq!(first.entries.len(), limits::AUDIT_PAGE);
    let next = first.next.clone().expect("more");
    let second: AuditPage = school.instructor.get(&format!("{path}?before={next}")).await.unwrap();
    assert_eq!((second.entries.len(), second.next), (11, None));
    let mut ids: Vec<_> = first.entries.iter().chain(&second.entries).map(|entry| &entry.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), limits::AUDIT_PAGE + 11, "each line once");
    let wrong = school.instructor.get::<AuditPage>(&format!("{path}?before=yesterday")).await;
    assert_eq!(wrong, refused(422, ErrorCode::BadFrame));
    school.server.stop().await;
}
