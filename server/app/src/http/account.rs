//! The owner's account: claiming the server, signing in and out.

use std::time::Instant;

use axum::{Json, extract::State};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use protocol::{
    ErrorCode,
    http::{LinkSignIn, LinkSignInRequest, Me, SetupRequest, SignInRequest},
    limits,
};
use store::{Person, PersonId, StoreError};

use super::{
    auth::{COOKIE, MaybePerson},
    error::{Body, HttpResult},
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, refusal};

/// `GET /api/me`
pub async fn me(State(app): State<App>, MaybePerson(person): MaybePerson) -> HttpResult<Json<Me>> {
    let setup_needed = !app.store.has_owner().await.map_err(refusal::store)?;
    Ok(Json(Me { setup_needed, person: person.map(public) }))
}

/// `POST /api/setup`
pub async fn setup(
    State(app): State<App>,
    jar: CookieJar,
    Body(request): Body<SetupRequest>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    if !app.store.link_is_valid(&request.token, unix_now()).await.map_err(refusal::store)? {
        return Err(ErrorCode::SetupLinkInvalid.into());
    }
    let name = live::text::valid_name(&request.name)?;
    let email = valid_email(&request.email)?;
    valid_password(&request.password)?;
    let claimed = app.store.claim(&request.token, unix_now(), &name, email, &request.password).await;
    let person = claimed.map_err(|error| match error {
        StoreError::NotFound => ErrorCode::SetupLinkInvalid.into(),
        other => refusal::store(other),
    })?;
    signed_in(&app, jar, person).await
}

/// `POST /api/sign-in`
pub async fn sign_in(
    State(app): State<App>,
    client: ClientAddress,
    jar: CookieJar,
    Body(request): Body<SignInRequest>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let email = valid_email(&request.email)?;
    // A token is taken before the password is checked, so that many attempts at once do not get past the limit. It is
    // put back when the password was right.
    let (now, account) = (Instant::now(), (client, email.to_lowercase()));
    if !app.rates.sign_ins.take(&account, now) || !app.rates.sign_ins_of_client.take(&client, now) {
        return Err(ErrorCode::RateLimited.into());
    }
    if request.password.len() > limits::PASSWORD_MAX_BYTES {
        return Err(ErrorCode::SignInFailed.into());
    }
    let person = app.store.verify_password(email, &request.password).await.map_err(refusal::store)?;
    let person = person.ok_or(ErrorCode::SignInFailed)?;
    app.rates.sign_ins.put_back(&account);
    app.rates.sign_ins_of_client.put_back(&client);
    signed_in(&app, jar, person).await
}

/// `POST /api/sign-in/link`
pub async fn sign_in_by_link(
    State(app): State<App>,
    jar: CookieJar,
    Body(request): Body<LinkSignInRequest>,
) -> HttpResult<(CookieJar, Json<LinkSignIn>)> {
    let taken = app.store.take_sign_in_link(&request.token, unix_now()).await.map_err(refusal::store)?;
    let (person, code) = taken.ok_or(ErrorCode::SetupLinkInvalid)?;
    Ok((jar.add(new_cookie(&app, person).await?), Json(LinkSignIn { code })))
}

/// `POST /api/sign-out`
pub async fn sign_out(State(app): State<App>, jar: CookieJar) -> HttpResult<(CookieJar, Json<Me>)> {
    if let Some(cookie) = jar.get(COOKIE) {
        app.store.end_sign_in(cookie.value()).await.map_err(refusal::store)?;
    }
    Ok((jar.remove(cookie(&app, String::new())), Json(Me { setup_needed: false, person: None })))
}

async fn signed_in(app: &App, jar: CookieJar, person: Person) -> HttpResult<(CookieJar, Json<Me>)> {
    let jar = jar.add(new_cookie(app, person.id).await?);
    Ok((jar, Json(Me { setup_needed: false, person: Some(public(person)) })))
}

async fn new_cookie(app: &App, person: PersonId) -> HttpResult<Cookie<'static>> {
    let token = app.store.create_sign_in(person, unix_now()).await.map_err(refusal::store)?;
    Ok(cookie(app, token.reveal().to_owned()))
}

/// A cookie that scripts cannot read, and that other sites' requests do not carry except when a link is followed.
fn cookie(app: &App, value: String) -> Cookie<'static> {
    let max_age = i64::try_from(limits::SIGN_IN_LIFETIME_MS / 1000).unwrap_or(i64::MAX);
    Cookie::build((COOKIE, value))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.is_https())
        .path("/")
        .max_age(time::Duration::seconds(max_age))
        .build()
}

fn public(person: Person) -> protocol::http::Person {
    protocol::http::Person { name: person.name, email: person.email }
}

/// Checks that there is something before and after one `@`: all that can be checked without sending a message there.
fn valid_email(email: &str) -> Result<&str, ErrorCode> {
    let email = email.trim();
    let (local, domain) = email.split_once('@').ok_or(ErrorCode::EmailInvalid)?;
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    // 254: the longest path that SMTP carries (RFC 5321, section 4.5.3.1.3, less the angle brackets).
    let fits = plain && !local.is_empty() && !domain.is_empty() && !domain.contains('@') && email.len() <= 254;
    fits.then_some(email).ok_or(ErrorCode::EmailInvalid)
}

fn valid_password(password: &str) -> Result<(), ErrorCode> {
    let allowed = limits::PASSWORD_MIN_BYTES..=limits::PASSWORD_MAX_BYTES;
    allowed.contains(&password.len()).then_some(()).ok_or(ErrorCode::PasswordInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_something_on_both_sides() {
        assert_eq!(valid_email(" a@b "), Ok("a@b"));
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n.c"] {
            assert_eq!(valid_email(bad), Err(ErrorCode::EmailInvalid), "{bad:?}");
        }
    }
}
