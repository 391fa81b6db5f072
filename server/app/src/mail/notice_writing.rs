//! Writes a notice at the moment at which it is sent, from what is true then.

use protocol::{
    CourseId, CourseRole, MemberState, Millis, NoticeKind,
    http::SessionState,
    people::{Language, Profile},
};
use store::{AnnouncementRow, CourseRow, Person, PersonId, PlannedTime, SessionRow, Store, StoreError};

use super::{
    draft,
    notice::{About, Changed, ChangedSession, Notice},
    texts::{self, SessionChange},
    when,
    writing::{Place, Written},
};

/// Whom a notice is for, as a member of the course of which it speaks.
struct Reader {
    person: Person,
    profile: Profile,
    course: CourseRow,
}

impl Reader {
    /// Looks them up. `None` when the notice is not theirs any more: the account or its address is another, or they are no
    /// member.
    async fn find(store: &Store, notice: &Notice, to: &str, course: CourseId) -> Result<Option<Reader>, StoreError> {
        let Some(person) = store.person(PersonId(notice.person)).await? else { return Ok(None) };
        let Some(course) = store.course(course).await? else { return Ok(None) };
        let member = store.member_of(course.id, person.id).await?;
        let is_expected =
            member.is_some_and(|row| row.state == MemberState::Active && row.role != CourseRole::Observer);
        let has_address = person.email_confirmed && person.email.eq_ignore_ascii_case(to);
        let profile = store.profile(person.id).await?.unwrap_or_default();
        Ok((is_expected && has_address).then_some(Reader { person, profile, course }))
    }

    /// The zone in which they read times.
    fn zone(&self) -> &str {
        self.profile.zone.as_deref().unwrap_or(&self.course.details.zone)
    }

    /// The language in which they read.
    fn language(&self) -> Language {
        self.profile.language.unwrap_or(Language::English)
    }

    /// A stretch of time.
    fn span(&self, span: (Millis, Millis)) -> String {
        when::span(self.language(), span, self.zone(), &self.course.details.zone)
    }

    /// When a session is.
    fn when(&self, time: &PlannedTime) -> String {
        self.span((time.start_unix, time.end_unix))
    }
}

/// Writes a notice to an address. `None` when it is not true any more, or not wanted.
pub async fn write(
    store: &Store,
    place: &Place,
    notice: &Notice,
    to: &str,
    now_unix: Millis,
) -> Result<Option<Written>, StoreError> {
    let Some(letter) = letter(store, place, notice, to).await? else { return Ok(None) };
    let secret = store.make_unsubscribe_link(PersonId(notice.person), notice.kind, now_unix).await?;
    let Some(secret) = secret else { return Ok(None) };
    let stop = format!("{}/unsubscribe/{}", place.public_url, secret.reveal());
    let facts: Vec<(&str, &str)> = letter.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
    let draft = draft::write_with_stop(letter.language, notice.kind.into(), &facts, Some(&letter.link), Some(&stop));
    Ok(Some(Written { draft, secret: Some(secret), stop: Some(stop) }))
}

/// What a letter says.
struct Letter {
    language: Language,
    facts: Vec<(&'static str, String)>,
    link: String,
}

async fn letter(store: &Store, place: &Place, notice: &Notice, to: &str) -> Result<Option<Letter>, StoreError> {
    match &notice.about {
        About::Class { session, start_unix } => {
            let Some(row) = store.session(*session).await? else { return Ok(None) };
            let Some(time) = row.plan.as_ref().filter(|plan| plan.cancelled.is_none()).map(|plan| &plan.time) else {
                return Ok(None);
            };
            let Some(reader) = reader_of(store, notice, to, &row).await? else { return Ok(None) };
            let runs = row.state == SessionState::Live;
            let in_time = match notice.kind {
                NoticeKind::ClassBegan => runs,
                _ => runs || row.state == SessionState::Scheduled,
            };
            if time.start_unix != *start_unix || !in_time || store.has_come(row.id, reader.person.id).await? {
                return Ok(None);
            }
            Ok(Some(of_class(place, &reader, &row, time)))
        }
        About::Announcement { announcement } => {
            let row = store.announcement(*announcement, PersonId(notice.person)).await?;
            let Some(row) = row.filter(|row| !row.seen) else { return Ok(None) };
            let Some(reader) = Reader::find(store, notice, to, row.course).await? else { return Ok(None) };
            Ok(Some(of_announcement(place, &reader, row)))
        }
        About::Changes { course, changed } => {
            let Some(reader) = Reader::find(store, notice, to, *course).await? else { return Ok(None) };
            let mut changes = Vec::new();
            for known in &changed.sessions {
                changes.extend(change(&reader, known, store.session(known.id).await?.as_ref()));
            }
            Ok(of_changes(place, &reader, &changes, changed))
        }
    }
}

async fn reader_of(store: &Store, notice: &Notice, to: &str, row: &SessionRow) -> Result<Option<Reader>, StoreError> {
    match row.course {
        Some(course) => Reader::find(store, notice, to, course).await,
        None => Ok(None),
    }
}

fn of_class(place: &Place, reader: &Reader, row: &SessionRow, time: &PlannedTime) -> Letter {
    let (when, start) = (reader.when(time), when::time_of_day(reader.language(), time.start_unix, reader.zone()));
    let link = format!("{}/j/{}", place.public_url, row.code);
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("title", row.title.clone()),
        ("when", when),
        ("start", start),
    ];
    Letter { language: reader.language(), facts, link }
}

fn of_announcement(place: &Place, reader: &Reader, row: AnnouncementRow) -> Letter {
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("title", row.title),
        ("text", row.text),
        ("by", row.by),
    ];
    Letter { language: reader.language(), facts, link: format!("{}/courses/{}", place.public_url, row.course) }
}

/// What has changed, if it is not as it was known again.
fn change(reader: &Reader, known: &ChangedSession, row: Option<&SessionRow>) -> Option<(String, SessionChange)> {
    let was = |end_minutes: u16| {
        let end_unix = known.start_unix + u64::from(end_minutes) * 60_000;
        reader.span((known.start_unix, end_unix))
    };
    let Some(row) = row else {
        return Some((known.title.clone(), SessionChange::Cancelled { was: was(0), reason: String::new() }));
    };
    let plan = row.plan.as_ref()?;
    let change = match &plan.cancelled {
        Some(_) if known.cancelled => return None,
        Some(reason) => SessionChange::Cancelled { was: was(plan.time.minutes), reason: reason.clone() },
        None if known.cancelled => SessionChange::Restored { when: reader.when(&plan.time) },
        None if plan.time.start_unix == known.start_unix => return None,
        // Whoever reads times of the course's zone finds the class where it was.
        None if known.by_the_clock && reader.zone() == reader.course.details.zone => return None,
        None if known.by_the_clock => SessionChange::Shifted { when: reader.when(&plan.time) },
        None => SessionChange::Moved { was: was(plan.time.minutes), when: reader.when(&plan.time) },
    };
    Some((row.title.clone(), change))
}

fn of_changes(
    place: &Place,
    reader: &Reader,
    changes: &[(String, SessionChange)],
    changed: &Changed,
) -> Option<Letter> {
    let (first, _) = changes.first()?;
    let lines: Vec<String> =
        changes.iter().map(|(title, change)| texts::change(reader.language(), title, change)).collect();
    let lines = texts::and_more(reader.language(), lines, changed.more).join("\n\n");
    let what = match changes {
        [(_, change)] if changed.more == 0 => texts::change_in_short(reader.language(), first, change),
        _ => texts::changes_in_short(reader.language(), changes.len() + changed.more),
    };
    let link = format!("{}/courses/{}", place.public_url, reader.course.id);
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("what", what),
        ("changes", lines),
    ];
    Some(Letter { language: reader.language(), facts, link })
}
