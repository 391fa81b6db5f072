//! Which reasoning between two rounds of a question convinced people.

use axum::{Json, extract::State};
use protocol::{
    CourseAction, CourseId, ErrorCode, SessionId,
    convinced::{Convinced, ConvincedRequest, Reasoned},
};
use store::{Person, PersonId};

use super::{
    auth::SignedIn,
    board::writer,
    discussed::message_of,
    error::{Body, HttpResult, Path},
    ledger::class,
};
use crate::{context::App, refusal};

/// `GET /api/sessions/{id}/convinced`
pub async fn list(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<Vec<Convinced>>> {
    let (row, course) = class(&app, id).await?;
    let standing = app.authorize(course, &person, CourseAction::ReadBoard).await?;
    if !access::knows_of(standing, row.is_hidden()) {
        return Err(ErrorCode::NotFound.into());
    }
    answer(&app, id, person.id).await
}

/// `PUT /api/sessions/{id}/convinced`
pub async fn say(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Body(ConvincedRequest { reasoned, convinced }): Body<ConvincedRequest>,
) -> HttpResult<Json<Vec<Convinced>>> {
    let (_, course) = class(&app, id).await?;
    writer(&app, course, &person).await?;
    match convinced {
        true if is_own(&app, (id, course), &person, reasoned).await? => return Err(ErrorCode::Forbidden.into()),
        true => app.store.convince(id, person.id, reasoned).await.map_err(refusal::store)?,
        false => app.store.unconvince(id, person.id, reasoned).await.map_err(refusal::store)?,
    }
    answer(&app, id, person.id).await
}

/// Whether somebody reasoned like this themselves. Refused where not everybody may read it, or where it is of another class.
async fn is_own(
    app: &App,
    (id, course): (SessionId, CourseId),
    person: &Person,
    reasoned: Reasoned,
) -> HttpResult<bool> {
    match reasoned {
        Reasoned::Message { seq } => {
            let (_, speaker) = message_of(app, course, id, seq).await?;
            let own = app.store.seat_of_person(id, person.id).await.map_err(refusal::store)?;
            Ok(own.is_some_and(|seat| seat.participant == speaker))
        }
        Reasoned::Thread { id: thread } => {
            let found = app.store.thread(course, thread).await.map_err(refusal::store)?;
            let (row, _) = found.ok_or(ErrorCode::NotFound)?;
            let is_of_class = row.moment.is_some_and(|(moment, _)| moment.session == id);
            // A message is marked as what it is.
            if !is_of_class || row.message.is_some() || row.deleted.is_some() {
                return Err(ErrorCode::NotFound.into());
            }
            Ok(row.author == Some(person.id))
        }
    }
}

async fn answer(app: &App, id: SessionId, person: PersonId) -> HttpResult<Json<Vec<Convinced>>> {
    Ok(Json(app.store.convinced(id, person).await.map_err(refusal::store)?))
}
