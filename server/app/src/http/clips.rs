//! Short videos that one of the staff records for an announcement or a reply, as long as neither has them.

use axum::{Json, extract::State, http::StatusCode};
use protocol::{CourseAction, CourseId, SessionId, announcements::Clip};

use super::{
    auth::SignedIn,
    error::{HttpResult, Path},
};
use crate::{clips::public, clock::unix_now, context::App, refusal};

/// `GET /api/courses/{id}/clips`
pub async fn unused(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
) -> HttpResult<Json<Vec<Clip>>> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let clips = app.store.unused_clips(course, person.id).await.map_err(refusal::store)?;
    Ok(Json(clips.into_iter().map(public).collect()))
}

/// `DELETE /api/courses/{id}/clips/{session}`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, session)): Path<(CourseId, SessionId)>,
) -> HttpResult<StatusCode> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let deleted = app.store.delete_clip(course, person.id, session, unix_now()).await;
    // Also where it failed after it was written.
    app.forget_recording(session);
    deleted.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}
