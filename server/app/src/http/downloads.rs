//! Downloads of the recording of a class.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use protocol::{
    AuditKind, CourseAction, ErrorCode, Refusal, SessionId,
    downloads::{PictureCodec, WebmChoices},
};
use serde::Deserialize;
use store::{Agent, AuditLine, Person, PersonId, SessionRow};

use super::{
    auth::{By, SignedIn},
    error::{HttpResult, Path, Query},
    files::encoded,
    recording::own,
};
use crate::{
    clock::unix_now,
    context::App,
    downloads::{offline::Offline, sending::Begun, webm::Makings},
    places::Place,
    refusal,
};

/// Which of the files that can be made.
#[derive(Debug, Deserialize)]
pub struct WebmQuery {
    codec: Option<PictureCodec>,
}

/// What of it the folder has.
#[derive(Debug, Deserialize)]
pub struct OfflineQuery {
    /// Whether it has sound alone.
    #[serde(default)]
    sound: bool,
}

/// `GET /api/sessions/{id}/recording/downloads`
pub async fn choices(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<WebmChoices>> {
    // Nobody is shown what they would be refused. The place is given back at once.
    let (_, _, _place) = begin(&app, &person, id).await?;
    Ok(Json(Makings::of(&app.store, id).await.map_err(refusal::store)?.choices()))
}

/// `GET /api/sessions/{id}/recording/webm?codec=CODEC`
pub async fn webm(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Query(WebmQuery { codec }): Query<WebmQuery>,
) -> HttpResult<Response> {
    let (row, begun, place) = begin(&app, &person, id).await?;
    let makings = Makings::of(&app.store, id).await.map_err(refusal::store)?;
    let file = makings.webm(&app.store, codec).await.map_err(refusal::store)?;
    let name = format!("{}{}.webm", row.title, makings.mark(codec));
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("video/webm")),
        (header::CONTENT_LENGTH, file.bytes().into()),
        (header::CONTENT_DISPOSITION, attachment(&name)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    note(&app, &person, &agent, &row, &name).await?;
    Ok((headers, begun.body(file.body(app.store.clone(), place))).into_response())
}

/// `GET /api/sessions/{id}/recording/offline?sound=SOUND`. Without sound there is no folder with sound alone.
pub async fn offline(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Query(OfflineQuery { sound }): Query<OfflineQuery>,
) -> HttpResult<Response> {
    let (row, begun, place) = begin(&app, &person, id).await?;
    let folder = Offline::of(&app.store, &row, &app.public_url, sound).await.map_err(refusal::store)?;
    let name = format!("{}{}.zip", row.title, if sound { " (sound)" } else { "" });
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, attachment(&name)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    note(&app, &person, &agent, &row, &name).await?;
    Ok((headers, begun.body(folder.body(app.store.clone(), place))).into_response())
}

/// The session whose recording this person takes along now, what is left of it now, and their place among those who do.
async fn begin(app: &App, person: &Person, id: SessionId) -> HttpResult<(SessionRow, Begun, Place<PersonId>)> {
    let begun = Begun::now(&app.store, id).await.map_err(refusal::store)?;
    let row = recording(app, person, id).await?;
    if begun.is_erasing() || !app.store.withdrawn(id).await.map_err(refusal::store)?.pending.is_empty() {
        return Err(Refusal::because(
            ErrorCode::NotNow,
            "somebody is being taken out of the recording: try again soon",
        )
        .into());
    }
    let by_staff = own(app, person, id, CourseAction::DownloadRecordings).await.is_ok();
    let places = if by_staff { &app.downloads } else { &app.downloads_of_students };
    Ok((row, begun, places.take(person.id).ok_or(ErrorCode::DownloadsBusy)?))
}

/// Nobody takes a recording along without a line that says so.
async fn note(app: &App, person: &Person, agent: &Agent, row: &SessionRow, name: &str) -> HttpResult<()> {
    let line = AuditLine::new(AuditKind::Downloaded, person, agent).in_session(row.id, row.course);
    let line = line.about(&row.title).detail(name).once_a_day();
    Ok(app.store.note(&line, unix_now()).await.map_err(refusal::store)?)
}

/// The session whose recording this person may take along, once it is over.
pub async fn recording(app: &App, person: &Person, id: SessionId) -> HttpResult<SessionRow> {
    let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    may_take_along(app, person, &row).await?;
    match row.deletion {
        _ if !row.state.is_over() => Err(ErrorCode::NotNow.into()),
        Some(_) => Err(ErrorCode::RecordingDeleted.into()),
        None => Ok(row),
    }
}

/// Refuses whoever may not take the recording of this session along: they are no staff of its course, and no student whom it lets do so
/// and who was not removed from the class.
/// That of a class without a course is for whoever started it.
pub async fn may_take_along(app: &App, person: &Person, row: &SessionRow) -> HttpResult<()> {
    let Some(course) = row.course.filter(|_| row.kind.is_listed()) else {
        return own(app, person, row.id, CourseAction::DownloadRecordings).await.map(drop);
    };
    let (standing, _) = app.standing_in(course, Some(person)).await?;
    let course = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if !access::allows(standing, CourseAction::DownloadRecordings)
        && app.store.was_removed(row.id, person.id).await.map_err(refusal::store)?
    {
        return Err(ErrorCode::Removed.into());
    }
    Ok(access::take_along(standing, course.details.downloads.unwrap_or_default(), row.is_hidden())?)
}

/// The header by which a browser keeps what it gets as a file of this name.
pub fn attachment(name: &str) -> HttpResult<HeaderValue> {
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(name));
    Ok(HeaderValue::try_from(disposition).map_err(|_| ErrorCode::Internal)?)
}
