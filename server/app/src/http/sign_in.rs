//! Claiming the server, signing in and out.

use std::time::Instant;

use axum::{Json, extract::State, http::HeaderMap};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use protocol::{
    ErrorCode, PhotoId, Refusal,
    http::{LinkSignIn, LinkSignInRequest, Me, SetupRequest, SignInRequest},
    limits,
    people::Profile,
};
use store::{Person, PersonId, StoreError};

use super::{
    auth::COOKIE,
    error::{Body, HttpResult},
};
use crate::{
    client_address::ClientAddress,
    clock::unix_now,
    context::App,
    fields::{known_email, valid_email, valid_password},
    refusal,
    user_agent::agent_of,
};

/// `POST /api/setup`
pub async fn setup(
    State(app): State<App>,
    headers: HeaderMap,
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
    app.mail.welcome(&person, unix_now()).await;
    signed_in(&app, &headers, jar, person).await
}

/// `POST /api/sign-in`
pub async fn sign_in(
    State(app): State<App>,
    client: ClientAddress,
    headers: HeaderMap,
    jar: CookieJar,
    Body(request): Body<SignInRequest>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let email = known_email(&request.email)?;
    let attempt = Attempt::begin(&app, client, email)?;
    if request.password.len() > limits::PASSWORD_MAX_BYTES {
        return Err(ErrorCode::SignInFailed.into());
    }
    let person = app.store.verify_password(email, &request.password).await.map_err(refusal::store)?;
    let person = person.ok_or(ErrorCode::SignInFailed)?;
    attempt.succeeded();
    signed_in(&app, &headers, jar, person).await
}

/// Refuses whoever is signed in and does not know their password: a browser that was left open is not enough for what is asked.
pub async fn confirm_password(app: &App, client: ClientAddress, person: &Person, password: &str) -> HttpResult<()> {
    let attempt = Attempt::begin(app, client, &person.email)?;
    let fits = password.len() <= limits::PASSWORD_MAX_BYTES
        && app.store.verify_password(&person.email, password).await.map_err(refusal::store)?.is_some();
    if !fits {
        return Err(ErrorCode::PasswordWrong.into());
    }
    attempt.succeeded();
    Ok(())
}

/// A password that is being checked. It counts as a failed one from its beginning, so that many at once do not get past the
/// limit, unless it turns out to be right.
pub struct Attempt<'a> {
    app: &'a App,
    account: (ClientAddress, String),
}

impl<'a> Attempt<'a> {
    /// Counts an attempt for the account with this e-mail address. Refuses one beyond the limit.
    pub fn begin(app: &'a App, client: ClientAddress, email: &str) -> Result<Self, Refusal> {
        let (now, account) = (Instant::now(), (client, email.to_lowercase()));
        app.rates.sign_ins.admit(&account, now)?;
        app.rates.sign_ins_of_client.admit(&client, now)?;
        Ok(Attempt { app, account })
    }

    /// The password was right: the attempt does not count.
    pub fn succeeded(self) {
        self.app.rates.sign_ins.put_back(&self.account);
        self.app.rates.sign_ins_of_client.put_back(&self.account.0);
    }
}

/// `POST /api/sign-in/link`
pub async fn sign_in_by_link(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(request): Body<LinkSignInRequest>,
) -> HttpResult<(CookieJar, Json<LinkSignIn>)> {
    let taken = app.store.take_sign_in_link(&request.token, unix_now()).await.map_err(refusal::store)?;
    let (person, code) = taken.ok_or(ErrorCode::SetupLinkInvalid)?;
    Ok((with_cookie(&app, &headers, jar, person).await?, Json(LinkSignIn { code })))
}

/// `POST /api/sign-out`
pub async fn sign_out(State(app): State<App>, jar: CookieJar) -> HttpResult<(CookieJar, Json<Me>)> {
    if let Some(cookie) = jar.get(COOKIE) {
        app.store.end_sign_in(cookie.value()).await.map_err(refusal::store)?;
        app.sign_outs.tell();
    }
    Ok((jar.remove(cookie(&app, "")), Json(me(&app, None).await?)))
}

/// Signs a person in, and says who they are.
pub async fn signed_in(
    app: &App,
    headers: &HeaderMap,
    jar: CookieJar,
    person: Person,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let jar = with_cookie(app, headers, jar, person.id).await?;
    Ok((jar, Json(me(app, Some(person)).await?)))
}

/// What a browser is told of a server that has an owner, and of the person who is signed in.
pub async fn me(app: &App, person: Option<Person>) -> HttpResult<Me> {
    let person = match person {
        Some(person) => {
            let profile = app.store.profile(person.id).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
            let photo = app.store.photo_of(person.id).await.map_err(refusal::store)?;
            Some(public(person, profile, photo))
        }
        None => None,
    };
    Ok(Me { setup_needed: false, mail: app.mail.is_available(), person })
}

/// Adds the cookie of a new sign-in, or of the one that this browser has, under a new token.
pub async fn with_cookie(app: &App, headers: &HeaderMap, jar: CookieJar, person: PersonId) -> HttpResult<CookieJar> {
    let former = jar.get(COOKIE).map(Cookie::value);
    let token =
        app.store.create_sign_in(person, former, &agent_of(headers), unix_now()).await.map_err(refusal::store)?;
    // The browser may have been another person's before.
    app.sign_outs.tell();
    Ok(jar.add(cookie(app, token.reveal())))
}

/// A cookie that scripts cannot read, and that other sites' requests do not carry except when a link is followed.
pub fn cookie(app: &App, value: &str) -> Cookie<'static> {
    let max_age = i64::try_from(limits::SIGN_IN_LIFETIME_MS / 1000).unwrap_or(i64::MAX);
    Cookie::build((COOKIE, value.to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.is_https())
        .path("/")
        .max_age(time::Duration::seconds(max_age))
        .build()
}

/// A person as they see themselves.
fn public(
    Person { name, email, email_confirmed, role, .. }: Person,
    profile: Profile,
    photo: Option<PhotoId>,
) -> protocol::http::Person {
    protocol::http::Person { name, email, email_confirmed, role, profile, photo }
}
