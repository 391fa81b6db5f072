//! The ledger of participation: of a class for its staff, and one's own.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, SessionId,
    http::SessionState,
    ledger::{ClassLedger, LedgerLine, LedgerRule, OwnLedger, Watched},
};
use store::{AuditLine, Person, SeatRow, SessionRow, StudentLedgerRow};

use super::{
    auth::{By, SeatIn, SignedIn},
    error::{Body, HttpRefusal, HttpResult, Path},
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
    let own = own_entry(&app, row.clone(), &person).await?;
    Ok(Json(dated(&app, &row, course, &person, own).await?))
}

/// `POST /api/sessions/{id}/ledger/watched`
pub async fn watched(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    Body(played): Body<Watched>,
) -> HttpResult<Json<OwnLedger>> {
    app.rates.beats.admit(&seat.person.ok_or(ErrorCode::Forbidden)?, Instant::now())?;
    let row = timeline_access::may_read(&app.hub, &app.store, &seat).await?;
    let (person, course) = counted_holder(&app, &seat, &row).await?.ok_or(ErrorCode::Forbidden)?;
    if row.state == SessionState::Scheduled {
        return Err(ErrorCode::NotBegun.into());
    }
    if row.deletion.is_some() {
        return Err(ErrorCode::RecordingDeleted.into());
    }
    let length = summary(&app, row.clone()).await.duration;
    let (place, over) = ((seat.session, seat.participant), row.ended_unix);
    let own = app.ledgers.watch(place, person.id, played, (length, over)).await.map_err(refusal::store)?;
    Ok(Json(dated(&app, &row, course, &person, own).await?))
}

/// Whether the holder of a seat is counted in the ledger of a course of which it is a class.
pub async fn is_counted(app: &App, seat: &SeatRow) -> HttpResult<bool> {
    let row = app.store.session(seat.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    Ok(counted_holder(app, seat, &row).await?.is_some())
}

/// The holder of a seat in this session, with the course of which it is a class, if they are counted in its ledger.
async fn counted_holder(app: &App, seat: &SeatRow, row: &SessionRow) -> HttpResult<Option<(Person, CourseId)>> {
    let Some(person) = seat.person else { return Ok(None) };
    let Some(course) = row.course.filter(|_| row.kind.is_counted()) else { return Ok(None) };
    let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
    let (standing, _) = app.standing_in(course, Some(&person)).await?;
    Ok(access::allows(standing, CourseAction::BeCounted).then_some((person, course)))
}

/// What a student does for a class of which they have not all so far.
pub struct Act {
    row: SessionRow,
    person: Person,
}

impl Act {
    /// Asked before it is done; `None` where it does not count, or they have all of the class.
    async fn of(app: &App, row: SessionRow, person: Person) -> HttpResult<Option<Act>> {
        let Some(course) = row.course.filter(|_| row.kind.is_counted()) else { return Ok(None) };
        let (standing, _) = app.standing_in(course, Some(&person)).await?;
        if !access::allows(standing, CourseAction::BeCounted) {
            return Ok(None);
        }
        let entry = own_entry(app, row.clone(), &person).await?.entry;
        Ok((!entry.state.is_full()).then_some(Act { row, person }))
    }

    /// The same, of a seat.
    pub async fn by(app: &App, row: &SessionRow, seat: &SeatRow) -> HttpResult<Option<Act>> {
        let Some(person) = seat.person else { return Ok(None) };
        let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::Unauthorized)?;
        Act::of(app, row.clone(), person).await
    }

    /// The same, for whoever writes about a class on the board, which counts where its course asks for a response. Nobody is kept from
    /// writing by the ledger: where it cannot be read, it does not count.
    pub async fn response(app: &App, session: Option<SessionId>, person: &Person) -> Option<Act> {
        let row = app.store.session(session?).await.ok()??;
        if !rule(app, row.course?).await.ok()?.response {
            return None;
        }
        Act::of(app, row, person.clone()).await.ok()?
    }

    /// Notes when it is done that they have all of the class, if they do. What they did stands, whatever comes of the note.
    pub async fn note(self, app: &App) {
        if let Err(HttpRefusal(refusal)) = self.noted(app).await {
            tracing::warn!(%refusal, "that somebody has all of a class could not be noted");
        }
    }

    async fn noted(self, app: &App) -> HttpResult<()> {
        let Act { row, person } = self;
        let (id, over) = (row.id, row.ended_unix);
        if own_entry(app, row, &person).await?.entry.state.is_full() {
            app.store.note_done(id, person.id, over, app.clock.now()).await.map_err(refusal::store)?;
        }
        Ok(())
    }
}

async fn own_entry(app: &App, row: SessionRow, person: &Person) -> HttpResult<OwnLedger> {
    let own = app.ledgers.of(row.id, person.id).await.map_err(refusal::store)?;
    let length = summary(app, row).await.duration;
    Ok(in_parts(own.rule, length, &own.columns, app.clock.now()))
}

/// What somebody has of a class, with whether they had all of it by its date. What that is of their preparation is ticked.
async fn dated(
    app: &App,
    row: &SessionRow,
    course: CourseId,
    person: &Person,
    own: OwnLedger,
) -> HttpResult<OwnLedger> {
    let OwnLedger { entry, parts } = own;
    if entry.state.is_full()
        && let Some(line) = app.store.member_of(course, person.id).await.map_err(refusal::store)?
    {
        tick(&app.store, course, row.id, line.id, app.clock.now()).await.map_err(refusal::store)?;
    }
    let due_unix = match entry.done_unix {
        Some(_) => {
            let given = app.store.extensions_of(person.id).await.map_err(refusal::store)?;
            let extension = given.get(&row.id).copied().unwrap_or(0);
            extensions::due(app, course).await?.and_then(|due| due.at(row, extension))
        }
        None => None,
    };
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
