//! Classes that are deleted with all that is kept of them: journal, seats, manifest and files.
//!
//! The rows go in the transaction that says so, and from then on the files belong to nobody: they are removed afterwards, also
//! after a restart, and no backup copies them. That it happened stays in the log that staff read.

use std::collections::BTreeSet;

use protocol::{Millis, SessionId};
use sqlx::AnyConnection;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::millis,
    error::StoreError,
    ids,
    schedule::forget_if_empty,
};

impl Store {
    /// Deletes a class that is over, with its line in the log. Returns `false`, and changes nothing, for one that is not there or
    /// not over.
    pub async fn delete_class(
        &self,
        session: SessionId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let gone: Option<Option<String>> =
            sqlx::query_scalar("DELETE FROM sessions WHERE id = $1 AND state = 'ended' RETURNING series")
                .bind(session.to_string())
                .fetch_optional(&mut *tx)
                .await?;
        let Some(series) = gone else { return Ok(false) };
        if let Some(series) = series {
            forget_if_empty(&mut tx, ids::series(&series)?).await?;
        }
        sqlx::query("INSERT INTO deleted_classes (session, deleted_unix) VALUES ($1, $2)")
            .bind(session.to_string())
            .bind(millis(now_unix))
            .execute(&mut *tx)
            .await?;
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        self.marks.forget(session);
        self.damage.forget(session);
        self.remove_files(session).await?;
        Ok(true)
    }

    /// Removes what is left of the files of deleted classes.
    pub(crate) async fn remove_files_of_deleted_classes(&self) -> Result<(), StoreError> {
        let gone = sessions(&mut *self.db.reader.acquire().await?).await?;
        for session in self.media.sessions().into_iter().filter(|session| gone.contains(session)) {
            self.remove_files(session).await?;
        }
        Ok(())
    }
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
    }
    Ok(())
}
