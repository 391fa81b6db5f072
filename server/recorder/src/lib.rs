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
//! **Crashes.** Opening a folder that was recorded into before resumes the recording: a torn last line is dropped, and
//! so are files that no line names; the time without a server becomes a gap; new frames begin with new inits. At most
//! the open segment of each track (two seconds) is lost. A manifest that is damaged elsewhere is put aside, and
//! recording continues from the lines that can be read.
//!
//! **Falling behind.** The queue to the recorder's thread is bounded. Frames that do not fit are dropped and become a
//! gap of their track in the manifest.
//!
//! **Keyframes** are requested by the caller: a video track begins with the next keyframe that arrives, also after a
//! discontinuity.

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

/// One complete encoded frame of a track.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The track. Always [`TrackContent::Participant`]: mixes are made in this crate.
    pub content: TrackContent,
    /// Class time at which the frame was captured.
    pub at: Millis,
    /// How it is encoded.
    pub codec: Codec,
    /// Whether the frame can be decoded by itself. Always true for sound.
    pub key: bool,
    /// Picture width in pixels, needed for keyframes only; 0 for sound.
    pub width: u32,
    /// Picture height in pixels, needed for keyframes only; 0 for sound.
    pub height: u32,
    /// Whether frames before this one were lost.
    pub discontinuity: bool,
    /// The encoded frame.
    pub data: Bytes,
}

/// The configuration of a recorder.
#[derive(Debug, Clone)]
pub struct RecorderConfig {
    /// The folder of this session alone; made when it is absent.
    pub dir: PathBuf,
    /// The clock by which the mixes advance and idle segments are closed.
    pub clock: ClassClock,
}

/// Why recording, or reading a recording, failed.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// An I/O operation failed.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Another recorder has this folder open.
    #[error("{0}: another recorder has it open")]
    Busy(PathBuf),
    /// The Opus encoder or decoder could not be made.
    #[error("opus: {0}")]
    Opus(#[from] opus::Error),
    /// The recorder's thread has ended.
    #[error("the recorder's thread ended")]
    Gone,
}
