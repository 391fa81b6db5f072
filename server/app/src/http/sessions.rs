//! The owner's sessions.

use access::authorize;
use axum::{Json, extract::State};
use protocol::{
    CourseAction, CourseId, ErrorCode, Refusal, SessionKind,
    courses::StudyRoom,
    http::{RecordingState, SessionState, SessionSummary, StartSessionRequest},
    limits,
};
use store::{PersonId, SessionRow, StoreError};

use super::{
    auth::SignedIn,
    error::{Body, HttpResult},
};
use crate::{clock::unix_now, context::App, refusal, status};

/// `GET /api/sessions`
pub async fn list(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<SessionSummary>>> {
    let mut summaries = Vec::new();
    for row in app.store.sessions_of(person.id).await.map_err(refusal::store)? {
        summaries.push(own_summary(&app, row).await);
    }
    Ok(Json(summaries))
}

/// `POST /api/sessions`
pub async fn start(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Body(request): Body<StartSessionRequest>,
) -> HttpResult<Json<SessionSummary>> {
    let now = unix_now();
    if request.watches.is_some() && request.kind != SessionKind::Study {
        return Err(Refusal::because(ErrorCode::BadFrame, "a class is watched in a study room").into());
    }
    let made = match request.course {
        Some(course) => {
            let action = match request.kind {
                SessionKind::Class => CourseAction::StartCourseClass,
                SessionKind::Lecture => CourseAction::RecordLecture,
                SessionKind::Study => CourseAction::StudyTogether,
                SessionKind::Clip => CourseAction::Announce,
            };
            app.authorize(course, &person, action).await?;
            let title = live::text::valid_title(&request.title)?;
            match request.kind {
                SessionKind::Study => match request.watches {
                    Some(class) => app.open_table(&person, course, class).await?,
                    None => study_room(&app, person.id, &title, course).await?,
                },
                SessionKind::Clip => app.store.create_clip(person.id, &title, course, now).await,
                kind => app.store.create_of_course(person.id, kind, &title, course, now).await,
            }
        }
        None if !request.kind.is_class() => return Err(ErrorCode::NotFound.into()),
        None => {
            authorize(app.standing(Some(&person)), CourseAction::StartClass)?;
            let title = live::text::valid_title(&request.title)?;
            app.store.create_session(person.id, &title, request.guests_allowed, now).await
        }
    };
    let row = made.map_err(refusal::store)?;
    Ok(Json(own_summary(&app, row).await))
}

/// The study room of a course, if it lets its students have one.
async fn study_room(
    app: &App,
    by: PersonId,
    title: &str,
    course: CourseId,
) -> HttpResult<Result<SessionRow, StoreError>> {
    let row = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let unrecorded = match row.details.study.unwrap_or_default() {
        StudyRoom::Off => return Err(ErrorCode::NotNow.into()),
        StudyRoom::Open => true,
        StudyRoom::Recorded => false,
    };
    Ok(app.store.study_room(by, title, (course, None), unrecorded, unix_now()).await)
}

/// A session, for whoever has its recording in their hands: they see what lies in the bin.
pub async fn own_summary(app: &App, row: SessionRow) -> SessionSummary {
    let in_bin = row.deletion.filter(|deletion| deletion.erased_unix.is_none());
    let summary = summary(app, row).await;
    match in_bin {
        Some(deletion) => {
            let until_unix = deletion.deleted_unix + limits::BIN_MS;
            SessionSummary { recording: RecordingState::InBin { until_unix }, ..summary }
        }
        None => summary,
    }
}

/// A session. If it has an actor, the actor adds what it knows.
pub async fn summary(app: &App, row: SessionRow) -> SessionSummary {
    let status = if row.state == SessionState::Live { status::of_running(&app.hub, row.id).await } else { None };
    let duration = match status {
        Some(status) => status.now,
        None => row.duration,
    };
    SessionSummary {
        draft: row.is_draft(),
        id: row.id,
        code: row.code,
        title: row.title,
        kind: row.kind,
        unrecorded: row.unrecorded,
        watches: row.watches,
        state: row.state,
        guests_allowed: row.guests_allowed,
        created_unix: row.created_unix,
        started_unix: row.started_unix,
        duration,
        present: status.map_or(0, |status| status.present),
        damage: app.store.damage_of(row.id),
        pseudonyms: row.pseudonyms,
        open_until_unix: row.open_until_unix.filter(|&until| unix_now() < until),
        recording: row
            .deletion
            .map_or(RecordingState::Kept, |deletion| RecordingState::Deleted { at_unix: deletion.deleted_unix }),
    }
}
