//! Rows that staff remove and can bring back for a while, before they are gone for good.

use protocol::{Millis, limits::RESTORABLE_MS};
use sqlx::{Any, AssertSqlSafe, Executor};

use crate::{columns::millis, error::StoreError};

/// A table of such rows, which have an `id` and a `title`.
pub(crate) struct Restorable {
    pub(crate) table: &'static str,
    /// The column that names what a row belongs to.
    pub(crate) of: &'static str,
    /// The column that says since when a row is removed.
    pub(crate) since: &'static str,
}

impl Restorable {
    /// Removes a row; returns its title.
    pub(crate) async fn remove<'c>(
        &self,
        database: impl Executor<'c, Database = Any>,
        of: impl ToString,
        id: impl ToString,
        now_unix: Millis,
    ) -> Result<String, StoreError> {
        let Restorable { table, of: column, since } = self;
        let sql = format!(
            "UPDATE {table} SET {since} = $3 WHERE id = $1 AND {column} = $2 AND {since} IS NULL RETURNING title"
        );
        let query = sqlx::query_scalar(AssertSqlSafe(sql));
        let title = query.bind(id.to_string()).bind(of.to_string()).bind(millis(now_unix));
        title.fetch_optional(database).await?.ok_or(StoreError::NotFound)
    }

    /// Brings a removed row back; returns its title.
    pub(crate) async fn restore<'c>(
        &self,
        database: impl Executor<'c, Database = Any>,
        of: impl ToString,
        id: impl ToString,
    ) -> Result<String, StoreError> {
        let Restorable { table, of: column, since } = self;
        let sql = format!(
            "UPDATE {table} SET {since} = NULL WHERE id = $1 AND {column} = $2 AND {since} IS NOT NULL RETURNING title"
        );
        let title = sqlx::query_scalar(AssertSqlSafe(sql)).bind(id.to_string()).bind(of.to_string());
        title.fetch_optional(database).await?.ok_or(StoreError::NotFound)
    }

    /// Deletes for good what was removed [`RESTORABLE_MS`] ago.
    pub(crate) async fn forget<'c>(
        &self,
        database: impl Executor<'c, Database = Any>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let Restorable { table, since, .. } = self;
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE {since} <= $1")))
            .bind(millis(now_unix.saturating_sub(RESTORABLE_MS)))
            .execute(database)
            .await?;
        Ok(())
    }
}
