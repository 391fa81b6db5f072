//! Brings recordings to the store.

use protocol::manifest::ManifestEntry;
use recorder::Sink;
use store::{RecordingWriter, StoreError};
use tokio::sync::oneshot;

/// The recording of one session in the store, as its recorder sees it.
#[derive(Debug)]
pub struct StoreSink(pub RecordingWriter);

impl Sink for StoreSink {
    type Error = StoreError;

    fn names(&mut self) -> Result<Vec<String>, StoreError> {
        self.0.names()
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        self.0.put(name, content)
    }

    fn delete(&mut self, name: &str) -> Result<(), StoreError> {
        self.0.delete(name)
    }

    fn free(&mut self) -> Option<u64> {
        self.0.free().inspect_err(|error| tracing::warn!(%error, "nobody knows how full the disk is")).ok()
    }

    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), StoreError>> {
        self.0.append(first, entries)
    }
}
