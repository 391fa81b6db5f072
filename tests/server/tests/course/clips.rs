//! Short videos of announcements and replies, over HTTP and the WebSocket: who records them, who comes to them when, and when they are gone.

use meridian::{clock::unix_now, retention};
use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, Millis, PostId, Role, SessionId, SessionKind,
    announcements::{Announcement, AnnouncementPage, Clip, NewAnnouncement},
    audit::AuditPage,
    board::WholeThread,
    chat::ChatTo,
    courses::{Course, CourseSummary},
    http::{JoinInfo, LaterCommand, RecordingState, Seat, SessionSummary, StartSessionRequest},
    limits,
    schedule::{CourseSchedule, Home},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    mailed::{letters, member, school},
    person::Person,
    routes::BY_SECRET,
    school::{School, enrol},
    visitor::{Refused, Visitor, refused},
};

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

async fn begin(school: &School, visitor: &Visitor) -> Result<SessionSummary, Refused> {
    let course = Some(school.course.id);
    let request = StartSessionRequest {
        title: "Hello".into(),
        guests_allowed: true,
        course,
        kind: SessionKind::Clip,
        watches: None,
    };
    visitor.post("/api/sessions", &request).await
}

/// A video that is recorded and over, with the seat of whoever recorded it and one of its files.
async fn recorded(school: &School, visitor: &Visitor, name: &str) -> (SessionSummary, Seat, String) {
    let clip = begin(school, visitor).await.unwrap();
    let seat = visitor.join(&clip.code, name).await.unwrap();
    let mut teacher = Person::enter(&school.server, seat.clone(), 1).await;
    let file = visitor.recorded(&seat).await.remove(0);
    teacher.client.must(Command::EndSession).await;
    assert_eq!(teacher.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    (clip, seat, file)
}

/// A video that is over, without sound and picture.
async fn taken(school: &School, visitor: &Visitor, name: &str) -> SessionSummary {
    let clip = begin(school, visitor).await.unwrap();
    let seat = visitor.join(&clip.code, name).await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &seat).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    clip
}

fn said(title: &str, text: &str, clip: Option<SessionId>, at: Option<&str>) -> Value {
    json!({ "title": title, "text": text, "at": at, "clip": clip })
}

async fn announce(school: &School, by: &Visitor, said: &Value) -> Result<Announcement, Refused> {
    by.post(&school.path("/announcements"), said).await
}

async fn put(school: &School, by: &Visitor, one: &Announcement, said: &Value) -> Result<Announcement, Refused> {
    let path = school.path(&format!("/announcements/{}", one.id));
    by.send(by.request(Method::PUT, &path).json(said)).await
}

async fn status(visitor: &Visitor, method: Method, path: &str) -> u16 {
    visitor.request(method, path).send().await.unwrap().status().as_u16()
}

async fn unused(school: &School, visitor: &Visitor) -> Vec<SessionId> {
    let clips: Vec<Clip> = visitor.get(&school.path("/clips")).await.unwrap();
    clips.into_iter().map(|clip| clip.session).collect()
}

async fn page(school: &School, visitor: &Visitor) -> Vec<Announcement> {
    visitor.get::<AnnouncementPage>(&school.path("/announcements")).await.unwrap().announcements
}

/// What clocks show in the course's zone.
fn in_berlin(at: Millis) -> String {
    calendar::local_time("Europe/Berlin", at).unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Somebody gets nothing of a video: by its link, by a route of sessions, or with the token of a seat.
async fn gets_nothing(who: &str, visitor: &Visitor, token: &str, clip: &SessionSummary, file: &str) {
    let path = format!("/api/join/{}", clip.code);
    assert_eq!(visitor.get::<JoinInfo>(&path).await, refused(404, ErrorCode::NotFound), "{who}");
    assert_eq!(visitor.join(&clip.code, "Eve").await, refused(404, ErrorCode::NotFound), "{who}");
    let routes = BY_SECRET.iter().filter(|(_, path)| path.starts_with("/sessions/{id}"));
    for (method, path) in routes {
        let real = path.replace("{id}", &clip.id.to_string()).replace("{file}", file).replace("{photo}", "1");
        let request = visitor.request(method.clone(), &format!("/api{real}")).bearer_auth(token);
        let chat = Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN };
        let act = LaterCommand { id: 1.into(), anchor: None, command: chat };
        let request = if *method == Method::POST { request.json(&act) } else { request };
        let answer = request.send().await.unwrap();
        let kept_out = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        assert!(kept_out.contains(&answer.status()), "{who} {method} {path}: {}", answer.status());
        assert!(!answer.text().await.unwrap().contains("Hello"), "{who} {method} {path}");
    }
    for path in ["preparation", "ledger", "ledger/own", "calendar.ics", "extensions"] {
        let path = format!("/api/sessions/{}/{path}", clip.id);
        assert!([401, 403, 404].contains(&visitor.read(&path).await), "{who} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_its_makers_until_it_is_announced_and_the_members_from_its_instant_on() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let (removed, line) = school.member("Rob", CourseRole::Student).await;
    let other = school.server.visitor();
    let elsewhere: Course = school.instructor.post("/api/courses", &server_tests::school::details()).await.unwrap();
    let (of_another, _) = enrol(&school.server, &school.instructor, elsewhere.id, "Eli", CourseRole::Student).await;
    for visitor in [&student, &observer] {
        assert_eq!(begin(&school, visitor).await, refused(403, ErrorCode::Forbidden));
    }
    let (clip, seat, file) = recorded(&school, &assistant, "Ann").await;
    assert_eq!((clip.kind, seat.role), (SessionKind::Clip, Role::Instructor), "whoever records it leads it");

    // Nobody else comes in or knows of it, and no list has it: not even its maker's.
    let made_up = "00000000-0000-4000-8000-000000000000";
    for (who, visitor) in [("instructor", &school.instructor), ("student", &student), ("observer", &observer)] {
        gets_nothing(who, visitor, made_up, &clip, &file).await;
    }
    for visitor in [&assistant, &school.instructor, &student] {
        let course: Course = visitor.get(&school.path("")).await.unwrap();
        let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
        assert_eq!((course.sessions, schedule.sessions), (vec![], vec![]));
        assert_eq!(visitor.get::<Vec<CourseSummary>>("/api/courses").await.unwrap()[0].live, None);
        let home: Home = visitor.get("/api/home").await.unwrap();
        assert_eq!((home.next, home.lately), (vec![], vec![]));
    }
    assert_eq!((unused(&school, &assistant).await, unused(&school, &school.instructor).await), (vec![clip.id], vec![]));
    let of_others = announce(&school, &school.instructor, &said("Hello", "", Some(clip.id), None)).await;
    assert_eq!(of_others, refused(404, ErrorCode::NotFound), "a take of somebody else is not theirs to announce");

    // Staff see what comes; nobody else does before its instant.
    let at = (unix_now() + DAY).next_multiple_of(HOUR);
    let later = announce(&school, &assistant, &said("Welcome", "", Some(clip.id), Some(&in_berlin(at)))).await.unwrap();
    assert_eq!(later.clip.as_ref().map(|clip| clip.session), Some(clip.id));
    assert_eq!(unused(&school, &assistant).await, []);
    let watches = school.instructor.join(&clip.code, "Ivy").await.unwrap();
    assert!(school.instructor.journal(&watches, 0).await.complete);
    for (who, visitor) in
        [("student", &student), ("observer", &observer), ("owner", &school.owner), ("stranger", &other)]
    {
        gets_nothing(who, visitor, made_up, &clip, &file).await;
    }
    assert_eq!(page(&school, &student).await, []);
    let until = json!({ "until_unix": unix_now() + HOUR });
    let open =
        school.instructor.request(Method::PUT, &format!("/api/sessions/{}/recording/open", clip.id)).json(&until);
    assert_eq!(
        school.instructor.send::<SessionSummary>(open).await,
        refused(404, ErrorCode::NotFound),
        "it has no link of its own"
    );

    school.server.clock().advance(at - school.server.clock().now());
    let shown = page(&school, &student).await;
    assert_eq!(shown[0].clip, later.clip);
    let news: Vec<NewAnnouncement> = student.get("/api/home/announcements").await.unwrap();
    assert_eq!(news[0].announcement.clip, later.clip);
    assert_eq!(page(&school, &school.owner).await[0].clip, None, "who runs the server watches nothing");
    for (visitor, role) in [(&student, Role::Student), (&observer, Role::Observer)] {
        let seat = visitor.join(&clip.code, "Sam").await.unwrap();
        assert_eq!(seat.role, role);
        assert!(visitor.manifest(&seat).await.complete);
        assert_eq!(visitor.media(clip.id, &seat.token, &file, None).await.status(), StatusCode::OK);
    }
    let seat = student.join(&clip.code, "Sam").await.unwrap();
    let act = LaterCommand {
        id: 1.into(),
        anchor: None,
        command: Command::SendChat { text: "First!".into(), to: ChatTo::MAIN },
    };
    assert_eq!(student.send_later(&seat, &act).await, refused(403, ErrorCode::Forbidden), "nothing is said there");
    assert_eq!(Client::hello(school.server.web(), &seat.token, None).await.err(), Some(ErrorCode::SessionEnded));
    let of_removed = removed.join(&clip.code, "Rob").await.unwrap();
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    for (who, visitor, token) in [
        ("removed", &removed, of_removed.token.as_str()),
        ("of another course", &of_another, made_up),
        ("owner", &school.owner, made_up),
        ("stranger", &other, made_up),
    ] {
        gets_nothing(who, visitor, token, &clip, &file).await;
    }

    let log: AuditPage = school.instructor.get(&school.path("/audit")).await.unwrap();
    assert!(
        log.entries.iter().all(|entry| entry.kind != AuditKind::Watched),
        "a picture beside a text is not watching"
    );

    // It is withdrawn with its announcement, from whoever watches it too, and comes back with it.
    let path = school.path(&format!("/announcements/{}", later.id));
    assert_eq!(status(&assistant, Method::DELETE, &path).await, 204);
    gets_nothing("student", &student, &seat.token, &clip, &file).await;
    gets_nothing("instructor", &school.instructor, &watches.token, &clip, &file).await;
    school.instructor.post::<Announcement>(&format!("{path}/restore"), &()).await.unwrap();
    assert!(student.manifest(&seat).await.complete);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_of_a_reply_is_for_who_reads_the_board_as_long_as_the_reply_stands() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (clip, _, file) = recorded(&school, &school.instructor, "Ivy").await;
    let ivy = &school.instructor;
    let question = json!({ "title": "Why?", "text": "Tell me.", "question": true, "moment": null });
    let asked: WholeThread = student.post(&school.path("/board"), &question).await.unwrap();
    let replies = school.path(&format!("/board/{}/replies", asked.thread.id));
    let words = |text: &str, clip: Option<SessionId>| json!({ "text": text, "clip": clip });
    let stolen = student.post::<WholeThread>(&replies, &words("", Some(clip.id))).await;
    assert_eq!(stolen, refused(404, ErrorCode::NotFound), "a take of somebody else");
    assert_eq!(ivy.post::<WholeThread>(&replies, &words(" ", None)).await, refused(422, ErrorCode::TextInvalid));
    gets_nothing("student", &student, "made up", &clip, &file).await;

    let replied: WholeThread = ivy.post(&replies, &words(" ", Some(clip.id))).await.unwrap();
    let reply = &replied.posts[1];
    assert_eq!((reply.text.as_str(), reply.clip.as_ref().map(|clip| clip.session)), ("", Some(clip.id)));
    assert_eq!(unused(&school, ivy).await, []);
    let again = announce(&school, ivy, &said("Hello", "", Some(clip.id), None)).await;
    assert_eq!(again, refused(404, ErrorCode::NotFound), "it belongs to the reply");
    let seat = student.join(&clip.code, "Sam").await.unwrap();
    assert_eq!(student.media(clip.id, &seat.token, &file, None).await.status(), StatusCode::OK);
    gets_nothing("stranger", &school.server.visitor(), "made up", &clip, &file).await;

    // It stands as long as the reply does, whatever becomes of the question, and comes back with it; a change that does not name it leaves it
    // out.
    let path = |post: PostId| school.path(&format!("/board/{post}"));
    assert_eq!(status(ivy, Method::DELETE, &path(asked.thread.id)).await, 204);
    assert!(student.manifest(&seat).await.complete);
    ivy.post::<WholeThread>(&format!("{}/restore", path(asked.thread.id)), &()).await.unwrap();
    assert_eq!(status(ivy, Method::DELETE, &path(reply.id)).await, 204);
    gets_nothing("student", &student, &seat.token, &clip, &file).await;
    ivy.post::<WholeThread>(&format!("{}/restore", path(reply.id)), &()).await.unwrap();
    assert!(student.manifest(&seat).await.complete);
    let path = path(reply.id);
    let change = |clip: Option<SessionId>| ivy.request(Method::PUT, &path).json(&words("In words", clip));
    let kept: WholeThread = ivy.send(change(Some(clip.id))).await.unwrap();
    assert!(kept.posts[1].clip.is_some());
    let without: WholeThread = ivy.send(change(None)).await.unwrap();
    assert_eq!((&without.posts[1].clip, unused(&school, ivy).await), (&None, vec![clip.id]));
    gets_nothing("student", &student, &seat.token, &clip, &file).await;
    school.server.stop().await;
}

#[tokio::test]
async fn a_video_belongs_to_one_announcement_and_says_what_has_no_words() {
    let school = School::open().await;
    let clip = taken(&school, &school.instructor, "Ivy").await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let ivy = &school.instructor;
    let wordless = announce(&school, ivy, &said("Hello", " ", None, None)).await;
    assert_eq!(wordless, refused(422, ErrorCode::TextInvalid));
    let first = announce(&school, ivy, &said("Hello", " ", Some(clip.id), None)).await.unwrap();
    assert_eq!(first.text, "");
    let again = announce(&school, ivy, &said("Again", "", Some(clip.id), None)).await;
    assert_eq!(again, refused(404, ErrorCode::NotFound), "it is in another one");
    let runs = begin(&school, ivy).await.unwrap();
    let class = school.class().await;
    for id in [runs.id, class.id] {
        let refusal = announce(&school, ivy, &said("Other", "", Some(id), None)).await;
        assert_eq!(refusal, refused(404, ErrorCode::NotFound));
    }
    assert_eq!(page(&school, ivy).await.len(), 1, "what is refused announces nothing");
    let path = school.path(&format!("/clips/{}", clip.id));
    assert_eq!(status(ivy, Method::DELETE, &path).await, 404, "it goes with its announcement");

    // Other staff change the words and keep the video; without it words are needed.
    let kept = put(&school, &assistant, &first, &said("Hello", "Welcome", Some(clip.id), None)).await.unwrap();
    assert_eq!(kept.clip, first.clip);
    let wordless = put(&school, &assistant, &first, &said("Hello", "", None, None)).await;
    assert_eq!(wordless, refused(422, ErrorCode::TextInvalid));
    let without = put(&school, &assistant, &first, &said("Hello", "Welcome", None, None)).await.unwrap();
    assert_eq!((without.clip, unused(&school, ivy).await), (None, vec![clip.id]));
    assert_eq!(status(&assistant, Method::DELETE, &path).await, 404, "nobody else's");
    assert_eq!(status(ivy, Method::DELETE, &path).await, 204);
    assert_eq!((unused(&school, ivy).await, status(ivy, Method::DELETE, &path).await), (vec![], 404));
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_announcement_has_is_gone_after_a_day_with_its_files() {
    let school = School::open().await;
    let (clip, _, of_clip) = recorded(&school, &school.instructor, "Ivy").await;
    let (kept, _, of_kept) = recorded(&school, &school.instructor, "Ivy").await;
    let (app, now) = (school.server.app(), unix_now());
    let one = announce(&school, &school.instructor, &said("Hello", "", Some(kept.id), None)).await.unwrap();
    let has_clip = async || app.store.media().file(clip.id, &of_clip).await.is_ok();
    let has_kept = async || app.store.media().file(kept.id, &of_kept).await.is_ok();
    assert!(has_clip().await && has_kept().await);
    retention::look(app, now + limits::CLIP_UNUSED_MS / 2).await.unwrap();
    assert_eq!(unused(&school, &school.instructor).await, [clip.id]);
    retention::look(app, now + limits::CLIP_UNUSED_MS + HOUR).await.unwrap();
    assert!(app.store.session(clip.id).await.unwrap().is_none() && !has_clip().await);
    assert!(app.store.session(kept.id).await.unwrap().is_some() && has_kept().await);

    let path = school.path(&format!("/announcements/{}", one.id));
    assert_eq!(status(&school.instructor, Method::DELETE, &path).await, 204);
    retention::look(app, unix_now() + limits::RESTORABLE_MS / 2).await.unwrap();
    assert!(has_kept().await, "the announcement can be restored");
    retention::look(app, unix_now() + limits::RESTORABLE_MS + HOUR).await.unwrap();
    assert!(app.store.session(kept.id).await.unwrap().is_none() && !has_kept().await);

    // A course with nothing but videos is deleted with them.
    let last = taken(&school, &school.instructor, "Ivy").await;
    announce(&school, &school.instructor, &said("Bye", "", Some(last.id), None)).await.unwrap();
    assert_eq!(status(&school.owner, Method::DELETE, &school.path("")).await, 204);
    assert!(app.store.session(last.id).await.unwrap().is_none());
    school.server.stop().await;
}

#[tokio::test]
async fn of_takes_the_latest_are_kept() {
    let school = School::open().await;
    let mut takes = Vec::new();
    for _ in 0..limits::CLIPS_UNUSED {
        takes.push(taken(&school, &school.instructor, "Ivy").await.id);
    }
    let latest_first: Vec<_> = takes.iter().rev().copied().collect();
    assert_eq!(unused(&school, &school.instructor).await, latest_first);
    begin(&school, &school.instructor).await.unwrap();
    assert_eq!(unused(&school, &school.instructor).await, latest_first[..limits::CLIPS_UNUSED - 1]);
    school.server.stop().await;
}

#[tokio::test]
async fn the_mail_says_that_there_is_a_video_and_how_long_it_is() {
    let (mut mailbox, school) = school().await;
    member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let clip = taken(&school, &school.instructor, "Ivy").await;
    let row = school.server.app().store.session(clip.id).await.unwrap().unwrap();
    assert_eq!((row.kind, row.deletion.is_none()), (SessionKind::Clip, true));
    assert_eq!(clip.recording, RecordingState::Kept);
    announce(&school, &school.instructor, &said("Room 5", "", Some(clip.id), None)).await.unwrap();
    school.server.clock().advance(60_000);
    let letters = letters(&school, &mut mailbox).await;
    let text = letters[0].body("text/plain");
    for part in ["With a video", "Room 5", &format!("/courses/{}", school.course.id)] {
        assert!(text.contains(part), "{part}: {text}");
    }
    school.server.stop().await;
}
