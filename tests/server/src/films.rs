//! Films of real encoders: pictures by ffmpeg, and tones.

use std::process::Command;

use anyhow::{Context, ensure};
use bytes::Bytes;

use crate::film::{Codec, Film};

/// Packets of a film of sound: a second.
const PACKETS: usize = 50;
/// Samples of a packet: 20 ms at 48 kHz.
const SAMPLES: usize = 960;

/// What pictures are like.
#[derive(Debug, Clone, Copy)]
pub struct Pictures {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Pictures a second.
    pub rate: u32,
    /// How many there are.
    pub count: u32,
    /// Bits a second.
    pub bitrate: u32,
    /// So many degrees their colours are turned by.
    pub hue: u32,
}

/// A tone.
pub fn tone(hertz: f64) -> anyhow::Result<Film> {
    let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip)?;
    encoder.set_bitrate(opus::Bitrate::Bits(12_000))?;
    let sample = |n: usize| 0.2 * (n as f64 / 48_000.0 * hertz * std::f64::consts::TAU).sin();
    let packet = |n: usize| {
        let pcm: Vec<f32> = (n * SAMPLES..(n + 1) * SAMPLES).map(|n| sample(n) as f32).collect();
        Ok(Bytes::from(encoder.encode_vec_float(&pcm, 1_500)?))
    };
    let frames: Vec<Bytes> = (0..PACKETS).map(packet).collect::<anyhow::Result<_>>()?;
    Ok(Film { codec: Codec::Opus, frames: frames.into() })
}

/// A test picture that moves.
pub fn pictures(codec: Codec, shape: Pictures) -> anyhow::Result<Film> {
    let Pictures { size: (width, height), rate, count, bitrate, hue } = shape;
    let folder = tempfile::tempdir()?;
    let encoder: &[&str] = match codec {
        Codec::Vp8 => &["libvpx", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "v.ivf"],
        Codec::Vp9 => &["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "v.ivf"],
        Codec::H264 => &[
            "libx264",
            "-preset",
            "veryfast",
            "-tune",
            "zerolatency",
            "-profile:v",
            "baseline",
            "-x264-params",
            "aud=1",
            "v.h264",
        ],
        Codec::Opus => anyhow::bail!("not a picture"),
    };
    let source = format!("testsrc2=s={width}x{height}:r={rate},hue=h={hue}");
    let (pictures, every, bitrate) = (count.to_string(), (2 * count).to_string(), bitrate.to_string());
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", &source, "-frames:v", &pictures]);
    command.args(["-pix_fmt", "yuv420p", "-b:v", &bitrate, "-g", &every, "-c:v"]).args(encoder);
    let status = command.current_dir(folder.path()).status().context("ffmpeg cannot be started")?;
    ensure!(status.success(), "ffmpeg failed");
    let bytes = std::fs::read(folder.path().join(encoder[encoder.len() - 1]))?;
    let frames = if codec == Codec::H264 { access_units(&bytes) } else { ivf(&bytes) };
    ensure!(frames.len() == count as usize, "{} pictures of {codec:?}", frames.len());
    Ok(Film { codec, frames: frames.into() })
}

/// The frames of an IVF file.
fn ivf(bytes: &[u8]) -> Vec<Bytes> {
    let mut rest = &bytes[32..];
    let mut frames = Vec::new();
    while let Some((size, _)) = rest.split_first_chunk() {
        let end = 12 + u32::from_le_bytes(*size) as usize;
        frames.push(Bytes::copy_from_slice(&rest[12..end]));
        rest = &rest[end..];
    }
    frames
}

/// The access units of an Annex B stream in which each begins with a delimiter.
fn access_units(bytes: &[u8]) -> Vec<Bytes> {
    const DELIMITER: [u8; 5] = [0, 0, 0, 1, 9];
    let mut starts: Vec<usize> =
        bytes.windows(5).enumerate().filter(|(_, window)| *window == DELIMITER).map(|(at, _)| at).collect();
    starts.push(bytes.len());
    starts.windows(2).map(|pair| Bytes::copy_from_slice(&bytes[pair[0]..pair[1]])).collect()
}
