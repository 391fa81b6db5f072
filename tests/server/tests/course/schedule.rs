//! Sessions with dates over HTTP: a series over a change of clocks, what staff change of it, deadlines, what comes next for a
//! person, and the calendars that other programs read.

use protocol::{
    Command, CourseRole, ErrorCode, Role, SessionId,
    http::{JoinInfo, SessionState},
    limits,
    plans::SessionPlan,
    schedule::{CalendarLink, CourseSchedule, CourseSession, Home, PlanPreview},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    school::School,
    visitor::{Refused, Visitor, refused},
};

/// A day in milliseconds.
const DAY: u64 = 24 * 3_600_000;

/// 2026-10-20T08:00Z: ten in the morning in Berlin, five days before clocks are set back.
const TUESDAY: u64 = 1_792_483_200_000;

async fn plan(school: &School, body: &Value) -> Result<CourseSchedule, Refused> {
    school.instructor.post(&school.path("/schedule"), body).await
}

async fn preview(school: &School, body: &Value) -> Result<PlanPreview, Refused> {
    school.instructor.post(&school.path("/schedule/preview"), body).await
}

/// Four Tuesdays at ten in the morning, the first before clocks are set back.
fn four_tuesdays() -> Value {
    let rule = json!({ "pattern": { "repeat": "weekly", "weekdays": [] }, "interval": 1, "count": 4 });
    json!({ "title": "Lecture", "time": { "start": "2026-10-20T10:00", "minutes": 90 }, "rule": rule })
}

async fn weekly(school: &School) -> CourseSchedule {
    plan(school, &four_tuesdays()).await.unwrap()
}

async fn schedule(school: &School, visitor: &Visitor) -> Result<CourseSchedule, Refused> {
    visitor.get(&school.path("/schedule")).await
}

async fn change(school: &School, id: SessionId, change: &Value) -> Result<CourseSchedule, Refused> {
    let request = school.instructor.request(Method::PATCH, &format!("/api/sessions/{id}/plan")).json(change);
    school.instructor.send(request).await
}

async fn post(visitor: &Visitor, id: SessionId, act: &str, body: &Value) -> Result<CourseSchedule, Refused> {
    visitor.post(&format!("/api/sessions/{id}/plan/{act}"), body).await
}

async fn delete(school: &School, id: SessionId, scope: &str) -> Result<CourseSchedule, Refused> {
    let path = format!("/api/sessions/{id}/plan?scope={scope}");
    school.instructor.send(school.instructor.request(Method::DELETE, &path)).await
}

fn ids(schedule: &CourseSchedule) -> Vec<SessionId> {
    schedule.sessions.iter().map(|session| session.session.id).collect()
}

fn plan_of(session: &CourseSession) -> &SessionPlan {
    session.plan.as_ref().expect("a plan")
}

fn starts(schedule: &CourseSchedule) -> Vec<&str> {
    schedule.sessions.iter().map(|session| plan_of(session).time.start.as_str()).collect()
}

/// The text of a calendar, or the status of the answer.
async fn text(visitor: &Visitor, address: &str) -> Result<String, u16> {
    let path = address.split_once("//").map_or(address, |(_, rest)| &rest[rest.find('/').expect("a path")..]);
    let answer = visitor.request(Method::GET, path).send().await.expect("an answer");
    let status = answer.status().as_u16();
    if status == 200 { Ok(answer.text().await.expect("text")) } else { Err(status) }
}

#[tokio::test]
async fn a_weekly_class_keeps_its_hour_when_clocks_are_set_back_and_has_its_links_at_once() {
    let school = School::open().await;
    let made = weekly(&school).await;
    assert_eq!(starts(&made), ["2026-10-20T10:00", "2026-10-27T10:00", "2026-11-03T10:00", "2026-11-10T10:00"]);
    let instants: Vec<_> = made.sessions.iter().map(|session| plan_of(session).start_unix).collect();
    let hour = 3_600_000;
    let week = 7 * DAY;
    assert_eq!(instants, [TUESDAY, TUESDAY + week + hour, TUESDAY + 2 * week + hour, TUESDAY + 3 * week + hour]);
    for session in &made.sessions {
        let plan = plan_of(session);
        assert_eq!(plan.end_unix - plan.start_unix, 90 * 60_000);
        assert_eq!((plan.zone.as_str(), plan.moved, &plan.cancelled), ("Europe/Berlin", false, &None));
        assert_eq!((session.session.title.as_str(), session.session.state), ("Lecture", SessionState::Scheduled));
    }
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    assert_eq!(schedule(&school, &student).await, Ok(made.clone()), "members see it all");
    let info: JoinInfo = student.get(&format!("/api/join/{}", made.sessions[2].session.code)).await.unwrap();
    assert_eq!((info.role, info.plan.as_ref()), (Some(Role::Student), made.sessions[2].plan.as_ref()));
    let rule = made.series[0].rule.as_ref().unwrap();
    assert_eq!((made.series.len(), rule.count, rule.interval), (1, Some(4), 1));
    school.server.stop().await;
}

#[tokio::test]
async fn a_preview_says_what_a_plan_would_make_and_makes_nothing() {
    let school = School::open().await;
    let seen = preview(&school, &four_tuesdays()).await.unwrap();
    assert_eq!(schedule(&school, &school.instructor).await.unwrap().sessions, []);
    let made = weekly(&school).await;
    let seen: Vec<_> = seen.sessions.iter().map(|each| (&each.time, each.start_unix, each.end_unix)).collect();
    let plans: Vec<_> = made.sessions.iter().map(plan_of).collect();
    let made: Vec<_> = plans.iter().map(|plan| (&plan.time, plan.start_unix, plan.end_unix)).collect();
    assert_eq!(seen, made);
    school.server.stop().await;
}

#[tokio::test]
async fn one_is_moved_and_all_that_follow_are_and_each_keeps_its_link() {
    let school = School::open().await;
    let made = weekly(&school).await;
    let links = |schedule: &CourseSchedule| {
        let mut links: Vec<_> =
            schedule.sessions.iter().map(|session| (session.session.id, session.session.code.clone())).collect();
        links.sort();
        links
    };
    let [first, second, third, fourth] = ids(&made)[..] else { panic!("four sessions") };
    let time = json!({ "start": "2026-10-28T14:00", "minutes": 60 });
    let moved = change(&school, second, &json!({ "scope": "one", "time": time, "title": "Guest" })).await.unwrap();
    assert_eq!(starts(&moved), ["2026-10-20T10:00", "2026-10-28T14:00", "2026-11-03T10:00", "2026-11-10T10:00"]);
    let plan = plan_of(&moved.sessions[1]);
    assert_eq!((plan.moved, plan.original.as_str()), (true, "2026-10-27T10:00"));
    assert_eq!(moved.sessions.iter().filter(|session| session.session.title == "Guest").count(), 1);

    let thursdays = json!({ "scope": "following", "time": { "start": "2026-11-05T09:00", "minutes": 45 } });
    let split = change(&school, third, &thursdays).await.unwrap();
    assert_eq!(starts(&split), ["2026-10-20T10:00", "2026-10-28T14:00", "2026-11-05T09:00", "2026-11-12T09:00"]);
    assert_eq!((ids(&split), links(&split)), (vec![first, second, third, fourth], links(&made)));
    assert!(split.sessions[2..].iter().all(|session| !plan_of(session).moved), "it is how their series is now");
    assert!(plan_of(&split.sessions[1]).moved);
    assert_eq!(split.series.len(), 2);

    // A longer rule makes more of them, and a shorter one takes those away in which nobody was.
    let daily = |count| {
        let rule = json!({ "pattern": { "repeat": "daily" }, "interval": 1, "count": count });
        json!({ "scope": "following", "title": "Block", "time": { "start": "2026-11-06T09:00", "minutes": 45 }, "rule": rule })
    };
    let longer = change(&school, third, &daily(4)).await.unwrap();
    let days = ["2026-11-06T09:00", "2026-11-07T09:00", "2026-11-08T09:00", "2026-11-09T09:00"];
    assert_eq!(starts(&longer)[2..], days);
    assert_eq!(ids(&longer)[..4], [first, second, third, fourth]);
    assert!(longer.sessions[2..].iter().all(|session| session.session.title == "Block"));
    school.instructor.join(&longer.sessions[4].session.code, "Ivy").await.unwrap();
    let shorter = change(&school, third, &daily(1)).await.unwrap();
    assert_eq!(starts(&shorter)[2..], [days[0], days[2]], "somebody was there");
    assert_eq!(plan_of(&shorter.sessions[3]).cancelled.as_deref(), Some(""));

    let titled = json!({ "scope": "following", "title": "Seminar" });
    let titled = change(&school, first, &titled).await.unwrap();
    let titles: Vec<_> = titled.sessions.iter().map(|session| session.session.title.as_str()).collect();
    assert_eq!(titles, ["Seminar", "Seminar", "Block", "Block"], "of its series");
    school.server.stop().await;
}

#[tokio::test]
async fn nobody_comes_into_a_cancelled_session_until_it_is_restored_and_one_that_has_begun_stays_as_it_is() {
    let school = School::open().await;
    let made = weekly(&school).await;
    let session = &made.sessions[0].session;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let seat = student.join(&session.code, "Sam").await.unwrap();
    let early = async || Client::hello(school.server.web(), &seat.token, None).await.err();
    assert_eq!(early().await, Some(ErrorCode::NotBegun), "before class people wait");
    let staff = school.instructor.join(&session.code, "Ivy").await.unwrap();

    let reason = json!({ "reason": " The room is flooded. " });
    let cancelled = post(&school.instructor, session.id, "cancel", &reason).await.unwrap();
    assert_eq!(plan_of(&cancelled.sessions[0]).cancelled.as_deref(), Some("The room is flooded."));
    for visitor in [&student, &school.instructor] {
        assert_eq!(visitor.join(&session.code, "Me").await, refused(409, ErrorCode::SessionCancelled));
    }
    assert_eq!(early().await, Some(ErrorCode::SessionCancelled));
    let begins = Client::hello(school.server.web(), &staff.token, None).await.err();
    assert_eq!(begins, Some(ErrorCode::SessionCancelled));
    let stranger = school.server.visitor();
    assert_eq!(stranger.join(&session.code, "Eve").await, refused(403, ErrorCode::MembersOnly));
    let nothing = stranger.get::<JoinInfo>(&format!("/api/join/{}", session.code)).await;
    assert_eq!(
        nothing,
        refused(403, ErrorCode::MembersOnly),
        "strangers do not learn when class is, nor why it is not"
    );
    let info: JoinInfo = student.get(&format!("/api/join/{}", session.code)).await.unwrap();
    assert_eq!(info.plan.unwrap().cancelled.as_deref(), Some("The room is flooded."));

    post(&school.instructor, session.id, "restore", &json!(null)).await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &staff).await;
    let mut pupil = Client::enter(school.server.web(), &seat).await;
    let later = json!({ "scope": "one", "time": { "start": "2026-10-21T10:00", "minutes": 90 } });
    let begun = refused(409, ErrorCode::SessionBegun);
    assert_eq!(change(&school, session.id, &later).await, begun);
    assert_eq!(post(&school.instructor, session.id, "cancel", &reason).await, begun);
    assert_eq!(delete(&school, session.id, "following").await, begun);
    let home: Home = student.get("/api/home").await.unwrap();
    assert_eq!(home.next[0].session.session.id, session.id);
    assert_eq!(home.next[0].session.session.state, SessionState::Live);

    // A change of the series passes over what has begun.
    let second = made.sessions[1].session.id;
    Client::enter(school.server.web(), &school.instructor.join(&made.sessions[2].session.code, "Ivy").await.unwrap())
        .await;
    let earlier = json!({ "scope": "following", "time": { "start": "2026-10-26T08:00", "minutes": 30 } });
    let split = change(&school, second, &earlier).await.unwrap();
    assert_eq!(starts(&split), ["2026-10-20T10:00", "2026-10-26T08:00", "2026-11-03T10:00", "2026-11-09T08:00"]);
    teacher.must(Command::EndSession).await;
    assert_eq!(pupil.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert_eq!(change(&school, session.id, &later).await, begun);
    school.server.stop().await;
}

#[tokio::test]
async fn of_two_who_change_a_series_at_once_neither_makes_a_session_vanish_or_twice() {
    let school = School::open().await;
    let made = weekly(&school).await;
    let at = |start: &str| json!({ "scope": "following", "time": { "start": start, "minutes": 30 } });
    let (one, other) = (at("2026-10-28T08:00"), at("2026-11-05T09:00"));
    let (one, other) = tokio::join!(
        change(&school, made.sessions[1].session.id, &one),
        change(&school, made.sessions[2].session.id, &other)
    );
    assert!(one.is_ok() || other.is_ok());
    for refused in [one, other].into_iter().filter_map(Result::err) {
        assert_eq!(refused.code, ErrorCode::UnknownOccurrence, "it is in another series meanwhile");
    }
    let mut left = ids(&schedule(&school, &school.instructor).await.unwrap());
    left.sort();
    let mut before = ids(&made);
    before.sort();
    assert_eq!(left, before);
    school.server.stop().await;
}

#[tokio::test]
async fn planned_sessions_are_deleted_unless_somebody_was_there() {
    let school = School::open().await;
    let made = weekly(&school).await;
    let [first, second, third, fourth] = ids(&made)[..] else { panic!("four sessions") };
    school.instructor.join(&made.sessions[3].session.code, "Ivy").await.unwrap();
    assert_eq!(delete(&school, fourth, "one").await, refused(409, ErrorCode::SessionInUse));
    assert_eq!(ids(&delete(&school, second, "one").await.unwrap()), [first, third, fourth]);
    // Its place stays empty when the series is moved.
    let later = json!({ "scope": "following", "time": { "start": "2026-10-20T11:00", "minutes": 90 } });
    let moved = change(&school, first, &later).await.unwrap();
    assert_eq!(starts(&moved), ["2026-10-20T11:00", "2026-11-03T11:00", "2026-11-10T11:00"]);
    let left = delete(&school, first, "following").await.unwrap();
    assert_eq!((ids(&left), left.series.len()), (vec![fourth], 1));
    let course: Value = school.instructor.get(&school.path("")).await.unwrap();
    assert_eq!(course["sessions"], json!([]), "those that have not begun are in the schedule alone");
    school.server.stop().await;
}

#[tokio::test]
async fn wrong_input_has_a_code_and_changes_nothing() {
    let school = School::open().await;
    let before = weekly(&school).await;
    let at = |start: &str, minutes: u32| json!({ "start": start, "minutes": minutes });
    let body = |time: Value, rule: Value| json!({ "title": "X", "time": time, "rule": rule });
    let daily = |more: Value| {
        let mut rule = json!({ "pattern": { "repeat": "daily" }, "interval": 1 });
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rule
    };
    let good = || at("2026-11-03T10:00", 60);
    let wrong = [
        (body(at("2026-02-30T10:00", 60), json!(null)), ErrorCode::BadTime),
        (body(at("yesterday", 60), json!(null)), ErrorCode::BadTime),
        (body(at("1066-10-14T09:00", 60), json!(null)), ErrorCode::BadTime),
        (body(at("2026-11-03T10:00", 0), json!(null)), ErrorCode::BadLength),
        (body(at("2026-11-03T10:00", 1_441), json!(null)), ErrorCode::BadLength),
        (body(good(), daily(json!({}))), ErrorCode::BadEnd),
        (body(good(), daily(json!({ "count": 2, "until": "2026-12-01" }))), ErrorCode::BadEnd),
        (body(good(), daily(json!({ "interval": 0, "count": 2 }))), ErrorCode::BadRule),
        (body(good(), daily(json!({ "until": "2026-11-02" }))), ErrorCode::NoOccurrence),
        (body(good(), daily(json!({ "until": "2999-01-01" }))), ErrorCode::TooManyOccurrences),
        (body(good(), daily(json!({ "until": "soon" }))), ErrorCode::BadTime),
        (json!({ "title": " ", "time": good() }), ErrorCode::TextInvalid),
        (json!({ "title": "X", "time": good(), "zone": "UTC" }), ErrorCode::BadFrame),
    ];
    for (body, code) in wrong {
        assert_eq!(preview(&school, &body).await.map_err(|refused| refused.code), Err(code), "{body}");
        assert_eq!(plan(&school, &body).await.map_err(|refused| refused.code), Err(code), "{body}");
    }
    let id = before.sessions[1].session.id;
    let wrong = [
        (json!({ "scope": "one", "time": at("2026-10-28T10:00:30", 60) }), ErrorCode::BadTime),
        (json!({ "scope": "one", "title": "New", "time": at("2026-10-28T10:00", 0) }), ErrorCode::BadLength),
        (json!({ "scope": "one", "time": good(), "rule": daily(json!({ "count": 2 })) }), ErrorCode::BadRule),
        (json!({ "scope": "following", "time": good(), "rule": daily(json!({})) }), ErrorCode::BadEnd),
        (json!({ "scope": "all" }), ErrorCode::BadFrame),
    ];
    for (body, code) in wrong {
        assert_eq!(change(&school, id, &body).await.map_err(|refused| refused.code), Err(code), "{body}");
    }
    let long = json!({ "reason": "x".repeat(501) });
    let cancelled = post(&school.instructor, id, "cancel", &long).await;
    assert_eq!(cancelled, refused(422, ErrorCode::LongReason));
    let deadlines = async |body: Value| {
        let request = school.instructor.request(Method::PUT, &school.path("/deadlines")).json(&body);
        school.instructor.send::<CourseSchedule>(request).await.map_err(|refused| refused.code)
    };
    let days = |first: &str, last: &str| json!({ "rule": null, "holidays": [{ "first": first, "last": last }] });
    for (body, code) in [
        (json!({ "rule": { "days": 367, "time": "23:59" }, "holidays": [] }), ErrorCode::NoDeadline),
        (json!({ "rule": { "days": 7, "time": "24:00" }, "holidays": [] }), ErrorCode::BadTime),
        (days("2026-12-24", "2026-12-23"), ErrorCode::BadTime),
        (days("2026-12-24", "2026-13-01"), ErrorCode::BadTime),
        (days("2026-12-24", "2126-12-23"), ErrorCode::NoDeadline),
    ] {
        assert_eq!(deadlines(body.clone()).await, Err(code), "{body}");
    }
    assert_eq!(schedule(&school, &school.instructor).await, Ok(before));

    for _ in 0..2 {
        plan(&school, &body(good(), daily(json!({ "count": 400 })))).await.unwrap();
    }
    let full = plan(&school, &body(good(), daily(json!({ "count": limits::SESSIONS_OF_COURSE - 803 })))).await;
    assert_eq!(full, refused(422, ErrorCode::PlanFull));
    assert_eq!(schedule(&school, &school.instructor).await.unwrap().sessions.len(), 804);
    school.server.stop().await;
}

#[tokio::test]
async fn work_is_due_by_the_rule_of_the_course_and_home_says_what_comes_and_what_was() {
    let school = School::open().await;
    let tomorrow = "2199-11-05T10:00";
    let body = json!({ "title": "Far", "time": { "start": tomorrow, "minutes": 60 } });
    let made = plan(&school, &body).await.unwrap();
    assert_eq!(made.sessions[0].due_unix, None);
    let rule = json!({
        "rule": { "days": 7, "time": "23:59" },
        "holidays": [{ "first": "2199-11-08", "last": "2199-11-09" }],
    });
    let request = school.instructor.request(Method::PUT, &school.path("/deadlines")).json(&rule);
    let due: CourseSchedule = school.instructor.send(request).await.unwrap();
    let minute = 60_000;
    // Seven days and two that are not counted after the day of class, whose end is at eleven.
    let expected = plan_of(&due.sessions[0]).end_unix + 9 * DAY + (12 * 60 + 59) * minute;
    assert_eq!(due.sessions[0].due_unix, Some(expected));
    assert_eq!(serde_json::to_value(&due.deadlines).unwrap(), rule);

    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let mut teacher =
        Client::enter(school.server.web(), &school.instructor.join(&class.code, "Ivy").await.unwrap()).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let home: Home = student.get("/api/home").await.unwrap();
    assert_eq!(home.next.iter().map(|next| next.session.session.id).collect::<Vec<_>>(), [made.sessions[0].session.id]);
    assert_eq!(home.next[0].session.due_unix, Some(expected));
    let lately = &home.lately[0];
    assert_eq!((lately.session.session.id, lately.role), (class.id, CourseRole::Student));
    assert_eq!((lately.course_title.as_str(), lately.zone.as_str()), ("Analysis", "Europe/Berlin"));
    let due = lately.session.due_unix.expect("a deadline");
    assert!(due > home.now_unix + 6 * DAY && due < home.now_unix + 9 * DAY);
    let owner: Home = school.owner.get("/api/home").await.unwrap();
    assert_eq!((owner.next.len(), owner.lately.len()), (0, 0), "who is no member has none of it");
    school.server.stop().await;
}

#[tokio::test]
async fn calendars_are_read_by_their_secret_until_it_is_made_anew_or_the_membership_ends() {
    let school = School::open().await;
    let made = weekly(&school).await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    let (own, of_course) = ("/api/account/calendar", school.path("/calendar"));
    let link = async |path: &str| student.post::<CalendarLink>(path, &json!(null)).await.unwrap().url.unwrap();
    let (all, one) = (link(own).await, link(&of_course).await);
    let shown: CalendarLink = student.get(own).await.unwrap();
    assert!(shown.made_unix.is_some() && shown.url.is_none(), "it is shown once");
    let reader = school.server.visitor();
    for address in [&all, &one] {
        let calendar = text(&reader, address).await.unwrap();
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 4);
        assert!(calendar.contains("SUMMARY:Analysis: Lecture"), "{calendar}");
        assert!(calendar.contains("DTSTART;TZID=Europe/Berlin:20261103T100000"), "{calendar}");
        assert!(calendar.contains("BEGIN:VTIMEZONE") && calendar.contains("SEQUENCE:0"));
        assert!(!["Ivy", "Sam"].iter().any(|name| calendar.contains(name)), "{calendar}");
        for session in &made.sessions {
            assert!(calendar.contains(&format!("UID:{}@meridian", session.session.id)));
        }
    }
    let other: CalendarLink = school.owner.post(own, &json!(null)).await.unwrap();
    let calendar = text(&reader, &other.url.unwrap()).await.unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 0, "it is the calendar of their own courses");
    let id = made.sessions[1].session.id;
    let time = json!({ "start": "2026-10-28T14:00", "minutes": 60 });
    change(&school, id, &json!({ "scope": "one", "time": time })).await.unwrap();
    post(&school.instructor, id, "cancel", &json!({ "reason": "F\u{202E}lood\u{202C}" })).await.unwrap();
    let calendar = text(&reader, &all).await.unwrap();
    let event = calendar.split("BEGIN:VEVENT").find(|event| event.contains(&id.to_string())).unwrap();
    for part in ["SEQUENCE:2", "STATUS:CANCELLED", "DESCRIPTION:Flood", "20261028T140000"] {
        assert!(event.contains(part), "{event}");
    }
    let file = format!("/api/sessions/{id}/calendar.ics");
    assert_eq!(text(&student, &file).await.unwrap().matches("BEGIN:VEVENT").count(), 1);
    assert_eq!((text(&reader, &file).await, text(&school.owner, &file).await.is_ok()), (Err(401), true));

    let again = link(own).await;
    assert_eq!((text(&reader, &all).await, text(&reader, &again).await.is_ok()), (Err(404), true));
    let wrong = format!("{}x.ics", again.strip_suffix(".ics").unwrap());
    for address in [wrong.as_str(), again.strip_suffix(".ics").unwrap(), "/calendar/.ics", "/calendar/x.ics"] {
        assert_eq!(text(&reader, address).await, Err(404), "{address}");
    }
    assert!(
        !String::from_utf8_lossy(&school.server.database_bytes())
            .contains(again.rsplit('/').next().unwrap().strip_suffix(".ics").unwrap()),
        "the server has a hash of the secret alone"
    );

    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(text(&reader, &one).await, Err(404));
    assert_eq!(text(&reader, &again).await.unwrap().matches("BEGIN:VEVENT").count(), 0);
    assert_eq!(text(&student, &file).await, Err(404));
    assert_eq!(schedule(&school, &student).await, refused(404, ErrorCode::NotFound));
    school.change(&line, json!({ "state": "active" })).await.unwrap();
    assert_eq!(text(&reader, &one).await, Err(404), "the link ended with the membership");
    school.server.stop().await;
}

#[tokio::test]
async fn a_calendar_is_not_asked_for_without_end() {
    let school = School::open().await;
    let flood = school.server.visitor();
    let mut answers = Vec::new();
    for _ in 0..limits::CALENDARS_BURST + 20 {
        answers.push(text(&flood, "/calendar/guess.ics").await);
    }
    assert!(answers.contains(&Err(429)), "guesses have an end");
    school.server.stop().await;
}
