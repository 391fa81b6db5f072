//! Who is not of a course gets nothing of its classes: by no link, seat, socket, file or calendar.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use protocol::{
    Command, Consent, CourseRole, ErrorCode,
    audit::{Export, ExportNote},
    chat::ChatTo,
    courses::{Course, CourseDetails},
    http::{JoinRequest, KeepPosition, LaterCommand, Me, MediaKeys, Seat, SessionSummary},
    schedule::{CalendarLink, CourseSchedule},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server_tests::{
    client::Client,
    person::Person,
    routes::BY_SECRET,
    school::{School, accept, details, enrol},
    visitor::Visitor,
};

/// Somebody who tries.
struct Somebody {
    who: &'static str,
    visitor: Visitor,
    /// Tokens of seats that they have or had, or made up.
    tokens: Vec<String>,
    /// The addresses of their calendars.
    calendars: Vec<String>,
}

/// A course in which one class was held and recorded, while guests were allowed, and another one runs.
struct Term {
    school: School,
    held: SessionSummary,
    live: SessionSummary,
    planned: String,
    file: String,
    photo: String,
    sam: Somebody,
    outsiders: Vec<Somebody>,
}

/// Whose tokens are of another class that runs.
const OF_ANOTHER: &str = "a student of another course";

/// What must not be read anywhere.
const OURS: [&str; 5] = ["Analysis", "Week 1", "Lecture", "Ivy", "Sam"];

async fn let_guests_in(school: &School, guests_allowed: bool) {
    let details = CourseDetails { guests_allowed, ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
}

async fn calendar(visitor: &Visitor, path: &str) -> String {
    let url = visitor.post::<CalendarLink>(path, &json!(null)).await.unwrap().url.unwrap();
    format!("/calendar/{}", url.rsplit('/').next().unwrap())
}

async fn with_photo(visitor: &Visitor) -> String {
    let mut picture = Cursor::new(Vec::new());
    RgbImage::new(320, 240).write_to(&mut picture, ImageFormat::Jpeg).unwrap();
    let request = visitor.request(Method::PUT, "/api/account/photo").header("content-type", "image/jpeg");
    let me: Me = visitor.send(request.body(picture.into_inner())).await.unwrap();
    me.person.unwrap().photo.unwrap().0
}

async fn term() -> Term {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (rob, line) = school.member("Rob", CourseRole::Student).await;
    let photo = with_photo(&sam).await;
    let lecture = json!({ "title": "Lecture", "time": { "start": "2026-11-03T10:00", "minutes": 90 } });
    let schedule: CourseSchedule = school.instructor.post(&school.path("/schedule"), &lecture).await.unwrap();
    let planned = schedule.sessions.iter().find(|session| session.plan.is_some()).unwrap().session.id.to_string();

    let_guests_in(&school, true).await;
    let held = school.class().await;
    let seat = school.instructor.join(&held.code, "Ivy").await.unwrap();
    let mut ivy = Person::enter(&school.server, seat, 1).await;
    let guest = school.server.visitor();
    let guests = guest.join(&held.code, "Gus").await.unwrap();
    let (sams, robs) = (sam.join(&held.code, "Sam").await.unwrap(), rob.join(&held.code, "Rob").await.unwrap());
    for seat in [&guests, &sams, &robs] {
        assert!(Client::enter(school.server.web(), seat).await.is_in_class().await);
    }
    let file = school.server.visitor().recorded(&ivy.seat).await.remove(0);
    ivy.client.must(Command::EndSession).await;
    assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let_guests_in(&school, false).await;

    let live = school.class().await;
    let seat = school.instructor.join(&live.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &seat).await;
    assert!(ivy.is_in_class().await);
    let (sams_live, robs_live) =
        (sam.join(&live.code, "Sam").await.unwrap(), rob.join(&live.code, "Rob").await.unwrap());
    let of_course = school.path("/calendar");
    let robs_calendars = vec![calendar(&rob, "/api/account/calendar").await, calendar(&rob, &of_course).await];
    school.change(&line, json!({ "state": "removed" })).await.unwrap();

    let ellen = json!({ "name": "Ellen", "email": "ellen@school.example", "role": "instructor" });
    let ellen = accept(&school.server, &school.owner.post("/api/people", &ellen).await.unwrap()).await;
    let elsewhere: Course =
        ellen.post("/api/courses", &CourseDetails { title: "Botany".into(), ..details() }).await.unwrap();
    let (eli, _) = enrol(&school.server, &ellen, elsewhere.id, "Eli", CourseRole::Student).await;
    let theirs = json!({ "title": "Leaves", "guests_allowed": false, "course": elsewhere.id });
    let theirs: SessionSummary = ellen.post("/api/sessions", &theirs).await.unwrap();
    let elis = eli.join(&theirs.code, "Eli").await.unwrap();

    let tokens = |seats: &[Seat]| seats.iter().map(|seat| seat.token.clone()).collect::<Vec<_>>();
    let nobody = "00000000-0000-4000-8000-000000000000";
    let outsiders = vec![
        Somebody {
            who: "a stranger",
            visitor: school.server.visitor(),
            tokens: vec![nobody.into()],
            calendars: vec![format!("/calendar/{nobody}.ics")],
        },
        Somebody { who: "a guest", visitor: guest, tokens: tokens(&[guests]), calendars: Vec::new() },
        Somebody {
            who: OF_ANOTHER,
            calendars: vec![calendar(&eli, "/api/account/calendar").await],
            visitor: eli,
            tokens: tokens(&[elis]),
        },
        Somebody {
            who: "a removed student",
            visitor: rob,
            tokens: tokens(&[robs, robs_live]),
            calendars: robs_calendars,
        },
    ];
    let calendars = vec![calendar(&sam, &of_course).await];
    let sam = Somebody { who: "a student", visitor: sam, tokens: tokens(&[sams, sams_live]), calendars };
    Term { school, held, live, planned, file, photo, sam, outsiders }
}

impl Term {
    /// What somebody gets by a route of a class, or of its link, with one of their tokens: a status, and a text.
    async fn answer(
        &self,
        somebody: &Somebody,
        (method, path): &(Method, &str),
        class: &SessionSummary,
        token: &str,
    ) -> (StatusCode, String) {
        let real = path
            .replace("{id}", &class.id.to_string())
            .replace("{code}", &class.code)
            .replace("{file}", &self.file)
            .replace("{photo}", &self.photo);
        let real = match real.starts_with("/media") {
            true => real
                .replace("{session}", &class.id.to_string())
                .replace("{key}", &self.key(somebody, class, token).await)
                .replace("{line}", "0"),
            false => format!("/api{real}"),
        };
        let request = somebody.visitor.request(method.clone(), &real).bearer_auth(token);
        let chat = Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN };
        let request = match *path {
            "/sessions/{id}/position" => request.json(&KeepPosition { at: 0 }),
            "/sessions/{id}/exports" => request.json(&ExportNote { of: Export::Chat }),
            "/sessions/{id}/commands" => request.json(&LaterCommand { id: 1.into(), anchor: None, command: chat }),
            "/join/{code}" if *method == Method::POST => {
                request.json(&JoinRequest { name: "Eve".into(), consent: Consent::default(), consent_version: None })
            }
            _ => request,
        };
        let answer = request.send().await.unwrap();
        (answer.status(), String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned())
    }

    /// A key of a class, if somebody is given one; else one that they made up.
    async fn key(&self, somebody: &Somebody, class: &SessionSummary, token: &str) -> String {
        let given =
            somebody.visitor.get_as::<MediaKeys>(token, &format!("/api/sessions/{}/media-keys", class.id)).await;
        let made_up = || format!("0w.99999999999.{}", "A".repeat(43));
        given.ok().and_then(|keys| keys.rooms.into_values().next()).unwrap_or_else(made_up)
    }

    /// The text of a calendar, as another program reads it.
    async fn calendar(&self, address: &str) -> String {
        self.school.server.visitor().request(Method::GET, address).send().await.unwrap().text().await.unwrap()
    }

    /// By a route, somebody of the course gets something of it.
    async fn lets_in(&self, route: &(Method, &str)) {
        let (sam, server) = (&self.sam, &self.school.server);
        match route.1 {
            "/live" => assert!(Client::hello(server.web(), &sam.tokens[1], None).await.is_ok()),
            "/calendar/{file}" => assert!(self.calendar(&sam.calendars[0]).await.contains(&self.planned)),
            // They are a matter of staff, and what is done once: `withdrawal`.
            "/sessions/{id}/groups" | "/sessions/{id}/exports" | "/sessions/{id}/withdraw" => {}
            _ => {
                let (status, _) = self.answer(sam, route, &self.held, &sam.tokens[0]).await;
                assert_eq!(status, StatusCode::OK, "{route:?}");
            }
        }
    }

    /// By a route, somebody who is not of the course gets nothing of it.
    async fn keeps_out(&self, somebody: &Somebody, route: &(Method, &str)) {
        let who = somebody.who;
        match route {
            (_, "/live") => {
                // A token leads into its own class: that of another course is no way into these.
                for token in somebody.tokens.iter().filter(|_| who != OF_ANOTHER) {
                    assert!(Client::hello(self.school.server.web(), token, None).await.is_err(), "{who}");
                }
            }
            (_, "/calendar/{file}") => {
                for address in &somebody.calendars {
                    let text = self.calendar(address).await;
                    assert!(
                        !text.contains(&self.planned) && !OURS.iter().any(|name| text.contains(name)),
                        "{who}: {text}"
                    );
                }
            }
            _ => {
                for class in [&self.held, &self.live] {
                    for token in &somebody.tokens {
                        let (status, text) = self.answer(somebody, route, class, token).await;
                        let kept_out = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                        assert!(kept_out.contains(&status), "{who} {route:?} of {}: {status}", class.title);
                        assert!(!OURS.iter().any(|name| text.contains(name)), "{who} {route:?}: {text}");
                    }
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_of_a_course_gets_nothing_of_its_classes_by_any_route() {
    let term = term().await;
    for route in &BY_SECRET {
        term.lets_in(route).await;
        for somebody in &term.outsiders {
            term.keeps_out(somebody, route).await;
        }
    }
    term.school.server.stop().await;
}
