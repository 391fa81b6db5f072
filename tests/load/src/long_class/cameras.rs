//! What devices send: films that are shown over and over, packet after packet.

use bytes::Bytes;
use protocol::{Millis, ParticipantId, RoomId, Source, manifest::TrackContent};
use recorder::{Codec, Frame};
use server_tests::{
    film::Film,
    films::{Pictures, pictures, tone},
};

/// The time from one packet of sound to the next.
pub const TICK: Millis = 20;
/// A packet of 20 ms of silence.
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];
/// A camera's pictures for as long as the server lets pass between keyframes.
const CAMERA: Pictures = Pictures { size: (320, 180), rate: 10, count: 80, bitrate: 50_000, hue: 0 };
/// A screen's.
const SCREEN: Pictures = Pictures { size: (1_280, 720), rate: 5, count: 40, bitrate: 80_000, hue: 90 };

/// The films of all devices.
pub struct Cameras {
    voice: Film,
    camera: Film,
    screen: Film,
}

impl Cameras {
    /// Makes the films. Needs ffmpeg.
    pub fn new() -> anyhow::Result<Cameras> {
        Ok(Cameras {
            voice: tone(440.0)?,
            camera: pictures(Codec::Vp8, CAMERA)?,
            screen: pictures(Codec::Vp8, SCREEN)?,
        })
    }

    /// The frame that a source sends `since` its beginning, if one is due: somebody who speaks is heard.
    pub fn frame(
        &self,
        at: Millis,
        since: Millis,
        from: (ParticipantId, Source, RoomId),
        speaks: bool,
    ) -> Option<Frame> {
        let (participant, source, room) = from;
        let (film, size, period) = match source {
            Source::Microphone | Source::ScreenAudio => (&self.voice, (0, 0), TICK),
            Source::Camera => (&self.camera, CAMERA.size, 1_000 / Millis::from(CAMERA.rate)),
            Source::Screen => (&self.screen, SCREEN.size, 1_000 / Millis::from(SCREEN.rate)),
        };
        if !since.is_multiple_of(period) {
            return None;
        }
        let number = (since / period) as usize % film.frames.len();
        let data =
            if source.is_audio() && !speaks { Bytes::from_static(&SILENCE) } else { film.frames[number].clone() };
        Some(Frame {
            content: TrackContent::Participant { participant, source, room },
            at,
            codec: film.codec,
            key: source.is_audio() || number == 0,
            width: size.0,
            height: size.1,
            discontinuity: false,
            data,
        })
    }
}
