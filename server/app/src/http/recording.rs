//! Deletes, restores and erases the recording of a class, says who may watch it, and deletes a whole class.

use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, ErrorCode, Role, SessionId,
    http::{OpenRecordingRequest, PseudonymsRequest, SessionSummary},
    limits,
};
use store::{Agent, AuditLine, Person, SessionRow};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path},
    sessions::own_summary,
};
use crate::{class_access::ClassAccess, clock::unix_now, context::App, refusal};

/// `DELETE /api/sessions/{id}/recording`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<SessionSummary>> {
    let row = own(&app, &person, id, CourseAction::DeleteRecordings).await?;
    if !row.state.is_over() {
        return Err(ErrorCode::NotNow.into());
    }
    let line = line(AuditKind::RecordingDeleted, &person, &agent, &row);
    let deleted = app.store.delete_recording(id, person.id, &line, unix_now()).await;
    forget(&app, id);
    if deleted.map_err(refusal::store)? {
        tracing::info!(session = %id, person = %person.id, "a recording was deleted");
    }
    answer(&app, &person, id).await
}

/// What follows once less is to be read of a recording, also where that failed after it was written: its files, which are removed last, are
/// removed later then.
fn forget(app: &App, id: SessionId) {
    app.forget_recording(id);
    app.news.tell(id);
}

/// `POST /api/sessions/{id}/recording/restore`
pub async fn restore(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<SessionSummary>> {
    let row = own(&app, &person, id, CourseAction::DeleteRecordings).await?;
    let line = line(AuditKind::RecordingRestored, &person, &agent, &row);
    if !app.store.restore_recording(id, &line, unix_now()).await.map_err(refusal::store)? {
        return Err(ErrorCode::NothingToDo.into());
    }
    tracing::info!(session = %id, person = %person.id, "a deleted recording was restored");
    app.forget_recording(id);
    app.news.tell(id);
    answer(&app, &person, id).await
}

/// `POST /api/sessions/{id}/recording/erase`
pub async fn erase(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<SessionSummary>> {
    let row = own(&app, &person, id, CourseAction::DeleteRecordings).await?;
    let line = line(AuditKind::RecordingErased, &person, &agent, &row);
    let erased = app.store.erase_recording(id, &line, unix_now()).await;
    forget(&app, id);
    if !erased.map_err(refusal::store)? {
        return Err(ErrorCode::NothingToDo.into());
    }
    tracing::info!(session = %id, person = %person.id, "a deleted recording was erased");
    answer(&app, &person, id).await
}

/// `PUT /api/sessions/{id}/recording/open`
pub async fn open(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Body(OpenRecordingRequest { until_unix }): Body<OpenRecordingRequest>,
) -> HttpResult<Json<SessionSummary>> {
    let row = own(&app, &person, id, CourseAction::OpenRecordings).await?;
    let now = unix_now();
    if until_unix.is_some_and(|until| until <= now || until > now + limits::OPEN_RECORDING_MOST_MS) {
        return Err(ErrorCode::BadTime.into());
    }
    let kind = if until_unix.is_some() { AuditKind::RecordingOpened } else { AuditKind::RecordingShut };
    app.store.open_recording(id, until_unix, &line(kind, &person, &agent, &row), now).await.map_err(refusal::store)?;
    app.news.tell(id);
    let row = own(&app, &person, id, CourseAction::OpenRecordings).await?;
    Ok(Json(own_summary(&app, row).await))
}

/// `PUT /api/sessions/{id}/recording/names`
pub async fn set_pseudonyms(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Body(PseudonymsRequest { pseudonyms }): Body<PseudonymsRequest>,
) -> HttpResult<Json<SessionSummary>> {
    let row = own(&app, &person, id, CourseAction::HideNames).await?;
    let kind = if pseudonyms { AuditKind::NamesHidden } else { AuditKind::NamesShown };
    let line = line(kind, &person, &agent, &row);
    app.store.set_pseudonyms(id, pseudonyms, &line, unix_now()).await.map_err(refusal::store)?;
    app.news.tell(id);
    let row = own(&app, &person, id, CourseAction::HideNames).await?;
    Ok(Json(own_summary(&app, row).await))
}

/// `DELETE /api/sessions/{id}`
pub async fn delete_class(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<StatusCode> {
    let row = own(&app, &person, id, CourseAction::DeleteRecordings).await?;
    let line = line(AuditKind::ClassDeleted, &person, &agent, &row);
    let deleted = app.store.delete_class(id, &line, unix_now()).await;
    forget(&app, id);
    if !deleted.map_err(refusal::store)? {
        return Err(ErrorCode::NotNow.into());
    }
    tracing::info!(session = %id, person = %person.id, "a class was deleted");
    Ok(StatusCode::NO_CONTENT)
}

/// The session, if this is this person's to do with its recording: by the course of which it is a class, or because they started
/// it. They learn nothing of others.
pub async fn own(app: &App, person: &Person, id: SessionId, action: CourseAction) -> HttpResult<SessionRow> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if !row.kind.is_listed() {
        // It goes with its announcement: `clips`.
        return Err(ErrorCode::NotFound.into());
    }
    if let Some(course) = row.course {
        // Whoever recorded a take that nobody has seen throws it away.
        let action = if row.is_draft() { CourseAction::RecordLecture } else { action };
        app.authorize(course, person, action).await?;
        return Ok(row);
    }
    let access = ClassAccess::of(app, &row, Some(person)).await?;
    if access.role == Some(Role::Instructor) { Ok(row) } else { Err(ErrorCode::NotFound.into()) }
}

async fn answer(app: &App, person: &Person, id: SessionId) -> HttpResult<Json<SessionSummary>> {
    let row = own(app, person, id, CourseAction::DeleteRecordings).await?;
    Ok(Json(own_summary(app, row).await))
}

fn line(kind: AuditKind, by: &Person, agent: &Agent, row: &SessionRow) -> AuditLine {
    AuditLine::new(kind, by, agent).in_session(row.id, row.course).about(&row.title)
}
