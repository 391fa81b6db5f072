//! Frames in, files out: records the tracks of one session while class runs.
//!
//! A [`Recorder`] takes complete encoded frames with class time and writes, into one folder,
//!
//! - per track, *init* files and *segments* of about two seconds that play as `init + segment + segment…` in Media
//!   Source Extensions; nothing is transcoded;
//! - per room, a *mix*: one continuous Opus track of everything that was heard there, silence included;
//! - `manifest.jsonl`, one [`ManifestEntry`](protocol::manifest::ManifestEntry) a line, append-only. A line is written
//!   only after the file that it names is on disk, so a reader may trust every complete line at any time.
//!
//! ```no_run
//! # async fn example(frame: recorder::Frame) -> Result<(), recorder::RecorderError> {
//! use recorder::{ClassClock, Recorder, RecorderConfig};
//!
//! let recorder = Recorder::open(RecorderConfig { dir: "data/session".into(), clock: ClassClock::showing(0) })?;
//! let durable_lines = recorder.progress(); // changes when readers have something new
//! recorder.frame(frame); // never blocks
//! recorder.finish(3_600_000).await?; // flushes, and writes the last line
//! # Ok(()) }
//! ```
//!
//! **Crashes.** Opening a folder that was recorded into before resumes it: a torn last line and files that no line names
//! are dropped, the time without a server becomes a gap, and recording goes on with new inits. At most the open segment
//! of each track (two seconds) is lost. A manifest that is damaged elsewhere is put aside, and what can be read of it goes on.
//!
//! **Falling behind.** The way to the recorder's thread is bounded. What does not fit is dropped and becomes a gap of its
//! track in the manifest.
//!
//! **Keyframes** are the caller's business: a video track begins, and goes on after a discontinuity, with the next
//! keyframe that arrives.

mod files;
mod handle;
mod manifest;
mod mix;
mod mp4;
mod recording;
mod resume;
mod sample;
mod segment;
mod track;
mod webm;

use std::path::PathBuf;

use bytes::Bytes;
use protocol::{Millis, manifest::TrackContent};

pub use common::{ClassClock, Codec};
pub use files::track_of_file;
pub use handle::{Counters, Recorder};
pub use manifest::{ManifestReader, read_manifest, track_of_entry};
pub use recording::Recording;
pub use track::FrameOutcome;

/// One complete encoded frame of one track.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Which track: always [`TrackContent::Participant`]; mixes are made here.
    pub content: TrackContent,
    /// Class time at which it was captured.
    pub at: Millis,
    /// How it is encoded.
    pub codec: Codec,
    /// Whether it can be decoded by itself. Always true for sound.
    pub key: bool,
    /// Picture width in pixels; looked at in keyframes only, 0 for sound.
    pub width: u32,
    /// Picture height in pixels; looked at in keyframes only, 0 for sound.
    pub height: u32,
    /// Whether frames before this one were lost.
    pub discontinuity: bool,
    /// The frame.
    pub data: Bytes,
}

/// What a recorder needs to know.
#[derive(Debug, Clone)]
pub struct RecorderConfig {
    /// This session's own folder; made when absent.
    pub dir: PathBuf,
    /// The clock by which the mixes advance and idle segments are closed.
    pub clock: ClassClock,
}

/// Why recording, or reading a recording, failed.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// The disk refused.
    #[error("{path}: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another recorder has this folder open.
    #[error("{0}: another recorder has it open")]
    Busy(PathBuf),
    /// The Opus encoder or decoder could not be made.
    #[error("opus: {0}")]
    Opus(#[from] opus::Error),
    /// The recorder's thread is gone.
    #[error("the recorder's thread ended")]
    Gone,
}
