//! Media from a real encoder that a native client publishes, so that the recording can be played.

use std::sync::Arc;

use bytes::Bytes;
pub use common::Codec;
use rtc::{
    rtp::{
        codec::{h264::H264Payloader, opus::OpusPayloader, vp8::Vp8Payloader, vp9::Vp9Payloader},
        packetizer::Payloader,
    },
    rtp_transceiver::rtp_sender::RTCRtpCodec,
};

/// The longest payload of a packet.
const PAYLOAD: usize = 1_100;

/// The payload type of a codec in the stack's offers.
pub(crate) fn payload_type(codec: Codec) -> u8 {
    match codec {
        Codec::Opus => 111,
        Codec::Vp8 => 96,
        Codec::Vp9 => 98,
        Codec::H264 => 125,
    }
}

/// How the stack describes a codec.
pub(crate) fn description(codec: Codec) -> RTCRtpCodec {
    let (mime_type, parameters) = match codec {
        Codec::Opus => ("audio/opus", ""),
        Codec::Vp8 => ("video/VP8", ""),
        Codec::Vp9 => ("video/VP9", "profile-id=0"),
        Codec::H264 => ("video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
    };
    RTCRtpCodec {
        mime_type: mime_type.into(),
        clock_rate: codec.clock_hz(),
        channels: if codec.is_audio() { 2 } else { 0 },
        sdp_fmtp_line: parameters.into(),
        ..Default::default()
    }
}

fn payloader(codec: Codec) -> Box<dyn Payloader> {
    match codec {
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

/// Encoded media that are sent over and over.
#[derive(Debug, Clone)]
pub struct Film {
    /// How it is encoded.
    pub codec: Codec,
    /// Frames of 20 ms of sound, or of 40 ms of video, of which the first one alone is a keyframe.
    pub frames: Arc<[Bytes]>,
}

/// A film that is being sent.
pub(crate) struct Showing {
    film: Film,
    payloader: Box<dyn Payloader>,
    next: usize,
    /// How many keyframes had been requested when the first frame was last sent.
    answered: u64,
}

impl Showing {
    pub(crate) fn new(film: Film) -> Self {
        Showing { payloader: payloader(film.codec), film, next: 0, answered: 0 }
    }

    pub(crate) fn codec(&self) -> Codec {
        self.film.codec
    }

    /// The payloads of the frame that is due at this tick of 20 ms, after `asked` keyframes were requested.
    pub(crate) fn due(&mut self, tick: u64, asked: u64) -> Vec<Bytes> {
        let pictures = !self.film.codec.is_audio();
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
