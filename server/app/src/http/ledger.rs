//! The ledger of participation: of a class for its staff, and one's own.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, Millis, SessionId,
    http::SessionState,
    ledger::{ClassLedger, LedgerLine, LedgerRule, OwnLedger, Watched},
};
use store::{AuditLine, Person, SeatRow, SessionRow, StudentLedgerRow};

use super::{
    auth::{By, SeatIn, SignedIn},
    error::{Body, HttpResult, Path},
    sessions::summary,
};
use crate::{
    clock::unix_now,
    context::App,
    ledger::{entry, in_parts, tick},
    refusal, timeline_access,
};

/// `GET /api/sessions/{id}/ledger`
pub async fn of_class(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<ClassLedger>> {
    let (row, course) = class(&app, id).await?;
    app.authorize(course, &person, CourseAction::SeeLedger).await?;
    table(&app, row, course).await
}

/// `POST /api/sessions/{id}/ledger/export`
pub async fn export(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<ClassLedger>> {
    let (row, course) = class(&app, id).await?;
    app.authorize(course, &person, CourseAction::SeeLedger).await?;
    let line = AuditLine::new(AuditKind::ParticipationExported, &person, &agent).in_session(id, Some(course));
    app.store.note(&line.about(&row.title).once_a_day(), unix_now()).await.map_err(refusal::store)?;
    table(&app, row, course).await
}

/// What the students of a course have of a class.
async fn table(app: &App, row: SessionRow, course: CourseId) -> HttpResult<Json<ClassLedger>> {
    let id = row.id;
    let rule = rule(app, course).await?;
    app.ledgers.count(id).await.map_err(refusal::store)?;
    let length = summary(app, row).await.duration;
    let students = app.store.ledger_of_class(course, id).await.map_err(refusal::store)?;
    let line = |StudentLedgerRow { member, name, group, columns }: StudentLedgerRow| LedgerLine {
        member,
        name,
        group,
        entry: columns.map(|columns| entry(rule, length, &columns)),
    };
    Ok(Json(ClassLedger { rule, lines: students.into_iter().map(line).collect() }))
}

/// `GET /api/sessions/{id}/ledger/own`
pub async fn own(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<OwnLedger>> {
    let (row, course) = class(&app, id).await?;
    let standing = app.authorize(course, &person, CourseAction::BeCounted).await?;
    if !access::knows_of(standing, row.is_hidden()) {
        return Err(ErrorCode::NotFound.into());
    }
    let length = summary(&app, row).await.duration;
    Ok(Json(own_ledger(&app, id, course, &person, length).await?))
}

/// `POST /api/sessions/{id}/ledger/watched`
pub async fn watched(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    Body(played): Body<Watched>,
) -> HttpResult<Json<OwnLedger>> {
    app.rates.beats.admit(&seat.person.ok_or(ErrorCode::Forbidden)?, Instant::now())?;
    let row = timeline_access::may_read(&app.hub, &app.store, &seat).await?;
    let (person, course) = counted_student(&app, &seat).await?.ok_or(ErrorCode::Forbidden)?;
    if row.state == SessionState::Scheduled {
        return Err(ErrorCode::NotBegun.into());
    }
    if row.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let length = summary(&app, row).await.duration;
    let place = (seat.session, seat.participant);
    app.ledgers.watch(place, person.id, played, length, app.clock.now()).await.map_err(refusal::store)?;
    Ok(Json(own_ledger(&app, seat.session, course, &person, length).await?))
}

/// The holder of a seat with the course of which it is a class, if they are counted in its ledger.
pub async fn counted_student(app: &App, seat: &SeatRow) -> HttpResult<Option<(Person, CourseId)>> {
    let Some(person) = seat.person else { return Ok(None) };
    let row = app.store.session(seat.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let Some(course) = row.course.filter(|_| row.kind.is_counted()) else { return Ok(None) };
    let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
    let (standing, _) = app.standing_in(course, Some(&person)).await?;
    Ok(access::allows(standing, CourseAction::BeCounted).then_some((person, course)))
}

async fn own_ledger(
    app: &App,
    id: SessionId,
    course: CourseId,
    person: &Person,
    length: Millis,
) -> HttpResult<OwnLedger> {
    let rule = rule(app, course).await?;
    app.ledgers.count(id).await.map_err(refusal::store)?;
    let columns = app.store.own_ledger(id, person.id).await.map_err(refusal::store)?;
    let own = in_parts(rule, length, &columns);
    if own.entry.state.is_full()
        && let Some(line) = app.store.member_of(course, person.id).await.map_err(refusal::store)?
    {
        tick(&app.store, course, id, line.id, app.clock.now()).await.map_err(refusal::store)?;
    }
    Ok(own)
}

/// A class of a course.
pub async fn class(app: &App, id: SessionId) -> HttpResult<(SessionRow, CourseId)> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let course = row.course.filter(|_| row.kind.is_listed()).ok_or(ErrorCode::NotFound)?;
    Ok((row, course))
}

/// What counts as full participation in a course.
pub async fn rule(app: &App, course: CourseId) -> HttpResult<LedgerRule> {
    let course = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    Ok(course.details.ledger.unwrap_or_default())
}
