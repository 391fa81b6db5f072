//! Deadlines that are later for one person.

use std::collections::HashMap;

use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, MemberId, SessionId,
    extensions::{Extension, GiveExtension},
    limits,
};
use store::{AuditLine, ExtensionRow, Person, SessionRow};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path},
};
use crate::{clock::unix_now, context::App, refusal, schedule::Due};

/// `GET /api/sessions/{id}/extensions`
pub async fn of_session(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Vec<Extension>>> {
    let (row, course) = class(&app, id, &person).await?;
    let given = app.store.extensions_of_session(id).await.map_err(refusal::store)?;
    let due = due(&app, course).await?;
    Ok(Json(given.into_iter().map(|given| extension(given, &row, due.as_ref())).collect()))
}

/// `GET /api/courses/{id}/roster/{member}/extensions`
pub async fn of_member(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, member)): Path<(CourseId, MemberId)>,
) -> HttpResult<Json<Vec<Extension>>> {
    app.authorize(course, &person, CourseAction::GiveExtensions).await?;
    let given = app.store.extensions_of_member(course, member).await.map_err(refusal::store)?;
    if given.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let due = due(&app, course).await?;
    let sessions = app.store.schedule_of_course(course).await.map_err(refusal::store)?;
    let sessions: HashMap<SessionId, SessionRow> = sessions.into_iter().map(|row| (row.id, row)).collect();
    let of = |given: ExtensionRow| Some(extension(given.clone(), sessions.get(&given.session)?, due.as_ref()));
    Ok(Json(given.into_iter().filter_map(of).collect()))
}

/// `PUT /api/sessions/{id}/extensions/{member}`
pub async fn give(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((id, member)): Path<(SessionId, MemberId)>,
    Body(GiveExtension { days }): Body<GiveExtension>,
) -> HttpResult<StatusCode> {
    let (row, course) = class(&app, id, &person).await?;
    if !(1..=limits::EXTENSION_DAYS).contains(&days) {
        return Err(ErrorCode::NoDeadline.into());
    }
    due(&app, course).await?.and_then(|due| due.at(&row, days)).ok_or(ErrorCode::NoDeadline)?;
    let line = AuditLine::new(AuditKind::ExtensionGiven, &person, &agent).in_session(row.id, Some(course)).detail(days);
    let line = line.about(&row.title);
    app.store.set_extension(course, id, member, Some(days), &line, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/sessions/{id}/extensions/{member}`
pub async fn end(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((id, member)): Path<(SessionId, MemberId)>,
) -> HttpResult<StatusCode> {
    let (row, course) = class(&app, id, &person).await?;
    let line = AuditLine::new(AuditKind::ExtensionEnded, &person, &agent).in_session(row.id, Some(course));
    let line = line.about(&row.title);
    if !app.store.set_extension(course, id, member, None, &line, unix_now()).await.map_err(refusal::store)? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A session of a course, for somebody who may give extensions there.
async fn class(app: &App, id: SessionId, person: &Person) -> HttpResult<(SessionRow, CourseId)> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let course = row.course.filter(|_| row.kind.is_listed()).ok_or(ErrorCode::NotFound)?;
    app.authorize(course, person, CourseAction::GiveExtensions).await?;
    Ok((row, course))
}

/// The rule of a course, if it has one.
pub(super) async fn due(app: &App, course: CourseId) -> HttpResult<Option<Due>> {
    let row = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let holidays = app.store.holidays_of(course).await.map_err(refusal::store)?;
    Ok(Due::of(row.deadline.as_ref(), &row.details.zone, &holidays))
}

fn extension(given: ExtensionRow, row: &SessionRow, due: Option<&Due>) -> Extension {
    let due_unix = due.and_then(|due| due.at(row, given.days));
    let ExtensionRow { session, member, name, days } = given;
    Extension { session, title: row.title.clone(), member, name, days, due_unix }
}
