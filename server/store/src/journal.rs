//! The journal: append-only events, written in groups.
//!
//! A commit costs a disk sync, whatever it holds. One task writes for all sessions: it takes what has come, waits a
//! moment for more, writes it in one transaction and then answers everybody. An append that has returned is on disk.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use protocol::{Event, EventBody, Millis, Seq, SessionId};
use sqlx::AnyConnection;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

use crate::{
    columns::{millis, unsigned},
    database::Database,
    error::StoreError,
};

/// Appends that wait for the writer. Each session has one or two on their way, so that this is room for hundreds of
/// classes; beyond, callers wait before they are queued.
const QUEUE: usize = 1_024;

/// The writer waits this long for company after the first append of a group. Less than anybody notices, and several
/// times a sync of a fast disk.
const GROUP_WINDOW: Duration = Duration::from_millis(2);

/// A group is closed at this many events: some tens of milliseconds of writing, so that nobody waits long.
const GROUP_EVENTS: usize = 2_048;

/// The journals of all sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Request>,
    db: Database,
    commits: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Request {
    Append(Append),
    /// Write what is queued, then stop.
    Close(oneshot::Sender<()>),
}

#[derive(Debug)]
struct Append {
    session: SessionId,
    first: Seq,
    lines: Vec<Line>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// An event, ready to be written.
#[derive(Debug)]
struct Line {
    at: Millis,
    json: String,
}

impl Journal {
    /// Starts the writer.
    pub(crate) fn start(db: &Database) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        tokio::spawn(write_groups(db.clone(), requests, commits.clone()));
        Journal { queue, db: db.clone(), commits }
    }

    /// Appends events, all or none, and returns once they are on disk. The first must follow the last in the journal and
    /// each the one before it, else [`StoreError::NotNext`]. When the caller stops waiting, they are written all the same.
    pub async fn append(&self, session: SessionId, events: Vec<Event>) -> Result<(), StoreError> {
        let Some(first) = events.first().map(|event| event.seq) else { return Ok(()) };
        let mut lines = Vec::with_capacity(events.len());
        for (expected, event) in (first..).zip(&events) {
            if event.seq != expected {
                return Err(StoreError::NotNext { last: expected.saturating_sub(1), got: event.seq });
            }
            let json = serde_json::to_string(event).map_err(|_| StoreError::Corrupt("event"))?;
            lines.push(Line { at: event.at, json });
        }
        let (done, answer) = oneshot::channel();
        let append = Append { session, first, lines, done };
        self.queue.send(Request::Append(append)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Events with `seq >= from` in order, at most `limit`.
    pub async fn events(&self, session: SessionId, from: Seq, limit: usize) -> Result<Vec<Event>, StoreError> {
        let lines: Vec<String> =
            sqlx::query_scalar("SELECT event FROM journal WHERE session = $1 AND seq >= $2 ORDER BY seq LIMIT $3")
                .bind(session.to_string())
                .bind(millis(from))
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_all(&self.db.reader)
                .await?;
        lines.iter().map(|line| serde_json::from_str(line).map_err(|_| StoreError::Corrupt("event"))).collect()
    }

    /// Empties the text of a message: the one change that is ever made to what is written. What is no message, or is
    /// empty, stays as it is.
    pub async fn erase_text(&self, session: SessionId, message: Seq) -> Result<(), StoreError> {
        let Some(mut event) = self.events(session, message, 1).await?.pop().filter(|event| event.seq == message) else {
            return Ok(());
        };
        let EventBody::ChatSent { text, .. } = &mut event.body else { return Ok(()) };
        if text.is_empty() {
            return Ok(());
        }
        text.clear();
        let json = serde_json::to_string(&event).map_err(|_| StoreError::Corrupt("event"))?;
        sqlx::query("UPDATE journal SET event = $3 WHERE session = $1 AND seq = $2")
            .bind(session.to_string())
            .bind(millis(message))
            .bind(json)
            .execute(&self.db.writer)
            .await?;
        Ok(())
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

    /// Writes what is queued and stops the writer. Later appends are refused.
    pub(crate) async fn close(&self) {
        let (done, stopped) = oneshot::channel();
        // When it has stopped already there is nothing to wait for.
        if self.queue.send(Request::Close(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}

async fn write_groups(db: Database, mut requests: mpsc::Receiver<Request>, commits: Arc<AtomicU64>) {
    let mut closing = Vec::new();
    while let Some(request) = requests.recv().await {
        let group = collect(request, &mut requests, &mut closing).await;
        if group.is_empty() {
            continue;
        }
        match write(&db, &group).await {
            Ok(verdicts) => {
                commits.fetch_add(1, Ordering::Relaxed);
                for (append, verdict) in group.into_iter().zip(verdicts) {
                    // Who does not wait any more is not told.
                    let _ = append.done.send(verdict);
                }
            }
            Err(error) => {
                tracing::error!(%error, appends = group.len(), "a group of journal appends was not written");
                for append in group {
                    let _ = append.done.send(Err(error.clone()));
                }
            }
        }
    }
    for done in closing {
        let _ = done.send(());
    }
}

/// Takes appends until the window or the group is full. A close request lets nothing more in; what is queued still comes.
async fn collect(
    first: Request,
    requests: &mut mpsc::Receiver<Request>,
    closing: &mut Vec<oneshot::Sender<()>>,
) -> Vec<Append> {
    let until = Instant::now() + GROUP_WINDOW;
    let mut group = Vec::new();
    let mut events = 0;
    let mut next = Some(first);
    while let Some(request) = next {
        match request {
            Request::Append(append) => {
                events += append.lines.len();
                group.push(append);
            }
            Request::Close(done) => {
                requests.close();
                closing.push(done);
            }
        }
        if events >= GROUP_EVENTS {
            break;
        }
        next = timeout_at(until, requests.recv()).await.ok().flatten();
    }
    group
}

/// Writes a group in one transaction. The verdict of each append: written, or why not.
async fn write(db: &Database, group: &[Append]) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let mut tx = db.begin().await?;
    let mut lasts = HashMap::new();
    let mut verdicts = Vec::with_capacity(group.len());
    let mut rows = Vec::new();
    for append in group {
        let last = match lasts.get(&append.session) {
            Some(last) => *last,
            None => last_of(&mut tx, append.session).await?,
        };
        let verdict = match last {
            None => Err(StoreError::NotFound),
            Some(last) if append.first != last + 1 => Err(StoreError::NotNext { last, got: append.first }),
            Some(_) => Ok(()),
        };
        let mut end = last;
        if verdict.is_ok() {
            rows.extend((append.first..).zip(&append.lines).map(|(seq, line)| (append.session, seq, line)));
            end = Some(append.first + append.lines.len() as Seq - 1);
        }
        lasts.insert(append.session, end);
        verdicts.push(verdict);
    }
    insert(&mut tx, &rows).await?;
    tx.commit().await?;
    Ok(verdicts)
}

/// The last number in a session's journal, 0 for none; nothing when there is no such session.
async fn last_of(tx: &mut AnyConnection, session: SessionId) -> Result<Option<Seq>, StoreError> {
    let last: Option<i64> = sqlx::query_scalar(
        "SELECT COALESCE((SELECT MAX(seq) FROM journal WHERE session = $1), 0) FROM sessions WHERE id = $1",
    )
    .bind(session.to_string())
    .fetch_optional(tx)
    .await?;
    Ok(last.map(unsigned))
}

/// Statements that insert so many rows at once, most first: one round trip for many rows, and few statements to keep
/// prepared.
static INSERTS: LazyLock<[(usize, String); 3]> =
    LazyLock::new(|| [64, 8, 1].map(|rows| (rows, insert_statement(rows))));

fn insert_statement(rows: usize) -> String {
    let row = |n: usize| format!("(${}, ${}, ${}, ${})", 4 * n + 1, 4 * n + 2, 4 * n + 3, 4 * n + 4);
    let values: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO journal (session, seq, at, event) VALUES {}", values.join(", "))
}

async fn insert(tx: &mut AnyConnection, mut rows: &[(SessionId, Seq, &Line)]) -> Result<(), StoreError> {
    for (size, statement) in INSERTS.iter() {
        while let Some((now, later)) = rows.split_at_checked(*size) {
            let mut query = sqlx::query(statement.as_str());
            for (session, seq, line) in now {
                query = query.bind(session.to_string()).bind(millis(*seq)).bind(millis(line.at)).bind(&line.json);
            }
            query.execute(&mut *tx).await?;
            rows = later;
        }
    }
    Ok(())
}
