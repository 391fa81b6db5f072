//! A guest's seats become those of an account.

use axum::{Json, extract::State};
use protocol::{
    ErrorCode,
    claims::{KeptSeat, SeatTokens},
    http::SessionSummary,
    limits,
};

use super::{
    auth::{SignedIn, SignedInBy},
    error::{Body, HttpResult},
    sessions::summary,
};
use crate::{clock::unix_now, context::App, refusal};

/// `POST /api/account/seats/look`
pub async fn look(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(SeatTokens { tokens }): Body<SeatTokens>,
) -> HttpResult<Json<Vec<KeptSeat>>> {
    few(&tokens)?;
    let seats = app.store.kept_seats(person.id, &tokens, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(seats.into_iter().map(public).collect()))
}

/// `POST /api/account/seats`
pub async fn claim(
    State(app): State<App>,
    SignedInBy { sign_in, .. }: SignedInBy,
    Body(SeatTokens { tokens }): Body<SeatTokens>,
) -> HttpResult<Json<Vec<KeptSeat>>> {
    few(&tokens)?;
    let seats = app.store.claim_seats(&sign_in, &tokens, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(seats.into_iter().map(public).collect()))
}

/// `GET /api/account/seats`
pub async fn attended(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<SessionSummary>>> {
    let mut summaries = Vec::new();
    for row in app.store.attended_sessions_of(person.id).await.map_err(refusal::store)? {
        summaries.push(summary(&app, row).await);
    }
    Ok(Json(summaries))
}

fn few(tokens: &[String]) -> Result<(), ErrorCode> {
    (tokens.len() <= limits::SEATS_CLAIMED).then_some(()).ok_or(ErrorCode::TooLarge)
}

fn public(seat: store::KeptSeat) -> KeptSeat {
    KeptSeat { session: seat.session, title: seat.title, name: seat.name, started_unix: seat.started_unix }
}
