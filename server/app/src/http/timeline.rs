//! The timeline: journal, manifest and files. While class runs and later, the requests are the same.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use axum::{Json, extract::State, response::Response};
use live::Viewer;
use protocol::{
    AuditKind, ErrorCode, Event, Millis, ParticipantId, Role, Seq, SessionId,
    http::{JournalPage, KeepPosition, SessionState, SessionSummary, Timeline, WatchPosition},
    limits,
};
use serde::Deserialize;
use store::{SeatRow, SessionRow};

use super::{
    auth::{By, SeatIn, Watching},
    downloads::may_take_along,
    error::{self, HttpResult, Query},
    ledger::is_counted,
    page::Reader,
    sessions::summary,
};
use crate::{
    after_class::admit_later_act,
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
pub async fn timeline(State(app): State<App>, Watching(seat): Watching) -> HttpResult<Json<Timeline>> {
    let row = session_of(&app, &seat).await?;
    let course = row.course.filter(|_| seat.person.is_some());
    let table = app.table_of(&row, &seat).await?;
    let downloads = takes_along(&app, &seat, &row).await?;
    let writes = takes_part(&app, &seat, &row).await;
    let session = summary(&app, row).await;
    let counted = is_counted(&app, &seat).await?;
    let (edits, late_counts, answered_later) = {
        let mut access = app.timeline_access.of(seat.session).await;
        access.read_journal(&app.store, seat.session).await?;
        let counts = access.late_counts(viewer(seat.participant, seat.role));
        (access.edits().clone(), counts, access.answered_secretly(seat.participant))
    };
    let withdrawn = app.store.withdrawn(seat.session).await.map_err(refusal::store)?.all;
    let position = app.store.watch_position((seat.session, seat.participant)).await.map_err(refusal::store)?;
    Ok(Json(Timeline {
        now: session.duration,
        session,
        you: seat.participant,
        role: seat.role,
        counted,
        writes,
        downloads,
        edits,
        late_counts,
        answered_later,
        withdrawn: withdrawn.into_iter().collect(),
        course,
        position,
        now_unix: app.clock.now(),
        table,
    }))
}

/// Whether the account that has the seat may take the recording of this session along.
async fn takes_along(app: &App, seat: &SeatRow, row: &SessionRow) -> HttpResult<bool> {
    let Some(person) = seat.person else { return Ok(false) };
    let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
    Ok(may_take_along(app, &person, row).await.is_ok())
}

/// Whether whoever has the seat may do something at a moment of this session.
async fn takes_part(app: &App, seat: &SeatRow, row: &SessionRow) -> bool {
    let acts = row.state != SessionState::Closed && row.kind.is_listed() && seat.role != Role::Observer;
    acts && admit_later_act(&app.store, row, seat).await.is_ok()
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
    let visible = events.into_iter().filter_map(|event| access.told(event, you));
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

/// What is told of the session, for a seat that may read it and does not ask too often.
async fn session(app: &App, seat: &SeatRow) -> HttpResult<SessionSummary> {
    Ok(summary(app, session_of(app, seat).await?).await)
}

/// The session, for a seat that may read it and does not ask too often.
pub async fn session_of(app: &App, seat: &SeatRow) -> HttpResult<SessionRow> {
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    Ok(timeline_access::may_read(&app.hub, &app.store, seat).await?)
}
