//! Classes that are deleted: by their instructor, and by the server once their time is over.

use meridian::{clock::unix_now, retention};
use protocol::{
    AuditKind, CourseId, CourseRole, ErrorCode, Millis, SessionId, SessionKind,
    audit::AuditPage,
    courses::{Course, CourseDetails, Retention},
    http::{SessionSummary, StartSessionRequest},
    limits::{RETENTION_DAYS, RETENTION_NOTICE_MS},
};
use reqwest::{Method, StatusCode};
use server_tests::{
    mailbox::Mailbox,
    school::{School, details},
    server::TestServer,
    visitor::{Refused, Visitor, refusal_of, refused},
};

const DAY: Millis = 24 * 3_600_000;

async fn delete(visitor: &Visitor, session: SessionId) -> Option<Refused> {
    let request = visitor.request(Method::DELETE, &format!("/api/sessions/{session}"));
    refusal_of(request.send().await.unwrap()).await
}

async fn change(visitor: &Visitor, school: &School, retention: Retention) -> Result<Course, Refused> {
    let details = CourseDetails { retention: Some(retention), ..details() };
    visitor.send(visitor.request(Method::PUT, &school.path("")).json(&details)).await
}

async fn kinds(school: &School) -> Vec<(AuditKind, String)> {
    let page: AuditPage = school.instructor.get(&school.path("/audit?topic=content")).await.unwrap();
    page.entries.into_iter().map(|entry| (entry.kind, entry.who)).collect()
}

/// A class of the course that ended at this moment.
async fn ended(school: &School, ended_unix: Millis) -> SessionSummary {
    ended_in(school, school.course.id, ended_unix).await
}

async fn ended_in(school: &School, course: CourseId, ended_unix: Millis) -> SessionSummary {
    let request = StartSessionRequest {
        title: "Week 1".into(),
        guests_allowed: true,
        course: Some(course),
        kind: SessionKind::Class,
        watches: None,
    };
    let class: SessionSummary = school.instructor.post("/api/sessions", &request).await.unwrap();
    let store = &school.server.app().store;
    store.set_live(class.id, ended_unix - 60_000).await.unwrap();
    store.set_ended(class.id, 60_000, ended_unix).await.unwrap();
    class
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_deletes_a_class_that_is_over_and_nobody_else_does() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (ann, _) = school.member("Ann", CourseRole::Assistant).await;
    let running = school.class().await;
    assert_eq!(delete(&school.instructor, running.id).await, refused::<()>(422, ErrorCode::NotNow).err());
    let class = ended(&school, unix_now()).await;
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    assert!(sam.journal(&seat, 1).await.complete);
    for (visitor, status, code) in [
        (&sam, 403, ErrorCode::Forbidden),
        (&ann, 403, ErrorCode::Forbidden),
        (&school.owner, 403, ErrorCode::Forbidden),
        (&school.server.visitor(), 401, ErrorCode::Unauthorized),
    ] {
        assert_eq!(delete(visitor, class.id).await, Some(Refused { status, code }));
    }
    assert_eq!(delete(&school.instructor, class.id).await, None);
    assert_eq!(delete(&school.instructor, class.id).await, refused::<()>(404, ErrorCode::NotFound).err());
    assert!(
        sam.refusals(&seat, "t0-s0.webm")
            .await
            .iter()
            .all(|refusal| *refusal == refused::<()>(401, ErrorCode::Unauthorized).err())
    );
    assert_eq!(sam.join(&class.code, "Sam").await.err(), refused::<()>(404, ErrorCode::NotFound).err());
    let course: Course = school.instructor.get(&school.path("")).await.unwrap();
    assert_eq!(course.sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [running.id]);
    assert_eq!(kinds(&school).await[0], (AuditKind::ClassDeleted, "Ivy".to_owned()));
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn classes_are_deleted_once_their_time_is_over_and_instructors_were_told() {
    let mut mailbox = Mailbox::start().await;
    let school = School::open_on(TestServer::start_with_mail(&mailbox).await).await;
    let (app, now) = (school.server.app(), unix_now());
    // Both were told that there is an account with their address.
    let welcomed = [mailbox.next().await, mailbox.next().await];
    assert!(welcomed.iter().all(|letter| letter.header("Subject").unwrap().starts_with("Confirm")));
    let course = async || school.instructor.get::<Course>(&school.path("")).await.unwrap();
    assert_eq!(course().await.keeping, None, "there is nothing to delete");
    let held = now - 100 * DAY;
    let class = ended(&school, held).await;
    let keeping = course().await.keeping.unwrap();
    assert_eq!((keeping.from_unix, keeping.days), (held, RETENTION_DAYS));
    assert!(keeping.not_before_unix >= now + RETENTION_NOTICE_MS, "nobody was told");
    let there = async || app.store.session(class.id).await.unwrap().is_some();
    let keep = async |days| change(&school.instructor, &school, Retention::Days { days }).await.unwrap();

    // Nobody is told before it is near, and they are told once.
    keep(115).await;
    assert_eq!(retention::look(app, now).await.unwrap(), 0);
    assert_eq!(app.store.next_mail_due(store::Way::Mail).await.unwrap(), None);
    keep(113).await;
    let earlier = now - 300_000;
    for _ in 0..2 {
        assert_eq!(retention::look(app, earlier).await.unwrap(), 0);
    }
    let letter = mailbox.next().await;
    assert_eq!(letter.to, ["ivy@school.example"]);
    let subject = letter.header("Subject").unwrap();
    assert!(subject.starts_with("Classes of Analysis are deleted on "), "{}", letter.raw());
    assert!(letter.link().ends_with(&format!("/courses/{}/settings", school.course.id)), "{}", letter.link());
    assert_eq!(app.store.next_mail_due(store::Way::Mail).await.unwrap(), None);
    assert_eq!(course().await.keeping.unwrap().not_before_unix, earlier + RETENTION_NOTICE_MS);

    // Whoever keeps them longer is told again when that is over, and has the whole notice again.
    keep(200).await;
    assert_eq!(retention::look(app, now).await.unwrap(), 0);
    keep(50).await;
    assert_eq!(retention::look(app, now).await.unwrap(), 0);
    assert_eq!(mailbox.next().await.to, ["ivy@school.example"]);
    assert_eq!(retention::look(app, now + RETENTION_NOTICE_MS - 1).await.unwrap(), 0);
    assert!(there().await);
    assert_eq!(retention::look(app, now + RETENTION_NOTICE_MS).await.unwrap(), 1);
    assert!(!there().await);
    let log = kinds(&school).await;
    assert!(log.contains(&(AuditKind::ClassExpired, String::new())), "{log:?}");
    assert_eq!(retention::look(app, now + 1_000 * DAY).await.unwrap(), 0);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_how_long_classes_are_kept_has_the_whole_notice_anew() {
    let school = School::open().await;
    let (app, now) = (school.server.app(), unix_now());
    let class = ended(&school, now - 100 * DAY).await;
    let there = async || app.store.session(class.id).await.unwrap().is_some();
    let told = async || app.store.retention(Some(school.course.id)).await.unwrap()[0].told_unix;
    let keep = async |retention| change(&school.instructor, &school, retention).await.unwrap();

    assert_eq!(retention::look(app, now).await.unwrap(), 0);
    assert_eq!(told().await, Some(now));
    let almost = now + RETENTION_NOTICE_MS - 1;
    keep(Retention::Days { days: 30 }).await;
    assert_eq!(told().await, None, "nobody was told of this");
    assert_eq!(retention::look(app, almost).await.unwrap(), 0);
    assert_eq!(told().await, Some(almost));
    for at in [now + RETENTION_NOTICE_MS, almost + RETENTION_NOTICE_MS - 1] {
        assert_eq!(retention::look(app, at).await.unwrap(), 0);
        assert!(there().await);
    }
    keep(Retention::Days { days: 30 }).await;
    assert_eq!(told().await, Some(almost), "the same said again is no change");

    // The term counts, too.
    let details = CourseDetails { to: Some("2020-01-31".into()), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    let late = almost + RETENTION_NOTICE_MS;
    assert_eq!(retention::look(app, late).await.unwrap(), 0);
    assert_eq!(told().await, Some(late));
    assert_eq!(retention::look(app, late + RETENTION_NOTICE_MS).await.unwrap(), 1);
    assert!(!there().await);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_cannot_be_deleted_holds_up_no_other() {
    let school = School::open().await;
    let (app, now) = (school.server.app(), unix_now());
    let stuck = ended(&school, now - 120 * DAY).await;
    let other = ended(&school, now - 110 * DAY).await;
    let course: Course = school.instructor.post("/api/courses", &details()).await.unwrap();
    let elsewhere = ended_in(&school, course.id, now - 120 * DAY).await;
    // A file where its folder would be cannot be removed as a folder.
    let in_the_way = school.server.data().join("media").join(stuck.id.to_string());
    std::fs::create_dir_all(in_the_way.parent().unwrap()).unwrap();
    std::fs::write(&in_the_way, "").unwrap();
    assert_eq!(retention::look(app, now).await.unwrap(), 0);
    assert_eq!(retention::look(app, now + RETENTION_NOTICE_MS).await.unwrap(), 2);
    for gone in [other.id, elsewhere.id] {
        assert_eq!(app.store.session(gone).await.unwrap(), None);
    }
    assert!(in_the_way.exists());
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_alone_keep_classes_for_ever() {
    let school = School::open().await;
    let told = change(&school.instructor, &school, Retention::ForEver).await;
    assert_eq!(told.map(|_| ()), refused(403, ErrorCode::Forbidden));
    let mut wanted = details();
    wanted.retention = Some(Retention::ForEver);
    assert_eq!(
        school.instructor.post::<Course>("/api/courses", &wanted).await.map(|_| ()),
        refused(403, ErrorCode::Forbidden)
    );
    change(&school.owner, &school, Retention::ForEver).await.unwrap();
    ended(&school, unix_now()).await;
    let kept = change(&school.instructor, &school, Retention::ForEver).await.unwrap();
    assert_eq!((kept.details.retention, kept.keeping), (Some(Retention::ForEver), None), "it stays so");
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details());
    let kept: Course = school.instructor.send(request).await.unwrap();
    assert_eq!(kept.details.retention, Some(Retention::ForEver), "who does not speak of it leaves it");
    assert_eq!(retention::look(school.server.app(), unix_now() + 10_000 * DAY).await.unwrap(), 0);
    let wrong = change(&school.instructor, &school, Retention::Days { days: 0 }).await;
    assert_eq!(wrong.map(|_| ()), refused(422, ErrorCode::CourseInvalid));
    let shorter = change(&school.instructor, &school, Retention::Days { days: 30 }).await.unwrap();
    assert_eq!(shorter.keeping.unwrap().days, 30);
    let request = school.owner.request(Method::DELETE, &school.path(""));
    assert_eq!(request.send().await.unwrap().status(), StatusCode::CONFLICT, "it has a class");
    school.server.stop().await;
}
