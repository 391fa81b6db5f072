//! Hands people all that is kept of them, and erases accounts: their own, and others' by owners.

use std::time::Instant;

use access::authorize;
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use protocol::{
    AuditKind, CourseAction, ErrorCode,
    http::Me,
    privacy::{EraseAccount, ErasurePreview},
};
use store::{AuditLine, Person, PersonId};
use uuid::Uuid;

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path},
    sign_in::{self, confirm_password, cookie},
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, export, refusal, status};

/// `GET /api/account/erase`
pub async fn preview_own(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<ErasurePreview>> {
    Ok(Json(preview_of(&app, &person).await?))
}

/// `POST /api/account/erase`
pub async fn erase_own(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    client: ClientAddress,
    jar: CookieJar,
    Body(request): Body<EraseAccount>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let line = AuditLine::new(AuditKind::AccountErased, &person, &agent);
    erase_person(&app, &person, &person, client, &request, line).await?;
    Ok((jar.remove(cookie(&app, "")), Json(sign_in::me(&app, None).await?)))
}

/// `GET /api/people/{id}/erase`
pub async fn preview(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    Path(id): Path<Uuid>,
) -> HttpResult<Json<ErasurePreview>> {
    let person = other(&app, &asker, id, CourseAction::ErasePeople).await?;
    Ok(Json(preview_of(&app, &person).await?))
}

/// `POST /api/people/{id}/erase`
pub async fn erase(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    client: ClientAddress,
    Path(id): Path<Uuid>,
    Body(request): Body<EraseAccount>,
) -> HttpResult<StatusCode> {
    let person = other(&app, &asker, id, CourseAction::ErasePeople).await?;
    let line = AuditLine::new(AuditKind::AccountErased, &asker, &agent);
    erase_person(&app, &person, &asker, client, &request, line).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/account/export`
pub async fn export_own(State(app): State<App>, SignedIn(person): SignedIn, By(agent): By) -> HttpResult<Response> {
    let line = AuditLine::new(AuditKind::DataExported, &person, &agent);
    export_of(&app, &person, line).await
}

/// `GET /api/people/{id}/export`
pub async fn export_other(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
) -> HttpResult<Response> {
    let person = other(&app, &asker, id, CourseAction::ExportPeople).await?;
    let line = AuditLine::new(AuditKind::DataExported, &asker, &agent).to(Some(person.id), &person.name);
    export_of(&app, &person, line).await
}

async fn export_of(app: &App, person: &Person, line: AuditLine) -> HttpResult<Response> {
    let running = app.exports.begin(person.id)?;
    if !app.rates.exports.take(&person.id, Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    // Nobody takes data along without a line that says so.
    app.store.note(&line, unix_now()).await.map_err(refusal::store)?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"meridian-data.zip\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, export::stream(app.store.clone(), running)).into_response())
}

async fn other(app: &App, asker: &Person, id: Uuid, action: CourseAction) -> HttpResult<Person> {
    authorize(app.standing(Some(asker)), action)?;
    Ok(app.store.person(PersonId(id)).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?)
}

async fn preview_of(app: &App, person: &Person) -> HttpResult<ErasurePreview> {
    let classes = app.store.count_classes(person.id).await.map_err(refusal::store)?;
    Ok(ErasurePreview {
        only_owner: app.store.is_only_owner(person.id).await.map_err(refusal::store)?,
        teaching: teaching(app, person).await?,
        classes: u32::try_from(classes).unwrap_or(u32::MAX),
        courses: app.store.courses_taught_alone(person.id).await.map_err(refusal::store)?,
    })
}

/// The titles of the running classes in which a person is as staff.
async fn teaching(app: &App, person: &Person) -> HttpResult<Vec<String>> {
    let mut titles = Vec::new();
    for class in app.store.teaching(person.id).await.map_err(refusal::store)? {
        if status::is_present(&app.hub, class.session, class.participant).await {
            titles.push(class.title);
        }
    }
    Ok(titles)
}

/// Erases an account, if whoever asks has typed its address, and knows their own password.
async fn erase_person(
    app: &App,
    person: &Person,
    asker: &Person,
    client: ClientAddress,
    request: &EraseAccount,
    line: AuditLine,
) -> HttpResult<()> {
    if request.email.trim().to_lowercase() != person.email.to_lowercase() {
        return Err(ErrorCode::AddressDiffers.into());
    }
    confirm_password(app, client, asker, &request.present).await?;
    if !teaching(app, person).await?.is_empty() {
        return Err(ErrorCode::TeachesNow.into());
    }
    let erased = app.store.erase_person(person.id, &line, unix_now()).await.map_err(refusal::store)?;
    tracing::info!(classes = erased.classes, "an account was erased; its classes follow");
    app.sign_outs.tell();
    app.erasures.notify_one();
    Ok(())
}
