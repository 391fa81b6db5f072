//! New takes in the places of stretches of a recording: who places and who watches them, until when, and what they count.

use meridian::{clock::unix_now, privacy, retention};
use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, EventBody, Millis, Role, SessionId, SessionKind,
    http::{Seat, SessionSummary, StartSessionRequest, Timeline},
    ledger::{OwnLedger, Watched},
    limits,
    recording::{Cut, Take},
};
use reqwest::StatusCode;
use server_tests::{
    client::Client,
    person::Person,
    school::School,
    visitor::{Refused, Visitor, refused},
};
use store::AuditLine;

const HOUR: Millis = 3_600_000;

/// A video that somebody recorded, with one of its files.
async fn recorded(school: &School, visitor: &Visitor, name: &str) -> (SessionSummary, Seat, String) {
    let course = Some(school.course.id);
    let request = StartSessionRequest {
        title: "Take".into(),
        guests_allowed: true,
        course,
        kind: SessionKind::Clip,
        watches: None,
    };
    let clip: SessionSummary = visitor.post("/api/sessions", &request).await.unwrap();
    let seat = visitor.join(&clip.code, name).await.unwrap();
    let mut teacher = Person::enter(&school.server, seat.clone(), 1).await;
    let file = visitor.recorded(&seat).await.remove(0);
    teacher.client.must(Command::EndSession).await;
    assert_eq!(teacher.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let own: Timeline = visitor.get_as(&seat.token, &format!("/api/sessions/{}/timeline", clip.id)).await.unwrap();
    (own.session, seat, file)
}

/// A class that is over, with the seats of its instructor and of a student who was there.
struct Over {
    class: SessionSummary,
    ivys: Seat,
    sams: Seat,
}

async fn class_over(school: &School, student: &Visitor) -> Over {
    let class = school.class().await;
    let ivys = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Person::enter(&school.server, ivys.clone(), 1).await;
    let sams = student.join(&class.code, "Sam").await.unwrap();
    let mut sam = Client::enter(school.server.web(), &sams).await;
    assert!(sam.is_in_class().await);
    // Some seconds of it are recorded.
    let last = async || student.manifest(&sams).await.now;
    while last().await < 3_000 {
        student.recorded(&sams).await;
    }
    ivy.client.must(Command::EndSession).await;
    assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let path = format!("/api/sessions/{}/timeline", class.id);
    let class = student.get_as::<Timeline>(&sams.token, &path).await.unwrap().session;
    Over { class, ivys, sams }
}

async fn timeline(visitor: &Visitor, token: &str, session: SessionId) -> Result<Timeline, Refused> {
    visitor.get_as(token, &format!("/api/sessions/{session}/timeline")).await
}

/// Of a take somebody gets journal, lines and files, or none of it.
async fn watches(visitor: &Visitor, token: &str, take: SessionId, file: &str) -> bool {
    let mut gets = Vec::new();
    for path in ["timeline", "journal", "manifest", "media-keys", "people"] {
        gets.push(visitor.get_as::<serde_json::Value>(token, &format!("/api/sessions/{take}/{path}")).await.is_ok());
    }
    gets.push(visitor.media(take, token, file, None).await.status() == StatusCode::OK);
    assert!(gets.iter().all(|one| *one == gets[0]), "{gets:?}");
    gets[0]
}

fn replaced(take: &SessionSummary) -> Cut {
    // Whatever is said of its length: the server knows it.
    Cut { take: Some(Take { session: take.id, duration: 9 * HOUR }), ..Cut::out(500, 2_500) }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_watch_the_class_watches_its_take_as_long_as_it_stands_there() {
    let school = School::open().await;
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    let (lea, _) = school.member("Lea", CourseRole::Student).await;
    let (ann, _) = school.member("Ann", CourseRole::Assistant).await;
    let over = class_over(&school, &sam).await;
    let ivy = &school.instructor;
    let (take, own, file) = recorded(&school, ivy, "Ivy").await;
    let leas = lea.join(&over.class.code, "Lea").await.unwrap();
    let anns = ann.join(&over.class.code, "Ann").await.unwrap();
    let stranger = school.server.visitor();
    let of_class: Vec<(&str, &Visitor, &Seat)> =
        vec![("was there", &sam, &over.sams), ("absent", &lea, &leas), ("staff", &ann, &anns)];
    for (who, visitor, seat) in &of_class {
        assert!(!watches(visitor, &seat.token, take.id, &file).await, "{who}: it stands nowhere");
    }

    // A student places nothing, and staff nothing that is not theirs or no take.
    let place = |cut| Command::CutOut { cut };
    assert_eq!(sam.act_later(&over.sams, None, place(replaced(&take))).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(ann.act_later(&anns, None, place(replaced(&take))).await, refused(404, ErrorCode::NotFound));
    assert_eq!(ivy.act_later(&over.ivys, None, place(replaced(&over.class))).await, refused(404, ErrorCode::NotFound));
    ivy.act_later(&over.ivys, None, place(replaced(&take))).await.unwrap();
    let told = timeline(&lea, &leas.token, over.class.id).await.unwrap();
    let cut = told.edits.cuts[0];
    assert_eq!(cut.take, Some(Take { session: take.id, duration: take.duration }), "its length is the session's");

    for (who, visitor, seat) in &of_class {
        assert!(watches(visitor, &seat.token, take.id, &file).await, "{who}");
        let own = timeline(visitor, &seat.token, take.id).await.unwrap();
        assert_eq!((own.role, own.counted), (Role::Student, false), "{who}: they watch it, and no more");
        let say = visitor.get_as::<serde_json::Value>(&seat.token, &format!("/api/sessions/{}/groups", take.id)).await;
        assert!(say.is_err(), "{who}: nothing but watching");
    }
    let keys = lea.media_keys(&Seat { session: take.id, ..leas.clone() }).await.unwrap().rooms;
    let key = keys.values().next().unwrap();
    assert_eq!(stranger.by_key(take.id, key, &file).await.status(), 200);
    // Not whoever has the link of the take, or a seat in another class.
    assert_eq!(stranger.join(&take.code, "Eve").await.map(drop), refused(404, ErrorCode::NotFound));
    assert_eq!(lea.join(&take.code, "Lea").await.map(drop), refused(404, ErrorCode::NotFound));
    let other = school.class().await;
    let elsewhere = lea.join(&other.code, "Lea").await.unwrap();
    assert!(!watches(&lea, &elsewhere.token, take.id, &file).await);
    assert!(!watches(&stranger, "made up", take.id, &file).await);
    // Guests do as soon as the recording is open to them, and as long.
    let open = async |until_unix: Option<Millis>| {
        let path = format!("/api/sessions/{}/recording/open", over.class.id);
        let request = ivy.request(reqwest::Method::PUT, &path).json(&serde_json::json!({ "until_unix": until_unix }));
        ivy.send::<SessionSummary>(request).await.unwrap();
    };
    open(Some(unix_now() + HOUR)).await;
    let guests = stranger.join(&over.class.code, "Eve").await.unwrap();
    assert!(watches(&stranger, &guests.token, take.id, &file).await);
    open(None).await;
    assert!(!watches(&stranger, &guests.token, take.id, &file).await);

    // It goes with the recording, with a membership, and once the stretch is put back.
    let path = format!("/api/sessions/{}/recording", over.class.id);
    ivy.send::<SessionSummary>(ivy.request(reqwest::Method::DELETE, &path)).await.unwrap();
    assert!(!watches(&lea, &leas.token, take.id, &file).await);
    ivy.post::<SessionSummary>(&format!("{path}/restore"), &()).await.unwrap();
    assert!(watches(&lea, &leas.token, take.id, &file).await);
    school.change(&line, serde_json::json!({ "state": "removed" })).await.unwrap();
    assert!(!watches(&sam, &over.sams.token, take.id, &file).await);
    ann.act_later(&anns, None, Command::UndoCut { cut }).await.unwrap();
    assert!(!watches(&lea, &leas.token, take.id, &file).await);
    assert!(watches(ivy, &own.token, take.id, &file).await, "whoever recorded it has it");
    // Other staff put it back within a day.
    ann.act_later(&anns, None, place(cut)).await.unwrap();
    assert!(watches(&lea, &leas.token, take.id, &file).await);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_take_is_gone_a_day_after_it_was_put_back_with_its_class_and_with_whoever_recorded_it() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (ann, _) = school.member("Ann", CourseRole::Assistant).await;
    let over = class_over(&school, &sam).await;
    let app = school.server.app();
    let anns = ann.join(&over.class.code, "Ann").await.unwrap();
    let (take, _, file) = recorded(&school, &ann, "Ann").await;
    let has = async |take: SessionId, file: &str| app.store.media().file(take, file).await.is_ok();
    ann.act_later(&anns, None, Command::CutOut { cut: replaced(&take) }).await.unwrap();
    retention::look(app, unix_now() + 9 * limits::CLIP_UNUSED_MS).await.unwrap();
    assert!(has(take.id, &file).await);

    // Whoever recorded it is erased: the stretch is cut out, and nothing else.
    let person = app.store.session(take.id).await.unwrap().unwrap().owner;
    let line = AuditLine::by_server(AuditKind::AccountErased);
    app.store.erase_person(person, &line, unix_now()).await.unwrap();
    privacy::look(app, unix_now()).await.unwrap();
    assert!(!has(take.id, &file).await);
    let edits = timeline(&sam, &over.sams.token, over.class.id).await.unwrap().edits;
    assert_eq!(edits.cuts, [Cut::out(500, 2_500)]);
    let own: OwnLedger = sam.get(&format!("/api/sessions/{}/ledger/own", over.class.id)).await.unwrap();
    assert!(own.entry.length < over.class.duration);

    let ivy = &school.instructor;
    ivy.act_later(&over.ivys, None, Command::UndoCut { cut: Cut::out(500, 2_500) }).await.unwrap();
    let (undone, _, of_undone) = recorded(&school, ivy, "Ivy").await;
    let (kept, _, of_kept) = recorded(&school, ivy, "Ivy").await;
    let act = async |command| ivy.act_later(&over.ivys, None, command).await.unwrap();
    act(Command::CutOut { cut: replaced(&undone) }).await;
    let cut = timeline(&sam, &over.sams.token, over.class.id).await.unwrap().edits.cuts[0];
    act(Command::UndoCut { cut }).await;
    act(Command::CutOut { cut: replaced(&kept) }).await;
    retention::look(app, unix_now() + limits::CLIP_UNUSED_MS + HOUR).await.unwrap();
    assert_eq!((has(undone.id, &of_undone).await, has(kept.id, &of_kept).await), (false, true));
    let path = format!("/api/sessions/{}", over.class.id);
    assert_eq!(ivy.request(reqwest::Method::DELETE, &path).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(!has(kept.id, &of_kept).await);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_there_keeps_what_they_had_and_whoever_was_not_watches_the_take() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (lea, _) = school.member("Lea", CourseRole::Student).await;
    let over = class_over(&school, &sam).await;
    let leas = lea.join(&over.class.code, "Lea").await.unwrap();
    let (take, ..) = recorded(&school, &school.instructor, "Ivy").await;
    let own = async |visitor: &Visitor| {
        visitor.get::<OwnLedger>(&format!("/api/sessions/{}/ledger/own", over.class.id)).await.unwrap().entry
    };
    let (before, duration) = (own(&sam).await, over.class.duration);
    // Sam was there then.
    let joined = sam.journal(&over.sams, 1).await.events.into_iter().find_map(|event| match event.body {
        EventBody::Joined { participant, .. } if participant == over.sams.participant => Some(event.at),
        _ => None,
    });
    let (from, to) = (joined.unwrap() + 200, joined.unwrap() + 2_200);
    let cut = Cut { from, to, ..replaced(&take) };
    school.instructor.act_later(&over.ivys, None, Command::CutOut { cut }).await.unwrap();
    let (sams, absent) = (own(&sam).await, own(&lea).await);
    assert_eq!(sams.length, before.length - 2_000 + take.duration);
    assert_eq!((sams.length - sams.live, sams.state), (before.length - before.live, before.state), "they miss no more");
    assert_eq!((absent.length, absent.live, absent.later), (sams.length, 0, 0));

    // In the time that the take takes, no more of the stretch is watched than was played of the take.
    let report = async |from: Millis, to: Millis| {
        let played = Watched { from, to, speed_percent: 100 };
        let path = format!("/api/sessions/{}/ledger/watched", over.class.id);
        let request = lea.request(reqwest::Method::POST, &path).bearer_auth(&leas.token).json(&played);
        lea.send::<OwnLedger>(request).await.unwrap().entry
    };
    report(from, from).await;
    school.server.clock().advance(take.duration / 2);
    assert!(report(from, to).await.later <= take.duration / 2 + limits::LEDGER_JOIN_MS);
    school.server.clock().advance(take.duration);
    report(from, to).await;
    school.server.clock().advance(duration);
    report(to, duration).await;
    school.server.clock().advance(duration);
    let caught_up = report(0, from).await;
    assert_eq!((caught_up.left, caught_up.live), (0, 0));
    assert!(caught_up.later <= caught_up.length);
    school.server.stop().await;
}
