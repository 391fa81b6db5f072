//! The timeline: journal, manifest and files. While class runs and later, the requests are the same.

use std::{
    collections::BTreeSet,
    ops::Range,
    time::{Duration, Instant},
};

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use live::Viewer;
use protocol::{
    AuditKind, ErrorCode, Event, Millis, ParticipantId, Refusal, Seq, SessionId,
    http::{JournalPage, KeepPosition, SessionSummary, Timeline, WatchPosition},
    limits,
    manifest::TrackContent,
    recording::Edits,
};
use serde::Deserialize;
use store::{SeatRow, SessionRow};

use super::{
    auth::{By, SeatIn},
    error::{self, HttpResult, Path, Query, internal},
    ledger::counted_student,
    page::Reader,
    sessions::summary,
};
use crate::{
    context::App,
    refusal,
    session::viewer,
    timeline_access::{self, PageStart, SessionAccess},
};

/// Where a page of the manifest begins: at a line or, if it is given, around a moment of class.
#[derive(Debug, Deserialize)]
pub struct ManifestQuery {
    #[serde(default)]
    from: u64,
    at: Option<Millis>,
}

/// Where a page of the journal begins, and whether to wait for it.
#[derive(Debug, Deserialize)]
pub struct JournalQuery {
    #[serde(default)]
    from: Seq,
    #[serde(default)]
    wait: bool,
}

/// `GET /api/sessions/{id}/timeline`
pub async fn timeline(State(app): State<App>, SeatIn(seat): SeatIn) -> HttpResult<Json<Timeline>> {
    let row = session_of(&app, &seat).await?;
    let course = row.course.filter(|_| seat.person.is_some());
    let session = summary(&app, row).await;
    let counted = counted_student(&app, &seat).await?.is_some();
    let edits = match session.state.is_over() {
        true => {
            let mut access = app.timeline_access.of(seat.session).await;
            access.read_journal(&app.store, seat.session).await?;
            access.edits().clone()
        }
        false => Edits::default(),
    };
    let position = app.store.watch_position((seat.session, seat.participant)).await.map_err(refusal::store)?;
    Ok(Json(Timeline {
        now: session.duration,
        session,
        you: seat.participant,
        role: seat.role,
        counted,
        edits,
        course,
        position,
        now_unix: app.clock.now(),
    }))
}

/// `PUT /api/sessions/{id}/position`
pub async fn keep_position(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    error::Body(KeepPosition { at }): error::Body<KeepPosition>,
) -> HttpResult<Json<WatchPosition>> {
    let place = (seat.session, seat.participant);
    app.rates.positions.admit(&place, Instant::now())?;
    let row = session_of(&app, &seat).await?;
    let end = summary(&app, row).await.duration;
    let position = WatchPosition { at: at.min(end), kept_unix: app.clock.now() };
    app.store.keep_watch_position(place, position).await.map_err(refusal::store)?;
    Ok(Json(position))
}

/// `GET /api/sessions/{id}/journal`
pub async fn journal(
    State(app): State<App>,
    reader: Reader,
    Query(JournalQuery { from, wait }): Query<JournalQuery>,
) -> HttpResult<Response> {
    let seat = &reader.seat;
    // Subscribed before the events are read, so that none falls in between.
    let mut news = app.news.subscribe(seat.session);
    // The state is read before the events: once the session has ended, all events of class are in the journal.
    let mut row = session_of(&app, seat).await?;
    let session = summary(&app, row.clone()).await;
    let from: Seq = from.max(1);
    let read = || app.store.journal().stored(seat.session, from, limits::JOURNAL_PAGE, limits::JOURNAL_PAGE_BYTES);
    let mut turn = reader.turn(&app.pages).await?;
    let mut stored = read().await.map_err(refusal::store)?;
    let end = if stored.is_empty() { end(&app, seat.session).await? } else { Seq::MAX };
    if wait && stored.is_empty() && from <= end {
        drop(turn);
        let waited = tokio::time::timeout(Duration::from_millis(limits::NEWS_WAIT_MS), news.changed()).await;
        turn = reader.turn(&app.pages).await?;
        let stopping = matches!(waited, Ok(Err(_)));
        if !stopping {
            // Who was removed meanwhile, or signed out, reads no more. The token of who was banned opens nothing either, so
            // the ban is asked for first: they are told why.
            row = timeline_access::may_read(&app.hub, &app.store, seat).await?;
            reader.check_token(&app).await?;
            stored = read().await.map_err(refusal::store)?;
        }
    }
    let staff = match timeline_access::reads_names(seat, &row) {
        true => None,
        false => Some(app.store.staff_seats(seat.session).await.map_err(refusal::store)?),
    };
    let you = viewer(seat.participant, seat.role);
    let mut access = app.timeline_access.of(seat.session).await;
    access.read_journal(&app.store, seat.session).await?;
    let page = move || {
        let more = stored.is_full();
        let events = stored.events();
        let last = events.last().filter(|_| more);
        JournalPage {
            // A full page is the same for all who read it, whenever they do, so that it is compressed once.
            now: last.map_or(session.duration, |event| event.at),
            next: events.last().map_or(from.min(end), |event| event.seq + 1),
            events: shown(events, you, &access, staff.as_ref()),
            more,
            complete: session.state.is_over() && !more,
        }
    };
    reader.answer(&app.pages, turn, page).await
}

/// The events that the viewer may see; where `staff` are given, the others have pseudonyms.
fn shown(
    events: Vec<Event>,
    you: Viewer,
    access: &SessionAccess,
    staff: Option<&BTreeSet<ParticipantId>>,
) -> Vec<Event> {
    let visible = events.into_iter().filter(|event| access.reads(event, you));
    match staff {
        None => visible.collect(),
        Some(staff) => visible.map(|event| live::with_pseudonyms(event, staff)).collect(),
    }
}

/// The number of the event that will follow the last.
async fn end(app: &App, session: SessionId) -> HttpResult<Seq> {
    let last = app.store.journal().last(session).await.map_err(refusal::store)?;
    Ok(last.map_or(1, |(seq, _)| seq + 1))
}

/// `GET /api/sessions/{id}/manifest`: the lines about rooms that the seat may watch.
pub async fn manifest(
    State(app): State<App>,
    reader: Reader,
    By(agent): By,
    Query(ManifestQuery { from, at }): Query<ManifestQuery>,
) -> HttpResult<Response> {
    let seat = &reader.seat;
    let session = session(&app, seat).await?;
    if !session.recording.is_kept() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    app.note_presence(seat, AuditKind::Watched, &agent);
    let now = session.duration;
    let start = match at {
        Some(at) => PageStart::Moment(at),
        None => PageStart::Line(u32::try_from(from).map_err(|_| ErrorCode::NotFound)?),
    };
    let you = viewer(seat.participant, seat.role);
    let turn = reader.turn(&app.pages).await?;
    let mut access = app.timeline_access.of(seat.session).await;
    access.read_journal(&app.store, seat.session).await?;
    access.read_manifest(&app.store, seat.session).await?;
    reader.answer(&app.pages, turn, move || access.manifest(start, you, now)).await
}

/// `GET /api/sessions/{id}/media/{file}`: the file or, with `Range: bytes=…`, a part of it.
pub async fn media(
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
    let file = app.store.media().file(seat.session, &name).await.map_err(|_| ErrorCode::NotFound)?;
    app.note_presence(&seat, AuditKind::Watched, &agent);
    let content_type = if is_sound(content) { "audio/webm" } else { file.content_type };
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // A file never changes once the manifest names it. Who may read it depends on the token.
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("Authorization"));
    let (status, range) = match wanted_range(&headers, file.size) {
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

/// Sound is recorded as Opus in WebM; the file's name does not tell it from video.
fn is_sound(content: TrackContent) -> bool {
    match content {
        TrackContent::Participant { source, .. } => source.is_audio(),
        TrackContent::Mix { .. } => true,
    }
}

/// What is told of the session, for a seat that may read it and does not ask too often.
async fn session(app: &App, seat: &SeatRow) -> HttpResult<SessionSummary> {
    Ok(summary(app, session_of(app, seat).await?).await)
}

/// The session, for a seat that may read it and does not ask too often.
async fn session_of(app: &App, seat: &SeatRow) -> HttpResult<SessionRow> {
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    Ok(timeline_access::may_read(&app.hub, &app.store, seat).await?)
}

#[derive(Debug, PartialEq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Impossible,
}

/// One range as in RFC 9110, section 14.2. Several ranges, and other units, are answered with the whole file, as it
/// allows.
fn wanted_range(headers: &HeaderMap, size: Millis) -> Wanted {
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
