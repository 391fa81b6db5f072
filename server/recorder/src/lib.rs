//! Frames in, files out: records the tracks of one session while class runs.
//!
//! A [`Recorder`] takes complete encoded frames with class time and gives its [`Sink`]
//!
//! - per track, files of *inits* and *segments* of about two seconds that play as `init + segment + segment…` in Media
//!   Source Extensions; nothing is transcoded;
//! - per room, a *mix*: one continuous Opus track of everything that was heard there, silence included;
//! - the *manifest*: lines, each a [`ManifestEntry`](protocol::manifest::ManifestEntry), append-only. A line is written
//!   only after the file that it names is kept, so a reader may trust every line at any time.
//!
//! ```
//! # #[tokio::main] async fn main() -> Result<(), recorder::RecorderError> {
//! use recorder::{ClassClock, MemorySink, Recorder, Recorded};
//!
//! let sink = MemorySink::default();
//! let recorder = Recorder::open(sink.clone(), Recorded::default(), ClassClock::showing(0))?;
//! let durable_lines = recorder.progress(); // changes when readers have something new
//! // `recorder.frame(frame)` never blocks.
//! recorder.finish(3_600_000).await?; // flushes, and writes the last line
//! assert_eq!(sink.entries().len(), *durable_lines.borrow() as usize);
//! # Ok(()) }
//! ```
//!
//! **Mixing again.** A [`Remix`] makes a mix anew from what was recorded of each voice, without those that are to go.
//!
//! **One file.** [`Remux`] puts segments of pictures and of the mix together to a WebM file that plays anywhere.
//!
//! **Crashes.** A recorder that is told what was [`Recorded`] before resumes the recording: files that no line names are
//! dropped; the time without a server becomes a gap; new frames begin with new inits. At most the open segment of each
//! track (two seconds) is lost. When lines are lost, recording continues from those that can be read, and no file is
//! dropped.
//!
//! **A sink that fails** does not lose what was recorded: files that cannot be put become a gap; lines that cannot be
//! appended wait in memory until they can, up to a bound, and recording goes on meanwhile.
//!
//! **Falling behind.** The queue to the recorder's thread is bounded, for each participant and for all: `waiting.rs`. Frames
//! that do not fit are dropped and become a gap of their track in the manifest; pictures go first, and nobody's voice, nor
//! the mix, has holes because of what somebody else sends.
//!
//! **Budgets.** A participant has so many bytes of pictures, files and changes of size a second, and so has everybody
//! together: `budget.rs`. Beyond, pictures are dropped until a keyframe that can be afforded, which is a gap. Sound has a
//! budget of its own, far above what any voice needs.
//!
//! **A disk that gets full.** While the sink has less free than some bounds, first the cameras of those who are not
//! favoured are not recorded, then all cameras, then screens, and in the end nothing, which is a gap of everything, so that
//! what is left is for the class itself: `disk_reserve.rs`.
//!
//! **Keyframes** are requested by the caller: a video track begins with the next keyframe that arrives, also after a
//! discontinuity.

mod budget;
mod disk_reserve;
mod handle;
mod manifest;
mod memory;
mod mix;
mod mp4;
mod names;
mod recording;
mod remix;
mod remux;
mod resume;
mod sample;
mod segment;
mod sink;
mod track;
mod waiting;
mod webm;

use bytes::Bytes;
use protocol::{Millis, manifest::TrackContent};

pub use common::{ClassClock, Codec};
pub use handle::{Counters, Recorder};
pub use manifest::track_of_entry;
pub use memory::{MemoryError, MemorySink};
pub use mix::LATENCY as MIX_LATENCY;
pub use names::{start_of_file, track_of_file};
pub use recording::Recording;
pub use remix::Remix;
pub use remux::{Changed, Heard, Needs, PictureSegment, Piece, Remux};
pub use segment::codec_of_mime;
pub use sink::{Recorded, Sink};
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

/// Why recording failed.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// The sink could not keep something, or not tell what it has.
    #[error("{what}: {source}")]
    Sink {
        /// The file, or what the sink was asked for.
        what: String,
        /// The reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The sink has kept no line for so long that no more files are put.
    #[error("the manifest is too far behind")]
    Behind,
    /// The Opus encoder or decoder could not be made.
    #[error("opus: {0}")]
    Opus(#[from] opus::Error),
    /// The recorder's thread could not be started.
    #[error("the recorder's thread: {0}")]
    Thread(std::io::Error),
    /// The recorder's thread has ended, or the sink's other end.
    #[error("the recorder's thread ended, or what it records to")]
    Gone,
}

impl RecorderError {
    /// Makes an error of the sink a [`RecorderError`].
    fn sink<E: std::error::Error + Send + Sync + 'static>(what: &str) -> impl Fn(E) -> RecorderError + '_ {
        move |source| RecorderError::Sink { what: what.to_owned(), source: source.into() }
    }
}
