//! Writes the recording of a session: files into its folder, lines into its manifest.

mod folder;

use protocol::{SessionId, manifest::ManifestEntry};
use tokio::sync::{mpsc, oneshot};

pub(crate) use folder::Folder;

use crate::{
    Store,
    error::StoreError,
    journal::Request,
    lease::Lease,
    manifest::{self, ManifestAppend},
};

/// The beginning of the names under which earlier versions kept damaged manifests.
const PUT_ASIDE: &str = "manifest-damaged-";

/// The recording of a leased session, open for writing. Its methods belong on a thread of their own, because they wait for the
/// disk.
#[derive(Debug)]
pub struct RecordingWriter {
    session: SessionId,
    epoch: i64,
    folder: Folder,
    queue: mpsc::Sender<Request>,
}

/// The earlier part of a session's recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The lines of the manifest that can be read.
    pub entries: Vec<ManifestEntry>,
    /// The number of the next line.
    pub next: u32,
    /// Whether lines are known to be lost, which may have named files.
    pub is_damaged: bool,
}

impl Store {
    /// Opens the recording of a leased session, and reads what was recorded before.
    pub async fn recording(&self, lease: &Lease) -> Result<(RecordingWriter, Recorded), StoreError> {
        let session = lease.session();
        let folder = self.media.folder(session);
        let prepared = folder.clone();
        let names = tokio::task::spawn_blocking(move || {
            prepared.prepare()?;
            prepared.names()
        });
        let names = names.await.map_err(std::io::Error::other)??;
        let mut reader = self.db.reader.acquire().await?;
        let lines = manifest::read(&mut reader, session, 0).await?;
        let lost: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM lost_events WHERE session = $1")
            .bind(session.to_string())
            .fetch_one(&mut *reader)
            .await?;
        // A database that has lost events has lost lines as well.
        let lost_lines = manifest::lost(&mut reader, session).await?;
        let is_damaged =
            lines.unreadable + lost_lines > 0 || lost > 0 || names.iter().any(|name| name.starts_with(PUT_ASIDE));
        let entries = lines.entries.into_iter().map(|(_, entry)| entry).collect();
        let writer = RecordingWriter { session, epoch: lease.epoch(), folder, queue: self.journal.queue() };
        Ok((writer, Recorded { entries, next: lines.next, is_damaged }))
    }
}

impl RecordingWriter {
    /// The names of all files that are there.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.folder.names()?)
    }

    /// Keeps a file: whole, or not at all.
    pub fn put(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        Ok(self.folder.put(name, content)?)
    }

    /// Removes a file.
    pub fn delete(&self, name: &str) -> Result<(), StoreError> {
        Ok(self.folder.delete(name)?)
    }

    /// The bytes that are free on the disk of the recording.
    pub fn free(&self) -> Result<u64, StoreError> {
        Ok(self.folder.free()?)
    }

    /// Appends lines to the manifest, of which the first has the number `first`: all or none, after all files that were put
    /// before are durable. Waits for the disk, not for the database: the receiver gets the outcome. Lines that are there
    /// already, because an earlier try succeeded after all, stay. Fails with [`StoreError::LeaseLost`] when another server took
    /// the session.
    pub fn append(&self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), StoreError>> {
        let (done, outcome) = oneshot::channel();
        let lines: Result<Vec<String>, _> = entries.iter().map(serde_json::to_string).collect();
        let prepared = lines.map_err(|_| StoreError::Corrupt("manifest")).and_then(|lines| {
            self.folder.sync()?;
            Ok(lines)
        });
        match prepared {
            Ok(lines) => {
                let append = ManifestAppend { session: self.session, epoch: self.epoch, first, lines, done };
                // A full or closed queue drops the append, which the receiver notices.
                drop(self.queue.try_send(Request::Manifest(append)));
            }
            // The receiver is still in scope.
            Err(error) => drop(done.send(Err(error))),
        }
        outcome
    }
}
