//! Calendars that other programs read.
//!
//! The address of a calendar is its secret: these programs have no cookies. Whoever has it reads titles and times, and no names
//! of people.

use std::{collections::HashMap, time::Instant};

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use calendar::Event;
use protocol::{AuditKind, CourseAction, CourseId, ErrorCode, SessionId, schedule::CalendarLink};
use store::{Agent, AuditLine, CalendarOf, Person, PlanRow, SessionRow};

use super::{
    auth::{By, SignedIn},
    error::{HttpResult, Path},
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, refusal};

/// How a file of a calendar is called, after its secret.
const SUFFIX: &str = ".ics";

/// A calendar's text.
type Text = ([(HeaderName, HeaderValue); 2], String);

/// `GET /api/account/calendar`
pub async fn mine(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<CalendarLink>> {
    shown(&app, CalendarOf { person: person.id, course: None }).await
}

/// `POST /api/account/calendar`
pub async fn make_mine(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
) -> HttpResult<Json<CalendarLink>> {
    made(&app, &person, &agent, CalendarOf { person: person.id, course: None }).await
}

/// `DELETE /api/account/calendar`
pub async fn end_mine(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<StatusCode> {
    ended(&app, CalendarOf { person: person.id, course: None }).await
}

/// `GET /api/courses/{id}/calendar`
pub async fn of_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<CourseId>,
) -> HttpResult<Json<CalendarLink>> {
    shown(&app, members(&app, &person, id).await?).await
}

/// `POST /api/courses/{id}/calendar`
pub async fn make_of_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
) -> HttpResult<Json<CalendarLink>> {
    made(&app, &person, &agent, members(&app, &person, id).await?).await
}

/// `DELETE /api/courses/{id}/calendar`
pub async fn end_of_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<CourseId>,
) -> HttpResult<StatusCode> {
    ended(&app, members(&app, &person, id).await?).await
}

async fn members(app: &App, person: &Person, course: CourseId) -> HttpResult<CalendarOf> {
    app.authorize(course, person, CourseAction::SubscribeToCalendar).await?;
    Ok(CalendarOf { person: person.id, course: Some(course) })
}

async fn shown(app: &App, of: CalendarOf) -> HttpResult<Json<CalendarLink>> {
    let made_unix = app.store.calendar_link_made(of).await.map_err(refusal::store)?;
    Ok(Json(CalendarLink { made_unix, url: None }))
}

async fn made(app: &App, by: &Person, agent: &Agent, of: CalendarOf) -> HttpResult<Json<CalendarLink>> {
    let now = unix_now();
    let line = AuditLine::new(AuditKind::CalendarLinkMade, by, agent).once_a_day();
    let line = of.course.map_or(line.clone(), |course| line.in_course(course));
    let secret = app.store.make_calendar_link(of, &line, now).await.map_err(refusal::store)?;
    let url = format!("{}/calendar/{}{SUFFIX}", app.public_url, secret.reveal());
    Ok(Json(CalendarLink { made_unix: Some(now), url: Some(url) }))
}

async fn ended(app: &App, of: CalendarOf) -> HttpResult<StatusCode> {
    app.store.end_calendar_link(of).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /calendar/{secret}.ics`
pub async fn feed(State(app): State<App>, client: ClientAddress, Path(file): Path<String>) -> HttpResult<Text> {
    if !app.rates.calendars.take(&client, Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let secret = file.strip_suffix(SUFFIX).ok_or(ErrorCode::NotFound)?;
    let of = app.store.calendar_of_secret(secret).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let courses = app.store.courses_of(of.person).await.map_err(refusal::store)?;
    let titles: HashMap<CourseId, String> =
        courses.into_iter().map(|of| (of.course.id, of.course.details.title)).collect();
    let name = match of.course {
        Some(course) => titles.get(&course).ok_or(ErrorCode::NotFound)?.as_str(),
        None => "Meridian",
    };
    let rows = app.store.sessions_of_calendar(of).await.map_err(refusal::store)?;
    Ok(text(&app, name, &rows, |row| {
        let course = row.course.and_then(|course| titles.get(&course));
        course.map_or_else(|| row.title.clone(), |course| format!("{course}: {}", row.title))
    }))
}

/// `GET /api/sessions/{id}/calendar.ics`
pub async fn one(State(app): State<App>, SignedIn(person): SignedIn, Path(id): Path<SessionId>) -> HttpResult<Text> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let course = row.course.ok_or(ErrorCode::NotFound)?;
    app.authorize(course, &person, CourseAction::SeeCourse).await?;
    if row.plan.is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    let course = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let title = format!("{}: {}", course.details.title, row.title);
    Ok(text(&app, &title, std::slice::from_ref(&row), |_| title.clone()))
}

/// The text with these sessions, as far as they are planned. Their UID is their identity, which no change of a series, nor of
/// the server's address, changes.
fn text(app: &App, name: &str, rows: &[SessionRow], title: impl Fn(&SessionRow) -> String) -> Text {
    let texts =
        |row: &SessionRow| (format!("{}@meridian", row.id), title(row), format!("{}/j/{}", app.public_url, row.code));
    let planned: Vec<(&PlanRow, (String, String, String))> =
        rows.iter().filter_map(|row| Some((row.plan.as_ref()?, texts(row)))).collect();
    let events: Vec<Event<'_>> = planned
        .iter()
        .map(|(plan, (uid, title, url))| Event {
            uid,
            zone: &plan.zone,
            start_unix: plan.time.start_unix,
            end_unix: plan.time.end_unix,
            sequence: plan.sequence,
            changed_unix: plan.changed_unix,
            title,
            description: plan.cancelled.as_deref().unwrap_or_default(),
            url,
            cancelled: plan.cancelled.is_some(),
        })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, calendar::calendar(name, &events))
}
