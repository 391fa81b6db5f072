//! What people do before a session of a course.

use std::collections::HashMap;

use access::Standing;
use axum::{Json, extract::State};
use protocol::{
    CourseAction, CourseId, ErrorCode, Millis, PreparationId, SessionId,
    http::SessionSummary,
    limits,
    preparation::{
        CopyPreparation, NewPreparation, PreparationContent, PreparationItem, PreparationOrder, PreparedPerson,
        SessionPreparation,
    },
};
use store::{MemberRow, Person, PreparationRow};

use super::{
    auth::SignedIn,
    error::{Body, HttpResult, Path},
    ledger,
    sessions::summary,
};
use crate::{
    clock::unix_now,
    context::App,
    fields::valid_link,
    ledger::{entry, tick},
    refusal,
};

/// `GET /api/sessions/{id}/preparation`
pub async fn get(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<SessionPreparation>> {
    Class::of(&app, id, &person, CourseAction::SeeCourse).await?.whole(&app).await
}

/// `POST /api/sessions/{id}/preparation`
pub async fn add(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Body(new): Body<NewPreparation>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let new = class.valid(&app, new).await?;
    app.store.add_preparation(class.course, id, &new).await.map_err(refusal::store)?;
    class.tick_watched(&app).await?;
    class.whole(&app).await
}

/// `PUT /api/sessions/{id}/preparation/{item}`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
    Body(new): Body<NewPreparation>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let new = class.valid(&app, new).await?;
    app.store.change_preparation(id, item, &new).await.map_err(refusal::store)?;
    class.tick_watched(&app).await?;
    class.whole(&app).await
}

/// `DELETE /api/sessions/{id}/preparation/{item}`
pub async fn remove(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    app.store.remove_preparation(id, item, unix_now()).await.map_err(refusal::store)?;
    class.whole(&app).await
}

/// `POST /api/sessions/{id}/preparation/{item}/restore`
pub async fn restore(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    app.store.restore_preparation(class.course, id, item).await.map_err(refusal::store)?;
    class.whole(&app).await
}

/// `PUT /api/sessions/{id}/preparation/order`
pub async fn order(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Body(PreparationOrder { items }): Body<PreparationOrder>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let items = &items[..items.len().min(limits::PREPARATION_ITEMS)];
    app.store.order_preparation(class.course, id, items).await.map_err(refusal::store)?;
    class.whole(&app).await
}

/// `POST /api/sessions/{id}/preparation/copy`
pub async fn copy(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Body(CopyPreparation { from }): Body<CopyPreparation>,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let other = app.store.session(from).await.map_err(refusal::store)?;
    other.filter(|other| other.course == Some(class.course)).ok_or(ErrorCode::NotFound)?;
    app.store.copy_preparation(class.course, from, id).await.map_err(refusal::store)?;
    class.tick_watched(&app).await?;
    class.whole(&app).await
}

/// `PUT /api/sessions/{id}/preparation/{item}/done`
pub async fn set_done(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Json<SessionPreparation>> {
    Class::of(&app, id, &person, CourseAction::Prepare).await?.tick(&app, item, Some(unix_now())).await
}

/// `DELETE /api/sessions/{id}/preparation/{item}/done`
pub async fn set_undone(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Json<SessionPreparation>> {
    Class::of(&app, id, &person, CourseAction::Prepare).await?.tick(&app, item, None).await
}

/// `GET /api/sessions/{id}/preparation/{item}/people`
pub async fn people(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Json<Vec<PreparedPerson>>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let items = app.store.preparation(id).await.map_err(refusal::store)?;
    items.iter().find(|row| row.id == item).ok_or(ErrorCode::NotFound)?;
    let rows = app.store.who_prepared(class.course, item).await.map_err(refusal::store)?;
    let one = |row: store::PreparedRow| PreparedPerson { member: row.member, name: row.name, done_unix: row.done_unix };
    Ok(Json(rows.into_iter().map(one).collect()))
}

/// A session of a course, for somebody who may do something there.
pub(super) struct Class {
    id: SessionId,
    pub(super) title: String,
    pub(super) course: CourseId,
    standing: Standing,
    line: Option<MemberRow>,
}

impl Class {
    pub(super) async fn of(app: &App, id: SessionId, person: &Person, action: CourseAction) -> HttpResult<Class> {
        let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        let course = row.course.filter(|_| row.kind.is_listed()).ok_or(ErrorCode::NotFound)?;
        let (standing, line) = app.standing_in(course, Some(person)).await?;
        access::authorize(standing, action)?;
        Ok(Class { id, title: row.title, course, standing, line })
    }

    /// What staff say of something, as it is kept.
    async fn valid(&self, app: &App, new: NewPreparation) -> HttpResult<NewPreparation> {
        let title = live::text::valid_title(&new.title)?;
        let content = match new.content {
            PreparationContent::Link { url } => PreparationContent::Link { url: valid_link(&url)? },
            PreparationContent::Text { text } => {
                PreparationContent::Text { text: live::text::valid_text(&text, limits::PREPARATION_TEXT_BYTES)? }
            }
            PreparationContent::Recording { session } => {
                let row = app.store.session(session).await.map_err(refusal::store)?;
                let fits = row.is_some_and(|row| {
                    row.course == Some(self.course) && row.state.is_over() && row.kind.is_counted() && !row.is_hidden()
                });
                fits.then_some(PreparationContent::Recording { session }).ok_or(ErrorCode::NoRecording)?
            }
            // It is named again, to change the title: a digest alone leads to no file of another class.
            content @ PreparationContent::File(_) => {
                let present = app.store.preparation(self.id).await.map_err(refusal::store)?;
                present.iter().any(|row| row.said.content == content).then_some(content).ok_or(ErrorCode::NotFound)?
            }
        };
        Ok(NewPreparation { title, content })
    }

    /// Ticks recordings for the students who have taken part in full in what was recorded.
    async fn tick_watched(&self, app: &App) -> HttpResult<()> {
        let rule = ledger::rule(app, self.course).await?;
        for row in app.store.recordings_before(self.id).await.map_err(refusal::store)? {
            app.ledgers.count(row.id).await.map_err(refusal::store)?;
            for student in app.store.ledger_of_class(self.course, row.id).await.map_err(refusal::store)? {
                let Some(columns) = student.columns else { continue };
                if entry(rule, row.duration, &columns, app.clock.now()).state.is_full() {
                    let ticked = tick(&app.store, self.course, row.id, student.member, app.clock.now()).await;
                    ticked.map_err(refusal::store)?;
                }
            }
        }
        Ok(())
    }

    /// Notes that somebody has done something, or that they have not.
    async fn tick(
        &self,
        app: &App,
        item: PreparationId,
        done_unix: Option<Millis>,
    ) -> HttpResult<Json<SessionPreparation>> {
        let line = self.line.as_ref().ok_or(ErrorCode::NotFound)?;
        app.store.set_prepared(self.course, self.id, item, line.id, done_unix).await.map_err(refusal::store)?;
        self.whole(app).await
    }

    /// All that is to be done, as this person sees it.
    pub(super) async fn whole(&self, app: &App) -> HttpResult<Json<SessionPreparation>> {
        let rows = app.store.preparation(self.id).await.map_err(refusal::store)?;
        let mut recordings = HashMap::new();
        for row in app.store.recordings_before(self.id).await.map_err(refusal::store)? {
            if access::knows_of(self.standing, row.is_hidden()) {
                recordings.insert(row.id, summary(app, row).await);
            }
        }
        let done = match &self.line {
            Some(line) => app.store.prepared_by(self.id, line.id).await.map_err(refusal::store)?,
            None => HashMap::new(),
        };
        let (students, counts) = if access::allows(self.standing, CourseAction::ChangePreparation) {
            let students = app.store.students(self.course).await.map_err(refusal::store)?;
            (Some(students), Some(app.store.prepared_counts(self.id).await.map_err(refusal::store)?))
        } else {
            (None, None)
        };
        let one = |row: PreparationRow| PreparationItem {
            id: row.id,
            recording: recording_of(&row, &recordings),
            done_unix: done.get(&row.id).copied(),
            done_by: counts.as_ref().map(|counts| counts.get(&row.id).copied().unwrap_or(0)),
            title: row.said.title,
            content: row.said.content,
        };
        Ok(Json(SessionPreparation { items: rows.into_iter().map(one).collect(), students }))
    }
}

fn recording_of(row: &PreparationRow, recordings: &HashMap<SessionId, SessionSummary>) -> Option<SessionSummary> {
    match &row.said.content {
        PreparationContent::Recording { session } => recordings.get(session).cloned(),
        PreparationContent::Link { .. } | PreparationContent::Text { .. } | PreparationContent::File(_) => None,
    }
}
