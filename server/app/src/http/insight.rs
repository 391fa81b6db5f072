//! What staff of a course learn of its classes.

use axum::{Json, extract::State};
use protocol::{CourseAction, CourseId, insight::CourseInsights};

use super::{
    auth::SignedIn,
    error::{HttpResult, Path},
    ledger::rule,
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
