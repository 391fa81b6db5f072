//! A person's own account: name, password, and the browsers in which they are signed in.

use protocol::{
    ErrorCode,
    http::{ChangeNameRequest, ChangePasswordRequest, Device, JoinInfo, JournalPage, Me},
    limits,
};
use reqwest::Method;
use server_tests::{
    client::Client,
    person::Person,
    server::{OWNER_EMAIL, OWNER_PASSWORD, TestServer},
    visitor::{Refused, Visitor, refused},
};

const NEW_PASSWORD: &str = "another horse battery";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn put<T: serde::de::DeserializeOwned>(
    visitor: &Visitor,
    what: &str,
    body: &impl serde::Serialize,
) -> Result<T, Refused> {
    visitor.send(visitor.request(Method::PUT, &format!("/api/account/{what}")).json(body)).await
}

async fn change_password(visitor: &Visitor, present: &str, new: &str) -> Result<Me, Refused> {
    let request = ChangePasswordRequest { present: present.into(), new: new.into() };
    put(visitor, "password", &request).await
}

async fn devices(visitor: &Visitor) -> Result<Vec<Device>, Refused> {
    visitor.get("/api/account/devices").await
}

async fn sign_out_of(visitor: &Visitor, id: &str) -> Result<Vec<Device>, Refused> {
    visitor.send(visitor.request(Method::DELETE, &format!("/api/account/devices/{id}"))).await
}

async fn sign_out_of_others(visitor: &Visitor) -> Result<Vec<Device>, Refused> {
    visitor.send(visitor.request(Method::DELETE, "/api/account/devices")).await
}

/// The owner in another browser.
async fn owner_elsewhere(server: &TestServer) -> Visitor {
    let visitor = server.visitor();
    let body = serde_json::json!({ "email": OWNER_EMAIL, "password": OWNER_PASSWORD });
    let request = visitor.request(Method::POST, "/api/sign-in").header("user-agent", FIREFOX).json(&body);
    visitor.send::<Me>(request).await.expect("a sign-in");
    visitor
}

#[tokio::test]
async fn an_account_is_its_persons_alone() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let id = &devices(&owner).await.unwrap()[0].id;
    let stranger = server.visitor();
    let rename = ChangeNameRequest { name: "Eve".into() };
    let answers = [
        put::<Me>(&stranger, "name", &rename).await.err(),
        change_password(&stranger, OWNER_PASSWORD, NEW_PASSWORD).await.err(),
        devices(&stranger).await.err(),
        sign_out_of(&stranger, id).await.err(),
        sign_out_of_others(&stranger).await.err(),
    ];
    assert_eq!(answers, [Some(Refused { status: 401, code: ErrorCode::Unauthorized }); 5]);
    assert_eq!(devices(&owner).await.unwrap().len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_name_is_changed_for_classes_to_come() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seat = class.instructors_seat().await;
    let rename = async |name: &str| {
        let renamed: Result<Me, _> = put(&class.owner, "name", &ChangeNameRequest { name: name.into() }).await;
        renamed.map(|me| me.person.unwrap().name)
    };
    assert_eq!(rename(" ").await, refused(422, ErrorCode::NameInvalid));
    assert_eq!(rename(" Ada Lovelace ").await, Ok("Ada Lovelace".into()));
    assert_eq!(class.owner.get::<Me>("/api/me").await.unwrap().person.unwrap().name, "Ada Lovelace");
    let info: JoinInfo = server.visitor().get(&format!("/api/join/{}", class.session.code)).await.unwrap();
    assert_eq!(info.host, "Ada Lovelace");
    let taken = server.visitor().join(&class.session.code, "Ada Lovelace").await;
    assert_eq!(taken, refused(409, ErrorCode::NameTaken));
    let client = Client::enter(server.web(), &seat).await;
    let people = client.snapshot.unwrap().participants;
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Ada Teacher"], "a seat that was taken keeps its name");
    server.stop().await;
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_present_one() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let other = owner_elsewhere(&server).await;
    assert_eq!(change_password(&owner, "wrong", NEW_PASSWORD).await, refused(403, ErrorCode::PasswordWrong));
    let too_short = "x".repeat(limits::PASSWORD_MIN_BYTES - 1);
    let refusal = change_password(&owner, OWNER_PASSWORD, &too_short).await;
    assert_eq!(refusal, refused(422, ErrorCode::PasswordInvalid));
    assert!(devices(&other).await.is_ok());

    let request = ChangePasswordRequest { present: OWNER_PASSWORD.into(), new: NEW_PASSWORD.into() };
    let response = owner.request(Method::PUT, "/api/account/password").json(&request).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Max-Age="), "{cookie}");
    assert_eq!(devices(&owner).await.unwrap().len(), 1);
    assert_eq!(devices(&other).await, refused(401, ErrorCode::Unauthorized), "all other sign-ins have ended");
    assert_eq!(server.visitor().sign_in(OWNER_EMAIL, OWNER_PASSWORD).await, refused(401, ErrorCode::SignInFailed));
    assert!(server.visitor().sign_in(OWNER_EMAIL, NEW_PASSWORD).await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn who_guesses_the_present_password_is_slowed_down_as_at_signing_in() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    for _ in 0..limits::SIGN_IN_ATTEMPTS {
        let wrong = change_password(&owner, "wrong", NEW_PASSWORD).await;
        assert_eq!(wrong, refused(403, ErrorCode::PasswordWrong));
    }
    let right = change_password(&owner, OWNER_PASSWORD, NEW_PASSWORD).await;
    assert_eq!(right, refused(429, ErrorCode::RateLimited), "though it is right");
    let sign_in = server.visitor().sign_in(OWNER_EMAIL, OWNER_PASSWORD).await;
    assert_eq!(sign_in, refused(429, ErrorCode::RateLimited), "both count together");
    assert!(devices(&owner).await.is_ok(), "and the person goes on");
    server.stop().await;
}

#[tokio::test]
async fn a_person_signs_out_of_browsers_that_they_do_not_sit_at() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let [first, second] = [owner_elsewhere(&server).await, owner_elsewhere(&server).await];
    let list = devices(&owner).await.unwrap();
    assert_eq!(list.iter().filter(|device| device.this).count(), 1);
    let others: Vec<&Device> = list.iter().filter(|device| !device.this).collect();
    assert_eq!(others.len(), 2);
    for other in &others {
        assert_eq!((other.browser.as_str(), other.system.as_str()), ("Firefox", "Linux"));
    }

    for unknown in ["nothing", "5f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11", "%00", "' OR 1 = 1 --"] {
        assert_eq!(sign_out_of(&owner, unknown).await, refused(404, ErrorCode::NotFound), "{unknown}");
    }
    let of_first = devices(&first).await.unwrap().into_iter().find(|device| device.this).unwrap();
    assert_eq!(sign_out_of(&owner, &of_first.id).await.unwrap().len(), 2);
    assert_eq!(devices(&first).await, refused(401, ErrorCode::Unauthorized));
    assert!(devices(&second).await.is_ok());

    let left = sign_out_of_others(&owner).await.unwrap();
    assert_eq!((left.len(), left[0].this), (1, true));
    assert_eq!(devices(&second).await, refused(401, ErrorCode::Unauthorized));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_out_elsewhere_is_out_of_class_with_sound_and_pictures() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let thief = owner_elsewhere(&server).await;
    let stolen = thief.join(&class.session.code, "Ada Teacher").await.unwrap();
    let mut stolen_seat = Person::enter(&server, stolen.clone(), 1).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    let bea = Person::enter(&server, class.guests_seat("Bea").await, 3).await;
    stolen_seat.sees_and_hears(&gus).await;
    gus.sees_and_hears(&bea).await;

    sign_out_of_others(&class.owner).await.unwrap();
    assert_eq!(stolen_seat.client.socket.farewell().await, Some(ErrorCode::Unauthorized));
    // Packets that were on their way have arrived once others came after them.
    let sound = gus.peer.audio_slots.clone();
    gus.peer.wait_for(&sound, 10, None).await;
    let before = stolen_seat.peer.arrived_in_all().packets;
    gus.peer.wait_for(&sound, 50, None).await;
    assert_eq!(stolen_seat.peer.arrived_in_all().packets, before, "they still see or hear");
    let back = Client::hello(server.web(), &stolen.token, None).await;
    assert_eq!(back.err(), Some(ErrorCode::Unauthorized));
    let unauthorized = Refused { status: 401, code: ErrorCode::Unauthorized };
    assert_eq!(server.visitor().refusals(&stolen, "0.webm").await, [Some(unauthorized); 4]);

    let mut ada = class.instructor().await;
    assert_eq!(ada.you, stolen.participant, "the seat is the owner's");
    assert!(ada.is_in_class().await && gus.client.is_in_class().await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_news_and_is_signed_out_meanwhile_gets_none() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let thief = owner_elsewhere(&server).await;
    let stolen = thief.join(&class.session.code, "Ada Teacher").await.unwrap();
    let mut gus = class.guest("Gus").await;
    let next = thief.journal(&stolen, 1).await.next;
    let path = format!("/api/sessions/{}/journal?from={next}&wait=true", stolen.session);
    let sign_out = async {
        // Once other requests are answered, the one before them waits.
        for _ in 0..20 {
            thief.journal(&stolen, 1).await;
        }
        sign_out_of_others(&class.owner).await.unwrap();
        gus.must(protocol::Command::RaiseHand).await;
    };
    let (heard, ()) = tokio::join!(thief.get_as::<JournalPage>(&stolen.token, &path), sign_out);
    assert_eq!(heard, refused(401, ErrorCode::Unauthorized));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_leaves_class_and_who_changes_the_password_stays() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    change_password(&class.owner, OWNER_PASSWORD, NEW_PASSWORD).await.unwrap();
    assert!(ada.is_in_class().await, "her sign-in goes on");
    class.owner.post::<Me>("/api/sign-out", &()).await.unwrap();
    assert_eq!(ada.socket.farewell().await, Some(ErrorCode::Unauthorized));
    server.stop().await;
}
