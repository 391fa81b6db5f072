//! Notices on the device from which somebody asks.

use axum::{Json, extract::State, http::StatusCode};
use protocol::push::{PushDevice, PushKey};
use store::PushKeys;

use super::{
    auth::SignedInBy,
    error::{Body, HttpResult},
};
use crate::{
    clock::unix_now,
    context::App,
    push::{endpoint::Endpoint, sending::DeviceKeys},
    refusal,
};

/// `GET /api/account/push`
pub async fn get(State(app): State<App>, SignedInBy { sign_in, .. }: SignedInBy) -> HttpResult<Json<PushKey>> {
    let endpoint = app.store.push_endpoint(&sign_in).await.map_err(refusal::store)?;
    Ok(Json(PushKey { key: app.pushes.key.to_string(), endpoint }))
}

/// `PUT /api/account/push`
pub async fn set(
    State(app): State<App>,
    SignedInBy { sign_in, .. }: SignedInBy,
    Body(PushDevice { endpoint, p256dh, auth }): Body<PushDevice>,
) -> HttpResult<StatusCode> {
    Endpoint::read(&endpoint, app.pushes.reach)?;
    let keys = PushKeys { endpoint, p256dh, auth };
    DeviceKeys::read(&keys)?;
    app.store.set_push_device(&sign_in, &keys, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/account/push`
pub async fn end(State(app): State<App>, SignedInBy { sign_in, .. }: SignedInBy) -> HttpResult<StatusCode> {
    app.store.end_push_device(&sign_in).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}
