//! A person's own account: name, password, and the browsers in which they are signed in.

use std::time::Instant;

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use protocol::{
    CourseId, ErrorCode,
    http::{ChangeNameRequest, ChangePasswordRequest, Device, Me},
    limits,
    people::{BrowserLocale, Profile},
};
use store::{Person, SignIn, SignInId};

use super::{
    auth::{By, MaybePerson, SignedIn, SignedInBy},
    error::{Body, HttpResult, Path},
    sign_in::{self, Attempt, cookie},
};
use crate::{
    client_address::ClientAddress,
    clock::unix_now,
    context::App,
    fields::{valid_password, valid_profile, valid_zone},
    mail::letter::Essential,
    refusal,
};

/// `GET /api/me`
pub async fn me(State(app): State<App>, MaybePerson(person): MaybePerson) -> HttpResult<Json<Me>> {
    let setup_needed = !app.store.has_owner().await.map_err(refusal::store)?;
    Ok(Json(Me { setup_needed, ..sign_in::me(&app, person).await? }))
}

/// `PUT /api/account/name`
pub async fn change_name(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Body(request): Body<ChangeNameRequest>,
) -> HttpResult<Json<Me>> {
    let name = live::text::valid_name(&request.name)?;
    if name != person.name {
        if !app.rates.renames.take(&person.id, Instant::now()) {
            return Err(ErrorCode::RateLimited.into());
        }
        let courses = app.store.courses_calling_by_account(person.id).await.map_err(refusal::store)?;
        // Nobody becomes one of the staff of a course by calling themselves so: they keep the name there that they had.
        let poses = |staff: &Vec<String>| staff.iter().any(|staff| live::poses_as(&name, staff));
        let courses: Vec<CourseId> =
            courses.into_iter().filter(|(_, staff)| !poses(staff)).map(|(course, _)| course).collect();
        app.store.rename_person(&person, &name, &courses, &agent, unix_now()).await.map_err(refusal::store)?;
    }
    Ok(Json(sign_in::me(&app, Some(Person { name, ..person })).await?))
}

/// `PUT /api/account/profile`
pub async fn change_profile(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(profile): Body<Profile>,
) -> HttpResult<Json<Me>> {
    let profile = valid_profile(profile)?;
    app.store.set_profile(person.id, &profile).await.map_err(refusal::store)?;
    Ok(Json(sign_in::me(&app, Some(person)).await?))
}

/// `POST /api/account/locale`
pub async fn set_first_locale(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(BrowserLocale { zone, language }): Body<BrowserLocale>,
) -> HttpResult<Json<Me>> {
    app.store.set_first_locale(person.id, &valid_zone(&zone)?, language).await.map_err(refusal::store)?;
    Ok(Json(sign_in::me(&app, Some(person)).await?))
}

/// `PUT /api/account/password`
pub async fn change_password(
    State(app): State<App>,
    By(agent): By,
    client: ClientAddress,
    SignedInBy { sign_in, token }: SignedInBy,
    jar: CookieJar,
    Body(ChangePasswordRequest { present, new }): Body<ChangePasswordRequest>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    valid_password(&new)?;
    let attempt = Attempt::begin(&app, client, &sign_in.person.email)?;
    if present.len() > limits::PASSWORD_MAX_BYTES {
        return Err(ErrorCode::PasswordWrong.into());
    }
    let now = unix_now();
    let renewed = app.store.change_password(&sign_in, &token, &present, &new, &agent, now).await;
    let renewed = renewed.map_err(refusal::store)?.ok_or(ErrorCode::PasswordWrong)?;
    attempt.succeeded();
    app.sign_outs.tell();
    app.mail.tell(&sign_in.person, Essential::PasswordChanged { person: sign_in.person.id.0 }, now).await;
    let me = sign_in::me(&app, Some(sign_in.person)).await?;
    Ok((jar.add(cookie(&app, renewed.reveal())), Json(me)))
}

/// `GET /api/account/devices`
pub async fn devices(State(app): State<App>, SignedInBy { sign_in, .. }: SignedInBy) -> HttpResult<Json<Vec<Device>>> {
    list(&app, &sign_in).await
}

/// `DELETE /api/account/devices/{id}`
pub async fn sign_out_of(
    State(app): State<App>,
    SignedInBy { sign_in, .. }: SignedInBy,
    Path(id): Path<String>,
) -> HttpResult<Json<Vec<Device>>> {
    let id: SignInId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    app.store.end_sign_in_of(sign_in.person.id, &id).await.map_err(refusal::store)?;
    app.sign_outs.tell();
    list(&app, &sign_in).await
}

/// `DELETE /api/account/devices`
pub async fn sign_out_of_others(
    State(app): State<App>,
    SignedInBy { sign_in, .. }: SignedInBy,
) -> HttpResult<Json<Vec<Device>>> {
    app.store.end_other_sign_ins(&sign_in).await.map_err(refusal::store)?;
    app.sign_outs.tell();
    list(&app, &sign_in).await
}

async fn list(app: &App, this: &SignIn) -> HttpResult<Json<Vec<Device>>> {
    let devices = app.store.devices_of(this.person.id, unix_now()).await.map_err(refusal::store)?;
    let public = |device: store::Device| Device {
        this: device.id == this.id,
        id: device.id.to_string(),
        browser: device.agent.browser,
        system: device.agent.system,
        began_unix: device.began_unix,
        used_unix: device.used_unix,
    };
    Ok(Json(devices.into_iter().map(public).collect()))
}
