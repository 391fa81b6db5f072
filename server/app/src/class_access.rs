//! Who comes into a class, and as what: by their account, or as a guest.

use access::{Viewer, role_in, watch_after_class};
use protocol::{CourseAction, ErrorCode, Refusal, Role, SessionKind};
use store::{CourseRow, Person, SessionRow};

use crate::{after_class::is_open, clips, context::App, refusal};

/// What is known of whoever comes to a class.
pub struct ClassAccess {
    /// The role that their account gives them; `None` for a guest.
    pub role: Option<Role>,
    /// The name by which a member of the course is known there.
    pub name: Option<String>,
    /// Whether people without such a role come in by name alone.
    pub guests_allowed: bool,
    /// Whether the class is a course's.
    pub course: Option<CourseRow>,
}

impl ClassAccess {
    /// Looks up what somebody is in this class. A class without a course has its owner, guests, and those of
    /// them who made their seat that of an account. Whoever may not know of a session learns nothing of it.
    pub async fn of(app: &App, row: &SessionRow, person: Option<&Person>) -> Result<Self, Refusal> {
        let Some(course) = row.course else {
            let role = match person {
                Some(person) if person.id == row.owner => Some(Role::Instructor),
                // Whoever took their seat as a guest, and made it that of their account.
                Some(person) => {
                    let own = app.store.seat_of_person(row.id, person.id).await.map_err(refusal::store)?;
                    own.map(|seat| seat.role)
                }
                None => None,
            };
            let guests_allowed = if row.state.is_over() { is_open(row, None) } else { row.guests_allowed };
            return Ok(ClassAccess { role, name: None, guests_allowed, course: None });
        };
        let (standing, line) = app.standing_in(course, person).await?;
        let course = app.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        let guests_allowed = match row.kind {
            _ if row.state.is_over() => is_open(row, Some(&course)) && !row.is_hidden(),
            SessionKind::Class => course.details.guests_allowed,
            SessionKind::Lecture | SessionKind::Study | SessionKind::Clip => false,
        };
        let name = line.map(|line| line.name);
        let comes_in = !row.state.is_over() || access::allows(standing, CourseAction::WatchRecordings);
        let role = match row.kind {
            SessionKind::Clip => clips::role(row, standing, person.map(|person| person.id), app.clock.now()),
            kind => role_in(standing, kind, row.is_hidden()).filter(|_| comes_in),
        };
        // At a table is who may watch what is watched there.
        let role = match (row.watches, person) {
            (Some(class), Some(person)) if role.is_some() => {
                app.watched_together(person, course.id, class).await.map(|_| role)?
            }
            _ => role,
        };
        if role.is_none() && row.is_hidden() {
            return Err(ErrorCode::NotFound.into());
        }
        Ok(ClassAccess { role, name, guests_allowed, course: Some(course) })
    }

    /// Refuses guests where none are allowed: by the class, or after it by its recording.
    pub fn admit_guest(&self, row: &SessionRow) -> Result<(), ErrorCode> {
        let of_course = self.course.is_some();
        match self.guests_allowed {
            _ if row.state.is_over() => watch_after_class(Viewer::HasLink, of_course, self.guests_allowed),
            true => Ok(()),
            false => Err(if of_course { ErrorCode::MembersOnly } else { ErrorCode::GuestsNotAllowed }),
        }
    }
}
