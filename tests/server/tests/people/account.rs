//! Claiming the server, signing in, cookies; who may join as what.

use std::time::Instant;

use meridian::clock::unix_now;
use protocol::{
    Action, AuditKind, ErrorCode, Refusal, Role, SessionKind,
    audit::AuditPage,
    http::{JoinInfo, LinkSignIn, LinkSignInRequest, Me, SessionSummary, SignInRequest, StartSessionRequest},
    limits,
    people::{InvitationLink, PasswordLink, ServerPerson},
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    client::Client,
    school::accept,
    server::{OWNER_EMAIL, OWNER_PASSWORD, TestServer},
    visitor::refused,
};
use store::LinkPurpose;

#[tokio::test]
async fn the_setup_link_makes_one_owner_once() {
    let server = TestServer::start().await;
    let token = server.setup_token().await;
    let visitor = server.visitor();
    assert!(visitor.get::<Me>("/api/me").await.unwrap().setup_needed);

    let setup = async |token: &str, name: &str, email: &str, password: &str| {
        visitor.setup(token, name, email, password).await.err().map(|refused| (refused.status, refused.code))
    };
    assert_eq!(setup("guess", "Ada", "a@b", "12345678").await, Some((410, ErrorCode::SetupLinkInvalid)));
    assert_eq!(setup(&token, " ", "a@b", "12345678").await, Some((422, ErrorCode::NameInvalid)));
    assert_eq!(setup(&token, "Ada", "nobody", "12345678").await, Some((422, ErrorCode::EmailInvalid)));
    assert_eq!(setup(&token, "Ada", "a@b", "1234567").await, Some((422, ErrorCode::PasswordInvalid)));
    assert_eq!(setup(&token, "Ada", "a@b", &"x".repeat(257)).await, Some((422, ErrorCode::PasswordInvalid)));
    assert_eq!(setup(&token, "Ada", "a@b", "12345678").await, None, "a wrong form did not use the link up");

    let me: Me = visitor.get("/api/me").await.unwrap();
    assert_eq!((me.setup_needed, me.person.unwrap().name.as_str()), (false, "Ada"));
    assert_eq!(setup(&token, "Eve", "e@v", "12345678").await, Some((410, ErrorCode::SetupLinkInvalid)));
    assert!(server.app().store.create_owner("Eve", "e@v", "12345678").await.is_err(), "there is one owner");
    server.stop().await;
}

#[tokio::test]
async fn two_who_race_for_the_setup_link_do_not_both_win() {
    let server = TestServer::start().await;
    let token = server.setup_token().await;
    let (ada, eve) = (server.visitor(), server.visitor());
    let (first, second) =
        tokio::join!(ada.setup(&token, "Ada", "a@b", "12345678"), eve.setup(&token, "Eve", "e@v", "12345678"));
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|won| **won).count(), 1, "{first:?} {second:?}");
    server.stop().await;
}

#[tokio::test]
async fn the_cookie_is_the_sign_in_and_ends_with_it() {
    let server = TestServer::start().await;
    server.owner().await;
    let visitor = server.visitor();
    let list = async || visitor.get::<Vec<SessionSummary>>("/api/sessions").await;
    assert_eq!(list().await, refused(401, ErrorCode::Unauthorized));

    let body = serde_json::json!({ "email": OWNER_EMAIL.to_uppercase(), "password": OWNER_PASSWORD });
    let response = visitor.request(reqwest::Method::POST, "/api/sign-in").json(&body).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert_eq!(list().await, Ok(vec![]));

    let stolen = cookie.split(';').next().unwrap().to_owned();
    visitor.post::<Me>("/api/sign-out", &()).await.unwrap();
    assert_eq!(list().await, refused(401, ErrorCode::Unauthorized));
    let with_old_cookie = server.visitor();
    let request = with_old_cookie.request(reqwest::Method::GET, "/api/sessions").header("cookie", stolen);
    let answer = with_old_cookie.send::<Vec<SessionSummary>>(request).await;
    assert_eq!(answer, refused(401, ErrorCode::Unauthorized), "the server forgot it, not the browser alone");
    server.stop().await;
}

#[tokio::test]
async fn who_guesses_passwords_is_slowed_down_and_locks_nobody_out() {
    let server = TestServer::start().await;
    server.owner().await;
    let visitor = server.visitor();
    for _ in 0..limits::SIGN_IN_ATTEMPTS {
        assert_eq!(visitor.sign_in(OWNER_EMAIL, "wrong").await, refused(401, ErrorCode::SignInFailed));
    }
    let right = visitor.sign_in(&OWNER_EMAIL.to_uppercase(), OWNER_PASSWORD).await;
    assert_eq!(right, refused(429, ErrorCode::RateLimited), "however it is written, and though it is right");
    let again = SignInRequest { email: OWNER_EMAIL.into(), password: OWNER_PASSWORD.into() };
    let slowed = visitor.request(Method::POST, "/api/sign-in").json(&again).send().await.unwrap();
    let said: u64 = slowed.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(slowed.json::<Refusal>().await.unwrap().retry_after.map(u64::from), Some(said));
    let refill = limits::SIGN_IN_REFILL_MS / 1000 / u64::from(limits::SIGN_IN_ATTEMPTS);
    assert!((1..=refill).contains(&said), "it is {said} s until the next attempt, of one in {refill} s");
    assert_eq!(visitor.sign_in("other@b", "wrong").await, refused(401, ErrorCode::SignInFailed));

    let owner = server.visitor_at(2);
    for _ in 0..=limits::SIGN_IN_ATTEMPTS {
        assert!(owner.sign_in(OWNER_EMAIL, OWNER_PASSWORD).await.is_ok(), "from elsewhere, as often as they like");
    }
    server.stop().await;
}

/// Too long to be a password: the sign-in fails without the cost of a hash, and still counts.
const NO_PASSWORD: [u8; limits::PASSWORD_MAX_BYTES + 1] = [b'x'; limits::PASSWORD_MAX_BYTES + 1];

#[tokio::test]
async fn who_tries_many_accounts_is_slowed_down() {
    let server = TestServer::start().await;
    server.owner().await;
    let wrong = str::from_utf8(&NO_PASSWORD).unwrap();
    let visitor = server.visitor_at(2);
    for n in 0..limits::SIGN_IN_ATTEMPTS_OF_ADDRESS {
        let tried = visitor.sign_in(&format!("{n}@b"), wrong).await;
        assert_eq!(tried, refused(401, ErrorCode::SignInFailed), "{n}");
    }
    assert_eq!(visitor.sign_in("another@b", wrong).await, refused(429, ErrorCode::RateLimited));
    assert!(server.visitor().sign_in(OWNER_EMAIL, OWNER_PASSWORD).await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn a_trusted_proxy_says_who_asks_and_nobody_else_does() {
    let wrong = str::from_utf8(&NO_PASSWORD).unwrap();
    for (server, believed) in [(TestServer::start_behind_proxy().await, true), (TestServer::start().await, false)] {
        let visitor = server.visitor();
        let sign_in = async |forwarded_for: &str| {
            let body = serde_json::json!({ "email": "a@b", "password": wrong });
            let request = visitor.request(reqwest::Method::POST, "/api/sign-in").json(&body);
            visitor.send::<Me>(request.header("x-forwarded-for", forwarded_for)).await.unwrap_err().status
        };
        for n in 0..limits::SIGN_IN_ATTEMPTS {
            assert_eq!(sign_in(&format!("198.51.100.{n}, 192.0.2.1")).await, 401, "{n}");
        }
        assert_eq!(sign_in("192.0.2.1").await, 429);
        assert_eq!(sign_in("192.0.2.1, 192.0.2.2").await, if believed { 401 } else { 429 });
        server.stop().await;
    }
}

#[tokio::test]
async fn a_sign_in_link_works_once() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let owner = server.app().store.owner().await.unwrap().unwrap();
    let purpose = LinkPurpose::SignIn { person: owner.id, code: class.session.code.clone() };
    let token = server.app().store.create_link(purpose, unix_now()).await.unwrap();
    let request = LinkSignInRequest { token: token.reveal().to_owned() };
    let (first, second) = (server.visitor(), server.visitor());
    let entered = first.post::<LinkSignIn>("/api/sign-in/link", &request).await.unwrap();
    assert_eq!(entered.code, class.session.code);
    assert_eq!(first.get::<Me>("/api/me").await.unwrap().person.unwrap().email, OWNER_EMAIL);
    let again = second.post::<LinkSignIn>("/api/sign-in/link", &request).await;
    assert_eq!(again, refused(410, ErrorCode::SetupLinkInvalid));
    server.stop().await;
}

#[tokio::test]
async fn the_owner_holds_the_class_and_others_are_guests() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let path = format!("/api/join/{}", class.session.code);
    assert!(class.owner.get::<JoinInfo>(&path).await.unwrap().yours);
    assert!(!server.visitor().get::<JoinInfo>(&path).await.unwrap().yours);
    assert_eq!(server.visitor().get::<JoinInfo>("/api/join/nothing").await, refused(404, ErrorCode::NotFound));

    let (first, again) = (class.instructors_seat().await, class.instructors_seat().await);
    assert_eq!((first.role, first.participant), (Role::Instructor, again.participant), "one seat, on any device");
    let instructor = Client::enter(server.web(), &first).await;
    let but_answer: Vec<Action> = Action::ALL.into_iter().filter(|&action| action != Action::Answer).collect();
    assert_eq!(instructor.permissions, but_answer, "all, but staff do not answer their own polls");

    let guest = class.guest("Gus").await;
    assert_eq!(guest.role, Role::Guest);
    for action in [Action::EndSession, Action::Remove, Action::MuteOthers, Action::Spotlight, Action::Settings] {
        assert!(!guest.permissions.contains(&action), "{action:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_class_without_guests_admits_none() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let class = owner.start_class("Staff only", false).await;
    let turned_away = server.visitor().join(&class.code, "Gus").await;
    assert_eq!(turned_away, refused(403, ErrorCode::GuestsNotAllowed));
    assert_eq!(owner.join(&class.code, "Ada").await.unwrap().role, Role::Instructor);
    server.stop().await;
}

#[tokio::test]
async fn a_join_code_is_understood_as_people_type_it() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let code = &class.session.code;
    for typed in [code.replace('-', ""), code.to_uppercase(), code.replace('-', "%20").to_uppercase()] {
        let found = server.visitor().get::<JoinInfo>(&format!("/api/join/{typed}")).await.expect(&typed);
        assert_eq!(found.session.id, class.session.id, "{typed}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_brings_a_school_but_does_not_fill_a_class() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let started = Instant::now();
    let flood = server.visitor_at(2);
    let mut seats: u32 = 0;
    let turned_away = loop {
        match flood.join(&class.session.code, "Eve").await {
            Ok(_) => seats += 1,
            Err(refused) => break refused,
        }
    };
    assert_eq!((turned_away.status, turned_away.code), (429, ErrorCode::RateLimited));
    let refilled = started.elapsed().as_millis() as u64 / limits::JOINS_REFILL_MS;
    let allowed = limits::JOINS_BURST..=limits::JOINS_BURST + refilled as u32;
    assert!(allowed.contains(&seats), "{seats} of {allowed:?}");

    let other = class.owner.start_class("Geometry", true).await;
    assert!(flood.join(&other.code, "Eve").await.is_ok(), "each class has a limit of its own");
    assert!(class.owner.join(&class.session.code, "Ada").await.is_ok());
    let mut guest = class.guest("Gus").await;
    assert!(guest.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn bodies_names_and_titles_have_limits() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let start = async |title: String| {
        let request =
            StartSessionRequest { title, guests_allowed: true, course: None, kind: SessionKind::Class, watches: None };
        class.owner.post::<SessionSummary>("/api/sessions", &request).await.map(|session| session.title)
    };
    assert_eq!(start(" ".into()).await, refused(422, ErrorCode::TextInvalid));
    assert_eq!(start("a\u{7}".into()).await, refused(422, ErrorCode::TextInvalid));
    assert_eq!(
        start("Exam \u{202E}gnp.exe".into()).await,
        Ok("Exam gnp.exe".into()),
        "what turns directions is left out"
    );
    assert_eq!(start("é".repeat(limits::TITLE_CHARS)).await, Ok("é".repeat(limits::TITLE_CHARS)));
    assert_eq!(start("é".repeat(limits::TITLE_CHARS + 1)).await, refused(422, ErrorCode::TextTooLong));
    assert_eq!(start("x".repeat(limits::BODY_BYTES)).await, refused(413, ErrorCode::TooLarge));

    let join = async |name: &str| server.visitor().join(&class.session.code, name).await.map(|seat| seat.role);
    assert_eq!(join("").await, refused(422, ErrorCode::NameInvalid));
    assert_eq!(join(&"é".repeat(limits::NAME_CHARS + 1)).await, refused(422, ErrorCode::NameInvalid));
    assert_eq!(join(&"é".repeat(limits::NAME_CHARS)).await, Ok(Role::Guest));
    assert_eq!(join(&"x".repeat(limits::BODY_BYTES)).await, refused(413, ErrorCode::TooLarge));

    let unknown = serde_json::json!({ "title": "x", "guests_allowed": true, "owner": "me" });
    let answer = class.owner.post::<SessionSummary>("/api/sessions", &unknown).await;
    assert_eq!(answer, refused(422, ErrorCode::BadFrame), "fields that are not understood are not passed over");
    server.stop().await;
}

#[tokio::test]
async fn an_owner_helps_whoever_forgot_their_password_and_no_other_owner() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    let invited: InvitationLink = owner.post("/api/people", &invite).await.unwrap();
    let ivy = accept(&server, &invited).await;
    let people: Vec<ServerPerson> = owner.get("/api/people").await.unwrap();
    let path = |name: &str| {
        let id = people.iter().find(|person| person.name.starts_with(name)).expect("somebody").id;
        format!("/api/people/{id}/password-link")
    };
    assert_eq!(owner.post::<PasswordLink>(&path("Ada"), &()).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(ivy.post::<PasswordLink>(&path("Ivy"), &()).await, refused(403, ErrorCode::Forbidden));
    let made: PasswordLink = owner.post(&path("Ivy"), &()).await.unwrap();
    assert!(ivy.get::<Me>("/api/me").await.unwrap().person.is_some(), "nobody is signed out so far");

    let token = made.path.strip_prefix("/password#").expect("the page of a new password");
    let reset = json!({ "token": token, "password": "another long one" });
    let browser = server.visitor();
    let came: Me = browser.post("/api/password/reset", &reset).await.unwrap();
    assert_eq!(came.person.map(|person| person.name).as_deref(), Some("Ivy"));
    assert_eq!(browser.post::<Me>("/api/password/reset", &reset).await, refused(410, ErrorCode::MailLinkInvalid));
    assert_eq!(ivy.get::<Me>("/api/me").await.unwrap().person, None);
    let log: AuditPage = owner.get("/api/audit").await.unwrap();
    let lines: Vec<_> = log.entries.iter().map(|e| (e.kind, e.who.as_str(), e.subject.as_str())).take(2).collect();
    assert_eq!(lines, [(AuditKind::PasswordChanged, "Ivy", ""), (AuditKind::PasswordLinkMade, "Ada Teacher", "Ivy")]);
    server.stop().await;
}
