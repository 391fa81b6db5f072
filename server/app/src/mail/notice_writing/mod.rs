//! Writes a notice at the moment at which it is sent, from what is true then.

mod catching_up;
pub mod digest;

use std::sync::Arc;

use protocol::{Millis, NoticeKind, PostId, board::Moment, http::SessionState, limits, people::Language};
use store::{AnnouncementRow, PersonId, PlannedTime, SessionRow, Store, StoreError};

use super::{
    draft,
    notice::{About, Changed, ChangedSession, Notice},
    reader::{Reader, To},
    texts::{self, SessionChange},
    when,
    writing::{Place, Written},
};
use crate::ledger::Ledgers;

/// Where notices have from what they say.
pub struct Sources {
    /// What is kept.
    pub store: Store,
    /// What is counted of it.
    pub ledgers: Arc<Ledgers>,
    /// Where links lead.
    pub place: Place,
}

/// Writes a notice to an address. `None` when it is not true any more, or not wanted.
pub async fn write(
    sources: &Sources,
    notice: &Notice,
    to: &str,
    now_unix: Millis,
) -> Result<Option<Written>, StoreError> {
    let Some(letter) = letter(sources, notice, To::Address(to), now_unix).await? else { return Ok(None) };
    let Sources { store, place, .. } = sources;
    let secret = store.make_unsubscribe_link(PersonId(notice.person), notice.kind, now_unix).await?;
    let Some(secret) = secret else { return Ok(None) };
    let stop = format!("{}/unsubscribe/{}", place.public_url, secret.reveal());
    let facts: Vec<(&str, &str)> = letter.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
    let draft = draft::write_with_stop(letter.language, notice.kind.into(), &facts, Some(&letter.link), Some(&stop));
    Ok(Some(Written { draft, secret: Some(secret), stop: Some(stop) }))
}

/// A notice in short, as a device shows it.
pub struct Short {
    /// One line.
    pub title: String,
    /// Some more.
    pub text: String,
    /// Where it leads.
    pub link: String,
}

/// Writes a notice for a device. `None` when it is not true any more, or not wanted there.
pub async fn write_short(sources: &Sources, notice: &Notice, now_unix: Millis) -> Result<Option<Short>, StoreError> {
    if !sources.store.wants_push(PersonId(notice.person), notice.kind).await? {
        return Ok(None);
    }
    let letter = letter(sources, notice, To::Device, now_unix).await?;
    Ok(letter.map(|letter| {
        let facts: Vec<(&str, &str)> = letter.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
        let (title, text) = draft::short(letter.language, notice.kind.into(), &facts);
        Short { title, text, link: letter.link }
    }))
}

/// What a letter says.
pub struct Letter {
    /// In which language.
    pub language: Language,
    /// What its words are filled with.
    pub facts: Vec<(&'static str, String)>,
    /// Where it leads.
    pub link: String,
}

async fn letter(
    sources: &Sources,
    notice: &Notice,
    to: To<'_>,
    now_unix: Millis,
) -> Result<Option<Letter>, StoreError> {
    let Sources { store, place, .. } = sources;
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
        About::Over { class, due_unix } => catching_up::letter(sources, notice, to, *class, *due_unix, now_unix).await,
        About::Week { .. } => digest::letter(sources, notice, to, now_unix).await,
        About::Answer { answer } => of_answer(sources, notice, to, *answer).await,
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

async fn reader_of(store: &Store, notice: &Notice, to: To<'_>, row: &SessionRow) -> Result<Option<Reader>, StoreError> {
    match row.course {
        Some(course) => Reader::find(store, notice, to, course).await,
        None => Ok(None),
    }
}

fn of_class(place: &Place, reader: &Reader, row: &SessionRow, time: &PlannedTime) -> Letter {
    let (when, start) = (reader.when(time), when::time_of_day(time.start_unix, reader.zone()));
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
    let video = row.clip.map(|clip| texts::with_video(reader.language(), clip.duration));
    let text: Vec<String> = [row.text].into_iter().chain(video).filter(|part| !part.is_empty()).collect();
    let text = text.join("\n\n");
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("title", row.title),
        ("text", text),
        ("by", row.by),
    ];
    Letter { language: reader.language(), facts, link: format!("{}/courses/{}", place.public_url, row.course) }
}

/// The answer to a question, unless whoever asked knows it, or it is gone.
async fn of_answer(
    Sources { store, place, .. }: &Sources,
    notice: &Notice,
    to: To<'_>,
    answer: PostId,
) -> Result<Option<Letter>, StoreError> {
    let Some(row) = store.answer(answer, PersonId(notice.person)).await?.filter(|row| !row.known) else {
        return Ok(None);
    };
    let Some(reader) = Reader::find(store, notice, to, row.course).await? else { return Ok(None) };
    let in_class =
        row.moment.as_ref().map(|(Moment { at, .. }, class)| texts::answered_in_class(reader.language(), class, *at));
    let video = row.clip.map(|length| texts::with_video(reader.language(), length));
    let text: Vec<String> =
        [row.text].into_iter().chain(video).chain(in_class).filter(|part| !part.is_empty()).collect();
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("title", in_a_line(&row.title)),
        ("text", text.join("\n\n")),
        ("by", row.by),
    ];
    let link = match row.moment {
        Some((Moment { session, at }, _)) => format!("{}/watch/{session}?t={}", place.public_url, at / 1_000),
        None => format!("{}/courses/{}/board/{}", place.public_url, row.course, row.thread),
    };
    Ok(Some(Letter { language: reader.language(), facts, link }))
}

/// What somebody asked, as a line of a subject.
fn in_a_line(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(limits::TITLE_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
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
