//! The description of recorded media: one JSON object a line, append-only, the same while class runs and later.
//!
//! `GET /api/sessions/{id}/manifest?from=N` yields the entries from line `N` on, `?at=MS` those about a moment. Files are under
//! `GET /api/sessions/{id}/media/{file}`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{Millis, ParticipantId, RoomId},
    stage::Source,
};

/// A line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum ManifestEntry {
    /// A recorded track begins to exist. Ids count from 0 in the order of these entries.
    Track {
        /// Its number in this manifest.
        track: u32,
        /// The content of the track.
        content: TrackContent,
    },
    /// Initialisation data: what follows on this track needs this file before it.
    Init {
        /// The number of the track.
        track: u32,
        /// Which init of this track: 0, 1, 2…
        init: u32,
        /// File name.
        file: String,
        /// For `MediaSource.addSourceBuffer`: `video/webm; codecs="vp8"`.
        mime: String,
        /// Picture width in pixels; 0 for sound.
        width: u32,
        /// Picture height in pixels; 0 for sound.
        height: u32,
    },
    /// About two seconds of media.
    Segment {
        /// The number of the track.
        track: u32,
        /// The init that it needs.
        init: u32,
        /// File name.
        file: String,
        /// Time of its first frame; the time inside the file is class time too.
        start: Millis,
        /// Until the end of its last frame.
        duration: Millis,
        /// Whether it starts with a keyframe: a place to seek to.
        key: bool,
        /// File size in bytes.
        bytes: u64,
        /// Of a mix alone: where it is [quiet](crate::limits::QUIET_DECIBELS) throughout, each from and to in
        /// milliseconds after `start`, in order. Short pauses inside of a segment are left out. Absent where nobody measured it:
        /// of other tracks, and of mixes that were recorded before this was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        quiet: Option<Vec<(u32, u32)>>,
    },
    /// A track was on between the two times, but not recorded: the recorder fell behind, class was off the record, the disk had
    /// no room, or the server was away.
    Gap {
        /// Which track; absent for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        track: Option<u32>,
        /// The first moment.
        from: Millis,
        /// The moment after the last.
        to: Millis,
    },
    /// The file that this line named is erased, because somebody's account was. Nothing was lost.
    Erased {
        /// The number of the track.
        track: u32,
        /// File name, which nothing has any more.
        file: String,
    },
    /// The recording is complete: the last line.
    End {
        /// Length of the whole timeline.
        duration: Millis,
    },
}

/// The content of a recorded track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum TrackContent {
    /// One participant's microphone, camera, screen or screen audio.
    Participant {
        /// The person.
        participant: ParticipantId,
        /// The source.
        source: Source,
        /// The room.
        room: RoomId,
    },
    /// All sound of a room, silence included: the master clock of playback.
    Mix {
        /// The room.
        room: RoomId,
    },
}
