//! The owner's sessions.

use axum::{Json, extract::State};
use protocol::{
    ErrorCode, Millis, ParticipantId, Refusal, SessionId,
    http::{SessionState, SessionSummary, StartSessionRequest},
};
use store::SessionRow;
use tokio::sync::oneshot;

use super::{
    auth::SignedIn,
    error::{Body, HttpResult, store},
};
use crate::{
    clock::unix_now,
    server::App,
    session::{Message, Sender, Status},
};

/// `GET /api/sessions`
pub async fn list(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<SessionSummary>>> {
    let mut summaries = Vec::new();
    for row in app.store.sessions_of(person.id).await.map_err(store)? {
        summaries.push(summary(&app, row).await);
    }
    Ok(Json(summaries))
}

/// `POST /api/sessions`
pub async fn start(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(request): Body<StartSessionRequest>,
) -> HttpResult<Json<SessionSummary>> {
    let title = live::text::valid_title(&request.title)?;
    let row = app.store.create_session(person.id, &title, request.guests_allowed, unix_now()).await.map_err(store)?;
    Ok(Json(summary(&app, row).await))
}

/// A session with what its actor knows, if it runs.
pub async fn summary(app: &App, row: SessionRow) -> SessionSummary {
    let status = if row.state == SessionState::Live { status(app, row.id).await } else { None };
    let duration = match status {
        Some(status) => status.now,
        None => row.duration.max(last_known(app, &row).await),
    };
    SessionSummary {
        id: row.id,
        code: row.code,
        title: row.title,
        state: row.state,
        guests_allowed: row.guests_allowed,
        created_unix: row.created_unix,
        started_unix: row.started_unix,
        duration,
        present: status.map_or(0, |status| status.present),
    }
}

/// Class time of the last event, for a session that is live without a task: it is just being ended or rebuilt.
async fn last_known(app: &App, row: &SessionRow) -> Millis {
    if row.state != SessionState::Live {
        return 0;
    }
    app.store.journal().last(row.id).await.ok().flatten().map_or(0, |(_, at)| at)
}

/// How a running session is.
async fn status(app: &App, id: SessionId) -> Option<Status> {
    ask(app.hub.running(id)?, None).await
}

/// How a session is that is live, for this person: nothing when it is not. One that has no task is taken up again, so
/// that its settings hold.
pub async fn live_status(app: &App, row: &SessionRow, of: Option<ParticipantId>) -> Result<Option<Status>, Refusal> {
    if row.state != SessionState::Live {
        return Ok(None);
    }
    match app.hub.session(row.id).await {
        Ok(sender) => Ok(ask(sender, of).await),
        Err(refusal) if refusal.code == ErrorCode::SessionEnded => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

async fn ask(sender: Sender, of: Option<ParticipantId>) -> Option<Status> {
    let (reply, status) = oneshot::channel();
    sender.send(Message::Status { of, reply }).await.ok()?;
    status.await.ok()
}
