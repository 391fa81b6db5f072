//! Encoded media that a native client publishes: of a real encoder, so that what is recorded of it plays.

use std::sync::Arc;

use bytes::Bytes;
use rtc::{
    rtp::{
        codec::{h264::H264Payloader, opus::OpusPayloader, vp8::Vp8Payloader, vp9::Vp9Payloader},
        packetizer::Payloader,
    },
    rtp_transceiver::rtp_sender::RTCRtpCodec,
};

/// The longest payload of a packet.
const PAYLOAD: usize = 1_100;

/// How a film is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// Sound.
    Opus,
    /// Pictures.
    Vp8,
    /// Pictures.
    Vp9,
    /// Pictures, Annex B.
    H264,
}

impl Codec {
    /// Whether it encodes sound (else pictures).
    pub fn is_sound(self) -> bool {
        self == Codec::Opus
    }

    /// Its number in the stack's offers.
    pub(crate) fn payload_type(self) -> u8 {
        match self {
            Codec::Opus => 111,
            Codec::Vp8 => 96,
            Codec::Vp9 => 98,
            Codec::H264 => 125,
        }
    }

    /// Ticks of its RTP clock in a second.
    pub(crate) fn clock_rate(self) -> u64 {
        if self.is_sound() { 48_000 } else { 90_000 }
    }

    fn payloader(self) -> Box<dyn Payloader> {
        match self {
            Codec::Opus => Box::new(OpusPayloader),
            Codec::Vp8 => {
                let mut payloader = Vp8Payloader::default();
                payloader.enable_picture_id = true;
                Box::new(payloader)
            }
            Codec::Vp9 => Box::new(Vp9Payloader::default()),
            Codec::H264 => Box::new(H264Payloader::default()),
        }
    }
}

impl From<Codec> for RTCRtpCodec {
    fn from(codec: Codec) -> Self {
        let (mime_type, parameters) = match codec {
            Codec::Opus => ("audio/opus", ""),
            Codec::Vp8 => ("video/VP8", ""),
            Codec::Vp9 => ("video/VP9", "profile-id=0"),
            Codec::H264 => ("video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
        };
        RTCRtpCodec {
            mime_type: mime_type.into(),
            clock_rate: codec.clock_rate() as u32,
            channels: if codec.is_sound() { 2 } else { 0 },
            sdp_fmtp_line: parameters.into(),
            ..Default::default()
        }
    }
}

/// A stretch of encoded media that is shown again and again.
#[derive(Debug, Clone)]
pub struct Film {
    /// How it is encoded.
    pub codec: Codec,
    /// Sound of 20 ms each, or pictures of 40 ms each, of which the first alone is a keyframe.
    pub frames: Arc<[Bytes]>,
}

/// A film and how far it is.
pub(crate) struct Showing {
    film: Film,
    payloader: Box<dyn Payloader>,
    next: usize,
    /// How many keyframes had been asked for when the first frame was last shown.
    answered: u64,
}

impl Showing {
    pub(crate) fn new(film: Film) -> Self {
        Showing { payloader: film.codec.payloader(), film, next: 0, answered: 0 }
    }

    pub(crate) fn codec(&self) -> Codec {
        self.film.codec
    }

    /// The payloads of the frame that is due at this tick of 20 ms, after so many keyframes were asked for.
    pub(crate) fn due(&mut self, tick: u64, asked: u64) -> Vec<Bytes> {
        let pictures = !self.film.codec.is_sound();
        if pictures && !tick.is_multiple_of(2) {
            return Vec::new();
        }
        if pictures && asked > self.answered {
            self.next = 0;
        }
        if self.next == 0 {
            self.answered = asked;
        }
        let frame = &self.film.frames[self.next];
        self.next = (self.next + 1) % self.film.frames.len();
        self.payloader.payload(PAYLOAD, frame).expect("a frame of its codec")
    }
}
