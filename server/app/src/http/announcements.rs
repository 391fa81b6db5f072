//! What staff of a course tell its members.

use access::Standing;
use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AnnouncementId, AuditKind, CourseAction, CourseId, ErrorCode, Millis, Refusal, SessionId,
    announcements::{
        Announcement, AnnouncementPage, AnnouncementReaders, AnnouncementRequest, NewAnnouncement, Reader, Readers,
        SeenAnnouncements,
    },
    limits,
};
use serde::Deserialize;
use store::{AnnouncedAt, AnnouncementRow, AuditLine, Person, Said, SeenBy};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path, Query},
};
use crate::{clips, context::App, refusal, schedule};

/// The query of a page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    before: Option<AnnouncementId>,
}

/// `GET /api/courses/{id}/announcements`
pub async fn page(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Query(PageQuery { before }): Query<PageQuery>,
) -> HttpResult<Json<AnnouncementPage>> {
    let standing = app.authorize(course, &person, CourseAction::SeeCourse).await?;
    let (staff, now) = (is_staff(standing), app.clock.now());
    let watches = access::allows(standing, CourseAction::WatchRecordings);
    let page = app.store.announcements_of(course, person.id, staff, before, now).await;
    let (rows, next) = page.map_err(refusal::store)?;
    let seen = if staff { app.store.announcements_seen(&rows).await.map_err(refusal::store)? } else { Vec::new() };
    let mut seen = seen.into_iter();
    let announcements = rows.into_iter().map(|row| {
        let clip = row.clip.clone().filter(|_| watches);
        public(AnnouncementRow { clip, ..row }, seen.next())
    });
    let announcements = announcements.collect();
    Ok(Json(AnnouncementPage { announcements, next }))
}

/// `POST /api/courses/{id}/announcements`
pub async fn announce(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(course): Path<CourseId>,
    Body(request): Body<AnnouncementRequest>,
) -> HttpResult<Json<Announcement>> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let valid = Valid::of(&app, course, &request).await?;
    let line = AuditLine::new(AuditKind::Announced, &person, &agent).in_course(course);
    let id = app.store.announce(course, person.id, valid.said(), &line, app.clock.now()).await;
    one(&app, course, id.map_err(refusal::store)?, &person).await
}

/// `PUT /api/courses/{id}/announcements/{announcement}`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, id)): Path<(CourseId, AnnouncementId)>,
    Body(request): Body<AnnouncementRequest>,
) -> HttpResult<Json<Announcement>> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let valid = Valid::of(&app, course, &request).await?;
    let line = AuditLine::new(AuditKind::AnnouncementChanged, &person, &agent).in_course(course);
    let changed = app.store.change_announcement(course, id, person.id, valid.said(), &line, app.clock.now()).await;
    changed.map_err(refusal::store)?;
    one(&app, course, id, &person).await
}

/// `DELETE /api/courses/{id}/announcements/{announcement}`
pub async fn delete(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, id)): Path<(CourseId, AnnouncementId)>,
) -> HttpResult<StatusCode> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let line = AuditLine::new(AuditKind::AnnouncementDeleted, &person, &agent).in_course(course);
    app.store.delete_announcement(course, id, &line, app.clock.now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/courses/{id}/announcements/{announcement}/restore`
pub async fn restore(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, id)): Path<(CourseId, AnnouncementId)>,
) -> HttpResult<Json<Announcement>> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    let line = AuditLine::new(AuditKind::AnnouncementRestored, &person, &agent).in_course(course);
    app.store.restore_announcement(course, id, &line, app.clock.now()).await.map_err(refusal::store)?;
    one(&app, course, id, &person).await
}

/// `GET /api/courses/{id}/announcements/{announcement}/readers`
pub async fn readers(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path((course, id)): Path<(CourseId, AnnouncementId)>,
) -> HttpResult<Json<AnnouncementReaders>> {
    app.authorize(course, &person, CourseAction::Announce).await?;
    row_of(&app, course, id, &person).await?;
    let mut readers = AnnouncementReaders { seen: Vec::new(), unseen: Vec::new() };
    for (name, seen) in app.store.readers_of(id).await.map_err(refusal::store)? {
        match seen {
            Some(at_unix) => readers.seen.push(Reader { name, at_unix }),
            None => readers.unseen.push(name),
        }
    }
    Ok(Json(readers))
}

/// `POST /api/courses/{id}/announcements/seen`
pub async fn see(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Body(SeenAnnouncements { announcements }): Body<SeenAnnouncements>,
) -> HttpResult<StatusCode> {
    app.authorize(course, &person, CourseAction::SeeCourse).await?;
    if announcements.len() > limits::ANNOUNCEMENTS_PAGE {
        return Err(ErrorCode::TooLarge.into());
    }
    let seen = app.store.see_announcements(course, person.id, &announcements, app.clock.now()).await;
    seen.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/home/announcements`
pub async fn news(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<NewAnnouncement>>> {
    let news = app.store.new_announcements(person.id, app.clock.now()).await.map_err(refusal::store)?;
    let public = news.into_iter().map(|news| NewAnnouncement {
        course: news.row.course,
        course_title: news.course_title,
        colour: news.colour,
        announcement: public(news.row, None),
    });
    Ok(Json(public.collect()))
}

/// What somebody says, as it is kept.
struct Valid {
    title: String,
    text: String,
    clip: Option<SessionId>,
    at: Option<Moment>,
}

/// From when on members see it.
struct Moment {
    local: String,
    zone: String,
    at_unix: Millis,
}

impl Valid {
    async fn of(app: &App, course: CourseId, request: &AnnouncementRequest) -> HttpResult<Valid> {
        let title = live::text::valid_title(&request.title)?;
        // A video can say it all.
        let text = match request.clip {
            Some(_) if request.text.trim().is_empty() => String::new(),
            _ => live::text::valid_message(&request.text)?,
        };
        let at = match &request.at {
            Some(at) => Some(moment(app, course, at).await?),
            None => None,
        };
        Ok(Valid { title, text, clip: request.clip, at })
    }

    fn said(&self) -> Said<'_> {
        let at = self.at.as_ref().map(|Moment { local, zone, at_unix }| AnnouncedAt { local, zone, at_unix: *at_unix });
        Said { title: &self.title, text: &self.text, clip: self.clip, at }
    }
}

/// A local time in the course's zone, which is in the future, within a year.
async fn moment(app: &App, course: CourseId, local: &str) -> Result<Moment, Refusal> {
    let course = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let zone = course.details.zone;
    let (at_unix, now) = (schedule::instant(&zone, local)?, app.clock.now());
    let is_ahead = (now..=now + limits::ANNOUNCEMENT_AHEAD_MS).contains(&at_unix);
    is_ahead.then(|| Moment { local: local.to_owned(), zone, at_unix }).ok_or_else(|| ErrorCode::BadTime.into())
}

fn is_staff(standing: Standing) -> bool {
    access::allows(standing, CourseAction::Announce)
}

/// An announcement of this course that was not deleted.
async fn row_of(app: &App, course: CourseId, id: AnnouncementId, person: &Person) -> Result<AnnouncementRow, Refusal> {
    let row = app.store.announcement(id, person.id).await.map_err(refusal::store)?;
    Ok(row.filter(|row| row.course == course).ok_or(ErrorCode::NotFound)?)
}

/// An announcement, for staff.
async fn one(app: &App, course: CourseId, id: AnnouncementId, person: &Person) -> HttpResult<Json<Announcement>> {
    let rows = [row_of(app, course, id, person).await?];
    let seen = app.store.announcements_seen(&rows).await.map_err(refusal::store)?;
    let [row] = rows;
    Ok(Json(public(row, seen.first().copied())))
}

fn public(row: AnnouncementRow, seen: Option<SeenBy>) -> Announcement {
    Announcement {
        id: row.id,
        title: row.title,
        text: row.text,
        clip: row.clip.map(clips::public),
        by: row.by,
        at_unix: row.at_unix,
        changed_unix: row.changed_unix,
        seen: row.seen,
        readers: seen.map(|SeenBy { seen, all }| Readers { seen, all }),
    }
}
