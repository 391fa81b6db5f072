//! Pseudonyms in the recording of a class: nobody but its staff reads a name, whatever they ask for.

use std::collections::BTreeMap;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, Event, EventBody, ParticipantId,
    audit::AuditPage,
    chat::ChatTo,
    http::{JournalPage, Me, Seat, SessionSummary, Timeline},
    people::Profile,
    photos::ClassPerson,
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    client::Client,
    routes::of_courses,
    school::School,
    visitor::{Refused, Visitor, refused},
};

/// What nobody else is called, and nobody typed.
const NAME: &str = "Quillon Zarathu";

/// A class that is over, with its staff, and two students of whom one has the name.
struct Held {
    school: School,
    class: SessionSummary,
    student: Visitor,
    named: Visitor,
    staff: Seat,
    students: Seat,
    nameds: Seat,
}

/// Gives somebody a photo of one colour.
async fn put_photo(visitor: &Visitor, red: u8) -> String {
    let mut file = std::io::Cursor::new(Vec::new());
    let pixels = RgbImage::from_pixel(64, 64, Rgb([red, 90, 160]));
    DynamicImage::ImageRgb8(pixels).write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let request = visitor.request(Method::PUT, "/api/account/photo").header("content-type", "image/jpeg");
    visitor.send::<Me>(request.body(file.into_inner())).await.unwrap().person.unwrap().photo.expect("a photo").0
}

async fn hold() -> Held {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (named, _) = school.member(NAME, CourseRole::Student).await;
    let class = school.class().await;
    let staff = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &staff).await;
    let students = student.join(&class.code, "Sam").await.unwrap();
    let mut sam = Client::enter(school.server.web(), &students).await;
    let nameds = named.join(&class.code, NAME).await.unwrap();
    let mut other = Client::enter(school.server.web(), &nameds).await;
    for (client, text) in [(&mut other, "Where is the door?"), (&mut sam, "There"), (&mut teacher, "Sam is right")] {
        client.must(Command::SendChat { text: text.into(), to: ChatTo::MAIN }).await;
    }
    teacher.must(Command::Rename { participant: nameds.participant, name: format!("{NAME} the second") }).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(other.socket.farewell().await, Some(ErrorCode::SessionEnded));
    Held { school, class, student, named, staff, students, nameds }
}

impl Held {
    async fn hide(&self, by: &Visitor, pseudonyms: bool) -> Result<SessionSummary, Refused> {
        let path = format!("/api/sessions/{}/recording/names", self.class.id);
        by.send(by.request(Method::PUT, &path).json(&json!({ "pseudonyms": pseudonyms }))).await
    }

    /// What everybody is called in the journal, in the order of their seats; those of whom two names are told by the latter.
    async fn names(&self, visitor: &Visitor, seat: &Seat) -> Vec<String> {
        let events = visitor.journal(seat, 1).await.events;
        let named = |event: &Event| match &event.body {
            EventBody::Joined { participant, name, .. } | EventBody::Renamed { participant, name, .. } => {
                Some((*participant, name.clone()))
            }
            _ => None,
        };
        let names: BTreeMap<ParticipantId, String> = events.iter().filter_map(named).collect();
        names.into_values().collect()
    }
}

#[tokio::test]
async fn whoever_is_not_staff_reads_no_name_on_any_route_and_staff_read_all() {
    let held = hold().await;
    let photo = put_photo(&held.named, 200).await;
    let staffs = put_photo(&held.school.instructor, 90).await;
    let profile = Profile { pronouns: "ze/zir".into(), ..Profile::default() };
    held.named.send::<Me>(held.named.request(Method::PUT, "/api/account/profile").json(&profile)).await.unwrap();
    let known = vec!["Ivy".to_owned(), "Sam".to_owned(), format!("{NAME} the second")];
    assert_eq!(held.names(&held.student, &held.students).await, known);

    assert_eq!(held.hide(&held.student, true).await, refused(403, ErrorCode::Forbidden));
    assert!(held.hide(&held.school.instructor, true).await.unwrap().pseudonyms);
    let hidden = ["Ivy", "Student 2", "Student 3"];
    assert_eq!(held.names(&held.student, &held.students).await, hidden);
    assert_eq!(held.names(&held.named, &held.nameds).await, hidden, "one's own, too: it tells which one is");
    assert_eq!(held.names(&held.school.instructor, &held.staff).await, known);

    let mut asked = 0;
    let routes = of_courses().into_iter();
    for (_, route) in routes.filter(|(method, path)| *method == Method::GET && path.starts_with("/sessions/{id}")) {
        let path = format!("/api{route}").replace("{id}", &held.class.id.to_string()).replace("{photo}", &photo);
        for (visitor, seat) in [(&held.student, &held.students), (&held.named, &held.nameds)] {
            let answer = visitor.request(Method::GET, &path).bearer_auth(&seat.token).send().await.unwrap();
            let text = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
            for secret in [NAME, "Zarathu", "ze/zir", &photo] {
                assert!(!text.contains(secret), "{path}: {secret}");
            }
            asked += 1;
        }
    }
    assert!(asked > 20, "the routes are read from the source");

    let path = |what: &str| format!("/api/sessions/{}/{what}", held.class.id);
    let people: Vec<ClassPerson> = held.student.get_as(&held.students.token, &path("people")).await.unwrap();
    assert_eq!(people.iter().map(|person| person.participant).collect::<Vec<_>>(), [held.staff.participant]);
    let status = async |visitor: &Visitor, seat: &Seat, photo: &str| {
        let request = visitor.request(Method::GET, &path(&format!("photos/{photo}"))).bearer_auth(&seat.token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(&held.student, &held.students, &photo).await, 404);
    assert_eq!(status(&held.student, &held.students, &staffs).await, 200, "of staff");
    assert_eq!(status(&held.school.instructor, &held.staff, &photo).await, 200, "to staff");
    let people: Vec<ClassPerson> = held.school.instructor.get_as(&held.staff.token, &path("people")).await.unwrap();
    assert_eq!(people.len(), 2);
    held.school.server.stop().await;
}

#[tokio::test]
async fn what_comes_later_is_hidden_and_what_was_hidden_is_shown_again() {
    let held = hold().await;
    held.hide(&held.school.instructor, true).await.unwrap();
    let later = Command::SendChat { text: "I am late".into(), to: ChatTo::MAIN };
    held.named.act_later(&held.nameds, None, later).await.unwrap();
    // Somebody who was not in class, and takes part later.
    let (late, _) = held.school.member(&format!("{NAME} III"), CourseRole::Student).await;
    let seat = late.join(&held.class.code, "Late").await.unwrap();
    let later = Command::SendChat { text: "So am I".into(), to: ChatTo::MAIN };
    late.act_later(&seat, None, later).await.unwrap();
    let path = format!("/api/sessions/{}/journal", held.class.id);
    let read = async |visitor: &Visitor, seat: &Seat| {
        let page: JournalPage = visitor.get_as(&seat.token, &path).await.unwrap();
        serde_json::to_string(&page).unwrap()
    };
    let text = read(&held.student, &held.students).await;
    assert!(text.contains("I am late") && text.contains("So am I") && text.contains("Student 4"));
    assert!(!text.contains("Zarathu"));
    assert!(read(&held.school.instructor, &held.staff).await.contains(&format!("{NAME} III")));
    let timeline: Timeline =
        held.student.get_as(&held.students.token, &format!("/api/sessions/{}/timeline", held.class.id)).await.unwrap();
    assert!(timeline.session.pseudonyms, "pages say so");

    held.hide(&held.school.instructor, false).await.unwrap();
    held.hide(&held.school.instructor, false).await.unwrap();
    assert!(read(&held.student, &held.students).await.contains(&format!("{NAME} III")));
    let log: AuditPage = held.school.instructor.get(&held.school.path("/audit?topic=content")).await.unwrap();
    let kinds: Vec<_> = log.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds[..2], [AuditKind::NamesShown, AuditKind::NamesHidden], "each change once");
    held.school.server.stop().await;
}

#[tokio::test]
async fn while_class_runs_people_know_each_other() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let path = format!("/api/sessions/{}/recording/names", class.id);
    let request = school.instructor.request(Method::PUT, &path).json(&json!({ "pseudonyms": true }));
    school.instructor.send::<SessionSummary>(request).await.unwrap();
    let teachers = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    let seat = student.join(&class.code, "Sam").await.unwrap();
    let mut pupil = Client::enter(school.server.web(), &seat).await;
    assert!(pupil.snapshot.as_ref().unwrap().participants.iter().any(|person| person.name == "Sam"));
    let text = async || serde_json::to_string(&student.journal(&seat, 1).await).unwrap();
    assert!(text().await.contains("\"Sam\""));
    teacher.must(Command::EndSession).await;
    assert_eq!(pupil.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert!(!text().await.contains("\"Sam\""), "it was said before class for the time after it");
    school.server.stop().await;
}
