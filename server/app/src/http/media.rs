//! Files of recordings, for whoever has a seat.

use std::ops::Range;

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{AuditKind, ErrorCode, Refusal, SessionId, manifest::TrackContent};

use super::{
    auth::{By, SeatIn},
    error::{HttpResult, Path, internal},
};
use crate::{context::App, refusal, session::viewer, timeline_access};

/// `GET /api/sessions/{id}/media/{file}`: the file or, with `Range: bytes=…`, a part of it.
pub async fn of_seat(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
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
    let file = app.store.media().file(session, name).await.map_err(|_| ErrorCode::NotFound)?;
    let mut answer = described(file.content_type, content, kept);
    let (status, range) = match wanted_range(headers, file.size) {
        Wanted::Whole => (StatusCode::OK, 0..file.size),
        Wanted::Part(range) => {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, file.size);
            answer.insert(header::CONTENT_RANGE, HeaderValue::try_from(text).map_err(internal)?);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Wanted::Impossible => {
            let text = format!("bytes */{}", file.size);
            // The body of a refusal is JSON, and must not be cached.
            let refusal = Json(Refusal::because(ErrorCode::BadFrame, "no such range"));
            let content_range = [(header::CONTENT_RANGE, HeaderValue::try_from(text).map_err(internal)?)];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, content_range, refusal).into_response());
        }
    };
    answer.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    let bytes = file.read(range).await.map_err(refusal::store)?;
    Ok((status, answer, Body::from_stream(bytes)).into_response())
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

#[derive(Debug, PartialEq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Impossible,
}

/// One range as in RFC 9110, section 14.2. Several ranges, and other units, are answered with the whole file, as it
/// allows.
fn wanted_range(headers: &HeaderMap, size: u64) -> Wanted {
    let Some(spec) = headers.get(header::RANGE).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("bytes="))
    else {
        return Wanted::Whole;
    };
    let Some((first, last)) = spec.split_once('-') else { return Wanted::Whole };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(last)) if first.trim().is_empty() => size.saturating_sub(last)..size,
        _ => return Wanted::Whole,
    };
    if range.is_empty() { Wanted::Impossible } else { Wanted::Part(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_rfc_9110() {
        let wanted = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_str(text).unwrap());
            wanted_range(&headers, 100)
        };
        assert_eq!(wanted_range(&HeaderMap::new(), 100), Wanted::Whole);
        assert_eq!(wanted("bytes=0-9"), Wanted::Part(0..10));
        assert_eq!(wanted("bytes=90-"), Wanted::Part(90..100));
        assert_eq!(wanted("bytes=-10"), Wanted::Part(90..100));
        assert_eq!(wanted("bytes=-1000"), Wanted::Part(0..100));
        assert_eq!(wanted("bytes=50-18446744073709551615"), Wanted::Part(50..100));
        assert_eq!(wanted("bytes=100-"), Wanted::Impossible);
        assert_eq!(wanted("bytes=-0"), Wanted::Impossible);
        for whole in ["bytes=9-1", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes="] {
            assert_eq!(wanted(whole), Wanted::Whole, "{whole}");
        }
    }
}
