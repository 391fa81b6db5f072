//! The media of people in the recorded classes: small pictures, and tones.

use server_tests::{
    film::{Codec, Film},
    films::{self, Pictures},
};

pub use films::tone;

/// A test picture that moves for two seconds, its colours turned by so many degrees.
pub fn pictures(codec: Codec, hue: u32) -> anyhow::Result<Film> {
    films::pictures(codec, Pictures { size: (96, 72), rate: 25, count: 50, bitrate: 20_000, hue })
}
