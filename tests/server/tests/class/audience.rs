//! Who watches over plain HTTP, with keys: what they open, for whom, and for how long.

use std::time::Duration;

use protocol::{
    Command, CourseRole, ErrorCode, RoomId,
    http::{ManifestPage, Seat, SessionSummary, Timeline},
    limits::MEDIA_KEY_PERIOD_MS,
    manifest::ManifestEntry,
    recording::Cut,
    rooms::{RoomRules, RoomWatching},
};
use reqwest::{Response, header};
use serde_json::json;
use server_tests::{
    client::Client,
    person::Person,
    plan::{open, room},
    school::School,
    server::TestServer,
    visitor::{Visitor, outcome, refusal_of, refused},
    within,
};

/// The key of the class itself.
async fn main_key(visitor: &Visitor, seat: &Seat) -> String {
    visitor.media_keys(seat).await.expect("keys").rooms.remove(&RoomId::MAIN).expect("the key of the class")
}

fn header(response: &Response, name: header::HeaderName) -> &str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The seconds for which whoever has an answer may keep it.
fn kept_for(response: &Response) -> u64 {
    let text = header(response, header::CACHE_CONTROL).strip_prefix("public, max-age=").expect("it may be shared");
    text.split(',').next().unwrap().parse().expect("seconds")
}

fn files(page: &ManifestPage) -> Vec<String> {
    let file = |entry: &ManifestEntry| match entry {
        ManifestEntry::Segment { file, .. } => Some(file.clone()),
        _ => None,
    };
    page.entries.iter().filter_map(file).collect()
}

async fn lines(visitor: &Visitor, seat: &Seat, key: &str) -> ManifestPage {
    outcome(visitor.by_key(seat.session, key, "manifest/0").await).await.expect("lines")
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_key_of_a_room_its_recording_is_read_by_whoever_has_the_key() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 1).await;
    let absent = class.guests_seat("Abe").await;
    let mut recorded = visitor.recorded(&absent).await;
    let (another, file) = (recorded.remove(1), recorded.remove(0));

    let keys = visitor.media_keys(&absent).await.unwrap();
    assert_eq!(keys.rooms.keys().collect::<Vec<_>>(), [&RoomId::MAIN]);
    assert!(keys.valid_ms <= 60_000 && keys.valid_ms > MEDIA_KEY_PERIOD_MS, "{keys:?}");
    assert_eq!(keys.renew_ms, keys.valid_ms - MEDIA_KEY_PERIOD_MS);
    server.clock().advance(keys.renew_ms);
    let key = main_key(&visitor, &absent).await;
    assert_eq!(main_key(&visitor, &gus.seat).await, key, "it is the same for all");
    assert_ne!(main_key(&visitor, &ada.seat).await, key, "but for staff");

    let answer = visitor.by_key(absent.session, &key, &file).await;
    assert_eq!(answer.status(), 200);
    assert!(kept_for(&answer) <= MEDIA_KEY_PERIOD_MS / 1_000, "{answer:?}");
    assert_eq!(header(&answer, header::VARY), "");
    let whole = answer.bytes().await.unwrap();
    let of_seat = visitor.media(absent.session, &absent.token, &file, None).await.bytes().await.unwrap();
    assert_eq!(whole, of_seat);
    let page = visitor.by_key(absent.session, &key, "manifest/0").await;
    assert!(kept_for(&page) <= 1, "it grows: {page:?}");
    assert!(files(&outcome(page).await.unwrap()).contains(&file));

    for (no_key, what) in [
        (format!("1{}", &key[1..]), "of another room"),
        (key.replacen('c', "w", 1), "with what is cut out"),
        ("x".repeat(2_000), "made up"),
    ] {
        assert_eq!(visitor.by_key(absent.session, &no_key, &file).await.status(), 401, "{what}");
    }
    let other = visitor.by_key(uuid(), &key, &file).await;
    assert_eq!(refusal_of(other).await, refused::<()>(401, ErrorCode::Unauthorized).err(), "of another session");
    for nothing in ["t99-s0.webm", "t0-s1.webm", "manifest.jsonl", "manifest/x", "..%2Fmeridian.db"] {
        assert_eq!(visitor.by_key(absent.session, &key, nothing).await.status(), 404, "{nothing}");
    }

    let rules = RoomRules { watching: RoomWatching::Members, ..RoomRules::default() };
    ada.client.must(open(vec![room("Red", &[gus.id()])], rules)).await;
    gus.moved_to(RoomId(1)).await;
    let wait = async {
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let rooms = visitor.media_keys(&gus.seat).await.unwrap().rooms;
            let Some(key) = rooms.get(&RoomId(1)) else { continue };
            if let Some(file) = files(&lines(&visitor, &gus.seat, key).await).pop() {
                return (key.clone(), file);
            }
        }
    };
    let (rooms_key, in_room) = within("the recording of the room", wait).await;
    assert_eq!(visitor.by_key(absent.session, &rooms_key, &in_room).await.status(), 200);
    assert_eq!(visitor.by_key(absent.session, &rooms_key, &file).await.status(), 404, "of the class");
    assert_eq!(visitor.by_key(absent.session, &key, &in_room).await.status(), 404, "of the room");
    assert!(!files(&lines(&visitor, &absent, &key).await).contains(&in_room));
    assert!(!visitor.media_keys(&absent).await.unwrap().rooms.contains_key(&RoomId(1)), "who was never there");

    ada.client.must(Command::EndSession).await;
    within("the end", ada.client.socket.farewell()).await;
    let server = server.restart().await;
    let visitor = server.visitor();
    assert_eq!(visitor.by_key(absent.session, &key, &file).await.status(), 200, "also after a restart");
    server.app().store.close().await.unwrap();
    let of_seat = visitor.media(absent.session, &absent.token, &file, None).await;
    assert_ne!(of_seat.status(), 200, "there is no database any more");
    assert_eq!(visitor.by_key(absent.session, &key, &another).await.status(), 200, "and nobody asks it");
    server.clock().advance(2 * MEDIA_KEY_PERIOD_MS);
    let late = visitor.by_key(absent.session, &key, &file).await;
    assert_eq!(header(&late, header::CACHE_CONTROL), "no-store");
    assert_eq!(refusal_of(late).await, refused::<()>(401, ErrorCode::Unauthorized).err(), "a minute later");
}

/// An identity that nothing has.
fn uuid() -> protocol::SessionId {
    "00000000-0000-4000-8000-000000000000".parse().unwrap()
}

/// A class of a course that runs and is recorded, with the seats of its instructor and of a student.
async fn recorded_class(school: &School, student: &Visitor) -> (SessionSummary, Person, Seat, String) {
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let ivy = Person::enter(&school.server, seat, 1).await;
    let sams = student.join(&class.code, "Sam").await.unwrap();
    assert!(Client::enter(school.server.web(), &sams).await.is_in_class().await);
    let file = student.recorded(&sams).await.remove(0);
    (class, ivy, sams, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_and_whatever_is_taken_away_is_gone_within_a_minute() {
    let school = School::open().await;
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    let (class, mut ivy, sams, file) = recorded_class(&school, &sam).await;
    let stranger = school.server.visitor();
    let status = async |key: &str, what: &str| stranger.by_key(class.id, key, what).await.status().as_u16();
    let key = main_key(&sam, &sams).await;
    assert_eq!(status(&key, &file).await, 200, "while class runs");
    ivy.client.must(Command::EndSession).await;
    within("the end", ivy.client.socket.farewell()).await;

    // A cut is made while keys from before are good.
    let key = main_key(&sam, &sams).await;
    assert!(files(&lines(&sam, &sams, &key).await).contains(&file));
    let cut = Cut::out(0, 60_000);
    school.instructor.act_later(&ivy.seat, None, Command::CutOut { cut }).await.unwrap();
    school.server.clock().advance(MEDIA_KEY_PERIOD_MS);
    assert_eq!(status(&key, &file).await, 404, "the old key is good, and the file is gone");
    let cut_key = main_key(&sam, &sams).await;
    assert_eq!(status(&cut_key, &file).await, 404);
    for key in [&key, &cut_key] {
        assert!(files(&lines(&sam, &sams, key).await).is_empty(), "nothing is left");
    }
    let staffs = main_key(&school.instructor, &ivy.seat).await;
    assert_eq!(status(&staffs, &file).await, 200);
    assert!(files(&lines(&sam, &ivy.seat, &staffs).await).contains(&file));
    let path = format!("/api/sessions/{}/timeline", class.id);
    let cut = sam.get_as::<Timeline>(&sams.token, &path).await.unwrap().edits.cuts[0];
    school.instructor.act_later(&ivy.seat, None, Command::UndoCut { cut }).await.unwrap();
    let key = main_key(&sam, &sams).await;
    assert_eq!(status(&key, &file).await, 200, "it is back");
    assert!(
        files(&lines(&sam, &sams, &key).await).contains(&file),
        "lines that were kept of the cut have another address"
    );

    // Whoever is removed has the keys that they have, and gets no other.
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(sam.media_keys(&sams).await.map(drop), refused(401, ErrorCode::Unauthorized));
    school.server.clock().advance(2 * MEDIA_KEY_PERIOD_MS);
    assert_eq!((status(&key, &file).await, status(&key, "manifest/0").await), (401, 401));

    // A recording in the bin is gone at once.
    let key = main_key(&school.instructor, &ivy.seat).await;
    assert_eq!(status(&key, "manifest/0").await, 200);
    let request = school.instructor.request(reqwest::Method::DELETE, &format!("/api/sessions/{}/recording", class.id));
    school.instructor.send::<SessionSummary>(request).await.unwrap();
    assert_eq!((status(&key, &file).await, status(&key, "manifest/0").await), (410, 410));
    assert_eq!(school.instructor.media_keys(&ivy.seat).await.map(drop), refused(410, ErrorCode::RecordingDeleted));
    school.server.stop().await;
}
