//! The upgrade from HTTP to a participant's WebSocket.

use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::Response,
};
use protocol::{ErrorCode, Refusal};

use super::error::HttpResult;
use crate::{context::App, socket};

/// `GET /api/live`
pub async fn live(
    State(app): State<App>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> HttpResult<Response> {
    let upgrade = upgrade.map_err(|rejection| Refusal::because(ErrorCode::BadFrame, rejection.body_text()))?;
    let upgrade = upgrade.max_message_size(socket::READ_BYTES).max_frame_size(socket::READ_BYTES);
    Ok(upgrade.on_upgrade(|socket| socket::serve(app, socket)))
}
