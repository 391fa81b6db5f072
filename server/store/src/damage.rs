//! Finds and names data that was kept and is missing now, by reading everything. The rest still plays.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io,
    sync::{Mutex, PoisonError},
};

use protocol::{Damage, Seq, SessionId};
use sqlx::AnyConnection;

use crate::{
    Store,
    bucket::Bucket,
    columns::unsigned,
    error::StoreError,
    journal::rows::{self, Row},
    manifest::{self, ManifestLines, NamedFile},
    recordings::Folder,
    uploads,
};

/// Rows that one query reads: some megabytes at most.
const PAGE: usize = 1_000;

/// The highest number of files that one log line names.
const NAMED: usize = 5;

/// Where files may be that are not in the folder of a recording.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Elsewhere<'a> {
    /// Nowhere.
    Nowhere,
    /// In this bucket.
    Bucket(&'a Bucket),
    /// In a bucket that cannot be asked: what was noted as brought there counts as being there.
    AsNoted,
}

/// What is found of a recording.
#[derive(Debug, Default)]
pub(crate) struct OfRecording {
    /// What is lost.
    pub(crate) damage: Vec<Damage>,
    /// How many files are elsewhere.
    pub(crate) elsewhere: u64,
}

/// The damage of each session, as it was found last.
#[derive(Debug, Default)]
pub(crate) struct Found(Mutex<HashMap<SessionId, Vec<Damage>>>);

impl Found {
    /// Forgets a session that is no more.
    pub(crate) fn forget(&self, session: SessionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }
}

impl Store {
    /// Reads all that is kept of a session: every event, every line of the manifest, every file that a line names. Damage is
    /// logged, and remembered for [`damage_of`](Self::damage_of).
    pub async fn examine(&self, session: SessionId) -> Result<Vec<Damage>, StoreError> {
        let mut reader = self.db.reader.acquire().await?;
        let mut found = of_journal(&mut reader, session).await?;
        let elsewhere = self.media.bucket().map_or(Elsewhere::Nowhere, Elsewhere::Bucket);
        found.extend(of_recording(&mut reader, session, self.media.folder(session), elsewhere).await?.damage);
        drop(reader);
        if !found.is_empty() {
            tracing::error!(%session, damage = ?found, "something of this class is lost; the rest plays");
        }
        self.damage.0.lock().unwrap_or_else(PoisonError::into_inner).insert(session, found.clone());
        Ok(found)
    }

    /// Examines all sessions, one after the other. Returns the sessions that are gone from the database although recordings
    /// or marks of them exist: no row is left that could tell.
    pub async fn examine_all(&self) -> Result<BTreeSet<SessionId>, StoreError> {
        for problem in self.db.damaged_pages().await? {
            tracing::error!(%problem, "the database is damaged: restore a backup, or go on with what can be read");
        }
        let sessions: Vec<String> =
            sqlx::query_scalar("SELECT id FROM sessions ORDER BY created_unix DESC").fetch_all(&self.db.reader).await?;
        let sessions: BTreeSet<_> = sessions.iter().map(|id| crate::ids::session(id)).collect::<Result<_, _>>()?;
        let marked = self.marks.gone().iter().copied();
        let gone: BTreeSet<_> = marked.chain(self.media.sessions()).filter(|id| !sessions.contains(id)).collect();
        if !gone.is_empty() {
            let named: Vec<_> = gone.iter().take(NAMED).map(ToString::to_string).collect();
            tracing::error!(
                classes = gone.len(),
                ?named,
                "the database has lost whole classes, of which there are recordings or marks: restore a backup"
            );
        }
        for session in sessions {
            self.examine(session).await?;
        }
        Ok(gone)
    }

    /// The damage that the last examination of the session found.
    pub fn damage_of(&self, session: SessionId) -> Vec<Damage> {
        self.damage.0.lock().unwrap_or_else(PoisonError::into_inner).get(&session).cloned().unwrap_or_default()
    }
}

/// The losses of a journal: numbers that are missing, rows that cannot be read, and events that are known to have followed its
/// end.
pub(crate) async fn of_journal(reader: &mut AnyConnection, session: SessionId) -> Result<Vec<Damage>, StoreError> {
    let mut losses = Losses::default();
    loop {
        let page = rows::read(&mut *reader, session, losses.next, PAGE, usize::MAX).await?;
        page.iter().for_each(|row| losses.note(row));
        if page.len() < PAGE {
            break;
        }
    }
    let lost: Vec<(i64, i64)> = sqlx::query_as("SELECT first, last FROM lost_events WHERE session = $1 ORDER BY first")
        .bind(session.to_string())
        .fetch_all(&mut *reader)
        .await?;
    losses.found.extend(lost.into_iter().map(|(from, to)| Damage::Events { from: unsigned(from), to: unsigned(to) }));
    if losses.found.is_empty() && !losses.ended && is_over(&mut *reader, session).await? {
        losses.lose(losses.next, losses.next);
    }
    Ok(losses.found)
}

/// Whether class is over: then its journal says so, unless its end is lost.
async fn is_over(reader: &mut AnyConnection, session: SessionId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM sessions WHERE id = $1 AND state = 'ended'";
    let over: i64 = sqlx::query_scalar(sql).bind(session.to_string()).fetch_one(reader).await?;
    Ok(over > 0)
}

/// Counts losses along a journal.
struct Losses {
    next: Seq,
    /// Whether the end of class has come.
    ended: bool,
    found: Vec<Damage>,
}

impl Default for Losses {
    fn default() -> Self {
        Losses { next: 1, ended: false, found: Vec::new() }
    }
}

impl Losses {
    fn note(&mut self, row: &Row) {
        if row.seq > self.next {
            self.lose(self.next, row.seq - 1);
        }
        match kind(row) {
            Some(kind) => self.ended |= kind == "session_ended",
            None => self.lose(row.seq, row.seq),
        }
        self.next = row.seq + 1;
    }

    /// Joins this loss to the one before when nothing lies between them.
    fn lose(&mut self, from: Seq, to: Seq) {
        match self.found.last_mut() {
            Some(Damage::Events { to: before, .. }) if *before + 1 == from => *before = to,
            _ => self.found.push(Damage::Events { from, to }),
        }
    }
}

/// The kind of the event of a row, known to this version or not; `None` when the row has no event of its number.
fn kind(row: &Row) -> Option<String> {
    let event: serde_json::Value = serde_json::from_str(row.event.as_deref()?).ok()?;
    (event["seq"] == row.seq).then(|| event["kind"].as_str().map(str::to_owned))?
}

/// The losses of a recording: lines of its manifest, and files that the lines name.
pub(crate) async fn of_recording(
    reader: &mut AnyConnection,
    session: SessionId,
    folder: Folder,
    elsewhere: Elsewhere<'_>,
) -> Result<OfRecording, StoreError> {
    let mut lines = manifest::read(reader, session, 0).await?;
    lines.unreadable += manifest::lost(reader, session).await?;
    let at = folder.root().display().to_string();
    let looked = tokio::task::spawn_blocking(move || Ok::<_, io::Error>((absent(&lines, &folder)?, lines)));
    let (absent, lines) = looked.await.map_err(io::Error::other)??;
    let mut found = OfRecording::default();
    if lines.unreadable > 0 {
        found.damage.push(Damage::Contents { lines: lines.unreadable });
    }
    if absent.is_empty() {
        return Ok(found);
    }
    let kept = kept_elsewhere(reader, session, &lines, elsewhere).await?;
    let is_kept = |file: &NamedFile<'_>| kept.get(file.name).is_some_and(|size| is_whole(file, *size));
    let lost: Vec<NamedFile<'_>> = lines.files().filter(|file| absent.contains(file.name) && !is_kept(file)).collect();
    found.elsewhere = (absent.len() - lost.len()) as u64;
    found.damage.extend(damage_of(&lost, &at));
    Ok(found)
}

/// The files that are not in the folder, or not whole.
fn absent(lines: &ManifestLines, folder: &Folder) -> io::Result<BTreeSet<String>> {
    let mut absent = BTreeSet::new();
    for file in lines.files() {
        if !folder.size(file.name)?.is_some_and(|size| is_whole(&file, Some(size))) {
            absent.insert(file.name.to_owned());
        }
    }
    Ok(absent)
}

/// Whether a file of this size, where that is known, is the one that a line names.
fn is_whole(file: &NamedFile<'_>, size: Option<u64>) -> bool {
    size.zip(file.bytes).is_none_or(|(size, bytes)| size == bytes)
}

/// The files of a recording that are elsewhere, with their sizes where these are known.
async fn kept_elsewhere(
    reader: &mut AnyConnection,
    session: SessionId,
    lines: &ManifestLines,
    elsewhere: Elsewhere<'_>,
) -> Result<BTreeMap<String, Option<u64>>, StoreError> {
    match elsewhere {
        Elsewhere::Nowhere => return Ok(BTreeMap::new()),
        Elsewhere::Bucket(bucket) => match bucket.sizes(session).await {
            Ok(sizes) => return Ok(sizes.into_iter().map(|(name, size)| (name, Some(size))).collect()),
            Err(error) => tracing::warn!(%session, %error, "the bucket could not be asked for the files of a class"),
        },
        Elsewhere::AsNoted => {}
    }
    let brought = uploads::lines(reader, session).await?;
    Ok(lines.files_until(brought).map(|file| (file.name.to_owned(), None)).collect())
}

/// What it means that files are lost.
fn damage_of(lost: &[NamedFile<'_>], folder: &str) -> Option<Damage> {
    if lost.is_empty() {
        return None;
    }
    let named: Vec<&str> = lost.iter().take(NAMED).map(|file| file.name).collect();
    tracing::error!(folder, files = ?named, count = lost.len(), "recorded files are missing or cut");
    let last = lost.iter().filter_map(|file| file.time).map(|(_, end)| end).max().unwrap_or(0);
    let first = lost.iter().filter_map(|file| file.time).map(|(start, _)| start).min().unwrap_or(last);
    Some(Damage::Recording { files: lost.len() as u32, from: first.min(last), to: last })
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, Event, EventBody, ParticipantId};

    use super::*;

    fn row(seq: Seq, is_good: bool) -> Row {
        let body = EventBody::HandRaised { participant: ParticipantId(1) };
        let event = Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        let event = is_good.then(|| serde_json::to_string(&event).unwrap());
        Row { seq, at: Some(0), event }
    }

    #[test]
    fn losses_that_follow_one_another_are_one() {
        let mut losses = Losses::default();
        for (seq, is_good) in [(2, true), (3, false), (4, false), (7, true), (8, true), (9, false)] {
            losses.note(&row(seq, is_good));
        }
        let expected = [(1, 1), (3, 6), (9, 9)].map(|(from, to)| Damage::Events { from, to });
        assert_eq!(losses.found, expected);
        losses.note(&Row { event: row(99, true).event, ..row(10, true) });
        assert_eq!(losses.found[2], Damage::Events { from: 9, to: 10 }, "an event under another's number is none");
    }
}
