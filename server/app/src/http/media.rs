//! Files of recordings, for whoever has a seat.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use protocol::{AuditKind, ErrorCode, SessionId, manifest::TrackContent};

use super::{
    auth::{By, Watching},
    error::{HttpResult, Path},
    ranges,
};
use crate::{context::App, refusal, session::viewer, timeline_access};

/// `GET /api/sessions/{id}/media/{file}`: the file or, with `Range: bytes=…`, a part of it.
pub async fn of_seat(
    State(app): State<App>,
    Watching(seat): Watching,
    By(agent): By,
    Path((_, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let you = viewer(seat.participant, seat.role);
    if timeline_access::may_read(&app.hub, &app.store, &seat).await?.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let content = app.timeline_access.of(seat.session).await.content_of(&app.store, seat.session, &name, you).await?;
    let content = content.ok_or(ErrorCode::NotFound)?;
    // A file never changes once the manifest names it. Who may read it depends on the token.
    let kept = HeaderValue::from_static("private, max-age=31536000, immutable");
    let mut answer = file(&app, seat.session, &name, content, &headers, kept).await?;
    app.note_presence(&seat, AuditKind::Watched, &agent);
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("Authorization"));
    Ok(answer)
}

/// A recorded file or the part of it that is asked for. `kept` says who may keep it for how long.
pub async fn file(
    app: &App,
    session: SessionId,
    name: &str,
    content: TrackContent,
    headers: &HeaderMap,
    kept: HeaderValue,
) -> HttpResult<Response> {
    let file = app.store.media().file(session, name).await.map_err(refusal::store)?;
    let answer = described(file.content_type, content, kept);
    ranges::answer(file, headers, answer).await
}

/// The headers of a file, or of a part of it.
pub fn described(content_type: &'static str, content: TrackContent, kept: HeaderValue) -> HeaderMap {
    let content_type = if is_sound(content) { "audio/webm" } else { content_type };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, kept);
    headers
}

/// Sound is recorded as Opus in WebM; the file's name does not tell it from video.
fn is_sound(content: TrackContent) -> bool {
    match content {
        TrackContent::Participant { source, .. } => source.is_audio(),
        TrackContent::Mix { .. } => true,
    }
}
