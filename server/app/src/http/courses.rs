//! Courses, and the link by which people come into one.

use std::{collections::HashMap, time::Instant};

use access::{Standing, authorize};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::CookieJar;
use protocol::{
    AuditKind, CourseAction, CourseId, CourseRole, ErrorCode, MemberState,
    courses::{
        AskedCourse, Course, CourseDetails, CourseInvitation, CourseJoin, CourseJoinRequest, CourseSummary, JoinCourse,
        NewAccountByLink, Retention,
    },
};
use store::{Agent, AskedRow, AuditLine, CourseOf, CourseRow, MemberRow, NewAccount, Person};

use super::{
    auth::{By, MaybePerson, SignedIn},
    error::{Body, HttpResult, Path},
    sessions::{own_summary, summary},
    sign_in::with_cookie,
};
use crate::{
    by_link,
    client_address::ClientAddress,
    clock::unix_now,
    context::App,
    fields::{valid_course, valid_domains, valid_email, valid_password},
    refusal, retention,
    user_agent::agent_of,
};

/// `GET /api/courses`
pub async fn list(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<CourseSummary>>> {
    let manages = access::allows(app.standing(Some(&person)), CourseAction::ManagePeople);
    let courses = if manages { app.store.all_courses(person.id).await } else { app.store.courses_of(person.id).await };
    let mut live = HashMap::new();
    for row in app.store.live_classes_of(person.id).await.map_err(refusal::store)? {
        if let Some(course) = row.course {
            live.insert(course, summary(&app, row).await);
        }
    }
    let mut questions = app.store.open_questions_of(person.id).await.map_err(refusal::store)?;
    questions.extend(app.store.own_open_questions(person.id).await.map_err(refusal::store)?);
    let standing = |role: Option<CourseRole>| match role {
        Some(role) => Standing::member(person.role, role),
        None => Standing::person(person.role),
    };
    let one = |CourseOf { course, role }: CourseOf| CourseSummary {
        members: people_of(&course, standing(role)),
        id: course.id,
        title: course.details.title,
        colour: course.details.colour,
        to: course.details.to,
        role,
        live: live.remove(&course.id),
        questions: questions.get(&course.id).copied().unwrap_or_default(),
        asking: if access::allows(standing(role), CourseAction::ChangeRoster) { course.asking } else { 0 },
    };
    Ok(Json(courses.map_err(refusal::store)?.into_iter().map(one).collect()))
}

/// `GET /api/courses/asked`
pub async fn asked(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<AskedCourse>>> {
    let rows = app.store.asked_by(person.id).await.map_err(refusal::store)?;
    let one = |AskedRow { title, colour, join_code: code, until_confirmed }: AskedRow| AskedCourse {
        title,
        colour,
        code,
        until_confirmed,
    };
    Ok(Json(rows.into_iter().map(one).collect()))
}

/// `POST /api/courses`
pub async fn create(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Body(details): Body<CourseDetails>,
) -> HttpResult<Json<Course>> {
    let standing = app.standing(Some(&person));
    authorize(standing, CourseAction::MakeCourse)?;
    if details.retention == Some(Retention::ForEver) {
        authorize(standing, CourseAction::KeepForEver)?;
    }
    let details = valid_course(details, unix_now())?;
    let id = app.store.create_course(&person, &details, &agent, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(whole(&app, id, &person).await?))
}

/// `GET /api/courses/{id}`
pub async fn get(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<CourseId>,
) -> HttpResult<Json<Course>> {
    app.authorize(id, &person, CourseAction::SeeCourse).await?;
    Ok(Json(whole(&app, id, &person).await?))
}

/// `PUT /api/courses/{id}`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
    Body(details): Body<CourseDetails>,
) -> HttpResult<Json<Course>> {
    let standing = app.authorize(id, &person, CourseAction::ChangeCourse).await?;
    if details.retention == Some(Retention::ForEver) {
        let present = app.store.course(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        if present.details.retention != details.retention {
            authorize(standing, CourseAction::KeepForEver)?;
        }
    }
    let details = valid_course(details, unix_now())?;
    let line = AuditLine::new(AuditKind::CourseChanged, &person, &agent).in_course(id).about(&details.title);
    app.store.change_course(id, &details, &line, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(whole(&app, id, &person).await?))
}

/// `DELETE /api/courses/{id}`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
) -> HttpResult<StatusCode> {
    app.authorize(id, &person, CourseAction::DeleteCourse).await?;
    let row = app.store.course(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let line = AuditLine::new(AuditKind::CourseDeleted, &person, &agent).in_course(id).about(&row.details.title);
    app.store.delete_course(id, &line, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/courses/{id}/join`
pub async fn set_link(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<CourseId>,
    Body(wanted): Body<CourseJoinRequest>,
) -> HttpResult<Json<CourseJoin>> {
    app.authorize(id, &person, CourseAction::ChangeRoster).await?;
    let wanted = CourseJoinRequest { domains: valid_domains(&wanted.domains)?, ..wanted };
    let kind = if wanted.on { AuditKind::JoinLinkOn } else { AuditKind::JoinLinkOff };
    let line = AuditLine::new(kind, &person, &agent).in_course(id);
    let code = app.store.set_course_link(id, &wanted, &line, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(CourseJoin { code, approval: wanted.approval, domains: wanted.domains }))
}

/// `GET /api/courses/join/{code}`
pub async fn look(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    Path(code): Path<String>,
) -> HttpResult<Json<CourseInvitation>> {
    let course = by_code(&app, &code).await?;
    let (_, line) = app.standing_in(course.id, person.as_ref()).await?;
    Ok(Json(invitation(&app, &course, line).await?))
}

/// `POST /api/courses/join/{code}`
pub async fn join(
    State(app): State<App>,
    client: ClientAddress,
    MaybePerson(person): MaybePerson,
    Path(code): Path<String>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(JoinCourse { account }): Body<JoinCourse>,
) -> HttpResult<(CookieJar, Json<CourseInvitation>)> {
    let course = by_code(&app, &code).await?;
    let agent = agent_of(&headers);
    let (line, jar) = match (account, person) {
        (Some(account), None) => {
            let (person, line) = enter_anew(&app, client, &course, account, &agent).await?;
            app.mail.welcome(&person, unix_now()).await;
            (line, with_cookie(&app, &headers, jar, person.id).await?)
        }
        (_, Some(person)) => (by_link::enter(&app, &course, &person, &agent).await?, jar),
        (None, None) => return Err(ErrorCode::Unauthorized.into()),
    };
    Ok((jar, Json(invitation(&app, &course, Some(line)).await?)))
}

async fn enter_anew(
    app: &App,
    client: ClientAddress,
    course: &CourseRow,
    NewAccountByLink { name, email, password }: NewAccountByLink,
    agent: &Agent,
) -> HttpResult<(Person, MemberRow)> {
    let name = live::text::valid_name(&name)?;
    let email = valid_email(&email)?;
    valid_password(&password)?;
    app.rates.accounts.admit(&client, Instant::now())?;
    let account = NewAccount { name: &name, email, password: &password };
    Ok(by_link::enter_anew(app, course, &account, agent).await?)
}

/// A course by its link. Whoever asks may be anybody, so it says little.
async fn by_code(app: &App, code: &str) -> HttpResult<CourseRow> {
    Ok(app.store.course_by_code(code).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?)
}

async fn invitation(app: &App, course: &CourseRow, line: Option<MemberRow>) -> HttpResult<CourseInvitation> {
    let you = line.as_ref().map(|line| line.state);
    Ok(CourseInvitation {
        course: (you == Some(MemberState::Active)).then_some(course.id),
        title: course.details.title.clone(),
        instructors: app.store.instructors_of(course.id).await.map_err(refusal::store)?,
        approval: course.join_approval,
        domains: course.join_domains.clone(),
        you,
        until_confirmed: line.is_some_and(|line| line.until_confirmed),
    })
}

/// How many people a course has, for whoever stands so in it: who is only invited is a matter of those who see the roster.
fn people_of(course: &CourseRow, standing: Standing) -> u32 {
    let sees_invited = access::allows(standing, CourseAction::SeeRoster);
    course.members + if sees_invited { course.invited } else { 0 }
}

/// A course as this person sees it.
async fn whole(app: &App, id: CourseId, person: &Person) -> HttpResult<Course> {
    let (standing, _) = app.standing_in(id, Some(person)).await?;
    let row = app.store.course(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let changes_roster = access::allows(standing, CourseAction::ChangeRoster);
    let sees_bin = access::allows(standing, CourseAction::DeleteRecordings);
    let answers = access::allows(standing, CourseAction::ModerateBoard);
    let questions = if answers { app.store.open_questions(id).await.map_err(refusal::store)? } else { 0 };
    let mut sessions = Vec::new();
    let known = app.store.sessions_of_course(id).await.map_err(refusal::store)?;
    for session in known.into_iter().filter(|row| access::knows_of(standing, row.is_hidden())) {
        sessions.push(if sees_bin { own_summary(app, session).await } else { summary(app, session).await });
    }
    let now = unix_now();
    let retention = app.store.retention(Some(id)).await.map_err(refusal::store)?;
    let keeping = retention.first().and_then(|row| retention::keeping(row, now));
    Ok(Course {
        id,
        role: standing.course(),
        rights: access::rights(standing),
        instructors: app.store.instructors_of(id).await.map_err(refusal::store)?,
        members: people_of(&row, standing),
        asking: if changes_roster { row.asking } else { 0 },
        questions,
        sessions,
        join: changes_roster.then_some(CourseJoin {
            code: row.join_code,
            approval: row.join_approval,
            domains: row.join_domains,
        }),
        details: row.details,
        keeping,
    })
}
