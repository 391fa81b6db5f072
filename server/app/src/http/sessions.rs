//! The owner's sessions.

use axum::{Json, extract::State};
use protocol::{
    ErrorCode, Millis, ParticipantId, Refusal, Role, SessionId,
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
/// that its settings hold; while its task does not answer, nobody is let past them.
pub async fn live_status(app: &App, row: &SessionRow, of: Option<ParticipantId>) -> Result<Option<Status>, Refusal> {
    if row.state != SessionState::Live {
        return Ok(None);
    }
    let answer = match app.hub.session(row.id, Role::Guest).await {
        Ok(sender) => ask(sender, of).await,
        Err(refusal) if refusal.code == ErrorCode::SessionEnded => return Ok(None),
        Err(refusal) => return Err(refusal),
    };
    match answer {
        Some(status) => Ok(Some(status)),
        // It ended while it was asked, or it has stopped.
        None if is_over(app, row.id).await? => Ok(None),
        None => Err(ErrorCode::Draining.into()),
    }
}

async fn is_over(app: &App, id: SessionId) -> Result<bool, Refusal> {
    let row = app.store.session(id).await.map_err(|error| store(error).0)?;
    Ok(row.is_none_or(|row| row.state == SessionState::Ended))
}

async fn ask(sender: Sender, of: Option<ParticipantId>) -> Option<Status> {
    let (reply, status) = oneshot::channel();
    sender.send(Message::Status { of, reply }).await.ok()?;
    status.await.ok()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::sync::mpsc;

    use super::*;
    use crate::{clock::ClassClock, config::Config, recording::Recording, server};

    #[tokio::test]
    async fn a_live_session_that_does_not_answer_is_not_taken_for_one_that_is_over() {
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: data.path().to_owned(),
            public_url: None,
            media_port: Some(0),
            announce: Vec::new(),
            trust_proxy: false,
            demo: false,
        };
        let server = server::start(&config).await.unwrap();
        let app = &server.app;
        let owner = app.store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let id = app.store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        app.store.set_live(id, 0).await.unwrap();
        let row = app.store.session(id).await.unwrap().unwrap();
        let recording = Recording::open(&app.store.media().dir(id), ClassClock::showing(0)).unwrap();
        let (sender, mut messages) = mpsc::channel(1);
        app.hub.register(id, &sender, &recording);
        let deaf = tokio::spawn(async move { while messages.recv().await.is_some() {} });

        let status = live_status(app, &row, None).await;
        assert_eq!(status.err().map(|refusal| refusal.code), Some(ErrorCode::Draining));
        app.store.set_ended(id, 0, 0).await.unwrap();
        assert!(live_status(app, &row, None).await.unwrap().is_none());
        deaf.abort();
        server.stop().await.unwrap();
    }
}
