//! Brings recorded files to the bucket, and what is deleted away from there.
//!
//! A server brings the files that lines of a manifest name, in the order of the lines, and notes up to which line it has come: whatever
//! cuts it off, it goes on there, and an object that it puts once more is the same. That it brings anything of a session is noted before
//! the first file: whoever deletes files finds that note, and notes in the same transaction what is to go from the bucket. Lines that are
//! written anew meanwhile, or are no more, are noticed when the next note is written: what was put of them is to go again.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use protocol::SessionId;
use sqlx::AnyConnection;

use crate::{
    Store,
    bucket::Bucket,
    columns::unsigned,
    error::StoreError,
    ids,
    manifest::{self, ManifestLines},
};

/// The lines whose files are brought between two notes.
const PAGE: i64 = 64;

/// Files that are brought at a time. Each is in memory, and a class that runs has the line first.
const AT_ONCE: usize = 2;

/// Lines of a manifest that name a file.
const NAMES_FILE: &str = r#"(entry LIKE '{"entry":"segment"%' OR entry LIKE '{"entry":"init"%')"#;

/// How far a server has come with a session.
#[derive(Debug, Clone, Copy)]
struct Note {
    lines: u32,
    version: i64,
}

impl Store {
    /// Keeps recordings in a bucket, beside the folder. Nothing is brought there by itself.
    pub fn with_bucket(mut self, bucket: Bucket) -> Self {
        self.media.and_bucket(bucket);
        self
    }

    /// The sessions of which this server has files that may not be in the bucket, with their number; the latest first.
    pub async fn uploads_due(&self) -> Result<Vec<(SessionId, u64)>, StoreError> {
        if self.media.bucket().is_none() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT sessions.id, (SELECT COUNT(*) FROM manifest WHERE manifest.session = sessions.id
                                  AND line >= COALESCE(uploads.lines, 0) AND {NAMES_FILE})
             FROM sessions LEFT JOIN uploads ON uploads.session = sessions.id AND uploads.server = $1
             WHERE (SELECT MAX(line) FROM manifest WHERE manifest.session = sessions.id) >= COALESCE(uploads.lines, 0)
             ORDER BY created_unix DESC, sessions.id"
        );
        let due: Vec<(String, i64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(self.server.id()).fetch_all(&self.db.reader).await?;
        let due = due.iter().map(|(id, files)| Ok((ids::session(id)?, unsigned(*files))));
        let mut due = due.collect::<Result<Vec<_>, StoreError>>()?;
        // What others have recorded is in their folders.
        due.retain(|(session, _)| self.media.folder(*session).root().is_dir());
        Ok(due)
    }

    /// Brings the files that the next lines of a session name. Returns how many files these lines name; `None` when there are no more lines.
    pub async fn upload_some(&self, session: SessionId) -> Result<Option<u64>, StoreError> {
        let Some(bucket) = self.media.bucket() else { return Ok(None) };
        let Some(note) = self.begin_uploads(session).await? else { return Ok(None) };
        let mut reader = self.db.reader.acquire().await?;
        let lines = manifest::read_some(&mut reader, session, note.lines, PAGE).await?;
        drop(reader);
        if lines.next == note.lines {
            return Ok(None);
        }
        let names = names(&lines);
        let files: Vec<_> = names.iter().map(|name| self.bring(bucket, session, name)).collect();
        stream::iter(files).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        if !self.note_uploads(session, note, lines.next).await? {
            self.take_back(session, &names).await?;
        }
        Ok(Some(names.len() as u64))
    }

    /// Puts a file into the bucket. One that is not in the folder was brought by an earlier try, or is lost.
    async fn bring(&self, bucket: &Bucket, session: SessionId, name: &str) -> Result<(), StoreError> {
        match self.media.content(session, name).await? {
            Some(content) => bucket.put(session, name, content).await,
            None => Ok(()),
        }
    }

    /// Notes that files of a session are brought. `None` when there is no such session any more.
    async fn begin_uploads(&self, session: SessionId) -> Result<Option<Note>, StoreError> {
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "INSERT INTO uploads (session, server, lines, version) SELECT id, $2, 0, 0 FROM sessions WHERE id = $1
             ON CONFLICT (session, server) DO NOTHING",
        )
        .bind(session.to_string())
        .bind(self.server.id())
        .execute(&mut *tx)
        .await?;
        let note: Option<(i64, i64)> =
            sqlx::query_as("SELECT lines, version FROM uploads WHERE session = $1 AND server = $2")
                .bind(session.to_string())
                .bind(self.server.id())
                .fetch_optional(&mut *tx)
                .await?;
        tx.commit().await?;
        Ok(note.map(|(lines, version)| Note { lines: u32::try_from(lines).unwrap_or(0), version }))
    }

    /// Notes up to which line files were brought. Returns `false`, and notes nothing, when lines were written anew meanwhile.
    async fn note_uploads(&self, session: SessionId, before: Note, lines: u32) -> Result<bool, StoreError> {
        let noted = sqlx::query("UPDATE uploads SET lines = $4 WHERE session = $1 AND server = $2 AND version = $3")
            .bind(session.to_string())
            .bind(self.server.id())
            .bind(before.version)
            .bind(i64::from(lines))
            .execute(&self.db.writer)
            .await?;
        Ok(noted.rows_affected() > 0)
    }

    /// Notes that what was brought is to go again, as far as no line names it any more.
    async fn take_back(&self, session: SessionId, brought: &[String]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let lines = manifest::read(&mut tx, session, 0).await?;
        let named: BTreeSet<&str> = lines.files().map(|file| file.name).collect();
        for name in brought.iter().filter(|name| !named.contains(name.as_str())) {
            sqlx::query(
                "INSERT INTO bucket_deletions (session, file) VALUES ($1, $2) ON CONFLICT (session, file) DO NOTHING",
            )
            .bind(session.to_string())
            .bind(name)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Has this server bring all files of a session again.
    pub(crate) async fn upload_anew(&self, session: SessionId) -> Result<(), StoreError> {
        sqlx::query("UPDATE uploads SET lines = 0, version = version + 1 WHERE session = $1 AND server = $2")
            .bind(session.to_string())
            .bind(self.server.id())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Removes from the bucket what is to go, and returns how much that was: files, or all that a session had. What cannot be removed is
    /// tried again by the next call.
    pub async fn delete_from_bucket(&self) -> Result<u64, StoreError> {
        let Some(bucket) = self.media.bucket() else { return Ok(0) };
        let due: Vec<(String, String)> =
            sqlx::query_as("SELECT session, file FROM bucket_deletions ORDER BY session, file")
                .fetch_all(&self.db.reader)
                .await?;
        for (session, file) in &due {
            match file.as_str() {
                "" => bucket.delete_all(ids::session(session)?).await?,
                file => bucket.delete(ids::session(session)?, file).await?,
            }
            sqlx::query("DELETE FROM bucket_deletions WHERE session = $1 AND file = $2")
                .bind(session)
                .bind(file)
                .execute(&self.db.writer)
                .await?;
        }
        Ok(due.len() as u64)
    }
}

fn names(lines: &ManifestLines) -> Vec<String> {
    lines.files().map(|file| file.name.to_owned()).collect()
}

/// Notes that all that the bucket has of a session is to go, as far as anybody brought something there.
pub(crate) async fn forget_all(tx: &mut AnyConnection, session: SessionId) -> Result<(), StoreError> {
    forget_file(tx, session, "").await?;
    sqlx::query("DELETE FROM uploads WHERE session = $1").bind(session.to_string()).execute(tx).await?;
    Ok(())
}

/// Notes that these files are to go from the bucket, and that lines from number `from` on name other files than before.
pub(crate) async fn forget_files(
    tx: &mut AnyConnection,
    session: SessionId,
    files: &[String],
    from: Option<u32>,
) -> Result<(), StoreError> {
    for file in files {
        forget_file(tx, session, file).await?;
    }
    sqlx::query(
        "UPDATE uploads SET version = version + 1, lines = CASE WHEN lines > $2 THEN $2 ELSE lines END WHERE session = $1",
    )
    .bind(session.to_string())
    .bind(from.map_or(i64::MAX, i64::from))
    .execute(tx)
    .await?;
    Ok(())
}

async fn forget_file(tx: &mut AnyConnection, session: SessionId, file: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO bucket_deletions (session, file) SELECT DISTINCT session, $2 FROM uploads WHERE session = $1
         ON CONFLICT (session, file) DO NOTHING",
    )
    .bind(session.to_string())
    .bind(file)
    .execute(tx)
    .await?;
    Ok(())
}

/// How many lines of a session's manifest name files that some server has brought to the bucket.
pub(crate) async fn lines(reader: &mut AnyConnection, session: SessionId) -> Result<u32, StoreError> {
    let lines: Option<i64> = sqlx::query_scalar("SELECT MAX(lines) FROM uploads WHERE session = $1")
        .bind(session.to_string())
        .fetch_one(reader)
        .await?;
    Ok(u32::try_from(lines.unwrap_or(0)).unwrap_or(u32::MAX))
}

/// Notes in a copy of a database what was brought since it was copied: those files may be in no folder any more.
pub(crate) async fn follow(original: &mut AnyConnection, copy: &mut AnyConnection) -> Result<(), StoreError> {
    let rows: Vec<(String, String, i64, i64)> =
        sqlx::query_as("SELECT session, server, lines, version FROM uploads").fetch_all(original).await?;
    for (session, server, lines, version) in rows {
        sqlx::query(
            "INSERT INTO uploads (session, server, lines, version) SELECT id, $2, $3, $4 FROM sessions WHERE id = $1
             ON CONFLICT (session, server) DO UPDATE SET lines = excluded.lines, version = excluded.version",
        )
        .bind(session)
        .bind(server)
        .bind(lines)
        .bind(version)
        .execute(&mut *copy)
        .await?;
    }
    Ok(())
}
