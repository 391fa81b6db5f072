//! One task writes for all sessions: journals, and manifests of recordings.
//!
//! A commit costs a disk sync, whatever it holds. The writer takes the appends that have come, waits a moment for more, writes
//! all of them in one transaction and then answers everybody. An append that has returned is on disk.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use protocol::{Seq, SessionId};
use sqlx::AnyConnection;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{Appended, Entry, insert::insert};
use crate::{
    columns::{millis, unsigned},
    database::Database,
    error::StoreError,
    manifest::{self, ManifestAppend},
    marks::Marks,
    projections::Projections,
};

/// How long the writer waits for further appends after the first one of a group: less than anybody notices, and several times
/// a sync of a fast disk.
const GROUP_WINDOW: Duration = Duration::from_millis(2);

/// A group is closed at this many events and lines: some tens of milliseconds of writing, so that nobody waits long.
const GROUP_ROWS: usize = 2_048;

/// How long a group is tried again when the connection to the database is lost. A server that restarts is back by then.
/// Nothing is acknowledged meanwhile.
const LOST_CONNECTION_PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait before trying again.
const TRY_AGAIN: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) enum Request {
    Append(Append),
    Manifest(ManifestAppend),
    /// Writes what is queued, then stops the writer.
    Close(oneshot::Sender<()>),
}

#[derive(Debug)]
pub(crate) struct Append {
    pub(super) session: SessionId,
    /// The epoch of the lease under which the append is made.
    pub(super) epoch: i64,
    pub(super) first: Seq,
    pub(super) entries: Vec<Entry>,
    pub(super) projections: Box<Projections>,
    pub(super) done: oneshot::Sender<Verdict>,
}

impl Append {
    fn last(&self) -> Seq {
        self.first + self.entries.len() as Seq - 1
    }
}

/// The outcome of an append.
type Verdict = Result<Appended, StoreError>;

/// The appends that one transaction writes.
#[derive(Debug, Default)]
struct Group {
    appends: Vec<Append>,
    manifests: Vec<ManifestAppend>,
    /// The number of events and lines.
    rows: usize,
}

/// The outcome of a group.
struct Written {
    verdicts: Vec<Verdict>,
    of_manifests: Vec<Result<(), StoreError>>,
    /// The last position.
    end: u64,
}

/// The task that writes.
pub(super) struct Writer {
    pub(super) db: Database,
    pub(super) marks: Arc<Marks>,
    /// Counts transactions.
    pub(super) commits: Arc<AtomicU64>,
    /// Holds the last position that was written.
    pub(super) moved: watch::Sender<u64>,
}

impl Writer {
    /// Writes until a request to close comes, or the last sender is dropped.
    pub(super) async fn run(self, mut requests: mpsc::Receiver<Request>) {
        let mut closing = Vec::new();
        while let Some(request) = requests.recv().await {
            let group = collect(request, &mut requests, &mut closing).await;
            if group.rows > 0 {
                self.write_and_answer(group).await;
            }
        }
        for done in closing {
            let _ = done.send(());
        }
    }

    async fn write_and_answer(&self, group: Group) {
        match write_patiently(&self.db, &group).await {
            Ok(written) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                self.moved.send_replace(written.end);
                // The caller may not wait any more.
                for (append, verdict) in group.appends.into_iter().zip(written.verdicts) {
                    if verdict.is_ok() {
                        self.marks.note(append.session, append.last());
                    }
                    let _ = append.done.send(verdict);
                }
                for (append, verdict) in group.manifests.into_iter().zip(written.of_manifests) {
                    if verdict.is_ok() {
                        self.marks.note_lines(append.session, append.first + append.lines.len() as u32);
                    }
                    let _ = append.done.send(verdict);
                }
            }
            Err(error) => {
                let (appends, manifests) = (group.appends.len(), group.manifests.len());
                tracing::error!(%error, appends, manifests, "a group of appends was not written");
                for append in group.appends {
                    let _ = append.done.send(Err(error.clone()));
                }
                for append in group.manifests {
                    let _ = append.done.send(Err(error.clone()));
                }
            }
        }
    }
}

/// Takes appends until the window is over or the group is full. After a request to close, no further appends are queued, and
/// those in the queue are still taken.
async fn collect(
    first: Request,
    requests: &mut mpsc::Receiver<Request>,
    closing: &mut Vec<oneshot::Sender<()>>,
) -> Group {
    let until = Instant::now() + GROUP_WINDOW;
    let mut group = Group::default();
    let mut next = Some(first);
    while let Some(request) = next {
        match request {
            Request::Append(append) => {
                group.rows += append.entries.len();
                group.appends.push(append);
            }
            Request::Manifest(append) => {
                group.rows += append.lines.len();
                group.manifests.push(append);
            }
            Request::Close(done) => {
                requests.close();
                closing.push(done);
            }
        }
        if group.rows >= GROUP_ROWS {
            break;
        }
        next = timeout_at(until, requests.recv()).await.ok().flatten();
    }
    group
}

/// Writes a group, however often the connection is lost meanwhile.
async fn write_patiently(db: &Database, group: &Group) -> Result<Written, StoreError> {
    let give_up = Instant::now() + LOST_CONNECTION_PATIENCE;
    let mut again = false;
    loop {
        let written = match db.write_patience() {
            Some(patience) => timeout(patience, write(db, group, again)).await.unwrap_or(Err(StoreError::Silent)),
            None => write(db, group, again).await,
        };
        match written {
            Err(error) if error.is_lost_connection() && Instant::now() < give_up => {
                if !again {
                    tracing::warn!(%error, "the database cannot be reached: nothing is acknowledged until it can");
                }
                again = true;
                sleep(TRY_AGAIN).await;
            }
            done => {
                if again && done.is_ok() {
                    tracing::warn!("the database is back");
                }
                return done;
            }
        }
    }
}

/// Writes a group in one transaction. When a group is tried again, its commit may have succeeded before the connection was
/// lost: events in the journal that have an append's epoch and numbers are that append's.
async fn write(db: &Database, group: &Group, again: bool) -> Result<Written, StoreError> {
    let mut tx = db.begin().await?;
    let position = lock_end(&mut tx).await?;
    let mut journals = HashMap::new();
    let mut rows = Vec::new();
    let mut refusals = Vec::with_capacity(group.appends.len());
    for append in &group.appends {
        let found = match journals.get(&append.session) {
            Some(found) => *found,
            None => journal_of(&mut tx, append.session).await?,
        };
        journals.insert(append.session, found);
        let Some((epoch, last)) = found else {
            refusals.push(Some(StoreError::NotFound));
            continue;
        };
        let is_written = again && append.last() <= last;
        refusals.push(if epoch != append.epoch {
            Some(StoreError::LeaseLost)
        } else if is_written {
            None
        } else if append.first != last + 1 {
            Some(StoreError::NotNext { last, got: append.first })
        } else {
            rows.extend(append.entries.iter().map(|entry| (append.session, entry)));
            journals.insert(append.session, Some((epoch, append.last())));
            None
        });
    }
    insert(&mut tx, position, &rows).await?;
    let end = position + rows.len() as u64;
    move_end(&mut tx, position, end).await?;
    let mut verdicts = Vec::with_capacity(group.appends.len());
    for (append, refusal) in group.appends.iter().zip(refusals) {
        verdicts.push(match refusal {
            Some(error) => Err(error),
            None => Ok(Appended { shut_out: append.projections.apply(&mut tx, append.session).await? }),
        });
    }
    let mut of_manifests = Vec::with_capacity(group.manifests.len());
    for append in &group.manifests {
        of_manifests.push(manifest::write(&mut tx, append).await?);
    }
    tx.commit().await?;
    Ok(Written { verdicts, of_manifests, end })
}

/// Reads the last position. No server appends events or takes a session until the transaction ends.
pub(crate) async fn lock_end(tx: &mut AnyConnection) -> Result<u64, StoreError> {
    let position: i64 =
        sqlx::query_scalar("UPDATE journal_end SET position = position RETURNING position").fetch_one(tx).await?;
    Ok(unsigned(position))
}

async fn move_end(tx: &mut AnyConnection, from: u64, to: u64) -> Result<(), StoreError> {
    if from < to {
        sqlx::query("UPDATE journal_end SET position = $1").bind(millis(to)).execute(tx).await?;
    }
    Ok(())
}

/// A session's epoch, and the last number in its journal, 0 for none. `None` when there is no such session.
async fn journal_of(tx: &mut AnyConnection, session: SessionId) -> Result<Option<(i64, Seq)>, StoreError> {
    let found: Option<(i64, i64)> = sqlx::query_as(
        "SELECT epoch, COALESCE((SELECT MAX(seq) FROM journal WHERE session = $1), 0) FROM sessions WHERE id = $1",
    )
    .bind(session.to_string())
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(epoch, last)| (epoch, unsigned(last))))
}
