//! The end of the manifest: lines on their way to the sink.

use protocol::manifest::ManifestEntry;
use tokio::sync::oneshot::{self, error::TryRecvError};

use crate::{RecorderError, sink::Sink};

/// Lines that may wait for a sink that keeps none at the moment: a quarter of an hour of twenty tracks, some megabytes of
/// memory. Beyond this, nothing more is recorded until the sink keeps some.
const MOST_STAGED: usize = 20_000;

/// Lines that are appended at a time at most: a few hundred milliseconds of a database's work.
const MOST_AT_ONCE: usize = 2_000;

/// The track to which an entry belongs; `None` where it concerns all tracks.
pub fn track_of_entry(entry: &ManifestEntry) -> Option<u32> {
    match entry {
        ManifestEntry::Track { track, .. }
        | ManifestEntry::Init { track, .. }
        | ManifestEntry::Segment { track, .. }
        | ManifestEntry::Erased { track, .. } => Some(*track),
        ManifestEntry::Gap { track, .. } => *track,
        ManifestEntry::End { .. } => None,
    }
}

/// The file that an entry names.
pub(crate) fn file_of_entry(entry: &ManifestEntry) -> Option<&str> {
    match entry {
        ManifestEntry::Init { file, .. } | ManifestEntry::Segment { file, .. } => Some(file),
        _ => None,
    }
}

/// Lines that the sink is about to get, in order.
#[derive(Debug)]
pub(crate) struct Manifest<E> {
    durable: u32,
    staged: Vec<ManifestEntry>,
    /// How many of the staged lines the sink has been given, and the receiver of its answer.
    on_its_way: Option<(usize, oneshot::Receiver<Result<(), E>>)>,
}

impl<E: std::error::Error + Send + Sync + 'static> Manifest<E> {
    /// A manifest that has so many lines.
    pub(crate) fn of(durable: u32) -> Self {
        Manifest { durable, staged: Vec::new(), on_its_way: None }
    }

    /// How many lines are durable.
    pub(crate) fn durable(&self) -> u32 {
        self.durable
    }

    /// Whether the sink is too far behind for more files.
    pub(crate) fn is_full(&self) -> bool {
        self.staged.len() >= MOST_STAGED
    }

    /// Adds a line. The file that it names has been put already.
    pub(crate) fn stage(&mut self, entry: ManifestEntry) {
        self.staged.push(entry);
    }

    /// Hands lines to the sink, and takes note of the outcome of earlier lines. Never waits. Lines that the sink refused
    /// stay staged.
    pub(crate) fn advance(&mut self, sink: &mut impl Sink<Error = E>) -> Result<(), RecorderError> {
        self.look()?;
        if self.on_its_way.is_none() && !self.staged.is_empty() {
            self.append(sink);
            self.look()?;
        }
        Ok(())
    }

    /// Returns when all lines are durable, or the sink has refused some. To be called outside of asynchronous code.
    pub(crate) fn complete(&mut self, sink: &mut impl Sink<Error = E>) -> Result<(), RecorderError> {
        // Lines that were refused before are tried again.
        let _ = self.wait();
        while !self.staged.is_empty() {
            self.append(sink);
            self.wait()?;
        }
        Ok(())
    }

    fn append(&mut self, sink: &mut impl Sink<Error = E>) {
        let count = self.staged.len().min(MOST_AT_ONCE);
        self.on_its_way = Some((count, sink.append(self.durable, &self.staged[..count])));
    }

    fn look(&mut self) -> Result<(), RecorderError> {
        let Some((count, mut outcome)) = self.on_its_way.take() else { return Ok(()) };
        match outcome.try_recv() {
            Err(TryRecvError::Empty) => {
                self.on_its_way = Some((count, outcome));
                Ok(())
            }
            Err(TryRecvError::Closed) => Err(RecorderError::Gone),
            Ok(said) => self.note(count, said),
        }
    }

    fn wait(&mut self) -> Result<(), RecorderError> {
        self.look()?;
        let Some((count, outcome)) = self.on_its_way.take() else { return Ok(()) };
        let said = outcome.blocking_recv().map_err(|_| RecorderError::Gone)?;
        self.note(count, said)
    }

    fn note(&mut self, count: usize, said: Result<(), E>) -> Result<(), RecorderError> {
        said.map_err(RecorderError::sink("the manifest"))?;
        self.durable += count as u32;
        self.staged.drain(..count);
        Ok(())
    }
}
