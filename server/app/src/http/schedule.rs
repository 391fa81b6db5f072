//! The sessions of a course with their dates, and what comes next for a person.

use std::collections::HashMap;

use access::Standing;
use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, CourseId, ErrorCode, SessionId,
    http::SessionState,
    ledger::OwnLedger,
    limits,
    plans::SessionTime,
    preparation::PreparationProgress,
    schedule::{
        CancelSession, ChangePlan, ChangeScope, CourseSchedule, CourseSession, Deadlines, DeletePlan, Home,
        HomeSession, PlanPreview, PlanSessions,
    },
};
use store::{Agent, AuditLine, CourseOf, CourseRow, NewPlan, Person, PlanRow, SessionRow};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path, Query},
    sessions::{own_summary, summary},
};
use crate::{
    context::App,
    ledger::Classes,
    refusal,
    schedule::{self, Due, new_series, new_time, previewed, public_plan, public_series, valid_deadlines, valid_reason},
};

/// `GET /api/courses/{id}/schedule`
pub async fn get(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<CourseId>,
) -> HttpResult<Json<CourseSchedule>> {
    let standing = app.authorize(id, &person, CourseAction::SeeCourse).await?;
    whole(&app, id, &person, standing).await
}

/// `POST /api/courses/{id}/schedule`
pub async fn plan(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
    Body(PlanSessions { title, time, rule }): Body<PlanSessions>,
) -> HttpResult<Json<CourseSchedule>> {
    let standing = app.authorize(id, &person, CourseAction::PlanSessions).await?;
    let title = live::text::valid_title(&title)?;
    let course = course(&app, id).await?;
    let (series, places) = new_series(&course.details.zone, &time, rule.as_ref())?;
    let plan = NewPlan { by: person.id, course: id, series: &series, title: &title };
    let line = AuditLine::new(AuditKind::ClassPlanned, &person, &agent).in_course(id).about(&title);
    app.store.plan(plan, &places, &line, app.clock.now()).await.map_err(refusal::store)?;
    whole(&app, id, &person, standing).await
}

/// `POST /api/courses/{id}/schedule/preview`
pub async fn preview(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<CourseId>,
    Body(PlanSessions { title, time, rule }): Body<PlanSessions>,
) -> HttpResult<Json<PlanPreview>> {
    app.authorize(id, &person, CourseAction::PlanSessions).await?;
    live::text::valid_title(&title)?;
    let course = course(&app, id).await?;
    let (_, places) = new_series(&course.details.zone, &time, rule.as_ref())?;
    Ok(Json(PlanPreview { sessions: places.iter().map(previewed).collect() }))
}

/// `PUT /api/courses/{id}/deadlines`
pub async fn set_deadlines(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
    Body(deadlines): Body<Deadlines>,
) -> HttpResult<Json<CourseSchedule>> {
    let standing = app.authorize(id, &person, CourseAction::PlanSessions).await?;
    valid_deadlines(&deadlines)?;
    let line = AuditLine::new(AuditKind::DeadlinesChanged, &person, &agent).in_course(id);
    app.store.set_deadlines(id, &deadlines, &line, app.clock.now()).await.map_err(refusal::store)?;
    whole(&app, id, &person, standing).await
}

/// `PATCH /api/sessions/{id}/plan`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Body(change): Body<ChangePlan>,
) -> HttpResult<Json<CourseSchedule>> {
    let planned = Planned::of(&app, id, person, agent).await?;
    let title = change.title.as_deref().map(live::text::valid_title).transpose()?;
    let following = change.scope == ChangeScope::Following;
    if change.rule.is_some() && (!following || change.time.is_none()) {
        return Err(ErrorCode::BadRule.into());
    }
    match (&change.time, following) {
        (Some(time), true) => planned.move_following(&app, time, &change, title.as_deref()).await?,
        (time, _) => {
            let time = time.as_ref().map(|time| new_time(&planned.plan.zone, time)).transpose()?;
            if let Some(time) = &time {
                let line = planned.line(AuditKind::ClassMoved);
                begun_unless(app.store.move_session(id, time, &line, app.clock.now()).await.map_err(refusal::store)?)?;
            }
            if let Some(title) = &title {
                let line = planned.line(AuditKind::ClassRenamed);
                let done = app.store.retitle(&planned.row, title, following, &line, app.clock.now()).await;
                begun_unless(done.map_err(refusal::store)?)?;
            }
        }
    }
    whole(&app, planned.course, &planned.person, planned.standing).await
}

/// `POST /api/sessions/{id}/plan/cancel`
pub async fn cancel(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Body(CancelSession { reason }): Body<CancelSession>,
) -> HttpResult<Json<CourseSchedule>> {
    let planned = Planned::of(&app, id, person, agent).await?;
    let reason = valid_reason(&reason)?;
    let line = planned.line(AuditKind::ClassCancelled);
    let done = app.store.cancel_session(id, Some(&reason), &line, app.clock.now()).await;
    begun_unless(done.map_err(refusal::store)?)?;
    whole(&app, planned.course, &planned.person, planned.standing).await
}

/// `POST /api/sessions/{id}/plan/restore`
pub async fn restore(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
) -> HttpResult<Json<CourseSchedule>> {
    let planned = Planned::of(&app, id, person, agent).await?;
    let line = planned.line(AuditKind::ClassRestored);
    begun_unless(app.store.cancel_session(id, None, &line, app.clock.now()).await.map_err(refusal::store)?)?;
    whole(&app, planned.course, &planned.person, planned.standing).await
}

/// `DELETE /api/sessions/{id}/plan`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<SessionId>,
    Query(DeletePlan { scope }): Query<DeletePlan>,
) -> HttpResult<Json<CourseSchedule>> {
    let planned = Planned::of(&app, id, person, agent).await?;
    let following = scope == ChangeScope::Following;
    let line = planned.line(AuditKind::PlanDeleted);
    let deleted = app.store.delete_planned(&planned.row, following, &line, app.clock.now()).await;
    if deleted.map_err(refusal::store)? == 0 {
        return Err(ErrorCode::SessionInUse.into());
    }
    whole(&app, planned.course, &planned.person, planned.standing).await
}

/// `GET /api/home`
pub async fn home(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Home>> {
    let now_unix = app.clock.now();
    let courses = app.store.courses_of(person.id).await.map_err(refusal::store)?;
    let courses: HashMap<CourseId, CourseOf> = courses.into_iter().map(|of| (of.course.id, of)).collect();
    let holidays = app.store.holidays_of_person(person.id).await.map_err(refusal::store)?;
    let next = app.store.next_sessions_of(person.id, now_unix).await.map_err(refusal::store)?;
    let lately = app.store.last_sessions_of(person.id).await.map_err(refusal::store)?;
    let ended: Vec<SessionId> = lately.iter().map(|row| row.id).collect();
    let own = Own::of(&app, &person, None, Classes::These(&ended)).await?;
    let led = counted_classes(&person, &lately, &courses);
    let counts = app.ledgers.counts(&led).await.map_err(refusal::store)?;
    let list = async |rows: Vec<SessionRow>| {
        let mut list = Vec::new();
        for row in rows {
            // Who left the course meanwhile sees no session of it.
            let Some(CourseOf { course, role: Some(role) }) = row.course.and_then(|id| courses.get(&id)) else {
                continue;
            };
            let holidays = holidays.get(&course.id).map_or(&[][..], Vec::as_slice);
            let due = Due::of(course.deadline.as_ref(), &course.details.zone, holidays);
            list.push(HomeSession {
                course: course.id,
                course_title: course.details.title.clone(),
                colour: course.details.colour,
                zone: course.details.zone.clone(),
                role: *role,
                counts: counts.get(&row.id).copied(),
                session: own.session(&app, row, due.as_ref(), false).await,
            });
        }
        list
    };
    let narrowed = app.store.narrowed(person.id).await.map_err(refusal::store)?;
    Ok(Json(Home { now_unix, next: list(next).await, lately: list(lately).await, narrowed }))
}

/// The last of these classes in which they lead students, as many as are counted for one page.
fn counted_classes(person: &Person, lately: &[SessionRow], courses: &HashMap<CourseId, CourseOf>) -> Vec<SessionId> {
    let led = lately.iter().filter_map(|row| {
        let of = courses.get(&row.course?)?;
        leads(person, of).then_some((row.id, of.course.members))
    });
    let mut students = 0;
    let fits = |(_, members): &(SessionId, u32)| {
        let first = students == 0;
        students += members;
        first || students <= limits::HOME_COUNTED
    };
    led.take(limits::HOME_COUNTS).take_while(fits).map(|(session, _)| session).collect()
}

/// Whether they see what students have of the classes of this course of theirs.
fn leads(person: &Person, of: &CourseOf) -> bool {
    of.role.is_some_and(|role| access::allows(Standing::member(person.role, role), CourseAction::SeeLedger))
}

/// `DELETE /api/home/narrowed`
pub async fn told_of_narrowed(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<StatusCode> {
    app.store.told_of_narrowed(person.id).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A planned session, for somebody who may change it.
struct Planned {
    person: Person,
    agent: Agent,
    row: SessionRow,
    plan: PlanRow,
    course: CourseId,
    standing: Standing,
}

impl Planned {
    /// Looks it up. One that has begun is not changed any more.
    async fn of(app: &App, id: SessionId, person: Person, agent: Agent) -> HttpResult<Planned> {
        let row = app.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        let course = row.course.ok_or(ErrorCode::NotFound)?;
        let standing = app.authorize(course, &person, CourseAction::PlanSessions).await?;
        let plan = row.plan.clone().ok_or(ErrorCode::NotFound)?;
        begun_unless(row.state == SessionState::Scheduled)?;
        Ok(Planned { person, agent, row, plan, course, standing })
    }

    /// That they do this to it.
    fn line(&self, kind: AuditKind) -> AuditLine {
        let line = AuditLine::new(kind, &self.person, &self.agent);
        line.in_session(self.row.id, Some(self.course)).about(&self.row.title)
    }

    /// Moves this session and all that follow.
    async fn move_following(
        &self,
        app: &App,
        time: &SessionTime,
        change: &ChangePlan,
        title: Option<&str>,
    ) -> HttpResult<()> {
        let title = title.unwrap_or(&self.row.title);
        let original = &self.plan.original;
        let decide = |series: &store::SeriesRow, sessions: &[SessionRow]| {
            schedule::split(series, sessions, original, time, change.rule.as_ref(), title)
        };
        let (series, line) = ((self.course, self.plan.series), self.line(AuditKind::ClassMoved));
        let done = app.store.split_series(series, self.person.id, &line, app.clock.now(), decide).await;
        Ok(done.map_err(refusal::store)??)
    }
}

/// Refuses what is done to a session that has begun.
fn begun_unless(is_scheduled: bool) -> Result<(), ErrorCode> {
    is_scheduled.then_some(()).ok_or(ErrorCode::SessionBegun)
}

async fn course(app: &App, id: CourseId) -> HttpResult<CourseRow> {
    Ok(app.store.course(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?)
}

/// The whole schedule of a course.
async fn whole(app: &App, id: CourseId, person: &Person, standing: Standing) -> HttpResult<Json<CourseSchedule>> {
    let course = course(app, id).await?;
    let holidays = app.store.holidays_of(id).await.map_err(refusal::store)?;
    let series = app.store.series_of_course(id).await.map_err(refusal::store)?;
    let due = Due::of(course.deadline.as_ref(), &course.details.zone, &holidays);
    let own = Own::of(app, person, Some(id), Classes::OfCourse(id)).await?;
    let sees_bin = access::allows(standing, CourseAction::DeleteRecordings);
    let mut sessions = Vec::new();
    let known = app.store.schedule_of_course(id).await.map_err(refusal::store)?;
    for row in known.into_iter().filter(|row| access::knows_of(standing, row.is_hidden())) {
        sessions.push(own.session(app, row, due.as_ref(), sees_bin).await);
    }
    Ok(Json(CourseSchedule {
        zone: course.details.zone,
        sessions,
        series: series.iter().map(public_series).collect(),
        deadlines: Deadlines { rule: course.deadline, holidays },
    }))
}

/// What sessions are for one person alone.
struct Own {
    /// How far they are with what is to be done before a session.
    progress: HashMap<SessionId, PreparationProgress>,
    /// The days that they were given after the deadlines of all.
    extensions: HashMap<SessionId, u16>,
    /// What they have of those that are over.
    ledger: HashMap<SessionId, OwnLedger>,
}

impl Own {
    /// Looks it up, for the sessions of one course, or for those of all of theirs that are not over.
    async fn of(app: &App, person: &Person, course: Option<CourseId>, over: Classes<'_>) -> HttpResult<Own> {
        let progress = match course {
            Some(course) => app.store.progress_in(course, person.id).await,
            None => app.store.progress_of(person.id).await,
        };
        let extensions = app.store.extensions_of(person.id).await.map_err(refusal::store)?;
        let ledger = app.ledgers.own(person.id, over).await.map_err(refusal::store)?;
        Ok(Own { progress: progress.map_err(refusal::store)?, extensions, ledger })
    }

    async fn session(&self, app: &App, row: SessionRow, due: Option<&Due>, sees_bin: bool) -> CourseSession {
        let plan = row.plan.as_ref().map(public_plan);
        let extension_days = self.extensions.get(&row.id).copied();
        let due_unix = due.and_then(|due| due.at(&row, extension_days.unwrap_or(0)));
        let preparation = self.progress.get(&row.id).copied();
        let own = self.ledger.get(&row.id).cloned();
        let (ledger, parts) = own.map_or_else(Default::default, |own| (Some(own.entry.due(due_unix)), own.parts));
        let session = if sees_bin { own_summary(app, row).await } else { summary(app, row).await };
        CourseSession { session, plan, due_unix, extension_days, preparation, ledger, parts }
    }
}
