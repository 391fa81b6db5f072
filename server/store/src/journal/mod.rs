//! The journal: append-only events, written in groups, and with each event what follows from it.

mod insert;
pub(crate) mod rows;
mod writer;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use protocol::{Event, Millis, ParticipantId, Seq, SessionId};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    columns::unsigned, database::Database, error::StoreError, lease::Lease, marks::Marks, projections::Projections,
};

use writer::{Append, Line, Writer};
pub(crate) use writer::{Request, lock_end};

/// Appends that wait for the writer. Each session has one or two on their way, so that this is room for hundreds of
/// classes; beyond, callers wait before they are queued.
const QUEUE: usize = 1_024;

/// The journals of all sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Request>,
    db: Database,
    commits: Arc<AtomicU64>,
    end: watch::Receiver<u64>,
}

/// What an append led to, besides what its events say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appended {
    /// Seats of browsers that the events banned, other than those that the events name: they are revoked too, and whoever
    /// holds them must go.
    pub shut_out: Vec<ParticipantId>,
}

impl Journal {
    /// Starts the writer.
    pub(crate) fn start(db: &Database, marks: &Arc<Marks>) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        let (moved, end) = watch::channel(0);
        let commits = Arc::new(AtomicU64::new(0));
        let writer = Writer { db: db.clone(), marks: Arc::clone(marks), commits: Arc::clone(&commits), moved };
        tokio::spawn(writer.run(requests));
        Journal { queue, db: db.clone(), commits, end }
    }

    /// Appends events to the journal of the leased session, all or none, and returns once they are on disk together with
    /// what follows from them for its [seats and texts](crate::projections). The first must follow the last in the journal
    /// and each the one before it, else [`StoreError::NotNext`]. [`StoreError::LeaseLost`] when another took the session.
    /// When the caller stops waiting, they are written all the same.
    ///
    /// While the database cannot be reached this waits, up to half a minute, and tries again.
    pub async fn append(&self, lease: &Lease, events: Vec<Event>) -> Result<Appended, StoreError> {
        let Some(first) = events.first().map(|event| event.seq) else { return Ok(Appended::default()) };
        let mut lines = Vec::with_capacity(events.len());
        for (expected, event) in (first..).zip(&events) {
            if event.seq != expected {
                return Err(StoreError::NotNext { last: expected.saturating_sub(1), got: event.seq });
            }
            let json = serde_json::to_string(event).map_err(|_| StoreError::Corrupt("event"))?;
            lines.push(Line { at: event.at, json });
        }
        let (done, answer) = oneshot::channel();
        let (session, epoch) = (lease.session(), lease.epoch());
        let append = Append { session, epoch, first, lines, projections: Box::new(Projections::of(&events)), done };
        self.queue.send(Request::Append(append)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Events with `seq >= from` in order, at most `limit`. What cannot be read, or is not there though later ones are, has
    /// an [unknown](protocol::EventBody::Unknown) event in its place: see [`protocol::stored`].
    pub async fn events(&self, session: SessionId, from: Seq, limit: usize) -> Result<Vec<Event>, StoreError> {
        let mut connection = self.db.reader.acquire().await?;
        let rows = rows::read(&mut connection, session, from, limit).await?;
        Ok(rows::events(rows, from.max(1), limit))
    }

    /// Number and time of the last event.
    pub async fn last(&self, session: SessionId) -> Result<Option<(Seq, Millis)>, StoreError> {
        let found: Option<(i64, i64)> =
            sqlx::query_as("SELECT seq, at FROM journal WHERE session = $1 ORDER BY seq DESC LIMIT 1")
                .bind(session.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(found.map(|(seq, at)| (unsigned(seq), unsigned(at))))
    }

    /// Transactions committed so far: a measure of grouping.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Where the writer takes requests.
    pub(crate) fn queue(&self) -> mpsc::Sender<Request> {
        self.queue.clone()
    }

    /// The last position that this server has written; changes when it writes.
    pub(crate) fn end(&self) -> watch::Receiver<u64> {
        self.end.clone()
    }

    /// Writes what is queued and stops the writer. Later appends are refused.
    pub(crate) async fn close(&self) {
        let (done, stopped) = oneshot::channel();
        // When it has stopped already there is nothing to wait for.
        if self.queue.send(Request::Close(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}
