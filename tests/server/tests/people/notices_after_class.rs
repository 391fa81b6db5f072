//! Notices of what is left of classes that are over, and of answers on boards, received by a real mail server.

use protocol::{
    CourseRole, EventBody, MemberId, Millis, NoticeKind, PostId, Role, SessionId,
    board::{Moment, WholeThread},
    http::{Me, SessionSummary},
    notices::{NoticeSettings, QuietHours},
    polls::Answer,
    roster::RosterPage,
    schedule::CourseSchedule,
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    held::{LENGTH, POLL, asked, closed, hold, joined},
    mailbox::{Letter, Mailbox},
    mailed::{letters, letters_of_any_day, member, school},
    school::School,
    visitor::Visitor,
};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

async fn put<T: serde::de::DeserializeOwned>(by: &Visitor, path: &str, body: Value) -> T {
    by.send(by.request(Method::PUT, path).json(&body)).await.unwrap()
}

/// A class that is to be caught up on within a week, at 18:00 in Berlin.
async fn class(school: &School) -> SessionSummary {
    let rule = json!({ "rule": { "days": 7, "time": "18:00" }, "holidays": [] });
    put::<CourseSchedule>(&school.instructor, &school.path("/deadlines"), rule).await;
    school.class().await
}

async fn due(visitor: &Visitor, school: &School, class: SessionId) -> Millis {
    let schedule: CourseSchedule = visitor.get(&school.path("/schedule")).await.unwrap();
    schedule.sessions.iter().find(|each| each.session.id == class).unwrap().due_unix.unwrap()
}

async fn give(school: &School, class: SessionId, name: &str, days: u16) {
    let roster: RosterPage = school.instructor.get(&school.path("/roster")).await.unwrap();
    let MemberId(line) = roster.members.iter().find(|line| line.name == name).unwrap().id;
    let path = format!("/api/sessions/{class}/extensions/{line}");
    let given = school.instructor.request(Method::PUT, &path).json(&json!({ "days": days })).send().await.unwrap();
    assert!(given.status().is_success());
}

/// Sets the clock ahead to an instant, and returns to whom letters went that are due by then, and their subjects.
async fn told_at(school: &School, mailbox: &mut Mailbox, at: Millis) -> Vec<(String, String)> {
    told(&letters_at(school, mailbox, at).await)
}

async fn letters_at(school: &School, mailbox: &mut Mailbox, at: Millis) -> Vec<Letter> {
    let clock = school.server.clock();
    clock.advance(at.checked_sub(clock.now()).expect("the clock goes ahead alone"));
    letters(school, mailbox).await
}

fn told(letters: &[Letter]) -> Vec<(String, String)> {
    let name = |letter: &Letter| letter.to[0].split('@').next().unwrap().to_owned();
    letters.iter().map(|letter| (name(letter), letter.header("Subject").unwrap())).collect()
}

fn one(name: &str, subject: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), subject.to_owned())]
}

fn clock_in(zone: &str, at: Millis) -> String {
    calendar::local_time(zone, at).unwrap().strftime("%H:%M").to_string()
}

#[tokio::test]
async fn who_has_something_left_of_a_class_hears_it_once_with_the_deadline_in_their_time() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let profile = json!({ "pronouns": "", "zone": "Asia/Tokyo", "language": null });
    put::<Me>(&sam, "/api/account/profile", profile).await;
    let max = member(&school, &mut mailbox, "Max", CourseRole::Student).await;
    for (name, role) in [("Ann", CourseRole::Assistant), ("Olga", CourseRole::Observer)] {
        member(&school, &mut mailbox, name, role).await;
    }
    let class = class(&school).await;
    let there = max.join(&class.code, "Max").await.unwrap().participant;
    let answer = Some(Answer::Choices { choices: vec![0] });
    let answered = EventBody::BallotCast { poll: POLL, participant: there, answer };
    let events = [(0, joined(there, Role::Student)), (1, asked()), (2, answered), (3, closed())];
    hold(&school, class.id, events.into()).await;
    let ended = school.server.clock().now();
    assert_eq!(told_at(&school, &mut mailbox, ended + 9 * MINUTE).await, []);

    let waits = letters_at(&school, &mut mailbox, ended + 11 * MINUTE).await;
    assert_eq!(told(&waits), one("sam", "Analysis: Week 1 waits for you"));
    let due = due(&sam, &school, class.id).await;
    let text = waits[0].body("text/plain");
    let day = calendar::local_time("Asia/Tokyo", due).unwrap().strftime("%A, %-d %B").to_string();
    // Four fifths of 100 seconds.
    let left = format!("2 min and 1 poll, due {day}, {} your time", clock_in("Asia/Tokyo", due));
    assert_eq!(LENGTH, 100_000);
    assert!(text.contains(&left) && text.contains("18:00 in Berlin)"), "{left} in {text}");
    assert!(waits[0].link().ends_with(&format!("/courses/{}/classes/{}/watch", school.course.id, class.id)));

    let school = School { server: school.server.restart().await, ..school };
    assert_eq!(told_at(&school, &mut mailbox, ended + 2 * HOUR).await, [], "a restart repeats nothing");
    assert_eq!(told_at(&school, &mut mailbox, due - DAY - 11 * MINUTE).await, []);
    let near = told_at(&school, &mut mailbox, due - DAY + 10 * MINUTE).await;
    let weekday = calendar::local_time("Asia/Tokyo", due).unwrap().strftime("%A").to_string();
    let subject = format!("Analysis: Week 1 is due on {weekday} at {}", clock_in("Asia/Tokyo", due));
    assert_eq!(near, one("sam", &subject));
    assert_eq!(told_at(&school, &mut mailbox, due + DAY).await, []);
    school.server.stop().await;
}

#[tokio::test]
async fn who_was_given_more_time_is_told_before_their_own_deadline_and_what_is_not_true_any_more_is_dropped() {
    let (mut mailbox, school) = school().await;
    let sue = member(&school, &mut mailbox, "Sue", CourseRole::Student).await;
    let tim = member(&school, &mut mailbox, "Tim", CourseRole::Student).await;
    let class = class(&school).await;
    hold(&school, class.id, vec![]).await;
    let ended = school.server.clock().now();
    assert_eq!(told_at(&school, &mut mailbox, ended + 11 * MINUTE).await.len(), 2);
    let due = due(&sue, &school, class.id).await;
    let at = |before: Millis| clock_in("Europe/Berlin", due - DAY - before);
    let quiet = Some(QuietHours { from: at(HOUR), until: clock_in("Europe/Berlin", due - DAY + 2 * HOUR) });
    for visitor in [&sue, &tim] {
        let settings = NoticeSettings { off: vec![], push_off: vec![], quiet: quiet.clone(), strict: false };
        put::<NoticeSettings>(visitor, "/api/account/notices", serde_json::to_value(&settings).unwrap()).await;
    }
    assert_eq!(
        told_at(&school, &mut mailbox, due - DAY + 11 * MINUTE).await,
        [],
        "it waits for the end of quiet hours"
    );
    give(&school, class.id, "Tim", 2).await;
    let near = told_at(&school, &mut mailbox, due - DAY + 2 * HOUR + MINUTE).await;
    assert_eq!(near.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["sue"], "Tim has more time");
    let later = told_at(&school, &mut mailbox, due + DAY + 3 * HOUR).await;
    assert_eq!(later.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["tim"]);
    school.server.stop().await;
}

#[tokio::test]
async fn a_server_that_was_away_for_long_tells_nothing_late_and_what_was_deleted_is_told_to_nobody() {
    let (mut mailbox, school) = school().await;
    member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let gone = class(&school).await;
    hold(&school, gone.id, vec![]).await;
    let deleted = school.instructor.request(Method::DELETE, &format!("/api/sessions/{}/recording", gone.id));
    assert!(deleted.send().await.unwrap().status().is_success());
    let ended = school.server.clock().now();
    assert_eq!(told_at(&school, &mut mailbox, ended + 11 * MINUTE).await, []);
    let class = school.class().await;
    hold(&school, class.id, vec![]).await;
    let school = School { server: school.server.restart_after(2 * DAY).await, ..school };
    assert_eq!(told(&letters(&school, &mut mailbox).await), []);
    let school = School { server: school.server.restart_after(30 * DAY).await, ..school };
    assert_eq!(told(&letters(&school, &mut mailbox).await), []);
    school.server.stop().await;
}

/// A board on which somebody asks.
struct Asked<'a> {
    school: &'a School,
    thread: PostId,
}

impl Asked<'_> {
    fn path(&self, id: PostId, more: &str) -> String {
        self.school.path(&format!("/board/{id}{more}"))
    }

    async fn reply(&self, by: &Visitor, text: &str) -> PostId {
        let path = self.path(self.thread, "/replies");
        let whole: WholeThread = by.post(&path, &json!({ "text": text })).await.unwrap();
        whole.posts.iter().find(|post| post.text == text).unwrap().id
    }

    async fn mark(&self, by: &Visitor, answer: PostId) {
        let mark = json!({ "mark": "answer", "answer": answer });
        put::<WholeThread>(by, &self.path(self.thread, "/marks"), mark).await;
    }
}

async fn ask<'a>(school: &'a School, by: &Visitor, title: &str) -> Asked<'a> {
    let thread = json!({ "title": title, "text": "?", "question": true, "moment": null });
    let whole: WholeThread = by.post(&school.path("/board"), &thread).await.unwrap();
    Asked { school, thread: whole.thread.id }
}

#[tokio::test]
async fn who_asked_on_a_board_hears_of_answers_of_others_once_and_not_of_what_they_know() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let ann = member(&school, &mut mailbox, "Ann", CourseRole::Assistant).await;
    let rob = member(&school, &mut mailbox, "Rob", CourseRole::Student).await;
    let now = || school.server.clock().now();

    let blue = ask(&school, &sam, "Why blue?").await;
    blue.reply(&rob, "I ask myself that, too.").await;
    blue.reply(&sam, "Nobody knows?").await;
    assert_eq!(told_at(&school, &mut mailbox, now() + 2 * MINUTE).await, [], "no answer so far");
    blue.reply(&ann, "Short waves\nare scattered.").await;
    assert_eq!(told(&letters(&school, &mut mailbox).await), [], "it may be a slip");
    let answered = letters_at(&school, &mut mailbox, now() + 2 * MINUTE).await;
    assert_eq!(told(&answered), one("sam", "Analysis: an answer to Why blue?"));
    let text = answered[0].body("text/plain");
    assert!(text.contains("Ann answered:") && text.contains("Short waves"), "{text}");
    assert!(answered[0].link().ends_with(&format!("/courses/{}/board/{}", school.course.id, blue.thread)));
    for text in ["And more.", "And more than that."] {
        blue.reply(&ann, text).await;
    }
    assert_eq!(told_at(&school, &mut mailbox, now() + 30 * MINUTE).await, [], "an hour has one letter");
    let more = letters_at(&school, &mut mailbox, now() + HOUR).await;
    assert_eq!(more.len(), 1);
    assert!(more[0].body("text/plain").contains("And more than that."));

    // An answer of another student is one once somebody else says so.
    let red = ask(&school, &sam, "Why red?").await;
    let marked = red.reply(&rob, "Long waves are left.").await;
    red.mark(&ann, marked).await;
    let green = ask(&school, &sam, "Why green?").await;
    let own = green.reply(&rob, "Leaves.").await;
    green.mark(&sam, own).await;
    let known = ask(&school, &sam, "Why white?").await;
    let gone = ask(&school, &sam, "Why black?").await;
    let wrong = gone.reply(&ann, "I do not know").await;
    known.reply(&ann, "All of them.").await;
    school.server.clock().advance(5);
    known.reply(&sam, "I see!").await;
    let path = gone.path(wrong, "");
    assert!(ann.request(Method::DELETE, &path).send().await.unwrap().status().is_success());
    assert_eq!(told_at(&school, &mut mailbox, now() + 2 * MINUTE).await, one("sam", "Analysis: an answer to Why red?"));
    red.mark(&ann, marked).await;
    assert_eq!(told_at(&school, &mut mailbox, now() + 2 * HOUR).await, [], "it is told once");

    // What was answered in class leads to the minute.
    let grey = ask(&school, &sam, "Why grey?").await;
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let _ivy = Client::enter(school.server.web(), &seat).await;
    let path = grey.path(grey.thread, "/answered");
    school.instructor.post::<WholeThread>(&path, &Moment { session: class.id, at: 0 }).await.unwrap();
    let answered = letters_at(&school, &mut mailbox, now() + 2 * MINUTE).await;
    let answered: Vec<_> = answered.iter().filter(|one| one.header("Subject").unwrap().contains("grey")).collect();
    assert_eq!(answered.len(), 1);
    assert!(answered[0].link().ends_with(&format!("/watch/{}?t=0", class.id)), "{}", answered[0].link());
    assert!(answered[0].body("text/plain").contains("In class: Week 1, at 0:00."));
    school.server.stop().await;
}

async fn told_on_sunday(school: &School, mailbox: &mut Mailbox, at: Millis) -> Vec<(String, String)> {
    told(&letters_on_sunday(school, mailbox, at).await)
}

async fn letters_on_sunday(school: &School, mailbox: &mut Mailbox, at: Millis) -> Vec<Letter> {
    let clock = school.server.clock();
    clock.advance(at.checked_sub(clock.now()).expect("the clock goes ahead alone"));
    letters_of_any_day(school, mailbox).await
}

/// The next Sunday at 17:00 in a zone, after so many days.
fn sunday(school: &School, zone: &str, days: u64) -> Millis {
    let at = school.server.clock().now() + (days + 7) * DAY;
    calendar::last_sunday_at(zone, "17:00".parse().unwrap(), at).unwrap()
}

#[tokio::test]
async fn a_week_is_told_on_sunday_where_its_reader_is_if_there_is_something_to_say() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let profile = json!({ "pronouns": "", "zone": "Asia/Tokyo", "language": null });
    put::<Me>(&sam, "/api/account/profile", profile).await;
    let ann = member(&school, &mut mailbox, "Ann", CourseRole::Assistant).await;
    member(&school, &mut mailbox, "Olga", CourseRole::Observer).await;
    let first = sunday(&school, "Asia/Tokyo", 0);
    assert_eq!(told_on_sunday(&school, &mut mailbox, first + 9 * HOUR).await, [], "there is nothing to say");

    let class = class(&school).await;
    hold(&school, class.id, vec![]).await;
    ask(&school, &sam, "Why?").await;
    let (tokyo, berlin) = (sunday(&school, "Asia/Tokyo", 0), sunday(&school, "Europe/Berlin", 0));
    let start = tokyo + 2 * DAY;
    let local = calendar::local_time("Europe/Berlin", start).unwrap().strftime("%Y-%m-%dT%H:%M").to_string();
    let plan = json!({ "title": "Week 2", "time": { "start": local, "minutes": 60 } });
    school.instructor.post::<CourseSchedule>(&school.path("/schedule"), &plan).await.unwrap();
    let settings =
        NoticeSettings { off: vec![NoticeKind::RecordingWaits, NoticeKind::DeadlineNear], ..NoticeSettings::default() };
    put::<NoticeSettings>(&sam, "/api/account/notices", serde_json::to_value(&settings).unwrap()).await;
    assert_eq!(told_on_sunday(&school, &mut mailbox, tokyo - 11 * MINUTE).await, []);
    let week = letters_on_sunday(&school, &mut mailbox, tokyo + 11 * MINUTE).await;
    assert_eq!(told(&week), one("sam", "Your week on localhost"));
    let text = week[0].body("text/plain");
    let day = calendar::local_time("Asia/Tokyo", start).unwrap().strftime("%A, %-d %B, %H:%M").to_string();
    let coming = format!("Your classes of the next seven days:\n{day} your time (");
    assert!(text.replace('\r', "").contains(&coming) && text.contains(": Week 2 (Analysis)"), "{coming} in {text}");
    assert!(text.contains("Week 1 (Analysis): 2 min, due ") && !text.contains("Questions"), "{text}");

    let school = School { server: school.server.restart().await, ..school };
    let week = letters_on_sunday(&school, &mut mailbox, berlin + 11 * MINUTE).await;
    assert_eq!(told(&week), one("ann", "Your week on localhost"), "who is in Tokyo is told already");
    let text = week[0].body("text/plain");
    assert!(text.contains("Questions that wait for an answer:") && text.contains("Analysis: 1"), "{text}");
    assert!(!text.contains("left to catch up"), "staff are not counted: {text}");
    let ann = ann.at(school.server.web());
    put::<Me>(&ann, "/api/account/profile", json!({ "pronouns": "", "zone": "America/New_York", "language": null }))
        .await;
    let abroad = told_on_sunday(&school, &mut mailbox, berlin + 7 * HOUR).await;
    assert_eq!(abroad, [], "who travels has one a week");
    let school = School { server: school.server.restart_after(6 * DAY + 12 * HOUR).await, ..school };
    letters_of_any_day(&school, &mut mailbox).await;
    let late = School { server: school.server.restart_after(2 * DAY).await, ..school };
    let late_letters = told(&letters_of_any_day(&late, &mut mailbox).await);
    assert!(late_letters.iter().all(|(_, subject)| !subject.starts_with("Your week")), "{late_letters:?}");
    late.server.stop().await;
}
