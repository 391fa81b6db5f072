//! The log that staff read, and everybody of their own account.

use access::authorize;
use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    CourseAction, CourseId, ErrorCode,
    audit::{AuditCourse, AuditEntry, AuditPage, AuditTopic, ExportNote},
    privacy::FORMER_PARTICIPANT,
};
use serde::Deserialize;
use store::{AuditOf, AuditQuery, AuditRow};

use super::{
    auth::{By, SeatIn, SignedIn},
    error::{Body, HttpResult, Path, Query},
};
use crate::{clock::unix_now, context::App, refusal};

/// The query of a page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    topic: Option<AuditTopic>,
    #[serde(default)]
    search: String,
    before: Option<String>,
}

/// `GET /api/courses/{id}/audit`
pub async fn of_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Query(query): Query<PageQuery>,
) -> HttpResult<Json<AuditPage>> {
    app.authorize(course, &person, CourseAction::ReadCourseLog).await?;
    page(&app, AuditOf::Course(course), query).await
}

/// `GET /api/audit`
pub async fn of_server(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Query(query): Query<PageQuery>,
) -> HttpResult<Json<AuditPage>> {
    authorize(app.standing(Some(&person)), CourseAction::ReadServerLog)?;
    page(&app, AuditOf::Server, query).await
}

/// `GET /api/account/audit`
pub async fn of_account(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Query(query): Query<PageQuery>,
) -> HttpResult<Json<AuditPage>> {
    page(&app, AuditOf::Account(person.id), query).await
}

async fn page(app: &App, of: AuditOf, PageQuery { topic, search, before }: PageQuery) -> HttpResult<Json<AuditPage>> {
    if search.contains('\0') {
        return Err(ErrorCode::TextInvalid.into());
    }
    let before = before.map(|place| place.parse().map_err(|_| ErrorCode::BadFrame)).transpose()?;
    let query = AuditQuery { topic, search: search.trim().to_owned(), before };
    let (rows, next) = app.store.audit(of, &query).await.map_err(refusal::store)?;
    Ok(Json(AuditPage { entries: rows.into_iter().map(entry).collect(), next: next.map(|place| place.to_string()) }))
}

/// `POST /api/sessions/{id}/exports`
pub async fn export(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    By(agent): By,
    Body(ExportNote { of }): Body<ExportNote>,
) -> HttpResult<StatusCode> {
    if !seat.role.is_staff() {
        return Err(ErrorCode::Forbidden.into());
    }
    app.store.note_presence(&seat, of.kind(), &agent, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

fn entry(row: AuditRow) -> AuditEntry {
    AuditEntry {
        id: row.place.to_string(),
        at_unix: row.place.at_unix,
        kind: row.kind,
        guest: row.person.is_none() && row.who != FORMER_PARTICIPANT,
        who: row.who,
        browser: row.agent.browser,
        system: row.agent.system,
        course: row.course.map(|(id, title)| AuditCourse { id, title }),
        about: row.about,
        subject: row.subject,
        detail: row.detail,
    }
}
