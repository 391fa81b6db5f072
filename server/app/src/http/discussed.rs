//! One discussion on the timeline of a class: messages of its chat that are discussed, and questions that are answered in class.

use axum::{Json, extract::State};
use protocol::{
    CourseAction, CourseId, ErrorCode, Event, EventBody, ParticipantId, PostId, Refusal, Seq, SessionId,
    board::{DiscussMessage, Moment, WholeThread},
};
use store::Discussed;

use super::{
    auth::SignedIn,
    board::{note, valid_text, whole, writer},
    error::{Body, HttpResult, Path},
    ledger::Act,
};
use crate::{context::App, refusal, status, threads::Reader};

/// `POST /api/courses/{id}/board/messages`
pub async fn discuss(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Body(DiscussMessage { session, message, text, question }): Body<DiscussMessage>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let silent = text.is_empty() && question && reader.moderates();
    let text = if silent { text } else { valid_text(&text)? };
    let (event, speaker) = message_of(&app, course, session, message).await?;
    if question && !reader.moderates() {
        let seat = app.store.seat_of_person(session, person.id).await.map_err(refusal::store)?;
        seat.filter(|seat| seat.participant == speaker).ok_or(ErrorCode::Forbidden)?;
    }
    let discussed = Discussed { moment: Moment { session, at: event.moment() }, message, speaker };
    let (act, now) = (Act::response(&app, Some(session), &person).await, app.clock.now());
    let thread = app.store.discuss(course, person.id, discussed, &text, question, now).await;
    let thread = thread.map_err(refusal::store)?;
    note(&app, act).await;
    whole(&app, course, thread, reader).await
}

/// `POST /api/courses/{id}/board/{thread}/answered`
pub async fn answered(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, thread)): Path<(CourseId, PostId)>,
    Body(Moment { session, at }): Body<Moment>,
) -> HttpResult<Json<WholeThread>> {
    let standing = app.authorize(course, &person, CourseAction::ModerateBoard).await?;
    let now = status::of_running(&app.hub, session).await.ok_or(ErrorCode::NotNow)?.now;
    let moment = Moment { session, at: at.min(now) };
    let done = app.store.answer_in_class(course, thread, person.id, moment, app.clock.now()).await;
    done.map_err(refusal::store)?;
    whole(&app, course, thread, Reader { person: &person, standing }).await
}

/// A message of a class of the course that everybody may read, and who wrote it.
pub(super) async fn message_of(
    app: &App,
    course: CourseId,
    session: SessionId,
    message: Seq,
) -> Result<(Event, ParticipantId), Refusal> {
    let row = app.store.session(session).await.map_err(refusal::store)?;
    row.filter(|row| row.course == Some(course)).ok_or(ErrorCode::NotFound)?;
    let event = app.store.journal().events(session, message, 1).await.map_err(refusal::store)?.pop();
    let event = event.filter(|event| event.seq == message).ok_or(ErrorCode::NotFound)?;
    let speaker = match &event.body {
        EventBody::ChatSent { participant, text } if !text.is_empty() => *participant,
        _ => return Err(ErrorCode::NotFound.into()),
    };
    let mut access = app.timeline_access.of(session).await;
    access.read_journal(&app.store, session).await?;
    if access.everybody_reads(&event) { Ok((event, speaker)) } else { Err(ErrorCode::NotFound.into()) }
}
