//! Makes the bytes of init and segment files from samples, in the container that the codec needs.

use bytes::Bytes;
use protocol::Millis;

use crate::{Codec, Frame, mp4, sample::Sample, webm};

/// Sound is stored as stereo. A mono packet decodes as two equal channels. So WebRTC senders, which may change between
/// mono and stereo at any packet, need no new init.
pub(crate) const CHANNELS: u8 = 2;

/// The data that a decoder needs before the first sample. When it changes, a new init begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    /// In WebM.
    Vp8 { width: u32, height: u32 },
    /// In WebM.
    Vp9 { width: u32, height: u32 },
    /// In fragmented MP4.
    H264(mp4::H264Format),
    /// In WebM.
    Opus,
}

impl Format {
    /// The format that a keyframe announces. `None` when the frame lacks what its codec needs.
    pub(crate) fn of(key_frame: &Frame) -> Option<Format> {
        let (width, height) = (key_frame.width, key_frame.height);
        match key_frame.codec {
            Codec::Opus => Some(Format::Opus),
            _ if width == 0 || height == 0 => None,
            Codec::Vp8 => Some(Format::Vp8 { width, height }),
            Codec::Vp9 => Some(Format::Vp9 { width, height }),
            Codec::H264 => mp4::H264Format::of(&key_frame.data, width, height).map(Format::H264),
        }
    }

    /// Whether frames of `codec` have this format.
    pub(crate) fn is_of(&self, codec: Codec) -> bool {
        codec
            == match self {
                Format::Vp8 { .. } => Codec::Vp8,
                Format::Vp9 { .. } => Codec::Vp9,
                Format::H264(_) => Codec::H264,
                Format::Opus => Codec::Opus,
            }
    }

    /// The type for `MediaSource.addSourceBuffer`.
    pub(crate) fn mime(&self) -> String {
        match self {
            Format::Vp8 { .. } => r#"video/webm; codecs="vp8""#.into(),
            // Profile 0, level 1.0, 8 bit. Browsers look at the profile alone; the level of a live stream is not known.
            Format::Vp9 { .. } => r#"video/webm; codecs="vp09.00.10.08""#.into(),
            Format::H264(h264) => format!(r#"video/mp4; codecs="{}""#, h264.codec_string()),
            Format::Opus => r#"audio/webm; codecs="opus""#.into(),
        }
    }

    /// Picture size in pixels; zeros for sound.
    pub(crate) fn size(&self) -> (u32, u32) {
        match self {
            Format::Vp8 { width, height } | Format::Vp9 { width, height } => (*width, *height),
            Format::H264(h264) => (h264.width.into(), h264.height.into()),
            Format::Opus => (0, 0),
        }
    }

    /// File name extension.
    pub(crate) fn extension(&self) -> &'static str {
        match self {
            Format::H264(_) => "mp4",
            _ => "webm",
        }
    }

    /// The data in the form in which the container stores it.
    pub(crate) fn stored(&self, data: Bytes) -> Bytes {
        match self {
            Format::H264(_) => mp4::to_length_prefixed(&data),
            _ => data,
        }
    }

    /// The content of the init file.
    pub(crate) fn init(&self) -> Bytes {
        match self {
            Format::Vp8 { width, height } => webm::video_init("V_VP8", *width, *height),
            Format::Vp9 { width, height } => webm::video_init("V_VP9", *width, *height),
            Format::H264(h264) => h264.init(),
            Format::Opus => webm::opus_init(CHANNELS),
        }
    }

    /// The content of a segment file whose last sample lasts until `end`.
    pub(crate) fn segment(&self, samples: &[Sample], end: Millis) -> Bytes {
        match self {
            Format::H264(_) => mp4::fragment(samples, end),
            _ => webm::cluster(samples, end),
        }
    }
}

/// The codec that an init of this type is for; `None` for a type that no recording has.
pub fn codec_of_mime(mime: &str) -> Option<Codec> {
    let codecs = mime.split("codecs=\"").nth(1)?;
    let known = [("vp8", Codec::Vp8), ("vp09", Codec::Vp9), ("avc1", Codec::H264), ("opus", Codec::Opus)];
    known.into_iter().find_map(|(name, codec)| codecs.starts_with(name).then_some(codec))
}

/// The duration of an Opus packet in milliseconds, rounded up, by its TOC byte (RFC 6716, 3.1 and 3.2); 20 when that
/// cannot be read.
pub(crate) fn opus_duration(packet: &[u8]) -> Millis {
    const RATE: u32 = 48_000;
    opus::packet::get_nb_samples(packet, RATE).map_or(20, |samples| (samples as Millis).div_ceil(48))
}
