//! What people look like: a person's own photo, and who sees it in courses and classes.

use std::time::Instant;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use protocol::{
    CourseAction, CourseId, ErrorCode, ParticipantId, PhotoId, Refusal, SessionId, http::Me, photos::ClassPerson,
};
use serde::Deserialize;
use store::{PeopleOf, SeatRow, SessionRow};

use super::{
    auth::{SignedIn, Watching},
    error::{HttpResult, Path, Query},
    known::unless_known,
    sign_in,
};
use crate::{context::App, refusal, timeline_access};

/// After which seat a list of people begins.
#[derive(Debug, Deserialize)]
pub struct PeopleQuery {
    #[serde(default)]
    after: u32,
}

/// `PUT /api/account/photo`
pub async fn change(State(app): State<App>, SignedIn(person): SignedIn, request: Request) -> HttpResult<Json<Me>> {
    if !app.rates.photos.take(&person.id, Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    // Before the picture is read: what waits is in memory.
    let place = app.photos.place()?;
    let picture = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::ImageTooLarge.into(),
        _ => Refusal::because(ErrorCode::BadFrame, rejection.body_text()),
    })?;
    let photo = place.make(picture).await?;
    app.store.set_photo(person.id, &photo).await.map_err(refusal::store)?;
    Ok(Json(sign_in::me(&app, Some(person)).await?))
}

/// `DELETE /api/account/photo`
pub async fn delete(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Me>> {
    app.store.delete_photo(person.id).await.map_err(refusal::store)?;
    Ok(Json(sign_in::me(&app, Some(person)).await?))
}

/// `GET /api/account/photo/{photo}`
pub async fn own(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(photo): Path<PhotoId>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    shown(app.store.own_photo(person.id, &photo).await.map_err(refusal::store)?, &photo, &headers, "Cookie")
}

/// `GET /api/courses/{id}/photos/{photo}`
pub async fn in_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, photo)): Path<(CourseId, PhotoId)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    app.authorize(course, &person, CourseAction::SeePhotos).await?;
    shown(app.store.photo_in_course(course, &photo).await.map_err(refusal::store)?, &photo, &headers, "Cookie")
}

/// `GET /api/sessions/{id}/photos/{photo}`
pub async fn in_class(
    State(app): State<App>,
    Watching(seat): Watching,
    Path((_, photo)): Path<(SessionId, PhotoId)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let of = shown_to(&seat, &timeline_access::may_read(&app.hub, &app.store, &seat).await?);
    let jpeg = app.store.photo_in_class(seat.session, &photo, of).await.map_err(refusal::store)?;
    shown(jpeg, &photo, &headers, "Authorization")
}

/// `GET /api/sessions/{id}/people`
pub async fn people(
    State(app): State<App>,
    Watching(seat): Watching,
    Query(PeopleQuery { after }): Query<PeopleQuery>,
) -> HttpResult<Json<Vec<ClassPerson>>> {
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let of = shown_to(&seat, &timeline_access::may_read(&app.hub, &app.store, &seat).await?);
    let people = app.store.people_of_class(seat.session, ParticipantId(after), of).await;
    Ok(Json(people.map_err(refusal::store)?))
}

/// Of whom in this class the holder of this seat sees what they look like.
fn shown_to(seat: &SeatRow, session: &SessionRow) -> PeopleOf {
    if timeline_access::reads_names(seat, session) { PeopleOf::Class } else { PeopleOf::Staff }
}

/// A photo never changes under its name, but it may be taken away, and who may see it depends on a header.
fn shown(jpeg: Option<Vec<u8>>, photo: &PhotoId, asked: &HeaderMap, vary: &'static str) -> HttpResult<Response> {
    let jpeg = jpeg.ok_or(ErrorCode::NotFound)?;
    unless_known(&photo.0, asked, vary, ([(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], jpeg))
}
