//! Passkeys: what is refused. That a device makes one and signs in with it is seen in a browser.

use protocol::{
    ErrorCode,
    http::Me,
    limits,
    passkeys::{BeginPasskey, Ceremony, CeremonyAnswer, Passkey},
};
use serde_json::{Value, json};
use server_tests::{
    server::{OWNER_PASSWORD, TestServer},
    visitor::{Visitor, refused},
};

/// What a device answers that has made or used some passkey, with a signature that means nothing.
fn made_up() -> Value {
    json!({
        "id": "AAAAAAAAAAAAAAAAAAAAAA", "rawId": "AAAAAAAAAAAAAAAAAAAAAA", "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVg", "clientDataJSON": "e30", "transports": [],
            "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAAAAAAAAAAAAAAAAAAAA",
        },
    })
}

async fn begin(visitor: &Visitor, password: &str) -> Result<Ceremony, server_tests::visitor::Refused> {
    visitor.post("/api/account/passkeys/begin", &BeginPasskey { password: password.into() }).await
}

async fn add(
    visitor: &Visitor,
    ceremony: &str,
    credential: Value,
) -> Result<Vec<Passkey>, server_tests::visitor::Refused> {
    visitor.post("/api/account/passkeys", &CeremonyAnswer { ceremony: ceremony.into(), credential }).await
}

async fn sign_in(visitor: &Visitor, ceremony: &str, credential: Value) -> Result<Me, server_tests::visitor::Refused> {
    visitor.post("/api/sign-in/passkey", &CeremonyAnswer { ceremony: ceremony.into(), credential }).await
}

#[tokio::test]
async fn whoever_adds_a_passkey_is_signed_in_and_says_the_password_again() {
    let server = TestServer::start().await;
    let (owner, stranger) = (server.owner().await, server.visitor());
    let unauthorized = || refused(401, ErrorCode::Unauthorized);
    assert_eq!(stranger.get::<Vec<Passkey>>("/api/account/passkeys").await, unauthorized());
    assert_eq!(begin(&stranger, OWNER_PASSWORD).await, refused(401, ErrorCode::Unauthorized));
    assert_eq!(begin(&owner, "wrong").await, refused(403, ErrorCode::PasswordWrong));
    assert_eq!(begin(&owner, &"x".repeat(1_000)).await, refused(403, ErrorCode::PasswordWrong));
    let ceremony = begin(&owner, OWNER_PASSWORD).await.unwrap();
    assert_eq!(ceremony.options["rp"]["id"], "localhost");
    assert_eq!(ceremony.options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(ceremony.options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(add(&stranger, &ceremony.id, made_up()).await, unauthorized());
    server.stop().await;
}

#[tokio::test]
async fn wrong_passwords_for_a_passkey_count_as_failed_sign_ins() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    for _ in 0..limits::SIGN_IN_ATTEMPTS {
        assert_eq!(begin(&owner, "wrong").await, refused(403, ErrorCode::PasswordWrong));
    }
    assert_eq!(begin(&owner, OWNER_PASSWORD).await, refused(429, ErrorCode::RateLimited));
    server.stop().await;
}

#[tokio::test]
async fn what_no_device_signed_adds_nothing_and_signs_nobody_in() {
    let server = TestServer::start().await;
    let (owner, stranger) = (server.owner().await, server.visitor());
    let failed = || refused(401, ErrorCode::PasskeyFailed);
    for credential in [made_up(), json!(null), json!({ "id": 1 }), json!([[[[]]]])] {
        let making = begin(&owner, OWNER_PASSWORD).await.unwrap();
        assert_eq!(add(&owner, &making.id, credential.clone()).await, refused(401, ErrorCode::PasskeyFailed));
        assert_eq!(
            add(&owner, &making.id, made_up()).await,
            refused(401, ErrorCode::PasskeyFailed),
            "a ceremony is answered once"
        );
        let signing: Ceremony = stranger.post("/api/sign-in/passkey/begin", &()).await.unwrap();
        assert_eq!(sign_in(&stranger, &signing.id, credential).await, failed());
        assert_eq!(sign_in(&stranger, &signing.id, made_up()).await, failed());
    }
    // One ceremony is not the other.
    let making = begin(&owner, OWNER_PASSWORD).await.unwrap();
    assert_eq!(sign_in(&stranger, &making.id, made_up()).await, failed());
    assert_eq!(sign_in(&stranger, "never begun", made_up()).await, failed());
    assert_eq!(owner.get::<Vec<Passkey>>("/api/account/passkeys").await.unwrap(), []);
    server.stop().await;
}

#[tokio::test]
async fn one_address_begins_so_many_sign_ins() {
    let server = TestServer::start().await;
    let stranger = server.visitor();
    for _ in 0..limits::CEREMONIES_BURST {
        stranger.post::<Ceremony>("/api/sign-in/passkey/begin", &()).await.unwrap();
    }
    let more = stranger.post::<Ceremony>("/api/sign-in/passkey/begin", &()).await;
    assert_eq!(more, refused(429, ErrorCode::RateLimited));
    server.stop().await;
}
