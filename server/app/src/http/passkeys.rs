//! Passkeys of an account, and signing in with one.

use std::time::Instant;

use axum::{Json, extract::State, http::HeaderMap};
use axum_extra::extract::CookieJar;
use protocol::{
    ErrorCode,
    http::Me,
    limits,
    passkeys::{BeginPasskey, Ceremony, CeremonyAnswer, Passkey},
};
use store::{PasskeyRow, PersonId};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path},
    sign_in::{confirm_password, signed_in},
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, mail::letter::Essential, refusal};

/// `GET /api/account/passkeys`
pub async fn list(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<Passkey>>> {
    all(&app, person.id).await
}

/// `POST /api/account/passkeys/begin`
pub async fn begin(
    State(app): State<App>,
    client: ClientAddress,
    SignedIn(person): SignedIn,
    Body(BeginPasskey { password }): Body<BeginPasskey>,
) -> HttpResult<Json<Ceremony>> {
    let known = app.store.passkeys_of(person.id).await.map_err(refusal::store)?;
    if known.len() >= limits::PASSKEYS_OF_PERSON {
        return Err(ErrorCode::PasskeysFull.into());
    }
    confirm_password(&app, client, &person, &password).await?;
    Ok(Json(app.passkeys.begin_making(&person, &known)?))
}

/// `POST /api/account/passkeys`
pub async fn add(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Body(answer): Body<CeremonyAnswer>,
) -> HttpResult<Json<Vec<Passkey>>> {
    let made = app.passkeys.finish_making(person.id, answer)?;
    let now = unix_now();
    let added = app.store.add_passkey(&person, &made.credential, &made.public_key, &agent, now).await;
    added.map_err(|error| match error {
        store::StoreError::Full => ErrorCode::PasskeysFull.into(),
        store::StoreError::NotFound => ErrorCode::PasskeyFailed.into(),
        other => refusal::store(other),
    })?;
    app.mail.tell(&person, Essential::PasskeyAdded { person: person.id.0 }, now).await;
    all(&app, person.id).await
}

/// `DELETE /api/account/passkeys/{id}`
pub async fn remove(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<String>,
) -> HttpResult<Json<Vec<Passkey>>> {
    let now = unix_now();
    if app.store.remove_passkey(&person, &id, &agent, now).await.map_err(refusal::store)? {
        app.mail.tell(&person, Essential::PasskeyRemoved { person: person.id.0 }, now).await;
    }
    all(&app, person.id).await
}

/// `POST /api/sign-in/passkey/begin`
pub async fn begin_sign_in(State(app): State<App>, client: ClientAddress) -> HttpResult<Json<Ceremony>> {
    app.rates.ceremonies.admit(&client, Instant::now())?;
    Ok(Json(app.passkeys.begin_sign_in()?))
}

/// `POST /api/sign-in/passkey`
pub async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(answer): Body<CeremonyAnswer>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let claim = app.passkeys.claim(answer)?;
    let (person, found) = (claim.person, app.store.passkey(claim.person, &claim.credential).await);
    let row = found.map_err(refusal::store)?.ok_or(ErrorCode::PasskeyFailed)?;
    let public_key = app.passkeys.prove(claim, &row)?;
    let noted = app.store.use_passkey(&row.id, &public_key, unix_now()).await;
    noted.map_err(|error| match error {
        store::StoreError::NotFound => ErrorCode::PasskeyFailed.into(),
        other => refusal::store(other),
    })?;
    let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::PasskeyFailed)?;
    signed_in(&app, &headers, jar, person).await
}

async fn all(app: &App, person: PersonId) -> HttpResult<Json<Vec<Passkey>>> {
    let rows = app.store.passkeys_of(person).await.map_err(refusal::store)?;
    let public = |PasskeyRow { id, agent, made_unix, used_unix, .. }: PasskeyRow| Passkey {
        id,
        browser: agent.browser,
        system: agent.system,
        made_unix,
        used_unix,
    };
    Ok(Json(rows.into_iter().map(public).collect()))
}
