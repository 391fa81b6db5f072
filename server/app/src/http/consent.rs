//! What people are told before they are recorded: everybody reads it, owners write it.

use access::authorize;
use axum::{Json, extract::State};
use protocol::{
    AuditKind, CourseAction,
    consent::{ChangeConsent, ConsentVersion, CurrentConsent},
};
use store::AuditLine;

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult},
};
use crate::{clock::unix_now, context::App, fields::valid_consent, refusal};

/// `GET /api/consent`
pub async fn current(State(app): State<App>) -> HttpResult<Json<CurrentConsent>> {
    Ok(Json(app.store.consent().await.map_err(refusal::store)?))
}

/// `PUT /api/consent`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Body(ChangeConsent { after, told }): Body<ChangeConsent>,
) -> HttpResult<Json<CurrentConsent>> {
    authorize(app.standing(Some(&person)), CourseAction::ChangeConsent)?;
    let told = valid_consent(told)?;
    let line = AuditLine::new(AuditKind::ConsentChanged, &person, &agent).detail(after.saturating_add(1));
    app.store.change_consent(after, &told, person.id, &line, unix_now()).await.map_err(refusal::store)?;
    current(State(app)).await
}

/// `GET /api/consent/versions`
pub async fn versions(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<ConsentVersion>>> {
    authorize(app.standing(Some(&person)), CourseAction::ChangeConsent)?;
    Ok(Json(app.store.consent_versions().await.map_err(refusal::store)?))
}
