//! The MP4 file of the recording of a class.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use protocol::{AuditKind, CourseAction, ErrorCode, SessionId, downloads::Mp4File};
use store::{AuditLine, Mp4Stage};

use super::{
    auth::{By, SignedIn},
    downloads::{attachment, recording},
    error::{HttpResult, Path},
    ranges,
    recording::own,
};
use crate::{clock::unix_now, context::App, downloads::sending::Begun, refusal};

/// `GET /api/sessions/{id}/recording/mp4`
pub async fn look(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Mp4File>> {
    recording(&app, &person, id).await?;
    answer(&app, id).await
}

/// `POST /api/sessions/{id}/recording/mp4`
pub async fn ask(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Mp4File>> {
    let row = recording(&app, &person, id).await?;
    if !app.mp4s.can_make().await {
        return Err(ErrorCode::FfmpegMissing.into());
    }
    let line = AuditLine::new(AuditKind::Mp4Asked, &person, &agent).in_session(id, row.course).about(&row.title);
    if app.store.ask_for_mp4(id, &line, unix_now()).await.map_err(refusal::store)? {
        tracing::info!(session = %id, person = %person.id, "an MP4 file of a recording was asked for");
        app.mp4s.tell();
    }
    answer(&app, id).await
}

/// `DELETE /api/sessions/{id}/recording/mp4`, by staff alone
pub async fn forget(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Mp4File>> {
    // It is everybody's who takes the recording along.
    own(&app, &person, id, CourseAction::DownloadRecordings).await?;
    recording(&app, &person, id).await?;
    if app.store.forget_mp4(id).await.map_err(refusal::store)? {
        tracing::info!(session = %id, person = %person.id, "the MP4 file of a recording is not wanted any more");
        app.mp4s.tell();
    }
    answer(&app, id).await
}

/// `GET /api/sessions/{id}/recording/mp4/file`: the file or, with `Range: bytes=…`, a part of it.
pub async fn file(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let begun = Begun::now(&app.store, id).await.map_err(refusal::store)?;
    let row = recording(&app, &person, id).await?;
    let mp4 = app.store.mp4(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if begun.is_erasing() || !matches!(mp4.stage, Mp4Stage::Made { .. }) {
        return Err(ErrorCode::NotFound.into());
    }
    let file = app.store.mp4_file(mp4.job).await.map_err(refusal::store)?;
    let name = format!("{}.mp4", row.title);
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("video/mp4"));
    answer.insert(header::CONTENT_DISPOSITION, attachment(&name)?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Nobody takes a recording along without a line that says so.
    let line = AuditLine::new(AuditKind::Downloaded, &person, &agent).in_session(id, row.course);
    let line = line.about(&row.title).detail(&name).once_a_day();
    app.store.note(&line, unix_now()).await.map_err(refusal::store)?;
    Ok(ranges::answer(file, &headers, answer).await?.map(|body| begun.of_job(mp4.job).body(body)))
}

async fn answer(app: &App, id: SessionId) -> HttpResult<Json<Mp4File>> {
    let row = app.store.mp4(id).await.map_err(refusal::store)?;
    Ok(Json(app.mp4s.told(row, app.hub.is_quiet()).await))
}
