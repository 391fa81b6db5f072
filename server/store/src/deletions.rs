//! Recordings that are deleted: first they lie in a bin, then they are erased.
//!
//! Nothing is watched of a recording in the bin, and nothing of it is gone. When it is erased, the lines of its manifest go with
//! the transaction that says so, and from then on its files belong to nobody: they are removed afterwards, also after a restart,
//! from the folder and from the bucket, and no backup copies them. The journal stays.

use std::collections::BTreeSet;

use protocol::{AuditKind, Millis, SessionId, limits::BIN_MS};
use sqlx::AnyConnection;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    ids, mp4,
    people::PersonId,
    takes, uploads,
};

/// Sessions whose recordings were erased.
const ERASED: &str = "SELECT session FROM deleted_recordings WHERE erased_unix IS NOT NULL";

/// The deletion of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// When somebody deleted it.
    pub deleted_unix: Millis,
    /// When it was erased; `None` while it lies in the bin.
    pub erased_unix: Option<Millis>,
}

impl Deletion {
    pub(crate) fn from_columns(deleted_unix: Option<i64>, erased_unix: Option<i64>) -> Option<Self> {
        Some(Deletion { deleted_unix: unsigned(deleted_unix?), erased_unix: erased_unix.map(unsigned) })
    }
}

impl Store {
    /// Puts the recording of a session that has ended into the bin. Returns `false`, and changes nothing, when the session has
    /// not ended, or the recording was deleted already.
    pub async fn delete_recording(
        &self,
        session: SessionId,
        by: PersonId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "INSERT INTO deleted_recordings (session, person, deleted_unix)
             SELECT id, $2, $3 FROM sessions WHERE id = $1 AND state = 'ended' ON CONFLICT (session) DO NOTHING",
        )
        .bind(session.to_string())
        .bind(by.to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        audit::commit(tx, done.rows_affected() > 0, line, now_unix).await
    }

    /// Takes a recording out of the bin. Returns `false` when it does not lie there.
    pub async fn restore_recording(
        &self,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("DELETE FROM deleted_recordings WHERE session = $1 AND erased_unix IS NULL")
            .bind(session.to_string())
            .execute(&mut *tx)
            .await?;
        audit::commit(tx, done.rows_affected() > 0, line, now_unix).await
    }

    /// Erases a recording that lies in the bin. Returns `false` when it does not lie there.
    pub async fn erase_recording(
        &self,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done =
            sqlx::query("UPDATE deleted_recordings SET erased_unix = $2 WHERE session = $1 AND erased_unix IS NULL")
                .bind(session.to_string())
                .bind(millis(now_unix))
                .execute(&mut *tx)
                .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        forget_lines(&mut tx, session).await?;
        mp4::forget(&mut tx, session).await?;
        let takes = takes::take_all_of(&mut tx, session, now_unix).await?;
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        self.marks.forget_lines(session);
        self.remove_unnamed_mp4().await;
        // What was lost of the recording is nobody's loss any more, whether or not its files can be removed now.
        self.examine(session).await?;
        let forgotten = self.forget_classes(&takes).await;
        self.remove_files(session).await.and(forgotten)?;
        Ok(true)
    }

    /// Erases the recordings that have lain in the bin for [`BIN_MS`], and removes what is left of the files of all that were
    /// erased or deleted. Returns how many it has erased.
    ///
    /// # Errors
    /// The first failure. What fails of one holds up no other.
    pub async fn empty_bin(&self, now_unix: Millis) -> Result<usize, StoreError> {
        let due: Vec<(String, Option<String>, String)> = sqlx::query_as(
            "SELECT id, course, title FROM deleted_recordings JOIN sessions ON sessions.id = deleted_recordings.session
             WHERE erased_unix IS NULL AND deleted_unix <= $1 ORDER BY id",
        )
        .bind(millis(now_unix.saturating_sub(BIN_MS)))
        .fetch_all(&self.db.reader)
        .await?;
        let (mut erased, mut failed) = (0, Ok(()));
        for (session, course, title) in due {
            let (session, course) = (ids::session(&session)?, course.map(|id| ids::course(&id)).transpose()?);
            let line = AuditLine::by_server(AuditKind::RecordingErased).in_session(session, course).about(&title);
            match self.erase_recording(session, &line, now_unix).await {
                Ok(is_erased) => erased += usize::from(is_erased),
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        let gone = erased_sessions(&mut *self.db.reader.acquire().await?).await?;
        failed = failed.and(self.remove_files_of(&gone).await);
        failed.and(self.remove_files_of_deleted_classes().await)?;
        Ok(erased)
    }

    /// Removes what there is of the files of these. One folder that cannot be removed holds up no other: the first failure is
    /// returned.
    pub(crate) async fn remove_files_of(&self, sessions: &BTreeSet<SessionId>) -> Result<(), StoreError> {
        let mut removed = Ok(());
        for session in self.media.sessions().into_iter().filter(|session| sessions.contains(session)) {
            removed = removed.and(self.remove_files(session).await);
        }
        removed
    }

    pub(crate) async fn remove_files(&self, session: SessionId) -> Result<(), StoreError> {
        let folder = self.media.folder(session);
        let removed = tokio::task::spawn_blocking(move || folder.remove());
        Ok(removed.await.map_err(std::io::Error::other)??)
    }
}

/// The sessions whose recordings were erased.
async fn erased_sessions(reader: &mut AnyConnection) -> Result<BTreeSet<SessionId>, StoreError> {
    let erased: Vec<String> = sqlx::query_scalar(ERASED).fetch_all(reader).await?;
    erased.iter().map(|session| ids::session(session)).collect()
}

/// Deletes everything that the database has of a recording.
async fn forget_lines(tx: &mut AnyConnection, session: SessionId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM manifest WHERE session = $1", "DELETE FROM lost_lines WHERE session = $1"] {
        sqlx::query(sql).bind(session.to_string()).execute(&mut *tx).await?;
    }
    uploads::forget_all(tx, session).await
}

/// Erases in a copy of a database what was erased in the original since: files that the copy's manifests name may be gone.
pub(crate) async fn follow(original: &mut AnyConnection, copy: &mut AnyConnection) -> Result<(), StoreError> {
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
        "SELECT session, person, deleted_unix, erased_unix FROM deleted_recordings WHERE erased_unix IS NOT NULL",
    )
    .fetch_all(original)
    .await?;
    for (session, person, deleted_unix, erased_unix) in rows {
        sqlx::query(
            "INSERT INTO deleted_recordings (session, person, deleted_unix, erased_unix)
             SELECT id, $2, $3, $4 FROM sessions WHERE id = $1
             ON CONFLICT (session) DO UPDATE SET erased_unix = excluded.erased_unix",
        )
        .bind(&session)
        .bind(person)
        .bind(deleted_unix)
        .bind(erased_unix)
        .execute(&mut *copy)
        .await?;
        forget_lines(copy, ids::session(&session)?).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{backup, database::Database};

    #[tokio::test]
    async fn a_copy_follows_what_is_erased_while_it_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data")).await.unwrap();
        let owner = store.create_owner("Ada", "ada@example.org", "12345678").await.unwrap();
        let session = store.create_session(owner.id, "Analysis", true, 0).await.unwrap().id;
        store.set_ended(session, 0, 0).await.unwrap();
        let line = AuditLine::by_server(AuditKind::RecordingErased);
        let sql = "INSERT INTO manifest (session, line, entry) VALUES ($1, 0, '{}')";
        sqlx::query(sql).bind(session.to_string()).execute(&store.db.writer).await.unwrap();
        backup(&folder.path().join("data"), &folder.path().join("copy")).await.unwrap();
        store.delete_recording(session, owner.id, &line, 1).await.unwrap();
        store.erase_recording(session, &line, 2).await.unwrap();

        let open = async |path: &Path| Database::connect_sqlite(&path.join("meridian.db")).await.unwrap();
        let (mut original, mut copy) =
            (open(&folder.path().join("data")).await, open(&folder.path().join("copy")).await);
        for _ in 0..2 {
            follow(&mut original, &mut copy).await.unwrap();
            assert_eq!(erased_sessions(&mut copy).await.unwrap(), BTreeSet::from([session]));
            let lines: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM manifest").fetch_one(&mut copy).await.unwrap();
            assert_eq!(lines, 0);
        }
    }
}
