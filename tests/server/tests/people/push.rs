//! Notices on devices: pushed to a real HTTP server, and decrypted there.

use axum::http::StatusCode;
use protocol::{
    CourseRole, ErrorCode, Millis, NoticeKind,
    notices::{NoticeSettings, QuietHours},
    push::{PushDevice, PushKey},
    schedule::CourseSchedule,
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    mailed::{letters, member, school},
    push_service::{Browser, PushService},
    school::School,
    visitor::{Refused, Visitor, outcome, refused},
    within,
};
use store::Way;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

async fn set(visitor: &Visitor, device: &PushDevice) -> Result<(), Refused> {
    let answer = visitor.request(Method::PUT, "/api/account/push").json(device).send().await.unwrap();
    if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { outcome(answer).await }
}

/// Wants no digests on devices: they come on Sundays, whatever day of the week it is.
async fn no_digests(visitor: &Visitor) {
    let settings = NoticeSettings { push_off: vec![NoticeKind::WeeklyDigest], ..NoticeSettings::default() };
    let put = visitor.request(Method::PUT, "/api/account/notices").json(&settings);
    assert_eq!(visitor.send::<NoticeSettings>(put).await, Ok(settings));
}

async fn endpoint(visitor: &Visitor) -> Option<String> {
    visitor.get::<PushKey>("/api/account/push").await.unwrap().endpoint
}

/// Plans a class, so many days ahead.
async fn plan(school: &School, days: u64) -> Millis {
    let at = (school.server.clock().now() + days * DAY).next_multiple_of(HOUR);
    let start = calendar::local_time("Europe/Berlin", at).unwrap().strftime("%Y-%m-%dT%H:%M").to_string();
    let plan = json!({ "title": "Week 1", "time": { "start": start, "minutes": 60 } });
    school.instructor.post::<CourseSchedule>(&school.path("/schedule"), &plan).await.unwrap();
    at
}

/// Sets the clock ahead to an instant, until all that is due by then is queued.
async fn at(school: &School, instant: Millis) {
    let clock = school.server.clock();
    clock.advance(instant.checked_sub(clock.now()).expect("the clock goes ahead alone"));
    school.server.look().await;
}

/// Waits until nothing is to be pushed any more.
async fn all_pushed(school: &School) {
    let (app, now) = (school.server.app(), school.server.clock().now());
    within("the queue", async {
        while app.store.next_mail_due(Way::Push).await.unwrap().is_some_and(|due| due <= now) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_notice_comes_to_each_device_that_its_reader_chose_and_to_nobody_elses() {
    let (mut mailbox, school) = school().await;
    let mut service = PushService::start().await;
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    member(&school, &mut mailbox, "Tim", CourseRole::Student).await;
    no_digests(&sam).await;
    let (phone, laptop) = (Browser::new("phone"), Browser::new("laptop"));
    set(&sam, &service.device(&phone)).await.unwrap();
    set(&sam, &service.device(&laptop)).await.unwrap();
    assert_eq!(endpoint(&sam).await, Some(service.device(&laptop).endpoint), "a browser has one address");
    let start = plan(&school, 3).await;
    at(&school, start - DAY).await;
    let sent = service.next().await;
    let said = laptop.read(&sent);
    assert_eq!(sent.path, "/laptop");
    assert_eq!(said["title"], "Analysis: test your set-up before your first class");
    assert!(said["link"].as_str().unwrap().contains("/j/") && said["body"].as_str().unwrap().contains("Week 1"));
    let header = |name: &str| sent.headers[name].to_str().unwrap();
    assert_eq!((header("content-encoding"), header("urgency")), ("aes128gcm", "normal"));
    let (ttl, until): (u64, u64) = (header("ttl").parse().unwrap(), 22 * 3_600);
    assert!(ttl <= until && ttl > until - 120, "{ttl}");
    let key: PushKey = sam.get("/api/account/push").await.unwrap();
    assert!(header("authorization").starts_with("vapid t=") && header("authorization").ends_with(&key.key));
    assert_eq!(letters(&school, &mut mailbox).await.len(), 2, "by mail, too");

    // Restarts repeat nothing, and devices know the server again.
    let school = School { server: school.server.restart().await, ..school };
    let sam = sam.at(school.server.web());
    assert_eq!(sam.get::<PushKey>("/api/account/push").await.unwrap().key, key.key);
    school.server.look().await;
    all_pushed(&school).await;
    assert_eq!(service.arrived(), 0);
    school.server.stop().await;
}

#[tokio::test]
async fn each_kind_goes_by_mail_by_push_by_both_or_by_neither_and_quiet_hours_hold_for_both() {
    let (mut mailbox, school) = school().await;
    let mut service = PushService::start().await;
    let browser = Browser::new("a");
    let sam = member(&school, &mut mailbox, "Sam", CourseRole::Student).await;
    set(&sam, &service.device(&browser)).await.unwrap();
    let start = plan(&school, 3).await;
    let clock = |at: Millis| calendar::local_time("Europe/Berlin", at).unwrap().strftime("%H:%M").to_string();
    let settings = NoticeSettings {
        off: vec![NoticeKind::FirstClass],
        push_off: vec![NoticeKind::ClassReminder, NoticeKind::WeeklyDigest],
        quiet: Some(QuietHours { from: clock(start - DAY - HOUR), until: clock(start - DAY + HOUR) }),
        strict: false,
    };
    let put = sam.request(Method::PUT, "/api/account/notices").json(&settings);
    assert_eq!(sam.send::<NoticeSettings>(put).await, Ok(settings));
    at(&school, start - DAY).await;
    all_pushed(&school).await;
    assert_eq!(service.arrived(), 0, "it waits for the end of quiet hours");
    at(&school, start - DAY + HOUR + MINUTE).await;
    assert_eq!(browser.read(&service.next().await)["title"], "Analysis: test your set-up before your first class");
    assert_eq!(letters(&school, &mut mailbox).await.len(), 0);
    at(&school, start - HOUR).await;
    assert_eq!(letters(&school, &mut mailbox).await.len(), 1, "the reminder");
    all_pushed(&school).await;
    assert_eq!(service.arrived(), 0);
    school.server.stop().await;
}

#[tokio::test]
async fn a_device_ends_with_its_sign_in_with_its_push_service_and_with_whoever_takes_it_over() {
    let (mut mailbox, school) = school().await;
    let mut service = PushService::start().await;
    let (sam, tim) = (
        member(&school, &mut mailbox, "Sam", CourseRole::Student).await,
        member(&school, &mut mailbox, "Tim", CourseRole::Student).await,
    );
    no_digests(&sam).await;
    no_digests(&tim).await;
    let browser = Browser::new("shared");
    set(&sam, &service.device(&browser)).await.unwrap();
    set(&tim, &service.device(&browser)).await.unwrap();
    assert_eq!(endpoint(&sam).await, None, "the next one at this browser has it");
    let start = plan(&school, 3).await;

    // What cannot be taken now is tried again, and what is gone is forgotten.
    service.answer(StatusCode::SERVICE_UNAVAILABLE);
    at(&school, start - DAY).await;
    service.next().await;
    at(&school, start - DAY + MINUTE).await;
    assert_eq!(browser.read(&service.next().await)["title"], "Analysis: test your set-up before your first class");
    service.answer(StatusCode::GONE);
    at(&school, start - HOUR).await;
    service.next().await;
    within("the device to be forgotten", async {
        while endpoint(&tim).await.is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await;

    set(&sam, &service.device(&browser)).await.unwrap();
    sam.tell("/api/sign-out", &json!({})).await.unwrap();
    set(&tim, &service.device(&Browser::new("other"))).await.unwrap();
    let ended = tim.request(Method::DELETE, "/api/account/push").send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    let next = plan(&school, 5).await;
    at(&school, next - HOUR).await;
    all_pushed(&school).await;
    assert_eq!(service.arrived(), 0);
    school.server.stop().await;
}

#[tokio::test]
async fn a_server_without_mail_pushes_and_an_address_that_is_none_of_a_push_service_is_refused() {
    let school = School::open().await;
    let mut service = PushService::start().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let browser = Browser::new("a");
    no_digests(&sam).await;
    let device = service.device(&browser);
    for wrong in ["http://10.0.0.1/a", "https://localhost/a", "file:///etc/passwd", "http://[::1]/a", ""] {
        let wrong = PushDevice { endpoint: wrong.into(), ..device.clone() };
        assert_eq!(set(&sam, &wrong).await, refused(422, ErrorCode::BadPushDevice), "{}", wrong.endpoint);
    }
    let no_key = PushDevice { p256dh: "AAAA".into(), ..device.clone() };
    let no_secret = PushDevice { auth: "AAAA".into(), ..device.clone() };
    for wrong in [no_key, no_secret] {
        assert_eq!(set(&sam, &wrong).await, refused(422, ErrorCode::BadPushDevice), "{wrong:?}");
    }
    set(&sam, &device).await.unwrap();
    let start = plan(&school, 3).await;
    at(&school, start - HOUR).await;
    let title = browser.read(&service.next().await)["title"].as_str().unwrap().to_owned();
    assert!(title.starts_with("Analysis: Week 1 begins at "), "{title}");
    school.server.stop().await;
}
