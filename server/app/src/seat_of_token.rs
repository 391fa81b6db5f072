//! The seat that a token opens, for requests and for WebSockets.

use protocol::{ErrorCode, Refusal, SessionKind};
use store::SeatRow;

use crate::{clips, clock::unix_now, context::App, refusal};

/// The seat that a token opens now. What its holder may not know of any more is not found.
pub async fn seat_of(app: &App, token: &str) -> Result<SeatRow, Refusal> {
    let seat = app.store.seat_of_token(token, unix_now()).await.map_err(refusal::store)?;
    let seat = seat.ok_or(ErrorCode::Unauthorized)?;
    if seat.kind == SessionKind::Clip {
        clips::admit(app, &seat).await?;
    }
    Ok(seat)
}
