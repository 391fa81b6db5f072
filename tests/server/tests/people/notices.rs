//! Notices, received by a real mail server, with a clock that is set ahead.

use calendar::{DateTime, Refused};
use meridian::{clock::unix_now, zone_rules};
use protocol::{
    Command, CourseRole, ErrorCode, Millis, NoticeKind,
    http::Me,
    limits,
    notices::{NoticeSettings, QuietHours, Unsubscribed},
    schedule::{CourseSchedule, CourseSession},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    mailbox::{Letter, Mailbox},
    mailed::{letters, member, school},
    school::School,
    visitor::{self, Visitor, refused},
};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// A full hour, so many days from now on.
fn days_ahead(days: u64) -> Millis {
    (unix_now() + days * DAY).next_multiple_of(HOUR)
}

/// What clocks show in Berlin.
fn in_berlin(at: Millis) -> String {
    calendar::local_time("Europe/Berlin", at).unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Plans a class of an hour.
async fn plan(school: &School, title: &str, at: Millis) -> CourseSession {
    let body = json!({ "title": title, "time": { "start": in_berlin(at), "minutes": 60 } });
    let made: CourseSchedule = school.instructor.post(&school.path("/schedule"), &body).await.unwrap();
    made.sessions.into_iter().find(|one| one.session.title == title).unwrap()
}

async fn change(school: &School, class: &CourseSession, method: Method, path: &str, body: Value) {
    let path = format!("/api/sessions/{}/plan{path}", class.session.id);
    let request = school.instructor.request(method, &path).json(&body);
    school.instructor.send::<CourseSchedule>(request).await.unwrap();
}

/// Sets the clock ahead to an instant, and returns all letters that are due by then, by their addresses.
async fn letters_at(school: &School, mailbox: &mut Mailbox, at: Millis) -> Vec<Letter> {
    let clock = school.server.clock();
    clock.advance(at.checked_sub(clock.now()).expect("the clock goes ahead alone"));
    letters(school, mailbox).await
}

fn subject(letter: &Letter) -> String {
    letter.header("Subject").unwrap()
}

/// To whom letters went, without the part that all have, and their subjects.
fn told(letters: &[Letter]) -> Vec<(String, String)> {
    let name = |letter: &Letter| letter.to[0].split('@').next().unwrap().to_owned();
    letters.iter().map(|letter| (name(letter), subject(letter))).collect()
}

fn expect(names: &[&str], subject: &str) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), subject.to_owned())).collect()
}

#[tokio::test]
async fn who_is_expected_is_asked_to_test_and_reminded_once_each_with_the_time_and_the_link() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let profile = json!({ "pronouns": "", "zone": "Asia/Tokyo", "language": null });
    sam.send::<Me>(sam.request(Method::PUT, "/api/account/profile").json(&profile)).await.unwrap();
    for (name, role) in [("Ann", CourseRole::Assistant), ("Olga", CourseRole::Observer)] {
        member(&school, &mut mailbox, name, role).await;
    }
    let start = days_ahead(3);
    let class = plan(&school, "Week 1", start).await;
    plan(&school, "Week 2", start + 7 * DAY).await;
    assert_eq!(told(&letters_at(&school, &mut mailbox, start - DAY - MINUTE).await), []);

    let first = letters_at(&school, &mut mailbox, start - DAY).await;
    assert_eq!(told(&first), expect(&["ann", "sam"], "Analysis: test your set-up before your first class"));
    assert!(first[0].link().ends_with(&format!("/j/{}", class.session.code)), "{}", first[0].link());
    assert_eq!(told(&letters_at(&school, &mut mailbox, start - HOUR - MINUTE).await), []);

    let reminders = letters_at(&school, &mut mailbox, start - HOUR).await;
    let clocks = |zone| calendar::local_time(zone, start).unwrap().strftime("%H:%M").to_string();
    let (berlin, tokyo) = (clocks("Europe/Berlin"), clocks("Asia/Tokyo"));
    let mut expected = expect(&["ann"], &format!("Analysis: Week 1 begins at {berlin}"));
    expected.extend(expect(&["sam"], &format!("Analysis: Week 1 begins at {tokyo}")));
    assert_eq!(told(&reminders), expected, "each in their own zone");
    let text = reminders[1].body("text/plain");
    let (own, courses) = text.split_once("(Asia/Tokyo)").expect(&text);
    assert!(own.contains(&format!("{tokyo}–")) && courses.contains(&format!("{berlin}–")), "{text}");
    assert!(reminders[1].link().ends_with(&format!("/j/{}", class.session.code)));

    let school = School { server: school.server.restart().await, ..school };
    assert_eq!(told(&letters_at(&school, &mut mailbox, start - MINUTE).await), [], "a restart repeats nothing");
    let next = letters_at(&school, &mut mailbox, start + 6 * DAY).await;
    assert_eq!(told(&next), [], "to test is said once");
    school.server.stop().await;
}

#[tokio::test]
async fn who_is_missing_is_told_once_class_has_begun_and_who_came_is_not() {
    let (mut mailbox, school) = school().await;
    let here = member(&school, &mut mailbox, "Hanna", CourseRole::Student).await;
    member(&school, &mut mailbox, "Max", CourseRole::Student).await;
    member(&school, &mut mailbox, "Ann", CourseRole::Assistant).await;
    let start = unix_now().next_multiple_of(MINUTE) + MINUTE;
    let class = plan(&school, "Week 1", start).await;
    assert_eq!(letters(&school, &mut mailbox).await.len(), 3, "class begins soon");
    let mut staff =
        Client::enter(school.server.web(), &school.instructor.join(&class.session.code, "Ivy").await.unwrap()).await;
    Client::enter(school.server.web(), &here.join(&class.session.code, "Hanna").await.unwrap()).await;
    assert_eq!(told(&letters_at(&school, &mut mailbox, start + 9 * MINUTE).await), []);
    let missing = letters_at(&school, &mut mailbox, start + 10 * MINUTE).await;
    assert_eq!(told(&missing), expect(&["max"], "Analysis: Week 1 has begun without you"));
    assert_eq!(told(&letters_at(&school, &mut mailbox, start + 15 * MINUTE).await), []);
    staff.must(Command::EndSession).await;
    school.server.stop().await;
}

#[tokio::test]
async fn what_a_server_missed_while_it_was_away_is_not_told_late() {
    let (mut mailbox, school) = school().await;
    member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let start = days_ahead(3);
    plan(&school, "Week 1", start).await;
    assert_eq!(told(&letters(&school, &mut mailbox).await), []);
    let away = start - MINUTE - school.server.clock().now();
    let school = School { server: school.server.restart_after(away).await, ..school };
    let late = letters(&school, &mut mailbox).await;
    assert_eq!(told(&late).len(), 1, "the reminder helps still");
    let away = DAY;
    let school = School { server: school.server.restart_after(away).await, ..school };
    assert_eq!(told(&letters(&school, &mut mailbox).await), []);
    school.server.stop().await;
}

#[tokio::test]
async fn a_class_that_is_moved_reminds_anew_and_one_that_is_cancelled_does_not() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let start = days_ahead(2);
    let class = plan(&school, "Week 1", start).await;
    let other = plan(&school, "Week 2", start + 2 * DAY).await;
    assert_eq!(letters_at(&school, &mut mailbox, start - HOUR).await.len(), 1, "the reminder; it is late to test");

    let later = start + DAY;
    let time = json!({ "start": in_berlin(later), "minutes": 60 });
    change(&school, &class, Method::PATCH, "", json!({ "scope": "one", "time": time })).await;
    assert_eq!(told(&letters(&school, &mut mailbox).await), [], "it may be a slip");
    let ahead = school.server.clock().now() + 2 * MINUTE;
    let moved = letters_at(&school, &mut mailbox, ahead).await;
    assert_eq!(told(&moved), expect(&["sam"], "Analysis: Week 1 is moved"));
    let text = moved[0].body("text/plain");
    let (_, after) = text.split_once("is moved to").expect(&text);
    let (to, from) = after.split_once("It was to be").expect(&text);
    let clocks = |at| in_berlin(at).split_once('T').unwrap().1.to_owned();
    assert!(to.contains(&clocks(later)) && from.contains(&clocks(start)), "{text}");
    assert!(moved[0].link().ends_with(&format!("/courses/{}", school.course.id)));
    let at = clocks(later);
    let again = letters_at(&school, &mut mailbox, later - HOUR).await;
    assert_eq!(told(&again), expect(&["sam"], &format!("Analysis: Week 1 begins at {at}")));

    // Nobody but members hears of what follows.
    sam.tell(&school.path("/leave"), &json!({})).await.unwrap();
    member(&school, &mut mailbox, "Sue", CourseRole::Student).await;
    change(&school, &other, Method::POST, "/cancel", json!({ "reason": "The \u{202E}room\u{202C} is flooded" })).await;
    let ahead = school.server.clock().now() + 2 * MINUTE;
    let cancelled = letters_at(&school, &mut mailbox, ahead).await;
    let subjects = told(&cancelled);
    assert!(subjects.contains(&("sue".into(), "Analysis: Week 2 is cancelled".into())), "{subjects:?}");
    assert!(subjects.iter().all(|(name, _)| name == "sue"), "{subjects:?}");
    let text = cancelled.iter().find(|letter| subject(letter).contains("cancelled")).unwrap().body("text/plain");
    assert!(text.contains("Week 2 is cancelled: The room is flooded"), "{text}");
    let none = letters_at(&school, &mut mailbox, start + 2 * DAY - HOUR).await;
    assert!(none.iter().all(|letter| !subject(letter).contains("Week 2")), "{:?}", told(&none));
    school.server.stop().await;
}

/// The rules of some later year, by which clocks in Berlin are an hour ahead of what they show by those of now.
fn other_rules(zone: &str, local: DateTime) -> Result<Millis, Refused> {
    let unix = calendar::instant_of(zone, local)?;
    Ok(if zone == "Europe/Berlin" { unix - HOUR } else { unix })
}

#[tokio::test]
async fn a_class_keeps_its_local_time_when_the_rules_of_its_zone_change() {
    let (mut mailbox, school) = school().await;
    member(&school, &mut mailbox, "Max", CourseRole::Student).await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let profile = json!({ "pronouns": "", "zone": "Asia/Tokyo", "language": null });
    sam.send::<Me>(sam.request(Method::PUT, "/api/account/profile").json(&profile)).await.unwrap();
    let start = days_ahead(3);
    let class = plan(&school, "Week 1", start).await;
    assert_eq!(told(&letters(&school, &mut mailbox).await), []);

    let facts = async |school: &School| {
        let schedule: CourseSchedule = school.instructor.get(&school.path("/schedule")).await.unwrap();
        let plan = schedule.sessions.into_iter().find_map(|one| one.plan).unwrap();
        let path = format!("/api/sessions/{}/calendar.ics", class.session.id);
        let file = school.instructor.request(Method::GET, &path).send().await.unwrap();
        let text = file.text().await.unwrap();
        let sequence = text.lines().find_map(|line| line.strip_prefix("SEQUENCE:").map(str::to_owned)).unwrap();
        (plan.start_unix, plan.end_unix, in_berlin(start) == plan.time.start, sequence)
    };
    let app = school.server.app();
    let follow = async || zone_rules::follow(&app.store, other_rules, school.server.clock().now()).await.unwrap();
    assert_eq!(follow().await, 1);
    assert_eq!(follow().await, 0, "again is harmless");
    assert_eq!(facts(&school).await, (start - HOUR, start, true, "1".into()));
    let ahead = school.server.clock().now() + 2 * MINUTE;
    let letters = letters_at(&school, &mut mailbox, ahead).await;
    assert_eq!(
        told(&letters),
        expect(&["sam"], "Analysis: Week 1 is at another time for you"),
        "not whose clocks it follows"
    );
    let text = letters[0].body("text/plain");
    let tokyo = calendar::local_time("Asia/Tokyo", start - HOUR).unwrap().strftime("%H:%M").to_string();
    assert!(text.contains(&format!("{tokyo}–")) && !text.contains("It was to be"), "{text}");

    // A server of other rules takes over.
    let restarted = async |school: School| {
        let server = school.server.restart().await;
        School { instructor: school.instructor.at(server.web()), server, ..school }
    };
    let school = restarted(school).await;
    assert_eq!(facts(&school).await, (start, start + HOUR, true, "2".into()));
    let ahead = school.server.clock().now() + 2 * MINUTE;
    assert_eq!(letters_at(&school, &mut mailbox, ahead).await.len(), 1);
    let school = restarted(school).await;
    assert_eq!(facts(&school).await, (start, start + HOUR, true, "2".into()), "the same rules change nothing");
    school.server.stop().await;
}

/// What a person says of notices.
async fn say(visitor: &Visitor, settings: &NoticeSettings) -> Result<NoticeSettings, visitor::Refused> {
    visitor.send(visitor.request(Method::PUT, "/api/account/notices").json(settings)).await
}

/// Quiet hours around an instant, in Berlin, from so many minutes before it until so many.
fn quiet(start: Millis, from: Millis, until: Millis) -> Option<QuietHours> {
    let clock = |minutes| in_berlin(start - minutes * MINUTE).split_once('T').unwrap().1.to_owned();
    Some(QuietHours { from: clock(from), until: clock(until) })
}

#[tokio::test]
async fn what_waits_for_the_end_of_quiet_hours_is_dropped_when_it_is_not_true_any_more() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    member(&school, &mut mailbox, "Sue", CourseRole::Student).await;
    let start = days_ahead(2);
    let class = plan(&school, "Week 1", start).await;
    let settings = NoticeSettings { off: vec![], push_off: vec![], quiet: quiet(start, 90, 30), strict: true };
    assert_eq!(say(&sam, &settings).await, Ok(settings.clone()));
    assert_eq!(sam.get::<NoticeSettings>("/api/account/notices").await, Ok(settings));
    let at = in_berlin(start).split_once('T').unwrap().1.to_owned();
    let begins = format!("Analysis: Week 1 begins at {at}");
    assert_eq!(told(&letters_at(&school, &mut mailbox, start - HOUR).await), expect(&["sue"], &begins));
    change(&school, &class, Method::POST, "/cancel", json!({ "reason": "" })).await;
    let cancelled = "Analysis: Week 1 is cancelled";
    assert_eq!(told(&letters_at(&school, &mut mailbox, start - 50 * MINUTE).await), expect(&["sue"], cancelled));
    let end = letters_at(&school, &mut mailbox, start - 30 * MINUTE).await;
    assert_eq!(told(&end), expect(&["sam"], cancelled), "the reminder is not true any more");
    school.server.stop().await;
}

#[tokio::test]
async fn a_reminder_comes_in_quiet_hours_unless_nothing_shall_and_wrong_hours_are_refused() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    let start = days_ahead(2);
    plan(&school, "Week 1", start).await;
    let settings = NoticeSettings { off: vec![], push_off: vec![], quiet: quiet(start, 90, 0), strict: false };
    say(&sam, &settings).await.unwrap();
    for (from, until) in [("7:00", "08:00"), ("07:00", "07:00"), ("07:00", "24:00")] {
        let quiet = Some(QuietHours { from: from.into(), until: until.into() });
        let wrong = NoticeSettings { quiet, ..settings.clone() };
        assert_eq!(say(&sam, &wrong).await, refused(422, ErrorCode::BadTime), "{from} {until}");
    }
    assert_eq!(letters_at(&school, &mut mailbox, start - HOUR).await.len(), 1);
    school.server.stop().await;
}

#[tokio::test]
async fn one_click_stops_notices_of_a_kind_for_one_person_and_opening_the_page_stops_nothing() {
    let (mut mailbox, school) = school().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    member(&school, &mut mailbox, "Sue", CourseRole::Student).await;
    let start = days_ahead(3);
    plan(&school, "Week 1", start).await;
    plan(&school, "Week 2", start + DAY).await;
    assert_eq!(letters_at(&school, &mut mailbox, start - DAY).await.len(), 2, "test your set-up");
    let reminders = letters_at(&school, &mut mailbox, start - HOUR).await;
    let [letter, _] = &reminders[..] else { panic!("{:?}", told(&reminders)) };
    assert_eq!(letter.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    let link = letter.header("List-Unsubscribe").unwrap();
    let link = link.strip_prefix('<').unwrap().strip_suffix('>').unwrap();
    assert!(letter.body("text/plain").contains(link) && letter.body("text/html").contains(link));
    let path = format!("/unsubscribe/{}", link.rsplit_once('/').unwrap().1);
    let secret = path.rsplit_once('/').unwrap().1;
    let kept = school.server.database_bytes();
    assert!(!kept.windows(secret.len()).any(|part| part == secret.as_bytes()), "it is kept as a hash");

    let stranger = school.server.visitor();
    let page = stranger.request(Method::GET, &path).send().await.unwrap();
    assert!(!page.status().is_server_error());
    assert_eq!(sam.get::<NoticeSettings>("/api/account/notices").await, Ok(NoticeSettings::default()));
    for _ in 0..2 {
        let form = stranger.request(Method::POST, &path).header("content-type", "application/x-www-form-urlencoded");
        let answer = form.body("List-Unsubscribe=One-Click").send().await.unwrap();
        let stopped: Unsubscribed = answer.json().await.unwrap();
        assert_eq!(stopped.kind, NoticeKind::ClassReminder);
    }
    let guess = stranger.post::<Unsubscribed>("/unsubscribe/guess", &json!({})).await;
    assert_eq!(guess, refused(404, ErrorCode::NotFound));
    let settings: NoticeSettings = sam.get("/api/account/notices").await.unwrap();
    assert_eq!(settings.off, [NoticeKind::ClassReminder]);
    let guesser = school.server.visitor_at(9);
    let mut refusals = Vec::new();
    for _ in 0..limits::UNSUBSCRIBES_BURST * 2 {
        let guess = guesser.post::<Unsubscribed>("/unsubscribe/guess", &json!({})).await;
        refusals.push(guess.expect_err("it is no secret").code);
        if refusals.last() == Some(&ErrorCode::RateLimited) {
            break;
        }
    }
    assert!(refusals.len() > limits::UNSUBSCRIBES_BURST as usize, "{}", refusals.len());
    assert_eq!(refusals.last(), Some(&ErrorCode::RateLimited));
    assert!(stranger.post::<Unsubscribed>(&path, &json!({})).await.is_ok(), "from another address it goes on");
    let next = letters_at(&school, &mut mailbox, start + DAY - HOUR).await;
    assert_eq!(told(&next).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["sue"]);
    school.server.stop().await;
}
