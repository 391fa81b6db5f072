//! Looks up what somebody is, for the table of `access`.

use access::{Standing, authorize};
use protocol::{CourseAction, CourseId, MemberState, Refusal};
use store::{MemberRow, Person};

use crate::{context::App, refusal};

impl App {
    /// What somebody is on the server, apart from any course.
    pub fn standing(&self, person: Option<&Person>) -> Standing {
        person.map_or(Standing::STRANGER, |person| Standing::person(person.role))
    }

    /// What somebody is in a course, and their line of its roster.
    pub async fn standing_in(
        &self,
        course: CourseId,
        person: Option<&Person>,
    ) -> Result<(Standing, Option<MemberRow>), Refusal> {
        let Some(person) = person else { return Ok((Standing::STRANGER, None)) };
        let line = self.store.member_of(course, person.id).await.map_err(refusal::store)?;
        let standing = match &line {
            Some(line) if line.state == MemberState::Active => Standing::member(person.role, line.role),
            _ => Standing::person(person.role),
        };
        Ok((standing, line))
    }

    /// Refuses whoever may not do this in a course. Returns what they are there.
    pub async fn authorize(
        &self,
        course: CourseId,
        person: &Person,
        action: CourseAction,
    ) -> Result<Standing, Refusal> {
        let (standing, _) = self.standing_in(course, Some(person)).await?;
        authorize(standing, action)?;
        Ok(standing)
    }
}
