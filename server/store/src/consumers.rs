//! Consumers read the journals of all sessions, to send mail, call webhooks or search.
//!
//! All events stand in one order, by their position. A consumer has a name and a durable cursor: the position up to which it
//! has done its work. It reads from there, acts, and advances. A consumer that is killed in between gets the same events
//! again, so its acts must be idempotent: the position identifies an event for ever.

use std::time::Duration;

use protocol::{Event, SessionId, stored};
use tokio::{sync::watch, time::timeout};

use crate::{
    Store,
    columns::{millis, unsigned},
    database::Database,
    error::StoreError,
    ids,
};

/// The longest wait for news. Nobody tells a consumer what another server has written.
const POLL: Duration = Duration::from_secs(1);

/// Reads all events in order, at least once.
#[derive(Debug)]
pub struct Consumer {
    name: String,
    db: Database,
    end: watch::Receiver<u64>,
}

/// An event at its place among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positioned {
    /// Its place, higher than those of all events that were committed before. No place is given twice.
    pub position: u64,
    /// The session in whose journal it is.
    pub session: SessionId,
    /// What happened.
    pub event: Event,
}

impl Store {
    /// The consumer of this name. A new consumer begins with the first event of all.
    pub async fn consumer(&self, name: &str) -> Result<Consumer, StoreError> {
        sqlx::query("INSERT INTO consumers (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .execute(&self.db.writer)
            .await?;
        Ok(Consumer { name: name.to_owned(), db: self.db.clone(), end: self.journal.end() })
    }
}

impl Consumer {
    /// The first events behind the cursor, at most `limit`. Gives the same events until [`advance`](Self::advance) moves the
    /// cursor.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Positioned>, StoreError> {
        // Events that are written from now on are news for `ready`.
        self.end.mark_unchanged();
        let rows: Vec<(i64, String, i64, i64, String)> = sqlx::query_as(
            "SELECT position, session, seq, at, event FROM journal
             WHERE position > (SELECT position FROM consumers WHERE name = $1) ORDER BY position LIMIT $2",
        )
        .bind(&self.name)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter()
            .map(|(position, session, seq, at, event)| {
                let event = stored::event(unsigned(seq), unsigned(at), &event);
                Ok(Positioned { position: unsigned(position), session: ids::session(&session)?, event })
            })
            .collect()
    }

    /// Marks all events up to this position as done: they are never given again. A lower position than before changes
    /// nothing.
    pub async fn advance(&self, position: u64) -> Result<(), StoreError> {
        sqlx::query("UPDATE consumers SET position = $2 WHERE name = $1 AND position < $2")
            .bind(&self.name)
            .bind(millis(position))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Waits until there may be more events than [`next`](Self::next) has given: until this server has written since, or for
    /// a second.
    pub async fn ready(&mut self) {
        // Neither a deadline nor the end of the writer is an error here, because `next` tells.
        let _ = timeout(POLL, self.end.changed()).await;
    }
}
