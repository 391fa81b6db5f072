//! Whom a notice is for, as a member of the course of which it speaks, and how they read times.

use protocol::{
    CourseId, CourseRole, MemberState, Millis, NoticeKind,
    people::{Language, Profile},
};
use store::{CourseRow, MemberRow, Person, PersonId, PlannedTime, Store, StoreError};

use super::{notice::Notice, when};

/// Where a notice goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<'a> {
    /// To an address.
    Address(&'a str),
    /// To a device of its reader.
    Device,
}

impl To<'_> {
    /// Whether it goes to this person: their address may have become another.
    pub fn is_of(self, person: &Person) -> bool {
        match self {
            To::Address(address) => person.email_confirmed && person.email.eq_ignore_ascii_case(address),
            To::Device => true,
        }
    }
}

/// A reader, in a course.
pub struct Reader {
    /// Who.
    pub person: Person,
    /// What they say of themselves.
    pub profile: Profile,
    /// Their line of its roster.
    pub member: MemberRow,
    /// The course.
    pub course: CourseRow,
}

impl Reader {
    /// Looks them up. `None` when the notice is not theirs any more: the account or its address is another, or they are no
    /// member.
    pub async fn find(
        store: &Store,
        notice: &Notice,
        to: To<'_>,
        course: CourseId,
    ) -> Result<Option<Reader>, StoreError> {
        let Some(person) = store.person(PersonId(notice.person)).await? else { return Ok(None) };
        let Some(course) = store.course(course).await? else { return Ok(None) };
        let Some(member) = store.member_of(course.id, person.id).await? else { return Ok(None) };
        // Observers may be in class, and would come for nothing: of that alone they hear.
        let is_told = member.role != CourseRole::Observer || notice.kind == NoticeKind::ClassChanged;
        let is_told = is_told && member.state == MemberState::Active;
        let profile = store.profile(person.id).await?.unwrap_or_default();
        Ok((is_told && to.is_of(&person)).then_some(Reader { person, profile, member, course }))
    }

    /// The zone in which they read times.
    pub fn zone(&self) -> &str {
        self.profile.zone.as_deref().unwrap_or(&self.course.details.zone)
    }

    /// The language in which they read.
    pub fn language(&self) -> Language {
        self.profile.language.unwrap_or(Language::English)
    }

    /// A stretch of time.
    pub fn span(&self, span: (Millis, Millis)) -> String {
        when::span(self.language(), span, self.zone(), &self.course.details.zone)
    }

    /// When a session is.
    pub fn when(&self, time: &PlannedTime) -> String {
        self.span((time.start_unix, time.end_unix))
    }
}
