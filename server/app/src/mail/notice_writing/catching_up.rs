//! Writes what is left of a class that is over, and until when it is to be caught up on.

use protocol::{CourseRole, Millis, NoticeKind, SessionId, ledger::LedgerEntry};
use store::{SessionRow, StoreError};

use super::{Letter, Sources};
use crate::{
    ledger::Classes,
    mail::{
        notice::Notice,
        reader::{Reader, To},
        texts, when,
    },
    schedule::Due,
};

/// Writes it for whoever has something left. `None` when nothing is, when it is too late, or when it is due at another time than
/// `due_unix` says.
pub async fn letter(
    sources: &Sources,
    notice: &Notice,
    to: To<'_>,
    class: SessionId,
    due_unix: Option<Millis>,
    now_unix: Millis,
) -> Result<Option<Letter>, StoreError> {
    let Sources { store, place, .. } = sources;
    let Some(row) = store.session(class).await?.filter(|row| row.deletion.is_none()) else { return Ok(None) };
    let Some(course) = row.course else { return Ok(None) };
    let Some(reader) = Reader::find(store, notice, to, course).await? else { return Ok(None) };
    let Some(left) = left(sources, &reader, class).await? else { return Ok(None) };
    let due = due(sources, &reader, &row).await?;
    if due.is_some_and(|due| due <= now_unix) || (notice.kind == NoticeKind::DeadlineNear && due != due_unix) {
        return Ok(None);
    }
    let language = reader.language();
    let left = texts::left(language, &left);
    let left = match due {
        Some(due) => texts::left_until(
            language,
            &left,
            &when::instant(language, due, reader.zone(), &reader.course.details.zone),
        ),
        None => left,
    };
    let until = due.map(|due| when::weekday_and_time(language, due, reader.zone())).unwrap_or_default();
    let facts = vec![
        ("name", reader.person.name.clone()),
        ("server", place.host.clone()),
        ("course", reader.course.details.title.clone()),
        ("title", row.title.clone()),
        ("left", left),
        ("until", until),
    ];
    let link = format!("{}/courses/{course}/classes/{class}/watch", place.public_url);
    Ok(Some(Letter { language, facts, link }))
}

/// What is left of it for a student, if anything is.
async fn left(sources: &Sources, reader: &Reader, class: SessionId) -> Result<Option<LedgerEntry>, StoreError> {
    if reader.member.role != CourseRole::Student {
        return Ok(None);
    }
    let entries = sources.ledgers.own(reader.person.id, Classes::These(&[class])).await?;
    Ok(entries.get(&class).map(|own| own.entry).filter(LedgerEntry::has_left))
}

/// Until when they are to catch up on it.
async fn due(sources: &Sources, reader: &Reader, row: &SessionRow) -> Result<Option<Millis>, StoreError> {
    let holidays = sources.store.holidays_of(reader.course.id).await?;
    let due = Due::of(reader.course.deadline.as_ref(), &reader.course.details.zone, &holidays);
    let given = sources.store.extensions_of(reader.person.id).await?.get(&row.id).copied();
    Ok(due.and_then(|due| due.at(row, given.unwrap_or(0))))
}
