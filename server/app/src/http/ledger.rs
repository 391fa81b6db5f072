//! The ledger of participation: of a class for its staff, and one's own.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, SessionId,
    http::SessionState,
    ledger::{ClassLedger, LedgerLine, LedgerRule, OwnLedger, Watched},
};
use store::{AuditLine, Person, PersonId, SeatRow, SessionRow, StudentLedgerRow};

use super::{
    auth::{By, SeatIn, SignedIn},
    error::{Body, HttpResult, Path},
    extensions,
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
    let (rule, due) = (rule(app, course).await?, extensions::due(app, course).await?);
    app.ledgers.count(id).await.map_err(refusal::store)?;
    let (length, now) = (summary(app, row.clone()).await.duration, app.clock.now());
    let students = app.store.ledger_of_class(course, id).await.map_err(refusal::store)?;
    let line = |student: StudentLedgerRow| {
        let StudentLedgerRow { member, participant, name, group, extension, columns } = student;
        let due_unix = due.as_ref().and_then(|due| due.at(&row, extension));
        let entry = columns.map(|columns| entry(rule, length, &columns, now).due(due_unix));
        LedgerLine { member, participant, name, group, entry }
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
    Ok(Json(own_ledger(&app, row, course, &person).await?))
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
    let length = summary(&app, row.clone()).await.duration;
    let unfinished = played.from != played.to && Act::of(&app, &row, &person).await?.is_some();
    let place = (seat.session, seat.participant);
    app.ledgers.watch(place, person.id, played, (length, unfinished)).await.map_err(refusal::store)?;
    Ok(Json(own_ledger(&app, row, course, &person).await?))
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

/// What a student does for a class of which they have not all so far.
pub struct Act {
    session: SessionId,
    person: PersonId,
}

impl Act {
    /// Asked before it is done; `None` where it does not count, or they have all of the class.
    pub async fn of(app: &App, row: &SessionRow, person: &Person) -> HttpResult<Option<Act>> {
        let Some(course) = row.course.filter(|_| row.kind.is_counted()) else { return Ok(None) };
        let (standing, _) = app.standing_in(course, Some(person)).await?;
        if !access::allows(standing, CourseAction::BeCounted) {
            return Ok(None);
        }
        let entry = own_entry(app, row.clone(), course, person).await?.entry;
        Ok((!entry.state.is_full()).then_some(Act { session: row.id, person: person.id }))
    }

    /// The same, for whoever writes about a class on the board.
    pub async fn about(app: &App, session: Option<SessionId>, person: &Person) -> HttpResult<Option<Act>> {
        let Some(session) = session else { return Ok(None) };
        match app.store.session(session).await.map_err(refusal::store)? {
            Some(row) => Act::of(app, &row, person).await,
            None => Ok(None),
        }
    }

    /// The same, of a seat.
    pub async fn by(app: &App, row: &SessionRow, seat: &SeatRow) -> HttpResult<Option<Act>> {
        let Some(person) = seat.person else { return Ok(None) };
        let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
        Act::of(app, row, &person).await
    }

    /// Notes that it is done.
    pub async fn note(self, app: &App) -> HttpResult<()> {
        let Act { session, person } = self;
        Ok(app.store.note_acted(session, person, app.clock.now()).await.map_err(refusal::store)?)
    }
}

async fn own_entry(app: &App, row: SessionRow, course: CourseId, person: &Person) -> HttpResult<OwnLedger> {
    let (id, rule) = (row.id, rule(app, course).await?);
    app.ledgers.count(id).await.map_err(refusal::store)?;
    let columns = app.store.own_ledger(id, person.id).await.map_err(refusal::store)?;
    let length = summary(app, row).await.duration;
    Ok(in_parts(rule, length, &columns, app.clock.now()))
}

async fn own_ledger(app: &App, row: SessionRow, course: CourseId, person: &Person) -> HttpResult<OwnLedger> {
    let given = app.store.extensions_of(person.id).await.map_err(refusal::store)?;
    let extension = given.get(&row.id).copied().unwrap_or(0);
    let due_unix = extensions::due(app, course).await?.and_then(|due| due.at(&row, extension));
    let id = row.id;
    let OwnLedger { entry, parts } = own_entry(app, row, course, person).await?;
    if entry.state.is_full()
        && let Some(line) = app.store.member_of(course, person.id).await.map_err(refusal::store)?
    {
        tick(&app.store, course, id, line.id, app.clock.now()).await.map_err(refusal::store)?;
    }
    Ok(OwnLedger { entry: entry.due(due_unix), parts })
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
