//! The recording for an audience: keys for whoever may watch, and what they open.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::BytesMut;
use flate2::Compression;
use futures_util::TryStreamExt;
use protocol::{
    AuditKind, ErrorCode, Millis, Refusal, SessionId,
    http::MediaKeys,
    limits::{MANIFEST_EDGE_MS, MEDIA_KEY_PERIOD_MS},
};

use super::{
    auth::{By, Watching},
    error::{HttpResult, Path, internal},
    gzip, media,
    sessions::summary,
    timeline::session_of,
};
use crate::{
    audience::{Key, LinesOf, LinesPage, RoomKeys, Shown, Valid, WholeFile},
    client_address::ClientAddress,
    context::App,
    refusal,
    session::viewer,
    timeline_access::SessionAccess,
};

/// `GET /api/sessions/{id}/media-keys`
pub async fn keys(State(app): State<App>, Watching(seat): Watching, By(agent): By) -> HttpResult<Json<MediaKeys>> {
    if session_of(&app, &seat).await?.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    app.note_presence(&seat, AuditKind::Watched, &agent);
    let mut access = app.timeline_access.of(seat.session).await;
    access.read_journal(&app.store, seat.session).await?;
    access.read_manifest(&app.store, seat.session).await?;
    let rooms = access.rooms(viewer(seat.participant, seat.role));
    let now = app.clock.now();
    show(&app, seat.session, &access, now);
    let (whole, edits) = (seat.role.is_staff(), access.times_edited());
    let key = |room| (room, app.audience.keys.give(seat.session, Key { room, whole, edits }, now));
    let valid_ms = RoomKeys::valid_ms(now);
    Ok(Json(MediaKeys {
        rooms: rooms.into_iter().map(key).collect(),
        valid_ms,
        renew_ms: valid_ms - MEDIA_KEY_PERIOD_MS,
    }))
}

/// `GET /media/{session}/{key}/{file}`: as with a seat, for whoever has the key.
pub async fn file(
    State(app): State<App>,
    Path((session, key, name)): Path<(SessionId, String, String)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let now = app.clock.now();
    let valid = opened(&app, session, &key, now)?;
    let track = recorder::track_of_file(&name).ok_or(ErrorCode::NotFound)?;
    let known = app.audience.shown(session, now).filter(|shown| shown.tells(track, now));
    let shown = match known {
        Some(shown) => shown,
        None => read_anew(&app, session, now).await?,
    };
    if shown.is_deleted() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let content = shown.content_of(valid.key, &name).ok_or(ErrorCode::NotFound)?;
    let kept = kept(valid.for_ms.min(MEDIA_KEY_PERIOD_MS), true);
    if headers.contains_key(header::RANGE) {
        return media::file(&app, session, &name, content, &headers, kept).await;
    }
    let file = app.audience.files.of(session, &name, now, whole(&app, session, &name)).await?;
    Ok((media::described(file.content_type, content, kept), file.bytes).into_response())
}

/// All of a file.
async fn whole(app: &App, session: SessionId, name: &str) -> Result<WholeFile, Refusal> {
    let file = app.store.media().file(session, name).await.map_err(refusal::store)?;
    let pieces: BytesMut =
        file.read(0..file.size).await.map_err(refusal::store)?.try_collect().await.map_err(refusal::store)?;
    Ok(WholeFile { content_type: file.content_type, bytes: pieces.freeze() })
}

/// `GET /media/{session}/{key}/manifest/{line}`: the lines about the key's room.
pub async fn lines(
    State(app): State<App>,
    address: ClientAddress,
    Path((session, key, line)): Path<(SessionId, String, u32)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let now = app.clock.now();
    let valid = opened(&app, session, &key, now)?;
    let of = LinesOf { session, key: valid.key, line };
    let page = app.audience.lines.of(of, now, put_together(&app, of, address, now)).await?;
    let for_ms = match page.is_closed {
        // It is put together anew with the next period.
        true => RoomKeys::valid_ms(now) - MEDIA_KEY_PERIOD_MS,
        false => MANIFEST_EDGE_MS.next_multiple_of(1_000),
    };
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    answer.insert(header::CACHE_CONTROL, kept(for_ms.min(valid.for_ms), page.is_closed));
    Ok(match page.gzip.filter(|_| gzip::accepted(&headers)) {
        Some(short) => {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (answer, short).into_response()
        }
        None => (answer, page.json).into_response(),
    })
}

/// What a key opens.
fn opened(app: &App, session: SessionId, key: &str, now: Millis) -> Result<Valid, Refusal> {
    let refused = || Refusal::because(ErrorCode::Unauthorized, "a key is good for a minute: ask for new ones");
    app.audience.keys.read(session, key, now).ok_or_else(refused)
}

/// Whoever has it may keep it so long, and give it to others who have the key: never longer than the key is good, and what staff took out
/// meanwhile for no longer than a minute.
fn kept(for_ms: Millis, is_closed: bool) -> HeaderValue {
    let immutable = if is_closed { ", immutable" } else { "" };
    let text = format!("public, max-age={}{immutable}", for_ms / 1_000);
    HeaderValue::try_from(text).expect("visible characters")
}

/// Reads what is shown of a session. Of many who ask at once, one does.
async fn read_anew(app: &App, session: SessionId, now: Millis) -> HttpResult<Arc<Shown>> {
    let mut access = app.timeline_access.of(session).await;
    let row = app.store.session(session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if row.deletion.is_some() {
        let shown = Arc::new(Shown::at(now, None));
        app.audience.show(session, &shown);
        return Ok(shown);
    }
    access.read_journal(&app.store, session).await?;
    access.read_manifest(&app.store, session).await?;
    Ok(show(app, session, &access, now))
}

/// Lets an audience have what is known of a session that is not deleted.
fn show(app: &App, session: SessionId, access: &SessionAccess, now: Millis) -> Arc<Shown> {
    let shown = Arc::new(Shown::at(now, Some(access.tracks())));
    app.audience.show(session, &shown);
    shown
}

/// Puts a page together, on a thread apart from those of class, and charges the address that asked first.
async fn put_together(app: &App, of: LinesOf, address: ClientAddress, now: Millis) -> Result<LinesPage, Refusal> {
    let _turn = app.pages.turn_for_all(address).await?;
    let row = app.store.session(of.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if row.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let class_time = summary(app, row).await.duration;
    let mut access = app.timeline_access.of(of.session).await;
    access.read_journal(&app.store, of.session).await?;
    access.read_manifest(&app.store, of.session).await?;
    // Files that the page names are there for whoever reads it.
    show(app, of.session, &access, now);
    let made = move || {
        let page = access.room_manifest(of.line, of.key, class_time);
        let json = serde_json::to_vec(&page)?;
        let gzip = gzip::compressed(&json, Compression::fast());
        Ok::<_, serde_json::Error>(LinesPage { json: json.into(), gzip, is_closed: page.more || page.complete })
    };
    let page = tokio::task::spawn_blocking(made).await.map_err(|error| internal(error).0)?;
    let page = page.map_err(|error| internal(error).0)?;
    app.pages.charge_address(address, Bytes::len(&page.json));
    Ok(page)
}
