//! Classes that are deleted with all that is kept of them: journal, seats, manifest and files.
//!
//! The rows go in the transaction that says so, and from then on the files belong to nobody: they are removed afterwards, also
//! after a restart, and no backup copies them. That it happened stays in the log that staff read.

use std::collections::BTreeSet;

use protocol::{CourseId, Millis, SessionId};
use sqlx::AnyConnection;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    retention::{self, RetentionRow},
    schedule::forget_if_empty,
    takes, uploads,
};

impl Store {
    /// Deletes a class that is over, or a lecture that nobody has begun to record, with its line in the log. Returns `false`, and changes
    /// nothing, for one that is not there or goes on.
    pub async fn delete_class(
        &self,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let gone = delete(&mut tx, session, line, now_unix).await?;
        if gone.is_empty() {
            return Ok(false);
        }
        tx.commit().await?;
        self.forget_classes(&gone).await?;
        Ok(true)
    }

    /// Deletes a class of a course as [`delete_class`](Self::delete_class) does, if its time is over by what is said of the course in
    /// the transaction that deletes it: whoever says something else meanwhile keeps the class. `is_over` is told that, and when the
    /// class ended.
    pub async fn expire_class(
        &self,
        course: CourseId,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
        is_over: impl FnOnce(&RetentionRow, Millis) -> bool,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(row) = retention::locked(&mut tx, course).await? else { return Ok(false) };
        let ended_unix: Option<Option<i64>> =
            sqlx::query_scalar("SELECT ended_unix FROM sessions WHERE id = $1 AND course = $2")
                .bind(session.to_string())
                .bind(course.to_string())
                .fetch_optional(&mut *tx)
                .await?;
        let Some(ended_unix) = ended_unix.flatten().map(unsigned) else { return Ok(false) };
        if !is_over(&row, ended_unix) {
            return Ok(false);
        }
        let gone = delete(&mut tx, session, line, now_unix).await?;
        if gone.is_empty() {
            return Ok(false);
        }
        tx.commit().await?;
        self.forget_classes(&gone).await?;
        Ok(true)
    }

    /// Deletes the sessions that are over and of which nothing is to be kept.
    pub async fn forget_unrecorded(&self, now_unix: Millis) -> Result<(), StoreError> {
        let over: Vec<String> =
            sqlx::query_scalar("SELECT id FROM sessions WHERE unrecorded = 1 AND state = 'ended' ORDER BY id")
                .fetch_all(&self.db.reader)
                .await?;
        let mut forgotten = Ok(());
        for session in over {
            let session = ids::session(&session)?;
            let mut tx = self.db.begin().await?;
            if take(&mut tx, session, now_unix).await? {
                tx.commit().await?;
                forgotten = forgotten.and(self.forget_classes(&[session]).await);
            }
        }
        forgotten
    }

    /// What follows once these are deleted: they are forgotten before the first file is removed, which can fail, is
    /// [tried again](Self::remove_files_of_deleted_classes), and holds up no other.
    pub(crate) async fn forget_classes(&self, sessions: &[SessionId]) -> Result<(), StoreError> {
        for session in sessions {
            self.marks.forget(*session);
            self.damage.forget(*session);
        }
        self.remove_unnamed_mp4().await;
        let mut removed = Ok(());
        for session in sessions {
            removed = removed.and(self.remove_files(*session).await);
        }
        removed
    }

    /// Removes what is left of the files of deleted classes.
    pub(crate) async fn remove_files_of_deleted_classes(&self) -> Result<(), StoreError> {
        let gone = sessions(&mut *self.db.reader.acquire().await?).await?;
        self.remove_files_of(&gone).await
    }
}

/// Deletes the rows of a class with its new takes, and notes it. Returns the sessions that are gone: none for a class that is not there or
/// goes on.
async fn delete(
    tx: &mut AnyConnection,
    session: SessionId,
    line: &AuditLine,
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    let mut gone = takes::take_all_of(tx, session, now_unix).await?;
    if !take(tx, session, now_unix).await? {
        return Ok(Vec::new());
    }
    gone.push(session);
    audit::insert(tx, line, now_unix).await?;
    Ok(gone)
}

/// Deletes the rows of a class, as [`delete`] does, without a line in the log.
pub(crate) async fn take(tx: &mut AnyConnection, session: SessionId, now_unix: Millis) -> Result<bool, StoreError> {
    let gone: Option<Option<String>> = sqlx::query_scalar(
        "DELETE FROM sessions WHERE id = $1
         AND (state = 'ended' OR (state = 'scheduled' AND kind <> 'class')) RETURNING series",
    )
    .bind(session.to_string())
    .fetch_optional(&mut *tx)
    .await?;
    let Some(series) = gone else { return Ok(false) };
    if let Some(series) = series {
        forget_if_empty(tx, ids::series(&series)?).await?;
    }
    // At a table that is live people are, who talk on: nothing of it is kept once they have gone.
    sqlx::query("DELETE FROM sessions WHERE watches = $1 AND state = 'scheduled'")
        .bind(session.to_string())
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO deleted_classes (session, deleted_unix) VALUES ($1, $2)")
        .bind(session.to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
    uploads::forget_all(tx, session).await?;
    Ok(true)
}

/// The classes that were deleted.
pub(crate) async fn sessions(reader: &mut AnyConnection) -> Result<BTreeSet<SessionId>, StoreError> {
    let gone: Vec<String> = sqlx::query_scalar("SELECT session FROM deleted_classes").fetch_all(reader).await?;
    gone.iter().map(|session| ids::session(session)).collect()
}

/// Deletes in a copy of a database the classes that were deleted in the original since: their files may be gone.
pub(crate) async fn follow(original: &mut AnyConnection, copy: &mut AnyConnection) -> Result<(), StoreError> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT session, deleted_unix FROM deleted_classes").fetch_all(original).await?;
    for (session, deleted_unix) in rows {
        sqlx::query("DELETE FROM sessions WHERE id = $1").bind(&session).execute(&mut *copy).await?;
        sqlx::query(
            "INSERT INTO deleted_classes (session, deleted_unix) VALUES ($1, $2) ON CONFLICT (session) DO NOTHING",
        )
        .bind(&session)
        .bind(deleted_unix)
        .execute(&mut *copy)
        .await?;
        uploads::forget_all(copy, ids::session(&session)?).await?;
    }
    Ok(())
}
