//! Whoever reads the journals of all sessions: to send mail, to call webhooks, to search.
//!
//! All events stand in one order, by their position. A consumer has a name, and a cursor that lasts: the position up to
//! which it has done its work. It reads from there, acts, and advances. When it is killed in between it is given the same
//! events again, so what it does must be the same when it is done twice: by the position, each event can be told from all
//! others for ever.

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

/// How long a consumer waits for news at most: what another server has written it is not told.
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
    /// Its place: higher than that of all events that were committed before. Each is given once, for ever.
    pub position: u64,
    /// The session in whose journal it is.
    pub session: SessionId,
    /// What happened.
    pub event: Event,
}

impl Store {
    /// The consumer of this name; a new one begins with the first event of all.
    pub async fn consumer(&self, name: &str) -> Result<Consumer, StoreError> {
        sqlx::query("INSERT INTO consumers (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .execute(&self.db.writer)
            .await?;
        Ok(Consumer { name: name.to_owned(), db: self.db.clone(), end: self.journal.end() })
    }
}

impl Consumer {
    /// The first events behind the cursor, at most `limit`. The same again until [`advance`](Self::advance) moves it.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Positioned>, StoreError> {
        // What is written from now on is news for `ready`.
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

    /// All up to this position is done, and is never given again. A lower position than before changes nothing.
    pub async fn advance(&self, position: u64) -> Result<(), StoreError> {
        sqlx::query("UPDATE consumers SET position = $2 WHERE name = $1 AND position < $2")
            .bind(&self.name)
            .bind(millis(position))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Waits until there may be more than [`next`](Self::next) has given: when this server has written since, or after a
    /// second.
    pub async fn ready(&mut self) {
        // Neither a deadline nor the end of the writer is an error here: `next` tells.
        let _ = timeout(POLL, self.end.changed()).await;
    }
}
