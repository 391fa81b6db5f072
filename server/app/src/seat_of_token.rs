//! The seat that a token opens, for requests and for WebSockets.

use protocol::{ErrorCode, Refusal, SessionId, SessionKind};
use store::SeatRow;

use crate::{clips, clock::unix_now, context::App, refusal, takes};

/// The seat that a token opens now. What its holder may not know of any more is not found.
pub async fn seat_of(app: &App, token: &str) -> Result<SeatRow, Refusal> {
    let seat = app.store.seat_of_token(token, unix_now()).await.map_err(refusal::store)?;
    let seat = seat.ok_or(ErrorCode::Unauthorized)?;
    if seat.kind == SessionKind::Clip {
        clips::admit(app, &seat).await?;
    }
    Ok(seat)
}

/// The seat from which the holder of a token watches a session: their own there, or that of a class in whose recording it stands as a take.
pub async fn watching(app: &App, token: &str, session: SessionId) -> Result<SeatRow, Refusal> {
    let seat = seat_of(app, token).await?;
    if seat.session == session { Ok(seat) } else { takes::watcher(app, seat, session).await }
}
