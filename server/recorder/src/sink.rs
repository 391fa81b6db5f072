//! The interface to the place where a recording is kept.

use protocol::manifest::ManifestEntry;
use tokio::sync::oneshot;

/// Keeps the files and the manifest of one recording. Only the recorder's thread calls it.
pub trait Sink: Send + 'static {
    /// Why something could not be kept.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The names of all files that are there.
    fn names(&mut self) -> Result<Vec<String>, Self::Error>;

    /// Keeps a file: whole, or not at all.
    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), Self::Error>;

    /// Removes a file.
    fn delete(&mut self, name: &str) -> Result<(), Self::Error>;

    /// How many bytes may still be put, as far as anybody knows. Asked every few seconds.
    fn free(&mut self) -> Option<u64> {
        None
    }

    /// Appends lines to the manifest, of which the first has the number `first`: all of them, or none. Begins at once and
    /// does not wait. The receiver gets the outcome once the lines, and all files that were put before, are durable.
    ///
    /// After a failure the same lines are appended again, perhaps with more behind them. Lines that were written after all
    /// stay as they are.
    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), Self::Error>>;
}

/// The recording of an earlier process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The lines of the manifest that can be read.
    pub entries: Vec<ManifestEntry>,
    /// The number of the next line.
    pub next: u32,
    /// Whether lines are known to be lost. They may have named files, so that all files are kept.
    pub is_damaged: bool,
}
