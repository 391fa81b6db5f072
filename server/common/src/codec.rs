//! The codecs that Meridian forwards and records.

/// How a frame is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// VP8, RFC 6386.
    Vp8,
    /// VP9, profile 0.
    Vp9,
    /// H.264, as Annex B byte stream (start codes), with SPS and PPS before each keyframe.
    H264,
    /// Opus, RFC 6716, one packet a frame.
    Opus,
}

impl Codec {
    /// Whether the codec encodes sound.
    pub fn is_audio(self) -> bool {
        self == Codec::Opus
    }

    /// Units of an RTP timestamp in a second.
    pub fn clock_hz(self) -> u32 {
        match self {
            Codec::Opus => 48_000,
            Codec::Vp8 | Codec::Vp9 | Codec::H264 => 90_000,
        }
    }
}
