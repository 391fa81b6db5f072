//! Notes beside the database how far each journal and manifest has come.
//!
//! One flipped byte in SQLite's write-ahead log, or a database put back from an older copy, takes the last events of a
//! journal and the last lines of a manifest away without a word: the rest is good, and ends too early. So a file beside the
//! database has the last numbers as well, a second old at most. A journal or manifest that is shorter at the next start has
//! lost something.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use protocol::{Seq, SessionId};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use tokio::sync::Notify;

use crate::{columns::millis, database::Database, deleted_classes, error::StoreError};

const FILE_NAME: &str = "marks.json";

/// The shortest time between two writes of the file.
const PAUSE: Duration = Duration::from_secs(1);

/// How far one session had come.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(from = "Written")]
struct Mark {
    /// The last event; 0 for none since the start.
    seq: Seq,
    /// The number of lines of its manifest; 0 for none since the start.
    lines: u32,
}

/// A mark as the file has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Both {
        seq: Seq,
        lines: u32,
    },
    /// The mark of an earlier version.
    Seq(Seq),
}

impl From<Written> for Mark {
    fn from(written: Written) -> Self {
        match written {
            Written::Both { seq, lines } => Mark { seq, lines },
            Written::Seq(seq) => Mark { seq, lines: 0 },
        }
    }
}

/// The marks of all sessions to which something was appended since the start.
#[derive(Debug)]
pub(crate) struct Marks {
    file: PathBuf,
    /// The sessions that an earlier run has marked, and that are not in the database any more.
    gone: BTreeSet<SessionId>,
    last: Mutex<BTreeMap<SessionId, Mark>>,
    /// Whether the file was written for the last time. Held while it is written: two writers at a time would remove each other's
    /// temporary file.
    ended: Mutex<bool>,
    changed: Arc<Notify>,
}

impl Marks {
    /// Compares the journals with the marks that an earlier run left, notes losses in the database, and begins to write
    /// marks of its own.
    pub(crate) async fn start(data: &Path, db: &Database) -> Result<Arc<Self>, StoreError> {
        let file = data.join(FILE_NAME);
        let mut gone = BTreeMap::new();
        let deleted = deleted_classes::sessions(&mut *db.reader.acquire().await?).await?;
        for (session, mark) in read(&file).into_iter().filter(|(session, _)| !deleted.contains(session)) {
            if !exists(&db.reader, session).await? {
                gone.insert(session, mark);
                continue;
            }
            note_loss(&db.writer, session, mark.seq).await?;
            note_lost_lines(&db.writer, session, mark.lines).await?;
        }
        let marks = Arc::new(Marks {
            file,
            gone: gone.keys().copied().collect(),
            // The file keeps these sessions, so that the next start knows of them, too.
            last: Mutex::new(gone),
            ended: Mutex::default(),
            changed: Arc::default(),
        });
        tokio::spawn(keep_writing(Arc::downgrade(&marks), Arc::clone(&marks.changed)));
        Ok(marks)
    }

    /// The sessions that are gone from the database with all that was in it of them.
    pub(crate) fn gone(&self) -> &BTreeSet<SessionId> {
        &self.gone
    }

    /// Notes that an event of this number is in the session's journal.
    pub(crate) fn note(&self, session: SessionId, last: Seq) {
        self.last().entry(session).or_default().seq = last;
        self.changed.notify_one();
    }

    /// Notes that the session's manifest has so many lines.
    pub(crate) fn note_lines(&self, session: SessionId, lines: u32) {
        self.last().entry(session).or_default().lines = lines;
        self.changed.notify_one();
    }

    /// Notes that the session's manifest was erased.
    pub(crate) fn forget_lines(&self, session: SessionId) {
        if let Some(mark) = self.last().get_mut(&session) {
            mark.lines = 0;
        }
        self.changed.notify_one();
    }

    /// Notes that the session was deleted.
    pub(crate) fn forget(&self, session: SessionId) {
        self.last().remove(&session);
        self.changed.notify_one();
    }

    fn last(&self) -> MutexGuard<'_, BTreeMap<SessionId, Mark>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the file for the last time: after that, it may be another store's.
    pub(crate) fn end(&self) -> std::io::Result<()> {
        self.write_and(true)
    }

    /// Writes the file without forcing it to disk: a mark that a power cut takes away merely finds no loss.
    fn write_and(&self, end: bool) -> std::io::Result<()> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if *ended {
            return Ok(());
        }
        *ended = end;
        let text = serde_json::to_vec(&*self.last())?;
        let temporary = self.file.with_extension("tmp");
        std::fs::write(&temporary, text)?;
        std::fs::rename(&temporary, &self.file)
    }
}

/// Reads the file. An absent or damaged file gives no marks.
fn read(file: &Path) -> BTreeMap<SessionId, Mark> {
    std::fs::read(file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Whether the database has the session.
async fn exists(reader: &AnyPool, session: SessionId) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sessions WHERE id = $1")
        .bind(session.to_string())
        .fetch_one(reader)
        .await?;
    Ok(found > 0)
}

/// Notes the events that are missing from a journal that had come up to `mark`.
async fn note_loss(writer: &AnyPool, session: SessionId, mark: Seq) -> Result<(), StoreError> {
    let noted = sqlx::query(
        "INSERT INTO lost_events (session, first, last)
         SELECT id, last + 1, $2 FROM
         (SELECT id, COALESCE((SELECT MAX(seq) FROM journal WHERE session = $1), 0) AS last FROM sessions WHERE id = $1)
         AS journals WHERE last < $2 ON CONFLICT (session, first) DO NOTHING",
    )
    .bind(session.to_string())
    .bind(millis(mark))
    .execute(writer)
    .await?;
    if noted.rows_affected() > 0 {
        tracing::error!(%session, mark, "the journal ends before an event that was in it: the database has lost events");
    }
    Ok(())
}

/// Notes the lines that are missing from a manifest that had so many, unless it was erased.
async fn note_lost_lines(writer: &AnyPool, session: SessionId, lines: u32) -> Result<(), StoreError> {
    let noted = sqlx::query(
        "INSERT INTO lost_lines (session, first, last)
         SELECT id, next, $2 FROM
         (SELECT id, COALESCE((SELECT MAX(line) + 1 FROM manifest WHERE session = $1), 0) AS next FROM sessions WHERE id = $1)
         AS manifests WHERE next <= $2
         AND NOT EXISTS (SELECT 1 FROM deleted_recordings AS deleted
                         WHERE deleted.session = $1 AND erased_unix IS NOT NULL)
         ON CONFLICT (session, first) DO NOTHING",
    )
    .bind(session.to_string())
    .bind(i64::from(lines) - 1)
    .execute(writer)
    .await?;
    if noted.rows_affected() > 0 {
        tracing::error!(%session, lines, "the manifest of a recording ends too early: the database has lost lines of it");
    }
    Ok(())
}

async fn keep_writing(marks: Weak<Marks>, changed: Arc<Notify>) {
    loop {
        changed.notified().await;
        let Some(marks) = marks.upgrade() else { return };
        let written = tokio::task::spawn_blocking(move || marks.write_and(false)).await;
        match written {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "how far journals and manifests have come could not be noted"),
            Err(_) => return,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        // Wakes the task, so that it ends.
        self.changed.notify_one();
    }
}
