//! The journal: append-only events. They are written in groups, together with what follows from each event.

mod entry;
mod insert;
pub(crate) mod rows;
mod writer;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use protocol::{CommandId, Event, Millis, ParticipantId, Seq, SessionId};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    columns::unsigned,
    database::{Database, is_corruption},
    error::StoreError,
    ids,
    lease::Lease,
    marks::Marks,
    projections::Projections,
};

pub use entry::Entry;
use writer::{Append, Writer};
pub(crate) use writer::{Request, lock_end};

/// Appends that may wait for the writer. Each session has one or two on their way, so the queue has room for hundreds of
/// classes. Further callers wait until there is room.
const QUEUE: usize = 1_024;

/// The journals of all sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Request>,
    db: Database,
    commits: Arc<AtomicU64>,
    end: watch::Receiver<u64>,
}

/// The consequences of an append that its events do not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appended {
    /// Further seats of the browsers that the events banned. They are revoked, too, and the people on them must leave.
    pub shut_out: Vec<ParticipantId>,
}

/// Events as they are stored. To read them costs time in proportion to their text.
#[derive(Debug)]
pub struct StoredEvents {
    rows: Vec<rows::Row>,
    from: Seq,
    limit: usize,
    bytes: usize,
}

impl StoredEvents {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether these are as many, or as long, as were asked for: there may be more.
    pub fn is_full(&self) -> bool {
        let text = |row: &rows::Row| row.event.as_ref().map_or(0, String::len);
        let spans = self.rows.last().is_some_and(|last| last.seq + 1 - self.from >= self.limit as Seq);
        spans || self.rows.iter().map(text).sum::<usize>() >= self.bytes
    }

    /// Reads them.
    pub fn events(self) -> Vec<Event> {
        rows::events(self.rows, self.from, self.limit)
    }
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
    /// what follows from them for [seats and texts](crate::projections). Returns [`StoreError::NotNext`] unless the first event
    /// follows the last one in the journal and each the one before it, and [`StoreError::LeaseLost`] when another server took
    /// the session. The events are written even when the caller stops waiting.
    ///
    /// While the database cannot be reached, the writer tries again for up to half a minute.
    pub async fn append(
        &self,
        lease: &Lease,
        entries: impl IntoIterator<Item: Into<Entry>>,
    ) -> Result<Appended, StoreError> {
        let entries: Vec<Entry> = entries.into_iter().map(Into::into).collect();
        let Some(first) = entries.first().map(|entry| entry.event.seq()) else { return Ok(Appended::default()) };
        for (expected, entry) in (first..).zip(&entries) {
            if entry.event.seq() != expected {
                return Err(StoreError::NotNext { last: expected.saturating_sub(1), got: entry.event.seq() });
            }
        }
        let (done, answer) = oneshot::channel();
        let (session, epoch) = (lease.session(), lease.epoch());
        let projections = Box::new(Projections::of(entries.iter().map(|entry| entry.event.event())));
        let append = Append { session, epoch, first, entries, projections, done };
        self.queue.send(Request::Append(append)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Events with `seq >= from` in order, at most `limit`. An [unknown](protocol::EventBody::Unknown) event stands in the place
    /// of each event that cannot be read, or is missing before a later one: see [`protocol::stored`].
    pub async fn events(&self, session: SessionId, from: Seq, limit: usize) -> Result<Vec<Event>, StoreError> {
        Ok(self.stored(session, from, limit, usize::MAX).await?.events())
    }

    /// What [`Journal::events`] reads, as it is stored, and no more after the event with which the text comes to `bytes`.
    pub async fn stored(
        &self,
        session: SessionId,
        from: Seq,
        limit: usize,
        bytes: usize,
    ) -> Result<StoredEvents, StoreError> {
        let mut connection = self.db.reader.acquire().await?;
        let rows = rows::read(&mut connection, session, from, limit, bytes).await?;
        Ok(StoredEvents { rows, from: from.max(1), limit, bytes })
    }

    /// The commands that led to events, in the order of the events, each with its sender. Commands that cannot be read are
    /// missing: such a command is carried out once more if it is sent again, and the class goes on.
    pub async fn commands(&self, session: SessionId) -> Result<Vec<(ParticipantId, CommandId)>, StoreError> {
        let rows: Result<Vec<(i64, i64)>, sqlx::Error> = sqlx::query_as(
            "SELECT sender, command FROM journal WHERE session = $1 AND command IS NOT NULL ORDER BY seq",
        )
        .bind(session.to_string())
        .fetch_all(&self.db.reader)
        .await;
        let rows = match rows {
            Err(error) if is_corruption(&error) => return Ok(Vec::new()),
            rows => rows?,
        };
        let command = |(sender, command)| {
            let id = CommandId::try_from(unsigned(command)).ok()?;
            Some((ids::participant(sender).ok()?, id))
        };
        Ok(rows.into_iter().filter_map(command).collect())
    }

    /// The number and the time of the last event.
    pub async fn last(&self, session: SessionId) -> Result<Option<(Seq, Millis)>, StoreError> {
        let found: Option<(i64, i64)> =
            sqlx::query_as("SELECT seq, at FROM journal WHERE session = $1 ORDER BY seq DESC LIMIT 1")
                .bind(session.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(found.map(|(seq, at)| (unsigned(seq), unsigned(at))))
    }

    /// The number of transactions so far, which tells how well appends are grouped.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// The queue from which the writer takes requests.
    pub(crate) fn queue(&self) -> mpsc::Sender<Request> {
        self.queue.clone()
    }

    /// The last position that this server has written. The value changes with each write.
    pub(crate) fn end(&self) -> watch::Receiver<u64> {
        self.end.clone()
    }

    /// Writes what is queued and stops the writer. Later appends are refused.
    pub(crate) async fn close(&self) {
        let (done, stopped) = oneshot::channel();
        // There is nothing to wait for when the writer has stopped already.
        if self.queue.send(Request::Close(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}
