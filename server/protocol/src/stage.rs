//! The stage: tracks, who watches them, hands and reactions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, ParticipantId};

/// The source of a track. A participant has at most one track of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A voice.
    Microphone,
    /// A face, in up to three simulcast layers.
    Camera,
    /// A shared screen, window or tab.
    Screen,
    /// The sound of what is shared.
    ScreenAudio,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 4] = [Source::Microphone, Source::Camera, Source::Screen, Source::ScreenAudio];

    /// Whether it carries sound (else pictures).
    pub fn is_audio(self) -> bool {
        matches!(self, Source::Microphone | Source::ScreenAudio)
    }
}

/// Names a track of the session by its sender and source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct TrackRef {
    /// The person who sends it.
    pub participant: ParticipantId,
    /// The source.
    pub source: Source,
}

/// Whether a track carries media. A track that is not in a list is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// It carries media.
    On,
    /// It carries nothing for now; its owner can switch it on again at once.
    Muted,
    /// Not published.
    Off,
}

/// A track that is on or muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Track {
    /// The source.
    pub source: Source,
    /// On or muted.
    pub state: TrackState,
    /// The time since which it is published: a share's chapter starts here.
    pub since: Millis,
}

/// The content of a sending m-line of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OfferedTrack {
    /// The m-line's `a=mid`.
    pub mid: String,
    /// The source that it carries.
    pub source: Source,
}

/// A video slot and the track that it shall show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WatchedSlot {
    /// The receiving m-line's `a=mid`.
    pub mid: String,
    /// The track.
    pub track: TrackRef,
    /// The height at which it is shown, in device pixels. The layer follows from it.
    pub height: u32,
}

/// A raised hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hand {
    /// The person.
    pub participant: ParticipantId,
    /// When it went up.
    pub at: Millis,
}

/// A reaction, shown beside the person for a few seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Thumb up.
    Agree,
    /// Thumb down.
    Disagree,
    /// Applause.
    Applause,
    /// Laughter.
    Laugh,
    /// Heart.
    Heart,
    /// Surprise.
    Surprise,
}

/// A reaction and its time, so that it fades by the clock of each viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastReaction {
    /// The reaction.
    pub reaction: Reaction,
    /// The time.
    pub at: Millis,
}
