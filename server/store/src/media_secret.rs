//! The secret by which keys of recorded media are signed.

use crate::{Store, error::StoreError, secret::Secret};

impl Store {
    /// The secret. It is made once, and is the same for all servers that share the database: a key that one of them gave is good after
    /// its restart, and with the others.
    pub async fn media_secret(&self) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO media_secret (id, secret) VALUES (1, $1) ON CONFLICT DO NOTHING")
            .bind(Secret::random().reveal())
            .execute(&self.db.writer)
            .await?;
        Ok(sqlx::query_scalar("SELECT secret FROM media_secret WHERE id = 1").fetch_one(&self.db.reader).await?)
    }
}
