//! Recordings as MP4 files that are made once somebody asks: a row for a class, and a folder for the job that makes its file. Whatever
//! changes what a recording shows gives the row another job, so that nobody downloads what is not in the recording any more; whoever makes
//! the file learns of that when they ask whether their job is [wanted](Store::wants_mp4).

use std::{
    collections::HashSet,
    io::{self, ErrorKind},
    path::PathBuf,
};

use protocol::{Millis, SessionId, downloads::Mp4Failure, limits::MP4_KEPT_MS};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    MediaFile, Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    recordings::Folder,
};

/// The name of a file that is whole.
const WHOLE: &str = "class.mp4";

/// That a job has not ended, its recording is not in the bin, and nobody is being taken out of it, or erased.
const WAITS: &str = "failure IS NULL AND made_unix IS NULL
     AND NOT EXISTS (SELECT 1 FROM deleted_recordings WHERE deleted_recordings.session = mp4.session)
     AND NOT EXISTS (SELECT 1 FROM withdrawn_seats WHERE withdrawn_seats.session = mp4.session AND done = 0)
     AND NOT EXISTS (SELECT 1 FROM erased_seats WHERE erased_seats.session = mp4.session)";

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mp4Stage {
    /// It is to be made, or is being made.
    Asked,
    /// It is there.
    Made {
        /// When it was made.
        made_unix: Millis,
        /// Its size.
        bytes: u64,
    },
    /// It could not be made; it can be asked for again.
    Failed(Mp4Failure),
}

/// A file that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mp4Row {
    /// The class.
    pub session: SessionId,
    /// What makes it.
    pub job: Uuid,
    /// How far it has come.
    pub stage: Mp4Stage,
    /// Whether it is made anew, because the recording was changed.
    pub anew: bool,
}

/// The folder in which a job makes its file.
#[derive(Debug, Clone)]
pub struct Mp4Folder(Folder);

impl Mp4Row {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (session, job): (String, String) = (row.try_get("session")?, row.try_get("job")?);
        let failure: Option<String> = row.try_get("failure")?;
        let made: (Option<i64>, Option<i64>) = (row.try_get("made_unix")?, row.try_get("bytes")?);
        let anew: i64 = row.try_get("anew")?;
        let stage = match (failure, made) {
            (Some(text), _) => Mp4Stage::Failed(failure_of(&text)?),
            (None, (Some(made), Some(bytes))) => Mp4Stage::Made { made_unix: unsigned(made), bytes: unsigned(bytes) },
            (None, _) => Mp4Stage::Asked,
        };
        Ok(Mp4Row { session: ids::session(&session)?, job: job_of(&job)?, stage, anew: anew != 0 })
    }
}

impl Store {
    /// The file of a class, if somebody asked for one.
    pub async fn mp4(&self, session: SessionId) -> Result<Option<Mp4Row>, StoreError> {
        let row = sqlx::query("SELECT * FROM mp4 WHERE session = $1").bind(session.to_string());
        row.fetch_optional(&self.db.reader).await?.as_ref().map(Mp4Row::from_columns).transpose()
    }

    /// Asks for the file of a class, with a line in the log. One that could not be made is tried again, with the parts that it has; returns
    /// `false`, and changes nothing, where one is there or on its way.
    pub async fn ask_for_mp4(
        &self,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let asked = sqlx::query(
            "INSERT INTO mp4 (session, job, asked_unix) VALUES ($1, $2, $3)
             ON CONFLICT (session) DO UPDATE SET failure = NULL, asked_unix = $3 WHERE mp4.failure IS NOT NULL",
        )
        .bind(session.to_string())
        .bind(Uuid::new_v4().to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        audit::commit(tx, asked.rows_affected() > 0, line, now_unix).await
    }

    /// Forgets the file of a class, made or not. Returns `false` when there is none.
    pub async fn forget_mp4(&self, session: SessionId) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let was_there = forget(&mut tx, session).await?;
        tx.commit().await?;
        self.remove_unnamed_mp4().await;
        Ok(was_there)
    }

    /// The file that waits longest, of those whose recordings this server made: those of others are in folders of theirs.
    pub async fn next_mp4(&self) -> Result<Option<Mp4Row>, StoreError> {
        let sql = format!("SELECT * FROM mp4 WHERE {WAITS} ORDER BY asked_unix, session");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.db.reader).await?;
        let rows = rows.iter().map(Mp4Row::from_columns).collect::<Result<Vec<_>, _>>()?;
        Ok(rows.into_iter().find(|row| self.media.folder(row.session).root().is_dir()))
    }

    /// Whether a job is still to be done.
    pub async fn wants_mp4(&self, job: Uuid) -> Result<bool, StoreError> {
        let sql = format!("SELECT COUNT(*) FROM mp4 WHERE job = $1 AND {WAITS}");
        let wanted: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(job.to_string()).fetch_one(&self.db.reader).await?;
        Ok(wanted > 0)
    }

    /// Notes that a job could not be done.
    pub async fn mp4_failed(&self, job: Uuid, failure: Mp4Failure) -> Result<(), StoreError> {
        sqlx::query("UPDATE mp4 SET failure = $2 WHERE job = $1 AND made_unix IS NULL")
            .bind(job.to_string())
            .bind(failure_text(failure))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Keeps a file that a program has written under this name in the folder of its job, and removes what it was made of. Returns `false`
    /// when it is not wanted any more; then its folder is removed as all that no row names.
    pub async fn mp4_is_made(&self, job: Uuid, name: &'static str, now_unix: Millis) -> Result<bool, StoreError> {
        let folder = self.mp4_folder(job).0;
        let whole = tokio::task::spawn_blocking(move || {
            let bytes = folder.keep(name, WHOLE)?;
            folder.sync()?;
            for name in folder.names()?.iter().filter(|name| *name != WHOLE) {
                folder.delete(name)?;
            }
            Ok::<_, io::Error>(bytes)
        });
        let bytes = whole.await.map_err(io::Error::other)??;
        let made = sqlx::query("UPDATE mp4 SET made_unix = $2, bytes = $3 WHERE job = $1")
            .bind(job.to_string())
            .bind(millis(now_unix))
            .bind(millis(bytes))
            .execute(&self.db.writer)
            .await?;
        Ok(made.rows_affected() > 0)
    }

    /// The file of a job that is made.
    pub async fn mp4_file(&self, job: Uuid) -> Result<MediaFile, StoreError> {
        self.mp4s.within(&job.to_string(), WHOLE).await
    }

    /// The folder of a job. It is there once it was [prepared](Mp4Folder::prepare).
    pub fn mp4_folder(&self, job: Uuid) -> Mp4Folder {
        Mp4Folder(self.mp4s.whole().below(&job.to_string()))
    }

    /// Forgets the files that were made [`MP4_KEPT_MS`] ago, and removes the folders that no row names.
    pub async fn sweep_mp4(&self, now_unix: Millis) -> Result<(), StoreError> {
        let until = millis(now_unix.saturating_sub(MP4_KEPT_MS));
        let old: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM mp4 WHERE made_unix <= $1")
            .bind(until)
            .fetch_one(&self.db.reader)
            .await?;
        // Nobody waits for a lock where there is nothing to write.
        if old > 0 {
            sqlx::query("DELETE FROM mp4 WHERE made_unix <= $1").bind(until).execute(&self.db.writer).await?;
        }
        self.sweep_unnamed_mp4().await
    }

    /// Removes the folders that no row names. What fails is logged and no failure of whoever has taken their names away: nobody gets these
    /// files any more, and [`sweep_mp4`](Self::sweep_mp4) tries again.
    pub(crate) async fn remove_unnamed_mp4(&self) {
        if let Err(error) = self.sweep_unnamed_mp4().await {
            tracing::warn!(%error, "MP4 files that nobody wants could not be removed; it is tried again");
        }
    }

    async fn sweep_unnamed_mp4(&self) -> Result<(), StoreError> {
        let folder = self.mp4s.whole();
        // A folder is made after its row, so that one that is read here is named by what is read next.
        let kept = folder.names()?;
        if kept.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = sqlx::query_scalar("SELECT job FROM mp4").fetch_all(&self.db.writer).await?;
        let named: HashSet<String> = named.into_iter().collect();
        let removed = tokio::task::spawn_blocking(move || {
            let remove = |job: &String| match folder.below(job).remove() {
                // A program that is just being ended wrote meanwhile: the next sweep removes that.
                Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
                removed => removed,
            };
            // All are tried; the first failure is told.
            kept.iter().filter(|job| !named.contains(*job)).map(remove).fold(Ok(()), io::Result::and)
        });
        Ok(removed.await.map_err(io::Error::other)??)
    }
}

impl Mp4Folder {
    /// Makes the folder if need be, and removes what a killed server was writing.
    pub fn prepare(&self) -> io::Result<()> {
        self.0.prepare()
    }

    /// Where it is, for a program that writes into it.
    pub fn path(&self) -> PathBuf {
        self.0.root().to_owned()
    }

    /// Keeps a file: whole, or not at all.
    pub fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        self.0.put(name, content)
    }

    /// Gives a file that a program has written the name under which it counts as whole.
    pub fn keep(&self, written: &str, name: &str) -> io::Result<()> {
        self.0.keep(written, name).map(drop)
    }

    /// The size of a file; `None` when it is not there.
    pub fn size(&self, name: &str) -> io::Result<Option<u64>> {
        self.0.size(name)
    }

    /// The bytes that are free on its disk.
    pub fn free(&self) -> io::Result<u64> {
        self.0.free()
    }
}

/// Has the file in which a recording is, that of its class or of the class in which it stands as a take, made anew, because what the
/// recording shows has changed. What was made is removed once the transaction is written: [`Store::sweep_mp4`].
pub(crate) async fn make_anew(tx: &mut AnyConnection, session: SessionId) -> Result<(), StoreError> {
    // No video that stands as a take has a file of its own.
    sqlx::query(
        "UPDATE mp4 SET job = $2, anew = 1, failure = NULL, made_unix = NULL, bytes = NULL
         WHERE session = COALESCE((SELECT takes.session FROM takes WHERE takes.clip = $1 AND undone_unix IS NULL), $1)",
    )
    .bind(session.to_string())
    .bind(Uuid::new_v4().to_string())
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets the file of a class. Its folder is removed once the transaction is written: [`Store::sweep_mp4`].
pub(crate) async fn forget(tx: &mut AnyConnection, session: SessionId) -> Result<bool, StoreError> {
    let gone = sqlx::query("DELETE FROM mp4 WHERE session = $1").bind(session.to_string()).execute(tx).await?;
    Ok(gone.rows_affected() > 0)
}

fn job_of(text: &str) -> Result<Uuid, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt("mp4"))
}

fn failure_text(failure: Mp4Failure) -> &'static str {
    match failure {
        Mp4Failure::NoRoom => "no_room",
        Mp4Failure::Nothing => "nothing",
        Mp4Failure::Program => "program",
    }
}

fn failure_of(text: &str) -> Result<Mp4Failure, StoreError> {
    let all = [Mp4Failure::NoRoom, Mp4Failure::Nothing, Mp4Failure::Program];
    all.into_iter().find(|failure| failure_text(*failure) == text).ok_or(StoreError::Corrupt("mp4"))
}
