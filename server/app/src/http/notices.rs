//! Which notices a person gets, and the links by which they stop a kind of them.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    ErrorCode,
    notices::{NoticeSettings, Unsubscribed},
};

use super::{
    auth::SignedIn,
    error::{Body, HttpResult, Path},
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, notices::quiet, refusal};

/// `GET /api/account/notices`
pub async fn settings(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<NoticeSettings>> {
    Ok(Json(app.store.notice_settings(person.id).await.map_err(refusal::store)?))
}

/// `PUT /api/account/notices`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(settings): Body<NoticeSettings>,
) -> HttpResult<Json<NoticeSettings>> {
    if let Some(hours) = &settings.quiet {
        let times = quiet::time(&hours.from).zip(quiet::time(&hours.until));
        if times.is_none_or(|(from, until)| from == until) {
            return Err(ErrorCode::BadTime.into());
        }
    }
    app.store.set_notice_settings(person.id, &settings).await.map_err(refusal::store)?;
    Ok(Json(app.store.notice_settings(person.id).await.map_err(refusal::store)?))
}

/// `POST /unsubscribe/{secret}`: a click on the page, or of a mail program (RFC 8058), which sends a form that says nothing new.
pub async fn unsubscribe(
    State(app): State<App>,
    client: ClientAddress,
    Path(secret): Path<String>,
) -> HttpResult<Json<Unsubscribed>> {
    if !app.rates.unsubscribes.take(&client, Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let kind = app.store.unsubscribe(&secret, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(Unsubscribed { kind: kind.ok_or(ErrorCode::NotFound)? }))
}
