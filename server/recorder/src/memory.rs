//! A recording in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use protocol::manifest::ManifestEntry;
use tokio::sync::oneshot;

use crate::{
    manifest::file_of_entry,
    sink::{Recorded, Sink},
};

/// A recording in memory, for tests and measurements. Clones share it, and it outlives the recorder.
#[derive(Debug, Clone, Default)]
pub struct MemorySink(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    files: BTreeMap<String, Bytes>,
    entries: Vec<ManifestEntry>,
}

/// A mistake of the recorder.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The lines do not follow those that are there.
    #[error("line {got} does not follow line {last}", last = .next.wrapping_sub(1))]
    NotNext {
        /// The number of the next line.
        next: u32,
        /// The number that came.
        got: u32,
    },
    /// A line names a file that is not there.
    #[error("{0} is named, and not there")]
    NoFile(String),
}

impl MemorySink {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the recording as it is now: what a kill at this moment would leave.
    pub fn copy(&self) -> MemorySink {
        let kept = self.kept();
        MemorySink(Arc::new(Mutex::new(Kept { files: kept.files.clone(), entries: kept.entries.clone() })))
    }

    /// All lines of the manifest.
    pub fn entries(&self) -> Vec<ManifestEntry> {
        self.kept().entries.clone()
    }

    /// What the next recorder is told of this recording.
    pub fn recorded(&self) -> Recorded {
        let entries = self.entries();
        Recorded { next: entries.len() as u32, entries, is_damaged: false }
    }

    /// The content of a file.
    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.kept().files.get(name).cloned()
    }

    /// Forgets all lines from this number on, as a kill before they were durable does.
    pub fn truncate(&self, lines: usize) {
        self.kept().entries.truncate(lines);
    }
}

impl Sink for MemorySink {
    type Error = MemoryError;

    fn names(&mut self) -> Result<Vec<String>, MemoryError> {
        Ok(self.kept().files.keys().cloned().collect())
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), MemoryError> {
        self.kept().files.insert(name.to_owned(), Bytes::copy_from_slice(content));
        Ok(())
    }

    fn delete(&mut self, name: &str) -> Result<(), MemoryError> {
        self.kept().files.remove(name);
        Ok(())
    }

    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), MemoryError>> {
        let (done, outcome) = oneshot::channel();
        // The receiver is at hand.
        let _ = done.send(self.kept().append(first, entries));
        outcome
    }
}

impl Kept {
    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> Result<(), MemoryError> {
        let next = self.entries.len() as u32;
        let missing = entries.iter().filter_map(file_of_entry).find(|file| !self.files.contains_key(*file));
        match missing {
            Some(file) => return Err(MemoryError::NoFile(file.to_owned())),
            None if first > next => return Err(MemoryError::NotNext { next, got: first }),
            None => {}
        }
        self.entries.extend(entries.iter().skip((next - first) as usize).cloned());
        Ok(())
    }
}
