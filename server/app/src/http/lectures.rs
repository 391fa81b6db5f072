//! Lectures that one of the staff of a course records alone.

use axum::{Json, extract::State};
use protocol::{AuditKind, CourseAction, ErrorCode, SessionId, SessionKind, http::SessionSummary};
use store::AuditLine;

use super::{
    auth::{By, SignedIn},
    error::{HttpResult, Path},
    sessions::own_summary,
};
use crate::{clock::unix_now, context::App, refusal};

/// `POST /api/sessions/{id}/publish`
pub async fn publish(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<SessionSummary>> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let course = row.course.ok_or(ErrorCode::NotFound)?;
    app.authorize(course, &person, CourseAction::RecordLecture).await?;
    if row.kind != SessionKind::Lecture {
        return Err(ErrorCode::NotFound.into());
    }
    if !row.state.is_over() || row.deletion.is_some() {
        return Err(ErrorCode::NotNow.into());
    }
    let line =
        AuditLine::new(AuditKind::LecturePublished, &person, &agent).in_session(row.id, row.course).about(&row.title);
    app.store.publish_lecture(id, &line, unix_now()).await.map_err(refusal::store)?;
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    Ok(Json(own_summary(&app, row).await))
}
