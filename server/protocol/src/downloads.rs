//! The recording of a class as files to take along.
//!
//! `GET /api/sessions/{id}/recording/downloads` has [`WebmChoices`], `GET /api/sessions/{id}/recording/webm?codec=CODEC` one of these
//! files, without `codec` that of sound alone. Both are for whoever may [`CourseAction::DownloadRecordings`](crate::CourseAction) and, where
//! the course lets them ([`CourseDetails::downloads`](crate::courses::CourseDetails)), for its students, once class is over; so is `GET /api/sessions/{id}/recording/offline`, a ZIP of such
//! files, with `?sound=true` of the one with sound alone, with a page that plays them as one film and shows an [`OfflineClass`] in step. They are refused with `downloads_busy` while they download something, or too many others do.
//!
//! `/api/sessions/{id}/recording/mp4` is about one MP4 file that the server makes of a recording, for the same people: `GET` has
//! [`Mp4File`]; `POST` asks for the file, again where it could not be made; `DELETE` (staff) ends that it is made, or deletes it. All answer with [`Mp4File`].
//! `GET /api/sessions/{id}/recording/mp4/file` is the file, or a range of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{event::Event, ids::Millis, recording::Cut};

/// How the pictures of a file are encoded: as they were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PictureCodec {
    /// VP8: most cameras.
    Vp8,
    /// VP9: most screens.
    Vp9,
}

/// The WebM files that can be made of a recording. A file has all sound of the main room, and pictures in one codec: at each moment the
/// screen, camera or spotlight that class looked at, else the next one that was recorded in that codec, else black. New takes are in the
/// places of their stretches, in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WebmChoices {
    /// The files, that with most of shared screens first, then that with most pictures. Empty when nothing was recorded.
    pub files: Vec<WebmChoice>,
    /// How long each of them plays.
    pub duration: Millis,
    /// How long class looked at screens, in whatever codec.
    pub screen_ms: Millis,
    /// How long class looked at cameras.
    pub camera_ms: Millis,
    /// How long there is something to see in new takes, in whatever codec.
    pub take_ms: Millis,
    /// What the folder with a page has; absent where there is no file.
    pub folder: Option<FolderChoice>,
    /// About how many bytes the same folder has with sound alone; absent where it has no pictures anyway, or there is nothing to hear.
    pub sound_folder_bytes: Option<u64>,
}

/// A folder with a page that can be made: it has each of the files that shows something of which another shows less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FolderChoice {
    /// About how many bytes it has.
    pub bytes: u64,
    /// How long it shows screens.
    pub screen_ms: Millis,
    /// How long it shows cameras.
    pub camera_ms: Millis,
    /// How long it shows new takes; all of them are heard.
    pub take_ms: Millis,
}

/// A file that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WebmChoice {
    /// The codec of its pictures; absent: it has sound alone.
    pub codec: Option<PictureCodec>,
    /// About how many bytes it has.
    pub bytes: u64,
    /// How long it shows screens.
    pub screen_ms: Millis,
    /// How long it shows cameras.
    pub camera_ms: Millis,
    /// How long it shows new takes; all of them are heard.
    pub take_ms: Millis,
}

/// What the page of a recording that was taken along knows of its class: the value of `meridianClass` in `class.js` beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OfflineClass {
    /// Its title.
    pub title: String,
    /// Wall time of class time 0.
    pub began_unix: Millis,
    /// When the folder was made.
    pub made_unix: Millis,
    /// Where it is watched with a connection.
    pub url: String,
    /// What the film has, one after the other: stretches of class time, or the take that stands in the place of one.
    pub film: Vec<Cut>,
    /// Which file beside the page plays where in the film: they follow one another without a hole. Each file has all of the film.
    pub reels: Vec<Reel>,
    /// What everybody in the main room could read.
    pub events: Vec<Event>,
}

/// A stretch of the film in which one file plays: of several the one that shows what class looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reel {
    /// Its name.
    pub file: String,
    /// Where it begins, in milliseconds of the film.
    pub from: Millis,
    /// Where it ends.
    pub to: Millis,
}

/// The MP4 file of a recording: H.264 with a screen large and the speaker's camera small beside it, or the speaker's camera; AAC; chapters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mp4File {
    /// Whether the server can make such files: ffmpeg is installed beside it.
    pub can_make: bool,
    /// Whether it is made anew, because the recording was changed.
    pub anew: bool,
    /// How far it has come.
    pub state: Mp4State,
}

/// How far an MP4 file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Mp4State {
    /// Nobody asked for it.
    Absent,
    /// It waits.
    Waiting {
        /// For what.
        reason: Mp4Wait,
    },
    /// It is being made.
    Working {
        /// How much of it is made: 0 to 99.
        percent: u8,
    },
    /// It is there.
    Made {
        /// When it was made.
        made_unix: Millis,
        /// Its size.
        bytes: u64,
    },
    /// It could not be made, and can be asked for again.
    Failed {
        /// Why.
        why: Mp4Failure,
    },
}

/// For what a file waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mp4Wait {
    /// Another file is made: there is one at a time.
    Turn,
    /// A class runs on the server: it has the processor.
    Class,
}

/// Why a file could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mp4Failure {
    /// The server's disk has too little room.
    NoRoom,
    /// Nothing is left of the recording.
    Nothing,
    /// ffmpeg could not make it, or took too long; the log says more.
    Program,
}
