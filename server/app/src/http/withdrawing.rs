//! Takes somebody out of the recording of a class that is over: whoever asks for themselves, and staff for whoever asked them.

use axum::{extract::State, http::StatusCode};
use protocol::{AuditKind, CourseAction, ErrorCode, ParticipantId, SessionId};
use store::{AuditLine, SessionRow};

use super::{
    auth::{By, SeatIn, SignedIn},
    error::{HttpResult, Path},
    recording::own,
};
use crate::{clock::unix_now, context::App, refusal, timeline_access};

/// `POST /api/sessions/{id}/withdraw`
pub async fn oneself(State(app): State<App>, SeatIn(seat): SeatIn, By(agent): By) -> HttpResult<StatusCode> {
    let row = timeline_access::may_read(&app.hub, &app.store, &seat).await?;
    if !row.kind.is_listed() {
        return Err(ErrorCode::NotFound.into());
    }
    let line = AuditLine::by_seat(AuditKind::PersonWithdrawn, &seat, &agent);
    withdraw(&app, &row, seat.participant, line).await
}

/// `POST /api/sessions/{id}/people/{participant}/withdraw`
pub async fn other(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((id, participant)): Path<(SessionId, u32)>,
) -> HttpResult<StatusCode> {
    let row = own(&app, &person, id, CourseAction::WithdrawOthers).await?;
    let participant = ParticipantId(participant);
    let seat = app.store.seat(id, participant).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let line = AuditLine::new(AuditKind::PersonWithdrawn, &person, &agent).to(seat.person, &seat.name);
    withdraw(&app, &row, participant, line).await
}

/// From here on nobody but staff gets what they published, nor the mixed sound in which they are heard, until both are gone.
async fn withdraw(app: &App, row: &SessionRow, participant: ParticipantId, line: AuditLine) -> HttpResult<StatusCode> {
    if !row.state.is_over() {
        return Err(ErrorCode::NotNow.into());
    }
    let line = line.in_session(row.id, row.course).about(&row.title);
    if app.store.withdraw(row.id, participant, &line, unix_now()).await.map_err(refusal::store)? {
        app.forget_recording(row.id);
        app.news.tell(row.id);
        app.erasures.notify_one();
    }
    Ok(StatusCode::NO_CONTENT)
}
