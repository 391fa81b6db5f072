//! Takes somebody out of the recording of a class that is over: whoever asks for themselves, and staff for whoever asked them.

use axum::{extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, ErrorCode, ParticipantId, SessionId,
    manifest::{ManifestEntry, TrackContent},
};
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
    if seat.role.is_staff() && seat.person != Some(person.id) {
        // Without whoever teaches not much is left of a class, and nobody can put it back.
        own(&app, &person, id, CourseAction::DeleteRecordings).await?;
    }
    let line = AuditLine::new(AuditKind::PersonWithdrawn, &person, &agent).to(seat.person, &seat.name);
    withdraw(&app, &row, participant, line).await
}

/// From here on nobody but staff gets what they published, nor the mixed sound in which they are heard, until both are gone.
async fn withdraw(app: &App, row: &SessionRow, participant: ParticipantId, line: AuditLine) -> HttpResult<StatusCode> {
    if !row.state.is_over() {
        return Err(ErrorCode::NotNow.into());
    }
    let line = line.in_session(row.id, row.course).about(&row.title);
    let is_recorded = is_recorded(app, row.id, participant).await?;
    let asked = app.store.withdraw(row.id, participant, is_recorded, &line, unix_now()).await;
    if is_recorded {
        // Also where it was asked before, or failed after it was noted: whoever asks again must not wait for what was lost then.
        app.forget_recording(row.id);
        app.news.tell(row.id);
        app.mp4s.tell();
        app.erasures.notify_one();
    }
    asked.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether anything that somebody published was recorded. Whoever was not recorded has nobody's files made anew.
async fn is_recorded(app: &App, session: SessionId, participant: ParticipantId) -> HttpResult<bool> {
    let entries = app.store.manifest(session, 0).await.map_err(refusal::store)?.entries;
    Ok(entries.iter().any(|(_, entry)| {
        matches!(entry, ManifestEntry::Track { content: TrackContent::Participant { participant: of, .. }, .. } if *of == participant)
    }))
}
