//! Announcements over HTTP: who reads them when, who has seen them, and the mails that tell of them.

use calendar::{DateTime, Refused as NoInstant};
use meridian::{clock::unix_now, zone_rules};
use protocol::{
    AuditKind, CourseRole, ErrorCode, Millis, NoticeKind,
    announcements::{Announcement, AnnouncementPage, AnnouncementReaders, NewAnnouncement, Readers},
    audit::AuditPage,
    courses::CourseDetails,
    limits,
    notices::Unsubscribed,
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    mailbox::{Letter, Mailbox},
    mailed::{letters, member, school},
    school::{School, details},
    visitor::{Refused, Visitor, refused},
};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

fn said(title: &str, at: Option<&str>) -> Value {
    json!({ "title": title, "text": "See https://school.example/plan", "at": at })
}

async fn announce(school: &School, title: &str, at: Option<&str>) -> Announcement {
    school.instructor.post(&school.path("/announcements"), &said(title, at)).await.unwrap()
}

async fn page(school: &School, visitor: &Visitor) -> Vec<Announcement> {
    visitor.get::<AnnouncementPage>(&school.path("/announcements")).await.unwrap().announcements
}

async fn titles(school: &School, visitor: &Visitor) -> Vec<String> {
    page(school, visitor).await.into_iter().map(|one| one.title).collect()
}

async fn news(visitor: &Visitor) -> Vec<String> {
    let news: Vec<NewAnnouncement> = visitor.get("/api/home/announcements").await.unwrap();
    news.into_iter().map(|one| one.announcement.title).collect()
}

async fn see(school: &School, visitor: &Visitor, seen: &[&Announcement]) -> Result<(), Refused> {
    let ids: Vec<_> = seen.iter().map(|one| one.id).collect();
    visitor.tell(&school.path("/announcements/seen"), &json!({ "announcements": ids })).await
}

async fn put(school: &School, one: &Announcement, said: &Value) -> Result<Announcement, Refused> {
    let path = school.path(&format!("/announcements/{}", one.id));
    school.instructor.send(school.instructor.request(Method::PUT, &path).json(said)).await
}

async fn delete(school: &School, one: &Announcement) -> u16 {
    let path = school.path(&format!("/announcements/{}", one.id));
    school.instructor.request(Method::DELETE, &path).send().await.unwrap().status().as_u16()
}

async fn restore(school: &School, one: &Announcement) -> Result<Announcement, Refused> {
    school.instructor.post(&school.path(&format!("/announcements/{}/restore", one.id)), &()).await
}

/// What clocks show in the course's zone.
fn in_berlin(at: Millis) -> String {
    calendar::local_time("Europe/Berlin", at).unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

#[tokio::test]
async fn members_read_what_staff_announce_and_staff_see_who_has() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (other, line) = school.member("Rob", CourseRole::Student).await;
    let first = announce(&school, "Welcome", None).await;
    assert_eq!((first.by.as_str(), first.seen, first.changed_unix), ("Ivy", true, None));
    assert_eq!(first.readers, Some(Readers { seen: 0, all: 3 }), "all but the author");
    let second: Announcement = assistant.post(&school.path("/announcements"), &said("Room 5", None)).await.unwrap();
    assert_eq!(titles(&school, &student).await, ["Room 5", "Welcome"]);
    assert_eq!(news(&student).await, ["Room 5", "Welcome"]);
    assert_eq!(news(&assistant).await, ["Welcome"], "not what they wrote themselves");
    let home: Vec<NewAnnouncement> = student.get("/api/home/announcements").await.unwrap();
    assert_eq!((home[0].course, home[0].course_title.as_str(), home[0].colour), (school.course.id, "Analysis", 1));
    assert_eq!(home[0].announcement.readers, None, "a matter of staff");

    see(&school, &student, &[&first]).await.unwrap();
    see(&school, &student, &[&first]).await.unwrap();
    assert_eq!(news(&student).await, ["Room 5"]);
    let seen: Vec<bool> = page(&school, &student).await.into_iter().map(|one| one.seen).collect();
    assert_eq!(seen, [false, true]);
    // The owner of the server reads it, and is no member whose reading counts.
    assert_eq!(titles(&school, &school.owner).await, ["Room 5", "Welcome"]);
    see(&school, &school.owner, &[&first]).await.unwrap();
    assert_eq!(page(&school, &school.instructor).await[1].readers, Some(Readers { seen: 1, all: 3 }));
    let path = school.path(&format!("/announcements/{}/readers", first.id));
    let readers: AnnouncementReaders = school.instructor.get(&path).await.unwrap();
    assert_eq!(readers.seen.iter().map(|reader| reader.name.as_str()).collect::<Vec<_>>(), ["Sam"]);
    assert_eq!(readers.unseen, ["Ann", "Rob"]);
    assert_eq!(student.get::<AnnouncementReaders>(&path).await, refused(403, ErrorCode::Forbidden));

    // Whoever is removed reads nothing any more, and does not count.
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(other.get::<AnnouncementPage>(&school.path("/announcements")).await, refused(404, ErrorCode::NotFound));
    assert_eq!(news(&other).await, Vec::<String>::new());
    assert_eq!(see(&school, &other, &[&second]).await, refused(404, ErrorCode::NotFound));
    let readers: AnnouncementReaders = school.instructor.get(&path).await.unwrap();
    assert_eq!(readers.unseen, ["Ann"]);
    school.server.stop().await;
}

#[tokio::test]
async fn an_announcement_comes_at_its_time_and_is_changed_deleted_and_restored() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let at = (unix_now() + 3 * DAY).next_multiple_of(HOUR);
    let later = announce(&school, "Exam", Some(&in_berlin(at))).await;
    assert_eq!(later.at_unix, at, "by the clocks of the course");
    for wrong in
        [in_berlin(unix_now() - HOUR), in_berlin(unix_now() + 400 * DAY), "soon".into(), "2026-02-30T10:00".into()]
    {
        let refusal =
            school.instructor.post::<Announcement>(&school.path("/announcements"), &said("Exam", Some(&wrong))).await;
        assert_eq!(refusal, refused(422, ErrorCode::BadTime), "{wrong}");
    }
    assert_eq!(titles(&school, &student).await, Vec::<String>::new());
    assert_eq!(titles(&school, &school.instructor).await, ["Exam"], "staff see what comes");
    see(&school, &student, &[&later]).await.unwrap();
    let moved = put(&school, &later, &said("The exam", Some(&in_berlin(at + DAY)))).await.unwrap();
    assert_eq!((moved.at_unix, moved.changed_unix), (at + DAY, None), "nobody has read it before");
    let clock = school.server.clock();
    clock.advance(at + DAY - clock.now());
    assert_eq!(news(&student).await, ["The exam"], "and nobody saw it before its time");
    let changed = put(&school, &later, &said("Final exam", None)).await.unwrap();
    assert_eq!(changed.at_unix, at + DAY, "it was told then");
    assert!(changed.changed_unix.is_some_and(|changed| changed >= at + DAY));
    assert_eq!(titles(&school, &student).await, ["Final exam"]);

    assert_eq!(delete(&school, &later).await, 204);
    assert_eq!((delete(&school, &later).await, titles(&school, &student).await), (404, Vec::<String>::new()));
    assert_eq!(news(&student).await, Vec::<String>::new());
    assert_eq!(put(&school, &later, &said("Gone", None)).await, refused(404, ErrorCode::NotFound));
    assert_eq!(restore(&school, &later).await.unwrap().title, "Final exam");
    assert_eq!(restore(&school, &later).await, refused(404, ErrorCode::NotFound), "it is there");
    assert_eq!(news(&student).await, ["Final exam"]);
    assert_eq!(delete(&school, &later).await, 204);
    let app = school.server.app();
    app.store.forget_deleted_announcements(clock.now() + limits::RESTORABLE_MS - MINUTE).await.unwrap();
    assert!(restore(&school, &later).await.is_ok(), "it can be for a day");
    assert_eq!(delete(&school, &later).await, 204);
    app.store.forget_deleted_announcements(clock.now() + limits::RESTORABLE_MS).await.unwrap();
    assert_eq!(restore(&school, &later).await, refused(404, ErrorCode::NotFound));

    let log: AuditPage = school.instructor.get(&school.path("/audit")).await.unwrap();
    let mut kinds: Vec<AuditKind> = log.entries.iter().map(|entry| entry.kind).collect();
    kinds.dedup();
    for kind in [
        AuditKind::Announced,
        AuditKind::AnnouncementChanged,
        AuditKind::AnnouncementDeleted,
        AuditKind::AnnouncementRestored,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    school.server.stop().await;
}

/// Rules by which clocks in Berlin show a local time an hour earlier than by those of this server.
fn other_rules(zone: &str, local: DateTime) -> Result<Millis, NoInstant> {
    Ok(calendar::instant_of(zone, local)? - HOUR)
}

#[tokio::test]
async fn a_planned_announcement_keeps_its_local_time_when_the_rules_of_its_zone_change() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let at = (unix_now() + 3 * DAY).next_multiple_of(HOUR);
    announce(&school, "Exam", Some(&in_berlin(at + DAY))).await;
    let exam = page(&school, &school.instructor).await.remove(0);
    put(&school, &exam, &said("Exam", Some(&in_berlin(at)))).await.unwrap();
    let told = announce(&school, "Welcome", None).await;
    let (store, clock) = (&school.server.app().store, school.server.clock());
    let instants = async || -> Vec<Millis> {
        page(&school, &school.instructor).await.into_iter().map(|one| one.at_unix).collect()
    };
    assert_eq!(zone_rules::follow(store, other_rules, clock.now()).await.unwrap(), 1);
    assert_eq!(zone_rules::follow(store, other_rules, clock.now()).await.unwrap(), 0, "again is harmless");
    assert_eq!(instants().await, [at - HOUR, told.at_unix], "what members saw stays as it is");
    assert_eq!(zone_rules::follow(store, calendar::instant_of, clock.now()).await.unwrap(), 1);
    assert_eq!(instants().await, [at, told.at_unix]);

    // By the other rules its time is past: it is announced at once, not as something old.
    clock.advance(at - HOUR / 2 - clock.now());
    assert_eq!(news(&student).await, ["Welcome"]);
    let now = clock.now();
    assert_eq!(zone_rules::follow(store, other_rules, now).await.unwrap(), 1);
    assert_eq!((instants().await[0], news(&student).await.remove(0)), (now, "Exam".into()));
    school.server.stop().await;
}

#[tokio::test]
async fn announcements_are_bounded_in_bytes_and_in_number_and_read_by_pages() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let path = school.path("/announcements");
    let text = |bytes: usize| json!({ "title": "Long", "text": "x".repeat(bytes), "at": null });
    school.instructor.post::<Announcement>(&path, &text(limits::ANNOUNCEMENT_BYTES)).await.unwrap();
    let long = school.instructor.post::<Announcement>(&path, &text(limits::ANNOUNCEMENT_BYTES + 1)).await;
    assert_eq!(long, refused(422, ErrorCode::TextTooLong));
    for wrong in [json!({ "title": "", "text": "x", "at": null }), json!({ "title": "x", "text": " ", "at": null })] {
        let refusal = school.instructor.post::<Announcement>(&path, &wrong).await;
        assert_eq!(refusal, refused(422, ErrorCode::TextInvalid));
    }
    for number in 1..limits::ANNOUNCEMENTS_OF_DAY {
        announce(&school, &format!("Number {number}"), None).await;
    }
    let one_more = school.instructor.post::<Announcement>(&path, &said("One more", None)).await;
    assert_eq!(one_more, refused(429, ErrorCode::AnnouncementsFull));
    let last = page(&school, &school.instructor).await;
    assert_eq!(delete(&school, &last[0]).await, 204);
    let one_more = school.instructor.post::<Announcement>(&path, &said("One more", None)).await;
    assert_eq!(one_more, refused(429, ErrorCode::AnnouncementsFull), "what was deleted was told");
    school.server.clock().advance(DAY);
    announce(&school, "Next day", None).await;
    announce(&school, "And more", None).await;

    let first: AnnouncementPage = student.get(&path).await.unwrap();
    assert_eq!(
        (first.announcements.len(), first.announcements[0].title.as_str()),
        (limits::ANNOUNCEMENTS_PAGE, "And more")
    );
    let next = first.next.expect("one more page");
    let second: AnnouncementPage = student.get(&format!("{path}?before={next}")).await.unwrap();
    assert_eq!((second.announcements.len(), second.next), (1, None));
    assert_eq!(second.announcements[0].title, "Long");
    let all: Vec<_> = first.announcements.iter().chain(&second.announcements).map(|one| one.id).collect();
    let many: Vec<_> = all.iter().collect();
    let refusal = student.tell(&school.path("/announcements/seen"), &json!({ "announcements": many })).await;
    assert_eq!(refusal, refused(413, ErrorCode::TooLarge));
    school.server.stop().await;
}

#[tokio::test]
async fn an_announcement_of_another_course_is_not_reached_through_ones_own() {
    let school = School::open().await;
    let theirs = announce(&school, "Ours alone", None).await;
    let own: protocol::courses::Course =
        school.instructor.post("/api/courses", &CourseDetails { title: "Another".into(), ..details() }).await.unwrap();
    let path = format!("/api/courses/{}/announcements/{}", own.id, theirs.id);
    let change = school.instructor.request(Method::PUT, &path).json(&said("Mine", None));
    assert_eq!(school.instructor.send::<Announcement>(change).await, refused(404, ErrorCode::NotFound));
    let readers = school.instructor.get::<AnnouncementReaders>(&format!("{path}/readers")).await;
    assert_eq!(readers, refused(404, ErrorCode::NotFound));
    let delete = school.instructor.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(delete.status(), 404);
    let page = format!("/api/courses/{}/announcements?before={}", own.id, theirs.id);
    assert_eq!(school.instructor.get::<AnnouncementPage>(&page).await.unwrap().announcements, []);
    assert_eq!(titles(&school, &school.instructor).await, ["Ours alone"]);
    // They go with their course.
    let gone = school.instructor.request(Method::DELETE, &school.path("")).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    let row = school.server.app().store.announcement(theirs.id, store::PersonId(uuid::Uuid::nil())).await;
    assert_eq!(row.unwrap(), None);
    school.server.stop().await;
}

/// All letters that are due after so much more time, by their addresses.
async fn letters_after(school: &School, mailbox: &mut Mailbox, time: Millis) -> Vec<Letter> {
    school.server.clock().advance(time);
    letters(school, mailbox).await
}

fn to(letters: &[Letter]) -> Vec<&str> {
    letters.iter().map(|letter| letter.to[0].split('@').next().unwrap()).collect()
}

#[tokio::test]
async fn members_are_told_once_by_mail_and_not_of_what_is_seen_deleted_or_unwanted() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let ann = member(&school, &mut mailbox, "Ann", CourseRole::Assistant).await;
    member(&school, &mut mailbox, "Olga", CourseRole::Observer).await;
    member(&school, &mut mailbox, "Zoe", CourseRole::Student).await;
    let first: Announcement = ann.post(&school.path("/announcements"), &said("Room 5", None)).await.unwrap();
    assert_eq!(to(&letters_after(&school, &mut mailbox, 0).await), Vec::<&str>::new(), "it may be mended");
    let letters = letters_after(&school, &mut mailbox, MINUTE).await;
    assert_eq!(to(&letters), ["sam", "zoe"], "neither who wrote it, nor observers");
    assert_eq!(letters[0].header("Subject").unwrap(), "Analysis: Room 5");
    let text = letters[0].body("text/plain");
    for part in ["See https://school.example/plan", "Ann", &format!("/courses/{}", school.course.id)] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(to(&letters_after(&school, &mut mailbox, HOUR).await), Vec::<&str>::new(), "once");
    put(&school, &first, &said("Room 6", None)).await.unwrap();
    assert_eq!(delete(&school, &first).await, 204);
    restore(&school, &first).await.unwrap();
    assert_eq!(to(&letters_after(&school, &mut mailbox, HOUR).await), Vec::<&str>::new(), "nor because of a change");

    let deleted = announce(&school, "A slip", None).await;
    assert_eq!(delete(&school, &deleted).await, 204);
    assert_eq!(to(&letters_after(&school, &mut mailbox, MINUTE).await), Vec::<&str>::new());
    let seen = announce(&school, "On the screen", None).await;
    see(&school, &sam, &[&seen]).await.unwrap();
    assert_eq!(to(&letters_after(&school, &mut mailbox, MINUTE).await), ["ann", "zoe"]);

    let at = (school.server.clock().now() + DAY).next_multiple_of(HOUR);
    announce(&school, "Exam", Some(&in_berlin(at))).await;
    let wait = at - school.server.clock().now();
    assert_eq!(to(&letters_after(&school, &mut mailbox, wait).await), Vec::<&str>::new(), "before its time");
    let letters = letters_after(&school, &mut mailbox, MINUTE).await;
    assert_eq!(to(&letters), ["ann", "sam", "zoe"]);
    let stop = letters[1].header("List-Unsubscribe").unwrap();
    let stop = stop.trim_matches(['<', '>']);
    let path = &stop[stop.find("/unsubscribe/").expect("a link")..];
    let stopped: Unsubscribed = school.server.visitor().post(path, &()).await.unwrap();
    assert_eq!(stopped.kind, NoticeKind::Announcement);
    announce(&school, "Results", None).await;
    assert_eq!(to(&letters_after(&school, &mut mailbox, MINUTE).await), ["ann", "zoe"]);
    school.server.stop().await;
}

#[tokio::test]
async fn an_announcement_is_not_told_late_nor_twice_by_a_server_that_starts_anew() {
    let (mut mailbox, school) = school().await;
    member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    announce(&school, "Now", None).await;
    assert_eq!(to(&letters_after(&school, &mut mailbox, MINUTE).await), ["sam"]);
    let late = announce(&school, "While the server is away", None).await;
    let School { server, owner, instructor, course } = school;
    let server = server.restart_after(2 * DAY).await;
    let web = server.web();
    let school = School { owner: owner.at(web), instructor: instructor.at(web), course, server };
    assert_eq!(to(&letters_after(&school, &mut mailbox, MINUTE).await), Vec::<&str>::new());
    assert_eq!(page(&school, &school.instructor).await[0].id, late.id);
    school.server.stop().await;
}
