//! The upgrade from HTTP to a participant's WebSocket.

use axum::{
    extract::{ConnectInfo, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::Response,
};
use protocol::{ErrorCode, Refusal, limits};

use super::{auth::By, error::HttpResult};
use crate::{client_address::ClientAddress, context::App, listener::Peer, socket};

/// What is read of a WebSocket at once. Each of them holds a buffer of this size; almost all frames are smaller.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// `GET /api/live`
pub async fn live(
    State(app): State<App>,
    client: ClientAddress,
    ConnectInfo(peer): ConnectInfo<Peer>,
    By(agent): By,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> HttpResult<Response> {
    let upgrade = upgrade.map_err(|rejection| Refusal::because(ErrorCode::BadFrame, rejection.body_text()))?;
    let stranger = app.strangers.enter(client).ok_or(ErrorCode::RateLimited)?;
    peer.gate.narrow(limits::HELLO_BYTES);
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(socket::READ_BYTES)
        .max_frame_size(socket::READ_BYTES);
    Ok(upgrade.on_upgrade(|socket| socket::serve(app, socket, agent, stranger, peer.gate)))
}
