//! Writes what a week brings to somebody, over all of their courses.

use std::collections::HashMap;

use protocol::{CourseId, CourseRole, Millis, SessionId, http::SessionState, ledger::LedgerEntry, people::Language};
use store::{CourseOf, CourseRow, PersonId, SessionRow, StoreError};

use super::{Letter, Sources};
use crate::{
    ledger::Classes,
    mail::{
        notice::Notice,
        reader::To,
        texts::{self, Part},
        when,
    },
    schedule::Due,
};

const DAY: Millis = 24 * 3_600_000;

/// The time of whose classes a digest speaks.
pub const AHEAD: Millis = 7 * DAY;

/// What is left of a class that ended before is not said any more where no deadline says until when.
pub const BACK: Millis = 28 * DAY;

/// Lines of a part: as many as somebody reads. Of the rest it says how many there are.
const LISTED: usize = 12;

/// What a person is in their courses, and how they read.
struct Week<'a> {
    sources: &'a Sources,
    person: PersonId,
    zone: Option<String>,
    language: Language,
    courses: HashMap<CourseId, (CourseRow, CourseRole)>,
    now_unix: Millis,
}

/// Writes it. `None` when there is nothing to say, or the account or its address is another.
pub async fn letter(
    sources: &Sources,
    notice: &Notice,
    to: To<'_>,
    now_unix: Millis,
) -> Result<Option<Letter>, StoreError> {
    let (store, place) = (&sources.store, &sources.place);
    let Some(person) = store.person(PersonId(notice.person)).await? else { return Ok(None) };
    if !to.is_of(&person) {
        return Ok(None);
    }
    let profile = store.profile(person.id).await?.unwrap_or_default();
    let language = profile.language.unwrap_or(Language::English);
    let courses = store.courses_of(person.id).await?.into_iter().filter_map(|CourseOf { course, role }| {
        let role = role.filter(|role| *role != CourseRole::Observer)?;
        Some((course.id, (course, role)))
    });
    let courses = courses.collect();
    let week = Week { sources, person: person.id, zone: profile.zone, language, courses, now_unix };
    let parts = [
        (Part::Coming, week.coming().await?),
        (Part::Left, week.left().await?),
        (Part::Questions, week.questions().await?),
    ];
    let said: Vec<String> = parts.into_iter().filter_map(|(part, lines)| week.said(part, lines)).collect();
    let facts = vec![("name", person.name), ("server", place.host.clone()), ("week", said.join("\n\n"))];
    Ok((!said.is_empty()).then(|| Letter { language, facts, link: format!("{}/", place.public_url) }))
}

impl Week<'_> {
    /// A part, unless it has no lines.
    fn said(&self, part: Part, mut lines: Vec<String>) -> Option<String> {
        let more = lines.len().saturating_sub(LISTED);
        lines.truncate(LISTED);
        (!lines.is_empty()).then(|| texts::part(self.language, part, &lines, more))
    }

    fn instant(&self, unix: Millis, course: &CourseRow) -> String {
        let zone = &course.details.zone;
        when::instant(self.language, unix, self.zone.as_deref().unwrap_or(zone), zone)
    }

    /// The planned classes that are coming.
    async fn coming(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.sources.store.next_sessions_of(self.person, self.now_unix).await?;
        let line = |row: &SessionRow| {
            let (course, _) = self.courses.get(&row.course?)?;
            let plan = row.plan.as_ref().filter(|_| row.state == SessionState::Scheduled && !row.is_cancelled())?;
            let is_near = plan.time.start_unix < self.now_unix + AHEAD;
            let when = self.instant(plan.time.start_unix, course);
            is_near.then(|| texts::coming(self.language, &row.title, &course.details.title, &when))
        };
        Ok(rows.iter().filter_map(line).collect())
    }

    /// What is left of classes that are over, and can still be caught up on.
    async fn left(&self) -> Result<Vec<String>, StoreError> {
        let store = &self.sources.store;
        let rows = store.last_sessions_of(self.person).await?;
        let ids: Vec<SessionId> = rows.iter().filter(|row| row.deletion.is_none()).map(|row| row.id).collect();
        let ledger = self.sources.ledgers.own(self.person, Classes::These(&ids)).await?;
        let holidays = store.holidays_of_person(self.person).await?;
        let given = store.extensions_of(self.person).await?;
        let mut left: Vec<(Option<Millis>, String)> = Vec::new();
        for row in &rows {
            let entry = ledger.get(&row.id).map(|own| &own.entry).filter(|entry| entry.has_left());
            let course = row.course.and_then(|id| self.courses.get(&id));
            let Some((entry, (course, _))) = entry.zip(course) else { continue };
            let holidays = holidays.get(&course.id).map_or(&[][..], Vec::as_slice);
            let due = Due::of(course.deadline.as_ref(), &course.details.zone, holidays);
            let due = due.and_then(|due| due.at(row, given.get(&row.id).copied().unwrap_or(0)));
            let lately = row.ended_unix.is_some_and(|ended| self.now_unix < ended + BACK);
            if due.map_or(lately, |due| self.now_unix < due) {
                left.push((due, self.left_of(row, course, entry, due)));
            }
        }
        left.sort_by_key(|(due, _)| due.unwrap_or(Millis::MAX));
        Ok(left.into_iter().map(|(_, line)| line).collect())
    }

    fn left_of(&self, row: &SessionRow, course: &CourseRow, entry: &LedgerEntry, due: Option<Millis>) -> String {
        let left = texts::left(self.language, entry);
        let left = match due {
            Some(due) => texts::left_until(self.language, &left, &self.instant(due, course)),
            None => left,
        };
        texts::left_of(self.language, &row.title, &course.details.title, &left)
    }

    /// The questions that wait for an answer where this person teaches.
    async fn questions(&self) -> Result<Vec<String>, StoreError> {
        let open = self.sources.store.open_questions_of(self.person).await?;
        let title = |course: &CourseId| self.courses.get(course).map(|(course, _)| course.details.title.as_str());
        let mut open: Vec<(&str, u32)> = open.iter().filter_map(|(id, open)| Some((title(id)?, *open))).collect();
        open.sort_unstable();
        Ok(open.into_iter().map(|(course, open)| texts::open_questions(self.language, course, open)).collect())
    }
}
