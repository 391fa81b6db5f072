//! The discussion board of a course.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, PostId, Refusal, SessionId,
    board::{AboutMoment, MarkRequest, Moment, NewAnswer, NewThread, PostRequest, ThreadPage, WholeThread},
    limits,
};
use serde::Deserialize;
use store::{AuditLine, NewAnswerRow, Person, ThreadFilter, Written};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path, Query},
    known::json_unless_known,
    ledger::Act,
    sessions,
};
use crate::{
    context::App,
    refusal,
    threads::{self, Reader},
};

/// The query of a page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    before: Option<PostId>,
    #[serde(default)]
    find: String,
    #[serde(default)]
    open: bool,
    session: Option<SessionId>,
}

/// `GET /api/courses/{id}/board`
pub async fn page(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Query(PageQuery { before, find, open, session }): Query<PageQuery>,
) -> HttpResult<Json<ThreadPage>> {
    let standing = app.authorize(course, &person, CourseAction::ReadBoard).await?;
    if find.chars().count() > limits::FIND_CHARS {
        return Err(ErrorCode::TextTooLong.into());
    }
    let filter = ThreadFilter { find: find.trim(), open, session };
    let (rows, next) = app.store.threads(course, filter, before).await.map_err(refusal::store)?;
    let open = app.store.open_questions(course).await.map_err(refusal::store)?;
    let threads = threads::list(&app, rows, Reader { person: &person, standing }).await?;
    Ok(Json(ThreadPage { threads, next, open }))
}

/// The moment, no later than class has come.
async fn within(app: &App, moment: Moment) -> HttpResult<Moment> {
    let row = app.store.session(moment.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let duration = sessions::summary(app, row).await.duration;
    Ok(Moment { at: moment.at.min(duration), ..moment })
}

/// `GET /api/courses/{id}/board/{thread}`
pub async fn thread(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, thread)): Path<(CourseId, PostId)>,
    headers: HeaderMap,
) -> HttpResult<Response> {
    let standing = app.authorize(course, &person, CourseAction::ReadBoard).await?;
    let thread = threads::whole(&app, course, thread, Reader { person: &person, standing }).await?;
    json_unless_known(&thread, &headers)
}

/// `POST /api/courses/{id}/board`
pub async fn begin(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Body(request): Body<NewThread>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let (title, text) = (live::text::valid_title(&request.title)?, valid_text(&request.text)?);
    let (written, now) = (Written { title: &title, text: &text, clip: None }, app.clock.now());
    let moment = match request.moment {
        Some(moment) => Some(within(&app, moment).await?),
        None => None,
    };
    let act = Act::response(&app, moment.map(|moment| moment.session), &person).await;
    let begun = app.store.begin_thread(course, person.id, written, request.question, moment, now).await;
    let begun = begun.map_err(refusal::store)?;
    note(&app, act).await;
    whole(&app, course, begun, reader).await
}

/// `POST /api/courses/{id}/board/{thread}/replies`
pub async fn reply(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, thread)): Path<(CourseId, PostId)>,
    Body(PostRequest { title: _, text, clip }): Body<PostRequest>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let text = valid_words(&text, clip)?;
    let written = Written { title: "", text: &text, clip };
    let about = app.store.class_of_thread(course, thread).await.map_err(refusal::store)?;
    let act = Act::response(&app, about, &person).await;
    app.store.reply(course, thread, person.id, written, app.clock.now()).await.map_err(refusal::store)?;
    note(&app, act).await;
    whole(&app, course, thread, reader).await
}

/// `PUT /api/courses/{id}/board/{post}`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, post)): Path<(CourseId, PostId)>,
    Body(PostRequest { title, text, clip }): Body<PostRequest>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let (author, thread) = post_of(&app, course, post).await?;
    if author != Some(person.id) {
        return Err(ErrorCode::Forbidden.into());
    }
    let (title, clip) = match post == thread {
        true => (live::text::valid_title(&title.unwrap_or_default())?, None),
        false => (String::new(), clip),
    };
    let (text, now) = (valid_words(&text, clip)?, app.clock.now());
    let written = Written { title: &title, text: &text, clip };
    app.store.change_post(course, post, person.id, written, now).await.map_err(refusal::store)?;
    whole(&app, course, thread, reader).await
}

/// `PUT /api/courses/{id}/board/{thread}/marks`
pub async fn mark(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, thread)): Path<(CourseId, PostId)>,
    Body(mark): Body<MarkRequest>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let (row, _) = app.store.thread(course, thread).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let pins = matches!(mark, MarkRequest::Pinned { .. });
    if !reader.marks_answers(&row) || (pins && !reader.moderates()) {
        return Err(ErrorCode::Forbidden.into());
    }
    app.store.mark_thread(course, thread, person.id, mark, app.clock.now()).await.map_err(refusal::store)?;
    whole(&app, course, thread, reader).await
}

/// `POST /api/courses/{id}/board/{thread}/seen`
pub async fn see_answer(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, thread)): Path<(CourseId, PostId)>,
) -> HttpResult<StatusCode> {
    app.authorize(course, &person, CourseAction::ReadBoard).await?;
    app.store.see_answer(course, thread, person.id).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/home/answers`
pub async fn new_answers(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<NewAnswer>>> {
    let news = app.store.new_answers(person.id).await.map_err(refusal::store)?;
    let public = |NewAnswerRow { answer, answers_unix, course_title, colour }: NewAnswerRow| NewAnswer {
        course: answer.course,
        course_title,
        colour,
        thread: answer.thread,
        question: answer.title,
        by: answer.by,
        at_unix: answers_unix,
        text: answer.text,
        clip: answer.clip,
        moment: answer.moment.map(|(moment, title)| AboutMoment { moment, title }),
    };
    Ok(Json(news.into_iter().map(public).collect()))
}

/// `DELETE /api/courses/{id}/board/{post}`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, post)): Path<(CourseId, PostId)>,
) -> HttpResult<StatusCode> {
    let reader = writer(&app, course, &person).await?;
    let (author, _) = post_of(&app, course, post).await?;
    let own = author == Some(person.id);
    if !own && !reader.moderates() {
        return Err(ErrorCode::Forbidden.into());
    }
    let line = AuditLine::new(AuditKind::PostDeleted, &person, &agent).in_course(course);
    let by_others = (!own).then_some(&line);
    app.store.delete_post(course, post, by_others, app.clock.now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/courses/{id}/board/{post}/restore`
pub async fn restore(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, post)): Path<(CourseId, PostId)>,
) -> HttpResult<Json<WholeThread>> {
    let reader = writer(&app, course, &person).await?;
    let by = (!reader.moderates()).then_some(person.id);
    let line = AuditLine::new(AuditKind::PostRestored, &person, &agent).in_course(course);
    let thread = app.store.restore_post(course, post, by, &line, app.clock.now()).await.map_err(refusal::store)?;
    whole(&app, course, thread, reader).await
}

/// Notes what somebody wrote, where it counts for a class.
pub(super) async fn note(app: &App, act: Option<Act>) {
    if let Some(act) = act {
        act.note(app).await;
    }
}

/// A video needs no words.
fn valid_words(text: &str, clip: Option<SessionId>) -> Result<String, ErrorCode> {
    if clip.is_some() && text.trim().is_empty() { Ok(String::new()) } else { valid_text(text) }
}

pub(super) fn valid_text(text: &str) -> Result<String, ErrorCode> {
    live::text::valid_text(text, limits::POST_BYTES)
}

/// Whoever writes on the board.
pub(super) async fn writer<'a>(app: &App, course: CourseId, person: &'a Person) -> Result<Reader<'a>, Refusal> {
    let standing = app.authorize(course, person, CourseAction::WriteOnBoard).await?;
    Ok(Reader { person, standing })
}

pub(super) async fn whole(
    app: &App,
    course: CourseId,
    thread: PostId,
    reader: Reader<'_>,
) -> HttpResult<Json<WholeThread>> {
    Ok(Json(threads::whole(app, course, thread, reader).await?))
}

/// Who wrote a post, and its thread.
async fn post_of(app: &App, course: CourseId, post: PostId) -> Result<(Option<store::PersonId>, PostId), Refusal> {
    Ok(app.store.post_of(course, post).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?)
}
