//! The ledger of participation, over HTTP: who has what of a class, what counts as watched, and who sees it.

use meridian::clock::unix_now;
use protocol::{
    Command, CommandResult, CourseRole, ErrorCode, EventBody, Millis, ParticipantId, PostId, Role, RoomId,
    board::WholeThread,
    chat::ChatTo,
    claims::{KeptSeat, SeatTokens},
    courses::{Course, CourseDetails},
    http::{KeepPosition, OpenRecordingRequest, Seat, SessionSummary, Timeline, WatchPosition},
    ledger::{
        CatchUpPart, ClassCounts, ClassLedger, LedgerEntry, LedgerRule, LedgerState, OwnLedger, Stretch, Watched,
    },
    limits::{LEDGER_BEAT_MS, LEDGER_BEATS_BURST},
    polls::Answer,
    recording::Cut,
    rooms::{OpenedRoom, RoomRules},
    roster::{ImportReport, ImportRequest, RosterPage},
    schedule::{CourseSchedule, Home},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    held::{LENGTH, POLL, asked, closed, hold, joined, left},
    school::{PASSWORD, School, details},
    visitor::{Refused, Visitor, refused},
};

const SECOND: Millis = 1_000;
const DAY: Millis = 24 * 3_600 * SECOND;

/// A class of 100 seconds that has ended, of a course with a student who was not there.
struct Missed {
    school: School,
    class: SessionSummary,
    student: Visitor,
    seat: Seat,
}

impl Missed {
    /// Nobody was there, but for what these events say.
    async fn with(events: impl FnOnce(&Seat) -> Vec<(Millis, EventBody)>) -> Missed {
        let school = School::open().await;
        let (student, _) = school.member("Sam", CourseRole::Student).await;
        let class = school.class().await;
        let seat = student.join(&class.code, "Sam").await.unwrap();
        hold(&school, class.id, events(&seat)).await;
        Missed { school, class, student, seat }
    }

    async fn new() -> Missed {
        Missed::with(|_| vec![(10 * SECOND, asked()), (20 * SECOND, closed())]).await
    }

    /// Lets time pass on the server.
    fn wait(&self, time: Millis) {
        self.school.server.clock().advance(time);
    }

    async fn report(&self, from: Millis, to: Millis) -> Result<LedgerEntry, Refused> {
        report(&self.student, &self.seat, from, to).await
    }

    async fn play(&self, from: Millis, to: Millis) -> LedgerEntry {
        play(&self.school, &self.student, &self.seat, from, to).await
    }

    /// Another student of the course.
    async fn another(&self, name: &str) -> (Visitor, Seat) {
        let (visitor, _) = self.school.member(name, CourseRole::Student).await;
        let seat = visitor.join(&self.class.code, name).await.unwrap();
        (visitor, seat)
    }

    /// What somebody reads of themselves of how far they are, and whether they were by the date.
    async fn has(&self, visitor: &Visitor) -> (LedgerState, Option<bool>) {
        let own: OwnLedger = visitor.get(&format!("/api/sessions/{}/ledger/own", self.class.id)).await.unwrap();
        (own.entry.state, own.entry.on_time)
    }

    /// Somebody writes about the class, or replies there.
    async fn write(&self, by: &Visitor, thread: Option<PostId>) -> PostId {
        // No post is as old as the one before it.
        self.wait(1);
        let moment = json!({ "session": self.class.id, "at": 0 });
        let post = json!({ "title": "Epsilon", "text": "Why?", "question": false, "moment": moment });
        let path = self.school.path("/board");
        let whole: Result<WholeThread, _> = match thread {
            Some(thread) => by.post(&format!("{path}/{thread}/replies"), &json!({ "text": "Because." })).await,
            None => by.post(&path, &post).await,
        };
        whole.unwrap().thread.id
    }

    async fn own_ledger(&self) -> OwnLedger {
        self.student.get(&format!("/api/sessions/{}/ledger/own", self.class.id)).await.unwrap()
    }

    async fn own(&self) -> LedgerEntry {
        self.own_ledger().await.entry
    }

    async fn of_class(&self) -> Vec<(String, Option<LedgerState>)> {
        let path = format!("/api/sessions/{}/ledger", self.class.id);
        let ledger: ClassLedger = self.school.instructor.get(&path).await.unwrap();
        ledger.lines.into_iter().map(|line| (line.name, line.entry.map(|entry| entry.state))).collect()
    }

    async fn answer(&self) {
        let answer = Answer::Choices { choices: vec![0] };
        self.student.act_later(&self.seat, None, Command::AnswerPoll { poll: POLL, answer }).await.unwrap();
    }
}

/// Says what counts as full participation.
async fn ask_for(school: &School, rule: LedgerRule) {
    let details = CourseDetails { ledger: Some(rule), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
}

/// Says that classes are to be caught up on within a week.
async fn due_in_a_week(school: &School) {
    let rule = json!({ "rule": { "days": 7, "time": "23:59" }, "holidays": [] });
    let request = school.instructor.request(Method::PUT, &school.path("/deadlines")).json(&rule);
    school.instructor.send::<CourseSchedule>(request).await.unwrap();
}

/// Plays, in reports of the usual length.
async fn play(school: &School, visitor: &Visitor, seat: &Seat, from: Millis, to: Millis) -> LedgerEntry {
    let mut entry = report(visitor, seat, from, from).await.unwrap();
    let mut at = from;
    while at < to {
        let next = (at + LEDGER_BEAT_MS).min(to);
        school.server.clock().advance(next - at);
        entry = report(visitor, seat, at, next).await.unwrap();
        at = next;
    }
    entry
}

async fn report(visitor: &Visitor, seat: &Seat, from: Millis, to: Millis) -> Result<LedgerEntry, Refused> {
    let path = format!("/api/sessions/{}/ledger/watched", seat.session);
    let played = Watched { from, to, speed_percent: 100 };
    let request = visitor.request(Method::POST, &path).bearer_auth(&seat.token).json(&played);
    Ok(visitor.send::<OwnLedger>(request).await?.entry)
}

async fn timeline(visitor: &Visitor, seat: &Seat) -> Timeline {
    let path = format!("/api/sessions/{}/timeline", seat.session);
    visitor.get_as(&seat.token, &path).await.unwrap()
}

/// Whether the page is told to report.
async fn is_counted(visitor: &Visitor, seat: &Seat) -> bool {
    timeline(visitor, seat).await.counted
}

/// Where a page goes on, in class time.
async fn position(visitor: &Visitor, seat: &Seat) -> Option<Millis> {
    timeline(visitor, seat).await.position.map(|position| position.at)
}

#[tokio::test]
async fn who_missed_a_class_catches_up_and_everybody_concerned_sees_it() {
    let missed = Missed::new().await;
    assert_eq!((missed.own().await.state, missed.own().await.left), (LedgerState::Missing, 80 * SECOND));
    missed.school.add("Ida", CourseRole::Student).await;
    missed.school.member("Olga", CourseRole::Observer).await;
    let expected = [("Ida".to_owned(), None), ("Sam".to_owned(), Some(LedgerState::Missing))];
    assert_eq!(
        missed.of_class().await,
        expected,
        "students alone; who is invited has not joined so far, and misses nothing"
    );

    let counts = async || {
        let home: Home = missed.school.instructor.get("/api/home").await.unwrap();
        home.lately[0].counts.map(|ClassCounts { students, missing, on_the_way, .. }| (students, missing, on_the_way))
    };
    assert_eq!(counts().await, Some((1, 1, 0)), "the home page of staff says how many are missing");

    let half = missed.play(0, 50 * SECOND).await;
    assert_eq!(counts().await, Some((1, 0, 1)));
    assert_eq!((half.state, half.later, half.left), (LedgerState::OnTheWay, 50 * SECOND, 30 * SECOND));
    assert_eq!((half.resume, half.polls_left), (Some(50 * SECOND), 1));
    let home: Home = missed.student.get("/api/home").await.unwrap();
    assert_eq!(home.lately[0].session.ledger, Some(half), "on the home page, too");
    assert_eq!(home.lately[0].counts, None, "others are no matter of a student's");
    let parts = missed.own_ledger().await.parts;
    let rest = Stretch { from: 50 * SECOND, to: 80 * SECOND };
    assert_eq!(parts, [CatchUpPart { left: 30 * SECOND, polls: 1, stretches: vec![rest] }]);
    assert_eq!(home.lately[0].session.parts, parts);

    // Nothing is lost by a restart.
    let Missed { school, class, student, seat } = missed;
    let School { server, owner, instructor, course } = school;
    let server = server.restart().await;
    let moved = |visitor: Visitor| visitor.at(server.web());
    let (owner, instructor, student) = (moved(owner), moved(instructor), moved(student));
    let missed = Missed { school: School { server, owner, instructor, course }, class, student, seat };
    assert_eq!(missed.own().await, half);

    let seen = missed.play(50 * SECOND, LENGTH).await;
    assert_eq!((seen.state, seen.left, seen.resume), (LedgerState::OnTheWay, 0, None), "a poll is left");
    missed.answer().await;
    let done = missed.own().await;
    assert_eq!((done.state, done.polls_later), (LedgerState::CaughtUp, 1));
    assert_eq!(missed.of_class().await[1], ("Sam".to_owned(), Some(LedgerState::CaughtUp)));
    let schedule: CourseSchedule = missed.student.get(&missed.school.path("/schedule")).await.unwrap();
    assert_eq!(schedule.sessions[0].ledger, Some(done));
    let theirs: CourseSchedule = missed.school.instructor.get(&missed.school.path("/schedule")).await.unwrap();
    assert_eq!(theirs.sessions[0].ledger, None, "staff are not counted");
    missed.school.server.stop().await;
}

#[tokio::test]
async fn the_time_in_class_and_what_is_watched_are_one_timeline() {
    let missed = Missed::with(|seat| {
        let who = seat.participant;
        vec![(0, joined(who, Role::Student)), (52 * SECOND, left(who))]
    })
    .await;
    let own = missed.own().await;
    assert_eq!((own.live, own.left, own.resume), (52 * SECOND, 28 * SECOND, Some(52 * SECOND)));
    let done = missed.play(40 * SECOND, 83 * SECOND).await;
    assert_eq!((done.state, done.live, done.later), (LedgerState::CaughtUp, 52 * SECOND, 31 * SECOND));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn a_page_that_lies_gains_nothing() {
    let missed = Missed::new().await;
    let watched = async || missed.own().await.later;

    missed.report(0, LENGTH).await.unwrap();
    assert_eq!(watched().await, 0, "a report out of nowhere");
    missed.wait(10 * SECOND);
    missed.report(0, 10 * SECOND).await.unwrap();
    for _ in 0..5 {
        missed.report(0, 10 * SECOND).await.unwrap();
    }
    let after_replays = watched().await;
    assert!(after_replays < 11 * SECOND, "a report that is sent again: {after_replays}");

    // A jump to the end that is reported as if all had been played.
    missed.wait(SECOND);
    missed.report(LENGTH - 100, LENGTH + 50 * SECOND).await.unwrap();
    assert!(watched().await <= after_replays + 100, "the end alone, where the page landed");

    // Twenty tabs, each at another place, in five seconds.
    missed.wait(5 * SECOND);
    let before = watched().await;
    let tabs = (0..20).map(|tab| missed.report(tab * 5 * SECOND, (tab + 1) * 5 * SECOND));
    for entry in futures_util::future::join_all(tabs).await {
        entry.unwrap();
    }
    let gained = watched().await - before;
    assert!(gained <= 8 * SECOND, "five seconds, and what these requests took: {gained}");

    // What the client says of the time is in no report.
    let path = format!("/api/sessions/{}/ledger/watched", missed.class.id);
    let lie = json!({ "from": 0, "to": 10, "speed_percent": 100, "at_unix": 99 });
    let request = missed.student.request(Method::POST, &path).bearer_auth(&missed.seat.token).json(&lie);
    assert_eq!(missed.student.send::<OwnLedger>(request).await, refused(422, ErrorCode::BadFrame));
    let mut last = Ok(());
    for _ in 0..=LEDGER_BEATS_BURST {
        last = missed.report(0, 0).await.map(|_| ());
    }
    assert_eq!(last, refused(429, ErrorCode::RateLimited));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn nobody_but_a_student_of_the_course_is_counted_and_nobody_but_staff_sees_all() {
    let missed = Missed::new().await;
    let school = &missed.school;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (tim, line) = school.member("Tim", CourseRole::Student).await;
    let stranger = school.server.visitor();
    for (visitor, name) in [(&observer, "Olga"), (&assistant, "Ann"), (&school.instructor, "Ivy")] {
        let seat = visitor.join(&missed.class.code, name).await.unwrap();
        assert_eq!(report(visitor, &seat, 0, 0).await, refused(403, ErrorCode::Forbidden), "{name}");
        assert!(!is_counted(visitor, &seat).await, "{name}");
    }
    assert!(is_counted(&missed.student, &missed.seat).await);
    let tims = tim.join(&missed.class.code, "Tim").await.unwrap();
    assert_eq!(report(&tim, &tims, 0, 0).await.unwrap().state, LedgerState::Missing);
    let own = format!("/api/sessions/{}/ledger/own", missed.class.id);
    let all = format!("/api/sessions/{}/ledger", missed.class.id);
    assert!(assistant.get::<ClassLedger>(&all).await.is_ok());
    for (visitor, of_own, of_all) in [
        (&observer, refused(403, ErrorCode::Forbidden), refused(403, ErrorCode::Forbidden)),
        (&assistant, refused(403, ErrorCode::Forbidden), Ok(())),
        (&tim, Ok(()), refused(403, ErrorCode::Forbidden)),
        (&stranger, refused(401, ErrorCode::Unauthorized), refused(401, ErrorCode::Unauthorized)),
    ] {
        assert_eq!(visitor.get::<OwnLedger>(&own).await.map(|_| ()), of_own);
        assert_eq!(visitor.get::<ClassLedger>(&all).await.map(|_| ()), of_all);
    }
    let other = Seat { token: "guess".into(), ..tims.clone() };
    assert_eq!(report(&tim, &other, 0, 0).await, refused(401, ErrorCode::Unauthorized));
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(report(&tim, &tims, 0, 0).await, refused(401, ErrorCode::Unauthorized));
    assert_eq!(tim.get::<OwnLedger>(&own).await, refused(404, ErrorCode::NotFound));

    // A guest is nobody whom the roster has; a deleted recording is not watched.
    let open = CourseDetails { guests_allowed: true, ..details() };
    school
        .instructor
        .send::<Course>(school.instructor.request(Method::PUT, &school.path("")).json(&open))
        .await
        .unwrap();
    let later = school.class().await;
    let guests = stranger.join(&later.code, "Gus").await.unwrap();
    assert_eq!(report(&stranger, &guests, 0, 0).await, refused(403, ErrorCode::Forbidden));
    let sams = missed.student.join(&later.code, "Sam").await.unwrap();
    assert_eq!(report(&missed.student, &sams, 0, 0).await, refused(409, ErrorCode::NotBegun));
    let recording = format!("/api/sessions/{}/recording", missed.class.id);
    let delete = school.instructor.request(Method::DELETE, &recording);
    school.instructor.send::<SessionSummary>(delete).await.unwrap();
    assert_eq!(missed.report(0, 0).await, refused(410, ErrorCode::RecordingDeleted));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_watches_by_an_open_link_writes_nothing_into_a_class_of_a_course() {
    let missed = Missed::new().await;
    let instructor = &missed.school.instructor;
    let path = format!("/api/sessions/{}/recording/open", missed.class.id);
    let open = OpenRecordingRequest { until_unix: Some(unix_now() + 60_000) };
    instructor.send::<SessionSummary>(instructor.request(Method::PUT, &path).json(&open)).await.unwrap();
    let stranger = missed.school.server.visitor();
    let seat = stranger.join(&missed.class.code, "Gus").await.unwrap();
    assert!(!is_counted(&stranger, &seat).await, "they watch");
    let say = |to| Command::SendChat { text: "hi".into(), to };
    for to in [ChatTo::MAIN, ChatTo::Staff] {
        assert_eq!(stranger.act_later(&seat, None, say(to)).await, refused(403, ErrorCode::Forbidden));
    }
    assert_eq!(missed.student.act_later(&missed.seat, None, say(ChatTo::MAIN)).await, Ok(CommandResult::Done));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn a_guest_who_makes_their_seat_that_of_an_account_has_what_they_did_in_class() {
    let school = School::open().await;
    let open = CourseDetails { guests_allowed: true, ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&open);
    school.instructor.send::<Course>(request).await.unwrap();
    let class = school.class().await;
    let teachers = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    let seat = school.server.visitor().join(&class.code, "Sam").await.unwrap();
    let guest = Client::enter(school.server.web(), &seat).await;
    teacher.attend_until_joined(seat.participant).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    drop(guest);

    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let path = format!("/api/sessions/{}/ledger/own", class.id);
    let before = sam.get::<OwnLedger>(&path).await.unwrap().entry;
    assert_eq!((before.state, before.live), (LedgerState::Missing, 0));
    let tokens = SeatTokens { tokens: vec![seat.token] };
    assert_eq!(sam.post::<Vec<KeptSeat>>("/api/account/seats", &tokens).await.unwrap().len(), 1);
    let after = sam.get::<OwnLedger>(&path).await.unwrap().entry;
    assert!(after.live > 0 && after.live <= after.length, "{after:?}");
    school.server.stop().await;
}

#[tokio::test]
async fn instructors_say_what_is_full_participation() {
    let missed = Missed::new().await;
    missed.play(0, 40 * SECOND).await;
    let change = async |visitor: &Visitor, percent: u8| {
        let ledger = Some(LedgerRule { percent, polls: false, response: false });
        let details = CourseDetails { ledger, ..details() };
        let request = visitor.request(Method::PUT, &missed.school.path("")).json(&details);
        visitor.send::<Course>(request).await.map(|course| course.details.ledger)
    };
    assert_eq!(missed.own().await.state, LedgerState::OnTheWay);
    assert_eq!(change(&missed.student, 40).await, refused(403, ErrorCode::Forbidden));
    let instructor = &missed.school.instructor;
    for wrong in [0, 101] {
        assert_eq!(change(instructor, wrong).await, refused(422, ErrorCode::CourseInvalid));
    }
    assert_eq!(change(instructor, 40).await, Ok(Some(LedgerRule { percent: 40, polls: false, response: false })));
    assert_eq!(missed.own().await.state, LedgerState::CaughtUp);
    // What is absent stays.
    let request = instructor.request(Method::PUT, &missed.school.path("")).json(&details());
    let course: Course = instructor.send(request).await.unwrap();
    assert_eq!(course.details.ledger, Some(LedgerRule { percent: 40, polls: false, response: false }));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn a_response_to_a_classmate_is_asked_for_where_the_course_does() {
    let missed = Missed::new().await;
    let Missed { school, student: sam, class, .. } = &missed;
    let [ida, rob] =
        [school.member("Ida", CourseRole::Student).await.0, school.member("Rob", CourseRole::Student).await.0];
    let own = async |by: &Visitor| {
        by.get::<OwnLedger>(&format!("/api/sessions/{}/ledger/own", class.id)).await.unwrap().entry
    };
    let has = async |by: &Visitor| (own(by).await.responses, own(by).await.response_left);
    let begin = async |by: &Visitor, about: bool| {
        let moment = about.then(|| json!({ "session": class.id, "at": 0 }));
        let thread = json!({ "title": "Epsilon", "text": "Why?", "question": false, "moment": moment });
        by.post::<WholeThread>(&school.path("/board"), &thread).await.unwrap().thread.id
    };
    let reply = async |by: &Visitor, thread: PostId| {
        let path = school.path(&format!("/board/{thread}/replies"));
        by.post::<WholeThread>(&path, &json!({ "text": "Because." })).await.unwrap();
        // The next post is later than this one.
        school.server.clock().advance(1);
    };
    missed.play(0, 100 * SECOND).await;
    missed.answer().await;
    assert_eq!((missed.own().await.state, has(sam).await), (LedgerState::CaughtUp, (0, false)));
    let ledger = Some(LedgerRule { response: true, ..LedgerRule::default() });
    let details = CourseDetails { ledger, ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    assert_eq!((missed.own().await.state, has(sam).await), (LedgerState::CaughtUp, (0, false)), "to nobody");

    // Staff are no classmates, and what is not about the class does not count.
    let of_staff = begin(&school.instructor, true).await;
    reply(sam, of_staff).await;
    let elsewhere = begin(&ida, false).await;
    reply(sam, elsewhere).await;
    assert_eq!(has(sam).await, (0, false));
    // Whoever writes before all classmates, in a thread or with one, has nobody to respond to.
    let first = begin(&rob, true).await;
    school.server.clock().advance(1);
    assert_eq!(has(&rob).await, (0, true), "Sam has written about this class, to staff");
    reply(&rob, of_staff).await;
    assert_eq!(has(&rob).await, (1, false));
    assert_eq!((missed.own().await.state, has(sam).await), (LedgerState::ResponseLeft, (0, true)));
    reply(sam, first).await;
    assert_eq!(has(sam).await, (1, false));
    assert_eq!(missed.own().await.state, LedgerState::CaughtUp);
    let path = format!("/api/sessions/{}/ledger", class.id);
    let lines = school.instructor.get::<ClassLedger>(&path).await.unwrap().lines;
    let left: Vec<_> = lines.iter().map(|line| line.entry.is_some_and(|entry| entry.response_left)).collect();
    assert_eq!(left, [true, false, false], "of Ida, Rob and Sam");
    // What is taken back does not count, and neither does one's own thread after others.
    begin(&ida, true).await;
    assert_eq!(has(&ida).await, (0, true));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn what_somebody_writes_about_a_class_is_counted_whatever_the_rule() {
    let missed = Missed::new().await;
    let Missed { school, student: sam, class, .. } = &missed;
    let begin = async |by: &Visitor, moment: Value| {
        let thread = json!({ "title": "Epsilon", "text": "Why?", "question": true, "moment": moment });
        by.post::<WholeThread>(&school.path("/board"), &thread).await.unwrap().thread.id
    };
    let about = json!({ "session": class.id, "at": 0 });
    let asked = begin(sam, about.clone()).await;
    let of_staff = begin(&school.instructor, about).await;
    let elsewhere = begin(sam, Value::Null).await;
    let reply = async |thread: PostId| {
        let path = school.path(&format!("/board/{thread}/replies"));
        sam.post::<WholeThread>(&path, &json!({ "text": "Because." })).await.unwrap().posts.last().unwrap().id
    };
    let replied = reply(of_staff).await;
    reply(elsewhere).await;
    let own = missed.own().await;
    assert_eq!((own.comments, own.responses), (2, 0), "the course asks for no response");
    assert_eq!(own.state, LedgerState::Missing, "which is nothing that they have of the class");
    let path = format!("/api/sessions/{}/ledger", class.id);
    let ledger: ClassLedger = school.instructor.get(&path).await.unwrap();
    assert_eq!(ledger.lines[0].entry, Some(own), "staff read the same");
    for post in [replied, asked] {
        let path = school.path(&format!("/board/{post}"));
        assert!(sam.request(Method::DELETE, &path).send().await.unwrap().status().is_success());
    }
    assert_eq!(missed.own().await.comments, 0);
    let ledger: ClassLedger = school.instructor.get(&path).await.unwrap();
    assert_eq!(ledger.lines[0].entry.unwrap().comments, 0, "what is deleted counts for nobody");
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_has_all_of_a_class_after_its_date_is_shown_as_that() {
    let missed = Missed::new().await;
    let Missed { school, class, .. } = &missed;
    let (tim, line) = school.member("Tim", CourseRole::Student).await;
    let seat = tim.join(&class.code, "Tim").await.unwrap();
    let own = async |by: &Visitor| {
        by.get::<OwnLedger>(&format!("/api/sessions/{}/ledger/own", class.id)).await.unwrap().entry
    };
    missed.play(0, LENGTH).await;
    assert_eq!(missed.own().await.done_unix, None, "a poll is left");
    missed.answer().await;
    let done = missed.own().await;
    assert_eq!((done.state, done.on_time), (LedgerState::CaughtUp, None), "the class has no date");
    assert!(done.done_unix.is_some_and(|done| done.abs_diff(school.server.clock().now()) < 10 * SECOND));

    due_in_a_week(school).await;
    missed.wait(9 * DAY);
    play(school, &tim, &seat, 0, LENGTH).await;
    let answer = Answer::Choices { choices: vec![0] };
    tim.act_later(&seat, None, Command::AnswerPoll { poll: POLL, answer }).await.unwrap();
    // Who watches it again does not have it later by that.
    missed.play(0, LENGTH).await;
    let on_time = async || {
        let path = format!("/api/sessions/{}/ledger", class.id);
        let ledger: ClassLedger = school.instructor.get(&path).await.unwrap();
        let of_staff: Vec<_> = ledger.lines.iter().map(|line| line.entry.unwrap().on_time).collect();
        assert_eq!([missed.own().await.on_time, own(&tim).await.on_time], of_staff[..]);
        let home: Home = tim.get("/api/home").await.unwrap();
        assert_eq!(home.lately[0].session.ledger.unwrap().on_time, of_staff[1]);
        of_staff
    };
    assert_eq!(on_time().await, [Some(true), Some(false)]);
    let extension = format!("/api/sessions/{}/extensions/{}", class.id, line.id.0);
    let given = school.instructor.request(Method::PUT, &extension).json(&json!({ "days": 5 })).send().await.unwrap();
    assert!(given.status().is_success());
    assert_eq!(on_time().await, [Some(true), Some(true)], "they were given more time");
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_had_all_of_a_class_by_its_date_had_it_whatever_others_do_after_it() {
    let missed = Missed::new().await;
    let Missed { school, student: sam, .. } = &missed;
    ask_for(school, LedgerRule { response: true, ..LedgerRule::default() }).await;
    due_in_a_week(school).await;
    let (ida, _) = missed.another("Ida").await;
    let (tim, tims) = missed.another("Tim").await;
    missed.play(0, LENGTH).await;
    missed.answer().await;
    assert_eq!(missed.has(sam).await, (LedgerState::CaughtUp, Some(true)), "there is nobody to respond to");
    play(school, &tim, &tims, 0, 60 * SECOND).await;
    missed.wait(9 * DAY);
    let thread = missed.write(&ida, None).await;
    assert_eq!(missed.has(sam).await, (LedgerState::ResponseLeft, None));
    missed.write(sam, Some(thread)).await;
    assert_eq!(missed.has(sam).await, (LedgerState::CaughtUp, Some(true)), "a classmate wrote after the date");

    // What completes nothing says nothing, and another rule alone does not say since when.
    missed.write(&tim, Some(thread)).await;
    play(school, &tim, &tims, 60 * SECOND, 62 * SECOND).await;
    ask_for(school, LedgerRule { percent: 50, polls: false, response: true }).await;
    assert_eq!(missed.has(&tim).await, (LedgerState::CaughtUp, None));
    missed.write(&tim, Some(thread)).await;
    play(school, &tim, &tims, 62 * SECOND, 70 * SECOND).await;
    assert_eq!(missed.has(&tim).await, (LedgerState::CaughtUp, None), "they had it before");
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_had_all_of_a_class_is_not_late_with_what_is_asked_for_in_addition() {
    let missed = Missed::with(|seat| {
        let who = seat.participant;
        vec![(0, joined(who, Role::Student)), (80 * SECOND, left(who))]
    })
    .await;
    let Missed { school, student: sam, .. } = &missed;
    due_in_a_week(school).await;
    let (tim, tims) = missed.another("Tim").await;
    assert_eq!(missed.has(sam).await, (LedgerState::Live, None));
    play(school, &tim, &tims, 0, 80 * SECOND).await;
    assert_eq!(missed.has(&tim).await, (LedgerState::CaughtUp, Some(true)));
    missed.wait(9 * DAY);
    // Of what is left now both have less than it takes.
    let ivys = school.instructor.join(&missed.class.code, "Ivy").await.unwrap();
    let cut = Cut::out(0, 20 * SECOND);
    school.instructor.act_later(&ivys, None, Command::CutOut { cut }).await.unwrap();
    for (who, seat) in [(sam, &missed.seat), (&tim, &tims)] {
        assert_eq!(missed.has(who).await, (LedgerState::OnTheWay, None));
        let done = play(school, who, seat, 80 * SECOND, 90 * SECOND).await;
        assert_eq!((done.state, done.on_time), (LedgerState::CaughtUp, Some(true)));
        assert_eq!(missed.has(who).await, (LedgerState::CaughtUp, Some(true)));
    }
    ask_for(school, LedgerRule { percent: 100, ..LedgerRule::default() }).await;
    assert_eq!(missed.has(&tim).await, (LedgerState::OnTheWay, None));
    play(school, &tim, &tims, 90 * SECOND, LENGTH).await;
    assert_eq!(missed.has(&tim).await, (LedgerState::CaughtUp, Some(true)));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_was_there_and_responds_after_the_date_is_late() {
    let missed = Missed::with(|seat| vec![(0, joined(seat.participant, Role::Student))]).await;
    let Missed { school, student: sam, .. } = &missed;
    ask_for(school, LedgerRule { response: true, ..LedgerRule::default() }).await;
    due_in_a_week(school).await;
    let (ida, _) = missed.another("Ida").await;
    let thread = missed.write(&ida, None).await;
    assert_eq!(missed.has(sam).await, (LedgerState::ResponseLeft, None));
    missed.wait(9 * DAY);
    missed.write(sam, Some(thread)).await;
    assert_eq!(missed.has(sam).await, (LedgerState::Live, Some(false)));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn a_list_that_is_imported_again_takes_nothing_from_the_ledger() {
    let missed = Missed::new().await;
    let school = &missed.school;
    missed.play(0, LENGTH).await;
    missed.answer().await;
    let before = (missed.own().await, missed.of_class().await);
    assert_eq!(before.0.state, LedgerState::CaughtUp);
    let import = async || {
        let request = ImportRequest { text: "name;email\nSam;sam@school.example\n".into(), commit: true };
        school.instructor.post::<ImportReport>(&school.path("/roster/import"), &request).await.unwrap()
    };
    assert_eq!(import().await.unchanged, 1);
    assert_eq!((missed.own().await, missed.of_class().await), before);
    let active = school.path("/roster?state=active&role=student");
    let line = school.instructor.get::<RosterPage>(&active).await.unwrap().members.remove(0);
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(missed.of_class().await, []);
    assert_eq!(import().await.away, 1, "whom staff removed an import does not bring back");
    school.change(&line, json!({ "state": "active" })).await.unwrap();
    assert_eq!(import().await.unchanged, 1);
    assert_eq!((missed.own().await, missed.of_class().await), before);
    missed.school.server.stop().await;
}

#[tokio::test]
async fn whoever_writes_first_about_a_class_has_responded() {
    let missed = Missed::new().await;
    let Missed { school, student: sam, class, .. } = &missed;
    let details = CourseDetails { ledger: Some(LedgerRule { response: true, ..LedgerRule::default() }), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    let moment = json!({ "session": class.id, "at": 0 });
    let thread = json!({ "title": "Epsilon", "text": "Why?", "question": true, "moment": moment });
    let whole: WholeThread = sam.post(&school.path("/board"), &thread).await.unwrap();
    assert_eq!((missed.own().await.responses, missed.own().await.response_left), (1, false));
    let path = school.path(&format!("/board/{}", whole.thread.id));
    assert!(sam.request(Method::DELETE, &path).send().await.unwrap().status().is_success());
    assert_eq!(
        (missed.own().await.responses, missed.own().await.response_left),
        (0, false),
        "it is taken back, and nobody else wrote"
    );
    // What somebody said in class and others discuss is no response of theirs; the first who replies to it has responded.
    let said = Command::SendChat { text: "Why air?".into(), to: ChatTo::MAIN };
    sam.act_later(&missed.seat, None, said).await.unwrap();
    let is_said = |body: &EventBody| matches!(body, EventBody::ChatSent { .. });
    let journal = sam.journal(&missed.seat, 1).await.events;
    let message = journal.iter().find(|event| is_said(&event.body)).unwrap().seq;
    let (ida, _) = school.member("Ida", CourseRole::Student).await;
    let discussed = json!({ "session": class.id, "message": message, "text": "It is there.", "question": false });
    ida.post::<WholeThread>(&school.path("/board/messages"), &discussed).await.unwrap();
    assert_eq!(missed.own().await.responses, 0);
    let own: OwnLedger = ida.get(&format!("/api/sessions/{}/ledger/own", class.id)).await.unwrap();
    assert_eq!((own.entry.responses, own.entry.response_left), (1, false));
    missed.school.server.stop().await;
}

#[tokio::test]
async fn a_person_goes_on_where_they_were_last_on_every_device() {
    let missed = Missed::new().await;
    assert_eq!(position(&missed.student, &missed.seat).await, None);
    missed.play(0, 20 * SECOND).await;
    missed.report(70 * SECOND, 70 * SECOND).await.unwrap();
    // Another browser has the same seat by the account, and another token.
    let elsewhere = missed.school.server.visitor();
    elsewhere.sign_in("sam@school.example", PASSWORD).await.unwrap();
    let seat = elsewhere.join(&missed.class.code, "Sam").await.unwrap();
    assert_eq!((seat.participant, seat.token == missed.seat.token), (missed.seat.participant, false));
    assert_eq!(position(&elsewhere, &seat).await, Some(70 * SECOND), "what counts tells where they are, too");
    assert_eq!(missed.own().await.resume, Some(70 * SECOND), "Home leads there");

    // Who is not counted tells it by itself.
    let staff = missed.school.instructor.join(&missed.class.code, "Ines").await.unwrap();
    let path = format!("/api/sessions/{}/position", staff.session);
    let keep = |at| {
        let request = missed.school.instructor.request(Method::PUT, &path).bearer_auth(&staff.token);
        missed.school.instructor.send::<WatchPosition>(request.json(&KeepPosition { at }))
    };
    assert_eq!(keep(30 * SECOND).await.unwrap().at, 30 * SECOND);
    assert_eq!(position(&missed.school.instructor, &staff).await, Some(30 * SECOND));
    assert_eq!(position(&elsewhere, &seat).await, Some(70 * SECOND), "each has a position of their own");
    assert_eq!(keep(Millis::MAX).await.unwrap().at, LENGTH, "there is nothing after the end");
    let mut kept = 0;
    while kept <= LEDGER_BEATS_BURST && keep(0).await.is_ok() {
        kept += 1;
    }
    assert!(kept < LEDGER_BEATS_BURST, "who keeps on and on is slowed down");
    missed.school.server.stop().await;
}

#[tokio::test]
async fn who_missed_the_rooms_and_hands_in_has_it_in_the_ledger_and_staff_read_it() {
    const RED: RoomId = RoomId(1);
    let opened = || EventBody::RoomsOpened {
        rooms: vec![OpenedRoom {
            id: RED,
            name: "Red".into(),
            task: "Count them.".into(),
            until: None,
            members: Vec::new(),
        }],
        rules: RoomRules::default(),
        by: ParticipantId(99),
    };
    let rooms = vec![(10 * SECOND, opened()), (20 * SECOND, EventBody::RoomsClosed { rooms: vec![RED] })];
    let missed = Missed::with(|_| rooms).await;
    let tasks = |entry: &LedgerEntry| (entry.tasks, entry.tasks_live, entry.tasks_later);
    let before = missed.own().await;
    assert_eq!((tasks(&before), before.state), ((1, 0, 0), LedgerState::Missing));
    let hand_in = |text: &str| Command::HandIn { room: RED, text: text.into(), on: None };
    missed.student.act_later(&missed.seat, None, hand_in("Seven")).await.unwrap();
    let own = missed.own().await;
    assert_eq!((tasks(&own), own.state, own.left), ((1, 0, 1), LedgerState::OnTheWay, before.left));
    let path = format!("/api/sessions/{}/ledger", missed.class.id);
    let staffs: ClassLedger = missed.school.instructor.get(&path).await.unwrap();
    assert_eq!(staffs.lines[0].entry, Some(own));
    missed.student.act_later(&missed.seat, None, hand_in("")).await.unwrap();
    assert_eq!(tasks(&missed.own().await), (1, 0, 0), "it is taken back");
    missed.school.server.stop().await;
}
