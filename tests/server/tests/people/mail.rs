//! Mail, received by a real mail server: links that sign in, that let choose a password, that confirm an address, that
//! invite; what is tried again, and what is given up.

use meridian::clock::unix_now;
use protocol::{
    ErrorCode, MemberState, ServerRole,
    courses::{Course, CourseInvitation, CourseJoin},
    http::{Device, Me},
    limits,
    mail::{ConfirmedEmail, FailedMail, MailKind},
    passkeys::Passkey,
    people::{Accepted, InvitationLink},
    roster::{Member, RosterPage},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    mailbox::Mailbox,
    school::details,
    server::{OWNER_EMAIL, OWNER_PASSWORD, TestServer},
    visitor::{Visitor, refused},
    within,
};
use store::{Agent, MailLinkPurpose, NewMail};

/// A server that sends mail, with its owner, whose address is confirmed.
async fn school() -> (Mailbox, TestServer, Visitor) {
    let mut mailbox = Mailbox::start().await;
    let server = TestServer::start_with_mail(&mailbox).await;
    let owner = server.owner().await;
    let confirm = mailbox.next().await;
    let confirmed: ConfirmedEmail =
        server.visitor().post("/api/email/confirm", &token(&confirm.token())).await.unwrap();
    assert_eq!(confirmed.email, OWNER_EMAIL);
    (mailbox, server, owner)
}

fn token(token: &str) -> Value {
    json!({ "token": token })
}

fn address(email: &str) -> Value {
    json!({ "email": email })
}

async fn me(visitor: &Visitor) -> Me {
    visitor.get("/api/me").await.unwrap()
}

#[tokio::test]
async fn a_link_by_mail_signs_in_once_and_in_any_browser() {
    let (mut mailbox, server, _owner) = school().await;
    let asker = server.visitor();
    asker.tell("/api/sign-in/mail", &address(&OWNER_EMAIL.to_uppercase())).await.unwrap();
    let letter = mailbox.next().await;
    assert_eq!(letter.to, [OWNER_EMAIL], "it goes to the address that the account has");
    assert_eq!(letter.header("From").unwrap(), "Meridian <class@school.example>");
    assert_eq!(letter.header("Auto-Submitted").unwrap(), "auto-generated");
    assert!(letter.header("Date").is_some() && letter.header("Message-ID").unwrap().ends_with("@school.example>"));
    assert_eq!(letter.header("List-Unsubscribe"), None, "nobody unsubscribes from what they asked for");
    assert_eq!(letter.header("Subject").unwrap(), "Your link to sign in to localhost");
    assert!(letter.body("text/plain").starts_with("Hello Ada Teacher,"), "{}", letter.raw());
    let expected = format!("http://localhost:{}/sign-in/link#", server.web().port());
    assert!(letter.link().starts_with(&expected), "{}", letter.link());

    // A scanner of mail opens the page, which is the app, and uses nothing up.
    let page = server.visitor().request(Method::GET, "/sign-in/link").send().await.unwrap();
    assert!(!page.status().is_server_error());
    let other = server.visitor();
    let entered: Me = other.post("/api/sign-in/mail/use", &token(&letter.token())).await.unwrap();
    let person = entered.person.unwrap();
    assert!(entered.mail && person.email_confirmed && person.role == ServerRole::Owner);
    assert_eq!(me(&other).await.person, Some(person));
    let again = server.visitor().post::<Me>("/api/sign-in/mail/use", &token(&letter.token())).await;
    assert_eq!(again, refused(410, ErrorCode::MailLinkInvalid));
    server.stop().await;
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_a_new_password() {
    let (_mailbox, server, owner) = school().await;
    let store = &server.app().store;
    let person = store.owner().await.unwrap().unwrap();
    let link = async |until| {
        let made = store.create_mail_link(MailLinkPurpose::SignIn, person.id, OWNER_EMAIL, until).await;
        made.unwrap().unwrap().1.reveal().to_owned()
    };
    let enter = async |link: &str| server.visitor().post::<Me>("/api/sign-in/mail/use", &token(link)).await.map(drop);
    let now = unix_now();
    let (late, others) = (link(now).await, link(now + limits::MAIL_LINK_LIFETIME_MS).await);
    assert_eq!(enter(&late).await, refused(410, ErrorCode::MailLinkInvalid));
    let (first, second) = tokio::join!(enter(&others), enter(&others));
    assert_ne!(first.is_ok(), second.is_ok(), "of two at once, one comes in");

    let unused = link(now + limits::MAIL_LINK_LIFETIME_MS).await;
    let change = json!({ "present": OWNER_PASSWORD, "new": "another horse" });
    owner.send::<Me>(owner.request(Method::PUT, "/api/account/password").json(&change)).await.unwrap();
    assert_eq!(enter(&unused).await, refused(410, ErrorCode::MailLinkInvalid));
    server.stop().await;
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_and_all_others_are_signed_out() {
    let (mut mailbox, server, owner) = school().await;
    server.visitor().tell("/api/password/mail", &address(OWNER_EMAIL)).await.unwrap();
    let letter = mailbox.next().await;
    let reset = async |token: &str, password: &str| {
        let visitor = server.visitor();
        let answer: Result<Me, _> =
            visitor.post("/api/password/reset", &json!({ "token": token, "password": password })).await;
        answer.map(|_| visitor)
    };
    let refusal = async |token: &str, password: &str| reset(token, password).await.err().map(|refused| refused.code);
    assert_eq!(refusal(&letter.token(), "short").await, Some(ErrorCode::PasswordInvalid));
    assert_eq!(refusal("guess", "a new password").await, Some(ErrorCode::MailLinkInvalid));
    let here = reset(&letter.token(), "a new password").await.expect("the link outlasts a password that is too short");
    let word = mailbox.next().await;
    assert_eq!(word.header("Subject").unwrap(), "Your password on localhost was changed");
    assert!(word.link().ends_with("/password"), "it lets nobody in: {}", word.link());
    assert_eq!(here.get::<Vec<Device>>("/api/account/devices").await.unwrap().len(), 1);
    assert_eq!(me(&owner).await.person, None);
    assert_eq!(refusal(&letter.token(), "one more password").await, Some(ErrorCode::MailLinkInvalid));
    let visitor = server.visitor();
    assert_eq!(visitor.sign_in(OWNER_EMAIL, OWNER_PASSWORD).await.err().map(|r| r.code), Some(ErrorCode::SignInFailed));
    assert!(visitor.sign_in(OWNER_EMAIL, "a new password").await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn a_person_is_told_when_a_passkey_is_removed_or_the_password_changed() {
    let (mut mailbox, server, owner) = school().await;
    let store = &server.app().store;
    let person = store.owner().await.unwrap().unwrap();
    store.add_passkey(&person, "key", "{}", &Agent::default(), unix_now()).await.unwrap();
    let known: Vec<Passkey> = owner.get("/api/account/passkeys").await.unwrap();
    let path = format!("/api/account/passkeys/{}", known[0].id);
    let remove = async || {
        let request = owner.request(Method::DELETE, &path);
        owner.send::<Vec<Passkey>>(request).await.unwrap();
    };
    remove().await;
    let word = mailbox.next().await;
    assert_eq!(word.header("Subject").unwrap(), "A passkey was removed from your account on localhost");
    assert!(word.to == [OWNER_EMAIL] && word.link().ends_with("/account"), "{}", word.raw());
    remove().await;
    let change = json!({ "present": OWNER_PASSWORD, "new": "another horse" });
    owner.send::<Me>(owner.request(Method::PUT, "/api/account/password").json(&change)).await.unwrap();
    let word = mailbox.next().await;
    assert_eq!(word.header("Subject").unwrap(), "Your password on localhost was changed", "nothing was removed again");
    server.stop().await;
}

#[tokio::test]
async fn nothing_tells_whether_there_is_an_account() {
    let (mut mailbox, server, _owner) = school().await;
    for path in ["/api/sign-in/mail", "/api/password/mail"] {
        let answer = async |email: &str| {
            let response = server.visitor().request(Method::POST, path).json(&address(email)).send().await.unwrap();
            let mut headers = response.headers().clone();
            headers.remove("date");
            (response.status(), headers, response.bytes().await.unwrap())
        };
        assert_eq!(answer("nobody@school.example").await, answer(OWNER_EMAIL).await, "{path}");
    }
    // Asks are answered in their order: nothing came for the address without an account.
    for _ in 0..2 {
        assert_eq!(mailbox.next().await.to, [OWNER_EMAIL]);
    }
    assert!(mailbox.is_empty());
    for email in ["nobody@school.example", OWNER_EMAIL] {
        let visitor = server.visitor_at(9);
        for n in 0..limits::MAIL_ASKS {
            assert_eq!(visitor.tell("/api/sign-in/mail", &address(email)).await, Ok(()), "{email} {n}");
        }
        let more = visitor.tell("/api/sign-in/mail", &address(email)).await;
        assert_eq!(more, refused(429, ErrorCode::RateLimited), "{email}");
    }
    assert_eq!(
        server.visitor().tell("/api/sign-in/mail", &address("none")).await,
        refused(422, ErrorCode::EmailInvalid)
    );
    server.stop().await;
}

#[tokio::test]
async fn who_made_an_account_with_anothers_address_is_out_once_that_person_comes() {
    let (mut mailbox, server, owner) = school().await;
    let invite = json!({ "name": "Tim", "email": "tim@school.example", "role": "member" });
    let link: InvitationLink = owner.post("/api/people", &invite).await.unwrap();
    let stranger = server.visitor();
    let secret = link.path.unwrap().split_once('#').unwrap().1.to_owned();
    let account = json!({ "token": secret, "account": { "name": "Tim", "password": "the strangers own" } });
    stranger.post::<Accepted>("/api/invitations/accept", &account).await.unwrap();
    assert!(!me(&stranger).await.person.unwrap().email_confirmed, "a link that was copied proves no address");
    assert_eq!(mailbox.next().await.header("Subject").unwrap(), "Confirm your address for localhost");

    let tim = server.visitor();
    tim.tell("/api/sign-in/mail", &address("tim@school.example")).await.unwrap();
    let letter = mailbox.next().await;
    assert_eq!(letter.header("Subject").unwrap(), "Choose a new password for localhost");
    let reset = json!({ "token": letter.token(), "password": "known to Tim alone" });
    let entered: Me = tim.post("/api/password/reset", &reset).await.unwrap();
    assert!(entered.person.unwrap().email_confirmed);
    assert_eq!(me(&stranger).await.person, None);
    assert!(stranger.sign_in("tim@school.example", "the strangers own").await.is_err());
    server.stop().await;
}

#[tokio::test]
async fn an_address_changes_once_its_new_mailbox_says_so_and_the_old_one_is_told() {
    let (mut mailbox, server, owner) = school().await;
    let change = async |email: &str, present: &str| {
        let body = json!({ "email": email, "present": present });
        let response = owner.request(Method::PUT, "/api/account/email").json(&body).send().await.unwrap();
        server_tests::visitor::refusal_of(response).await.map(|refused| refused.code)
    };
    assert_eq!(change("ada@new.example", "wrong").await, Some(ErrorCode::PasswordWrong));
    assert_eq!(change("ada@new.example", OWNER_PASSWORD).await, None);
    let letter = mailbox.next().await;
    assert_eq!(letter.to, ["ada@new.example"]);
    assert_eq!(me(&owner).await.person.unwrap().email, OWNER_EMAIL, "nothing has changed so far");

    let confirm = async |who: &Visitor| who.post::<ConfirmedEmail>("/api/email/confirm", &token(&letter.token())).await;
    assert_eq!(confirm(&server.visitor()).await, refused(401, ErrorCode::Unauthorized), "a stranger's mailbox");
    assert_eq!(confirm(&owner).await.unwrap().email, "ada@new.example");
    assert_eq!(confirm(&owner).await, refused(410, ErrorCode::MailLinkInvalid));
    let person = me(&owner).await.person.unwrap();
    assert_eq!((person.email.as_str(), person.email_confirmed), ("ada@new.example", true));
    let notice = mailbox.next().await;
    assert_eq!(notice.to, [OWNER_EMAIL]);
    assert!(notice.body("text/plain").contains("ada@new.example") && !notice.raw().contains('#'), "{}", notice.raw());
    assert!(server.visitor().sign_in("ada@new.example", OWNER_PASSWORD).await.is_ok());

    // The address of another account is nobody's to take.
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    owner.post::<InvitationLink>("/api/people?mail=true", &invite).await.unwrap();
    let accept =
        json!({ "token": mailbox.next().await.token(), "account": { "name": "Ivy", "password": OWNER_PASSWORD } });
    let ivy = server.visitor();
    ivy.post::<Accepted>("/api/invitations/accept", &accept).await.unwrap();
    assert_eq!(change("Ivy@school.example", OWNER_PASSWORD).await, None, "which is not told");
    let taken = token(&mailbox.next().await.token());
    assert_eq!(
        ivy.post::<ConfirmedEmail>("/api/email/confirm", &taken).await,
        refused(403, ErrorCode::Forbidden),
        "who is signed in to another account gives this one no address"
    );
    let taken = owner.post::<ConfirmedEmail>("/api/email/confirm", &taken).await;
    assert_eq!(taken, refused(409, ErrorCode::EmailTaken));
    server.stop().await;
}

#[tokio::test]
async fn a_mistyped_address_gets_nothing_once_it_is_corrected() {
    let (mut mailbox, server, owner) = school().await;
    let mut letters = Vec::new();
    for email in ["ada@shcool.example", "ada@new.example"] {
        let body = json!({ "email": email, "present": OWNER_PASSWORD });
        owner.request(Method::PUT, "/api/account/email").json(&body).send().await.unwrap();
        letters.push(mailbox.next().await);
    }
    let confirm = async |n: usize| {
        let token = token(&letters[n].token());
        owner.post::<ConfirmedEmail>("/api/email/confirm", &token).await.map(|confirmed| confirmed.email)
    };
    assert_eq!(confirm(0).await, refused(410, ErrorCode::MailLinkInvalid));
    assert_eq!(me(&owner).await.person.unwrap().email, OWNER_EMAIL);
    assert_eq!(confirm(1).await.unwrap(), "ada@new.example");
    server.stop().await;
}

#[tokio::test]
async fn an_invitation_by_mail_confirms_the_address_and_has_no_link_to_copy() {
    let (mut mailbox, server, owner) = school().await;
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "instructor" });
    let made: InvitationLink = owner.post("/api/people?mail=true", &invite).await.unwrap();
    assert_eq!((made.path, made.email.as_str()), (None, "ivy@school.example"));
    let letter = mailbox.next().await;
    assert_eq!(letter.header("Subject").unwrap(), "Ada Teacher invites you to localhost");
    let ivy = server.visitor();
    let accept = json!({ "token": letter.token(), "account": { "name": "Ivy", "password": "correct horse" } });
    ivy.post::<Accepted>("/api/invitations/accept", &accept).await.unwrap();
    assert!(me(&ivy).await.person.unwrap().email_confirmed);

    let course = json!({ "title": "Algebra: für alle", "description": "", "colour": 0, "zone": "Europe/Berlin", "from": null,
                         "to": null, "recordings_until": null, "guests_allowed": false });
    let course: Value = ivy.post("/api/courses", &course).await.unwrap();
    let roster = format!("/api/courses/{}/roster", course["id"].as_str().unwrap());
    for name in ["Sam", "Sue"] {
        let new = json!({ "name": name, "email": format!("{name}@school.example"), "role": "student" });
        ivy.post::<Value>(&roster, &new).await.unwrap();
    }
    let sent: Vec<InvitationLink> = ivy.post(&format!("{roster}/invitations?mail=true"), &()).await.unwrap();
    assert!(sent.len() == 2 && sent.iter().all(|link| link.path.is_none()));
    let mut letters = [mailbox.next().await, mailbox.next().await];
    letters.sort_by_key(|letter| letter.to.clone());
    assert_eq!(letters[0].to, ["Sam@school.example"]);
    assert_eq!(letters[0].header("Subject").unwrap(), "Ivy invites you to Algebra: für alle");
    let again = ivy.post::<Vec<InvitationLink>>(&format!("{roster}/invitations?mail=true"), &()).await.unwrap();
    assert_eq!(again.len(), 2, "pressed twice, it is sent once");
    let sam = server.visitor();
    let accept = json!({ "token": letters[0].token(), "account": { "name": "Sam", "password": "correct horse" } });
    assert!(sam.post::<Accepted>("/api/invitations/accept", &accept).await.unwrap().course.is_some());
    assert!(mailbox.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_sent_now_is_tried_again_and_what_is_refused_is_told_to_the_owner() {
    let (mut mailbox, server, owner) = school().await;
    // 535 is no matter of this mail, 550 is.
    mailbox.refuse(&[451, 421, 535, 550]);
    server.visitor().tell("/api/sign-in/mail", &address(OWNER_EMAIL)).await.unwrap();
    let mut attempts = Vec::new();
    for _ in 0..4 {
        attempts.push(mailbox.next_refused().await);
    }
    assert!(attempts.windows(2).all(|two| two[0].header("Message-ID") == two[1].header("Message-ID")));

    mailbox.refuse(&[451, 451]);
    server.visitor().tell("/api/password/mail", &address(OWNER_EMAIL)).await.unwrap();
    let reset = json!({ "token": mailbox.next().await.token(), "password": "a new password" });
    let again = server.visitor();
    again.post::<Me>("/api/password/reset", &reset).await.expect("the link of the third attempt");
    assert_eq!(mailbox.next().await.header("Subject").unwrap(), "Your password on localhost was changed");
    assert!(mailbox.is_empty());
    assert_eq!(owner.get::<Vec<FailedMail>>("/api/mail/failed").await, refused(401, ErrorCode::Unauthorized));
    let failed: Vec<FailedMail> = again.get("/api/mail/failed").await.unwrap();
    let [refusal] = &failed[..] else { panic!("{failed:?}") };
    assert_eq!((refusal.kind, refusal.attempts, refusal.to.as_str()), (MailKind::SignIn, 4, OWNER_EMAIL));
    assert!(refusal.error.contains("550") && refusal.error.contains("/sign-in/link#…"), "{}", refusal.error);

    let path = format!("/api/mail/failed/{}", refusal.id);
    assert!(refusal.useful);
    assert_eq!(again.post::<Vec<FailedMail>>(&format!("{path}/retry"), &()).await, Ok(vec![]));
    assert_eq!(mailbox.next().await.to, [OWNER_EMAIL]);
    let retry = again.post::<Vec<FailedMail>>(&format!("{path}/retry"), &()).await;
    assert_eq!(retry, refused(422, ErrorCode::NothingToDo), "it was sent");
    mailbox.refuse(&[550]);
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    again.post::<InvitationLink>("/api/people?mail=true", &invite).await.unwrap();
    let dead = within("a failed letter", async {
        loop {
            if let [dead] = &again.get::<Vec<FailedMail>>("/api/mail/failed").await.unwrap()[..] {
                return dead.id;
            }
        }
    });
    let forget = again.request(Method::DELETE, &format!("/api/mail/failed/{}", dead.await));
    assert_eq!(again.send::<Vec<FailedMail>>(forget).await, Ok(vec![]));
    server.stop().await;
}

#[tokio::test]
async fn a_letter_is_in_the_language_of_its_reader() {
    let (mut mailbox, server, owner) = school().await;
    for (language, subject, reads, greeting) in [
        ("de", "Ihr Link zum Anmelden bei localhost", "ltr", "Guten Tag Ada Teacher,"),
        ("es", "Su enlace para entrar en localhost", "ltr", "Hola, Ada Teacher:"),
        ("ar", "رابط تسجيل الدخول إلى \u{2068}localhost\u{2069}", "rtl", "مرحبًا \u{2068}Ada Teacher\u{2069}،"),
    ] {
        let profile = json!({ "pronouns": "", "zone": "Europe/Berlin", "language": language });
        owner.send::<Me>(owner.request(Method::PUT, "/api/account/profile").json(&profile)).await.unwrap();
        // Asked for again within a minute, a link would be the same one.
        let person = server.app().store.person_by_email(OWNER_EMAIL).await.unwrap().unwrap();
        let letter = json!({ "kind": "sign_in", "person": person.id.0 }).to_string();
        let (recipient, now) = (OWNER_EMAIL.to_owned(), unix_now());
        let mail = NewMail { key: language.into(), recipient, letter, useless_unix: now + 60_000 };
        server.app().store.queue_mails(&[mail], now).await.unwrap();
        server.app().mail.wake();
        let letter = mailbox.next().await;
        assert_eq!(letter.header("Subject").as_deref(), Some(subject));
        let (text, html) = (letter.body("text/plain"), letter.body("text/html"));
        assert!(text.starts_with(greeting) && text.contains(&letter.link()), "{text}");
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"{reads}\">")), "{html}");
        let signed_in: Me = server.visitor().post("/api/sign-in/mail/use", &token(&letter.token())).await.unwrap();
        assert_eq!(signed_in.person.unwrap().name, "Ada Teacher");
    }
    // Whoever has no account yet is written to in the language of who invites them.
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    owner.post::<InvitationLink>("/api/people?mail=true", &invite).await.unwrap();
    let letter = mailbox.next().await;
    assert!(letter.body("text/html").contains("<html lang=\"ar\" dir=\"rtl\">"));
    server.stop().await;
}

#[tokio::test]
async fn nothing_is_sent_twice_after_a_restart() {
    let (mut mailbox, server, owner) = school().await;
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    owner.post::<InvitationLink>("/api/people?mail=true", &invite).await.unwrap();
    assert_eq!(mailbox.next().await.to, ["ivy@school.example"]);
    let mail = |key: &str| NewMail {
        key: key.into(),
        recipient: format!("{key}@school.example"),
        letter: json!({ "kind": "address_changed", "name": "Ada", "email": "new@school.example" }).to_string(),
        useless_unix: unix_now() + 3_600_000,
    };
    server.app().store.queue_mails(&[mail("once"), mail("once")], unix_now()).await.unwrap();
    server.app().mail.wake();
    assert_eq!(mailbox.next().await.to, ["once@school.example"]);
    let server = server.restart().await;
    let taken = server.app().store.queue_mails(&[mail("once"), mail("next")], unix_now()).await.unwrap();
    assert_eq!(taken, 1, "what was sent is known by its key");
    server.app().mail.wake();
    assert_eq!(mailbox.next().await.to, ["next@school.example"]);
    server.stop().await;
    assert!(mailbox.is_empty());
}

#[tokio::test]
async fn what_waits_when_the_server_stops_is_sent_by_the_next_one() {
    let (mut mailbox, server, _owner) = school().await;
    mailbox.refuse(&[451; 10]);
    server.visitor().tell("/api/password/mail", &address(OWNER_EMAIL)).await.unwrap();
    mailbox.next_refused().await;
    let server = server.restart().await;
    let reset = json!({ "token": mailbox.next().await.token(), "password": "a new password" });
    server.visitor().post::<Me>("/api/password/reset", &reset).await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn a_secret_that_waits_to_be_sent_is_nowhere_in_the_database() {
    let (mut mailbox, server, _owner) = school().await;
    mailbox.refuse(&[451]);
    server.visitor().tell("/api/sign-in/mail", &address(OWNER_EMAIL)).await.unwrap();
    let token = mailbox.next().await.token();
    let kept = server.database_bytes();
    assert!(!kept.windows(token.len()).any(|part| part == token.as_bytes()));
    server.stop().await;
}

#[tokio::test]
async fn a_server_without_mail_says_so() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    assert!(!me(&owner).await.mail);
    for path in ["/api/sign-in/mail", "/api/password/mail"] {
        let asked = owner.tell(path, &address(OWNER_EMAIL)).await;
        assert_eq!(asked, refused(409, ErrorCode::MailUnavailable), "{path}");
    }
    let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "member" });
    let by_mail = owner.post::<InvitationLink>("/api/people?mail=true", &invite).await;
    assert_eq!(by_mail, refused(409, ErrorCode::MailUnavailable));
    assert!(owner.post::<InvitationLink>("/api/people", &invite).await.unwrap().path.is_some());
    server.stop().await;
}

#[tokio::test]
async fn a_course_for_addresses_of_a_domain_lets_in_whose_address_is_confirmed() {
    let (mut mailbox, server, owner) = school().await;
    let course: Course = owner.post("/api/courses", &details()).await.unwrap();
    let set = async |domains: &[&str]| {
        let path = format!("/api/courses/{}/join", course.id);
        let wanted = json!({ "on": true, "reset": false, "approval": false, "domains": domains });
        owner.send::<CourseJoin>(owner.request(Method::PUT, &path).json(&wanted)).await
    };
    for wrong in ["school", "", "a b.example", "a@b.example"] {
        assert_eq!(set(&[wrong]).await, refused(422, ErrorCode::DomainInvalid), "{wrong}");
    }
    let many: Vec<String> = (0..=limits::JOIN_DOMAINS).map(|n| format!("{n}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(set(&many).await, refused(422, ErrorCode::DomainInvalid));
    let join = set(&["@School.example", "school.example", "b.example"]).await.unwrap();
    assert_eq!(join.domains, ["b.example", "school.example"]);

    let path = format!("/api/courses/join/{}", join.code.unwrap());
    let look: CourseInvitation = server.visitor().get(&path).await.unwrap();
    assert_eq!(look.domains, join.domains, "the page of the link says so");
    let account = |email: &str| json!({ "account": { "name": "Lea", "email": email, "password": "a long password" } });
    for elsewhere in ["lea@c.org", "lea@evil.school.example.org", "lea@notschool.example"] {
        let came = server.visitor().post::<CourseInvitation>(&path, &account(elsewhere)).await;
        assert_eq!(came, refused(403, ErrorCode::OtherDomain), "{elsewhere}");
    }
    let lea = server.visitor();
    let claims: CourseInvitation = lea.post(&path, &account("lea@SCHOOL.example")).await.unwrap();
    let asks = (Some(MemberState::Asking), true);
    assert_eq!((claims.you, claims.until_confirmed), asks, "anybody can type an address");
    let again: CourseInvitation = lea.post(&path, &json!({})).await.unwrap();
    assert_eq!((again.you, again.until_confirmed), asks);
    let of_lea = async || {
        let roster = format!("/api/courses/{}/roster?search=Lea", course.id);
        owner.get::<RosterPage>(&roster).await.unwrap().members.remove(0)
    };
    assert_eq!(of_lea().await.email_confirmed, Some(false), "staff see what she waits for");
    let confirm = json!({ "token": mailbox.next().await.token() });
    let confirmed: ConfirmedEmail = lea.post("/api/email/confirm", &confirm).await.unwrap();
    let entered: Vec<_> = confirmed.entered.iter().map(|course| course.id).collect();
    assert_eq!(entered, [course.id], "the page leads to the course");
    let came: CourseInvitation = lea.get(&path).await.unwrap();
    assert_eq!((came.you, came.until_confirmed), (Some(MemberState::Active), false), "her address lets her in");
    assert_eq!(of_lea().await.email_confirmed, Some(true));

    let max = server.visitor();
    let asks = json!({ "account": { "name": "Max", "email": "max@b.example", "password": "a long password" } });
    max.post::<CourseInvitation>(&path, &asks).await.unwrap();
    let confirm = json!({ "token": mailbox.next().await.token() });
    set(&["school.example"]).await.unwrap();
    let confirmed: ConfirmedEmail = max.post("/api/email/confirm", &confirm).await.unwrap();
    assert_eq!(confirmed.entered, []);
    let waits: CourseInvitation = max.get(&path).await.unwrap();
    assert_eq!(waits.you, Some(MemberState::Asking), "his address is of no use any more");
    set(&[]).await.unwrap();
    let came: CourseInvitation = max.post(&path, &json!({})).await.unwrap();
    assert_eq!(came.you, Some(MemberState::Active), "without the limit nothing is in the way");
    set(&["school.example"]).await.unwrap();

    let invite = json!({ "name": "Tim", "email": "tim@school.example", "role": "member" });
    owner.post::<InvitationLink>("/api/people?mail=true", &invite).await.unwrap();
    let tim = server.visitor();
    let accept =
        json!({ "token": mailbox.next().await.token(), "account": { "name": "Tim", "password": "a long password" } });
    tim.post::<Accepted>("/api/invitations/accept", &accept).await.unwrap();
    assert!(me(&tim).await.person.unwrap().email_confirmed, "the link came by mail");
    let came: CourseInvitation = tim.post(&path, &json!({})).await.unwrap();
    assert_eq!(came.you, Some(MemberState::Active));
    server.stop().await;
}

#[tokio::test]
async fn who_asked_to_join_is_told_once_that_staff_let_them_in() {
    let (mut mailbox, server, owner) = school().await;
    let course: Course = owner.post("/api/courses", &details()).await.unwrap();
    let in_course = |part: &str| format!("/api/courses/{}{part}", course.id);
    let wanted = json!({ "on": true, "reset": false, "approval": true });
    let join: CourseJoin = owner.send(owner.request(Method::PUT, &in_course("/join")).json(&wanted)).await.unwrap();
    let path = format!("/api/courses/join/{}", join.code.unwrap());
    let lea = server.visitor();
    let account = json!({ "account": { "name": "Lea", "email": "lea@b.org", "password": "a long password" } });
    lea.post::<CourseInvitation>(&path, &account).await.unwrap();
    let confirm = json!({ "token": mailbox.next().await.token() });
    let confirmed: ConfirmedEmail = lea.post("/api/email/confirm", &confirm).await.unwrap();
    assert_eq!(confirmed.entered, [], "staff decide");

    let asking: RosterPage = owner.get(&in_course("/roster?state=asking")).await.unwrap();
    let line = in_course(&format!("/roster/{}", asking.members[0].id.0));
    let change = async |change: Value| {
        owner.send::<Member>(owner.request(Method::PATCH, &line).json(&change)).await.unwrap();
    };
    change(json!({ "state": "active" })).await;
    let word = mailbox.next().await;
    assert_eq!(word.header("Subject").unwrap(), "You are in Analysis");
    assert!(word.to == ["lea@b.org"] && word.link().ends_with(&format!("/courses/{}", course.id)), "{}", word.raw());
    change(json!({ "state": "active" })).await;
    change(json!({ "group": "Blue" })).await;
    lea.tell("/api/sign-in/mail", &address("lea@b.org")).await.unwrap();
    let next = mailbox.next().await;
    assert_eq!(next.header("Subject").unwrap(), "Your link to sign in to localhost", "nothing else came");
    server.stop().await;
}
