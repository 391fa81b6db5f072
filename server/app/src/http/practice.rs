//! Quiz questions that come back to students, and where staff say that they are explained.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    CourseAction, ErrorCode, PollId, SessionId,
    practice::{ExplainAt, Explained, Practice, PracticeAnswer, Practised},
};

use super::{
    auth::SignedIn,
    error::{Body, HttpResult, Path},
    ledger::class,
    sessions::summary,
};
use crate::{context::App, practice, refusal};

/// `GET /api/practice`
pub async fn due(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Practice>> {
    let due = practice::due(&app.store, &app.ledgers, person.id, app.clock.now()).await;
    Ok(Json(due.map_err(refusal::store)?))
}

/// `POST /api/practice/{session}/{poll}`
pub async fn answer(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(question): Path<(SessionId, PollId)>,
    Body(PracticeAnswer { answer }): Body<PracticeAnswer>,
) -> HttpResult<Json<Practised>> {
    app.rates.practice.admit(&person.id, Instant::now())?;
    let (row, course) = class(&app, question.0).await?;
    app.authorize(course, &person, CourseAction::BeCounted).await?;
    if row.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let now = app.clock.now();
    Ok(Json(practice::answer(&app.store, &app.ledgers, person.id, question, answer, now).await?))
}

/// `GET /api/sessions/{id}/explained`
pub async fn explained(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Vec<Explained>>> {
    let (_, course) = class(&app, id).await?;
    app.authorize(course, &person, CourseAction::TeachClass).await?;
    Ok(Json(app.store.explained(id).await.map_err(refusal::store)?))
}

/// `PUT /api/sessions/{id}/explained`
pub async fn explain(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Body(wanted): Body<ExplainAt>,
) -> HttpResult<Json<Vec<Explained>>> {
    let (row, course) = class(&app, id).await?;
    app.authorize(course, &person, CourseAction::TeachClass).await?;
    let length = summary(&app, row).await.duration;
    Ok(Json(practice::explain(&app.store, &app.ledgers, id, wanted, length).await?))
}
