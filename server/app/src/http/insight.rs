//! What staff of a course learn of its classes.

use axum::{Json, extract::State};
use protocol::{
    CourseAction, CourseId, ErrorCode, SessionId,
    insight::{CourseInsights, InsightsOfClass},
};

use super::{
    auth::SignedIn,
    error::{HttpResult, Path},
    ledger::{class, rule},
    sessions::summary,
};
use crate::{context::App, insight, refusal};

/// `GET /api/courses/{id}/insights`
pub async fn of_course(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
) -> HttpResult<Json<CourseInsights>> {
    app.authorize(course, &person, CourseAction::SeeInsights).await?;
    let rule = rule(&app, course).await?;
    Ok(Json(insight::of_course(&app.store, &app.ledgers, course, rule).await.map_err(refusal::store)?))
}

/// `GET /api/sessions/{id}/insights`
pub async fn of_class(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<InsightsOfClass>> {
    let (row, course) = class(&app, id).await?;
    app.authorize(course, &person, CourseAction::SeeInsights).await?;
    let rule = rule(&app, course).await?;
    let length = summary(&app, row).await.duration;
    let told = insight::of_class(&app.store, &app.ledgers, course, id, rule, length).await.map_err(refusal::store)?;
    Ok(Json(told.ok_or(ErrorCode::NotBegun)?))
}
