//! Later acts: commands of people who have a seat and no WebSocket.

use std::time::Instant;

use axum::{Json, extract::State};
use live::{Input, Purpose};
use protocol::{
    CommandResult, ErrorCode, Later, Refusal,
    http::{LaterCommand, SessionState},
};
use tokio::sync::oneshot;

use super::{
    auth::SeatIn,
    error::{Body, HttpResult},
};
use crate::{clock::unix_now, context::App, session::Message, timeline_access};

/// `POST /api/sessions/{id}/commands`
pub async fn act(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    Body(LaterCommand { anchor, command }): Body<LaterCommand>,
) -> HttpResult<Json<CommandResult>> {
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let row = timeline_access::enter(&app.hub, &app.store, &seat, Purpose::TakePart).await?;
    let input = Input::Later {
        participant: seat.participant,
        name: seat.name,
        role: seat.role,
        consent: seat.consent,
        later: Later { unix: unix_now(), anchor },
        command,
    };
    match row.state {
        SessionState::Scheduled => return Err(ErrorCode::NotBegun.into()),
        SessionState::Live => act_live(&app, row.id, input).await?,
        SessionState::Ended | SessionState::Closed => app.ended.act(row.id, input).await?,
    }
    Ok(Json(CommandResult::Done))
}

/// While class is live its actor decides. When class ends meanwhile, the client is asked to try again.
async fn act_live(app: &App, id: protocol::SessionId, input: Input) -> Result<(), Refusal> {
    let sender = app.hub.running(id).ok_or(ErrorCode::Draining)?;
    let (reply, done) = oneshot::channel();
    let message = Message::Later { input: Box::new(input), reply };
    sender.send(message).await.map_err(|_| ErrorCode::Draining)?;
    done.await.map_err(|_| ErrorCode::Draining)?
}
