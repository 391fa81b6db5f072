//! Study tables: who watches a class that is over together with others, and where.

use access::{allows, role_in};
use protocol::{CourseAction, CourseId, ErrorCode, Refusal, SessionId, courses::StudyRoom, http::StudyTable};
use store::{CourseRow, Person, SeatRow, SessionRow, StoreError};

use crate::{clock::unix_now, context::App, refusal, status};

impl App {
    /// The study table of a class: the one that is open, or a new one. Whoever opens it may study in the course.
    pub async fn open_table(
        &self,
        person: &Person,
        course: CourseId,
        class: SessionId,
    ) -> Result<Result<SessionRow, StoreError>, Refusal> {
        let of = self.store.course(course).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        if !has_tables(&of) {
            return Err(ErrorCode::NotNow.into());
        }
        let class = self.watched_together(person, course, class).await?;
        Ok(self.store.study_room(person.id, &class.title, (course, Some(class.id)), true, unix_now()).await)
    }

    /// The class of the course that is watched at a table, if this person may watch it.
    pub async fn watched_together(
        &self,
        person: &Person,
        course: CourseId,
        class: SessionId,
    ) -> Result<SessionRow, Refusal> {
        let row = self.store.session(class).await.map_err(refusal::store)?;
        let row = row.filter(|row| row.course == Some(course)).ok_or(ErrorCode::NotFound)?;
        let (standing, _) = self.standing_in(course, Some(person)).await?;
        let role = role_in(standing, row.kind, row.is_hidden());
        if role.is_none() || !allows(standing, CourseAction::WatchRecordings) {
            return Err(ErrorCode::NotFound.into());
        }
        if !row.state.is_over() {
            return Err(Refusal::because(ErrorCode::NotNow, "the class is not over"));
        }
        if row.deletion.is_some() {
            return Err(ErrorCode::RecordingDeleted.into());
        }
        // Whoever was removed from the class watches nothing of it.
        if self.store.was_removed(class, person.id).await.map_err(refusal::store)? {
            return Err(ErrorCode::Removed.into());
        }
        Ok(row)
    }

    /// The study table of a class, for the holder of a seat in it who may go there.
    pub async fn table_of(&self, row: &SessionRow, seat: &SeatRow) -> Result<Option<StudyTable>, Refusal> {
        let (Some(course), Some(person)) = (row.course, seat.person) else { return Ok(None) };
        if !row.state.is_over() || row.deletion.is_some() || !row.kind.is_listed() {
            return Ok(None);
        }
        let of = self.store.course(course).await.map_err(refusal::store)?;
        if !of.is_some_and(|course| has_tables(&course)) {
            return Ok(None);
        }
        let Some(person) = self.store.person(person).await.map_err(refusal::store)? else { return Ok(None) };
        let (standing, _) = self.standing_in(course, Some(&person)).await?;
        if !allows(standing, CourseAction::StudyTogether) {
            return Ok(None);
        }
        let open = self.store.open_table(row.id).await.map_err(refusal::store)?;
        let status = match open {
            Some(table) => status::of_running(&self.hub, table).await,
            None => None,
        };
        Ok(Some(StudyTable { present: status.map_or(0, |status| status.present) }))
    }
}

/// Whether people of a course watch its classes together: as they study, nothing of it is ever recorded.
fn has_tables(course: &CourseRow) -> bool {
    course.details.study.unwrap_or_default() != StudyRoom::Off
}
