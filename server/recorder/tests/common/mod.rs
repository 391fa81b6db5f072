//! Real media for tests, made and judged by ffmpeg.
#![allow(dead_code, reason = "each test file uses a part")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use bytes::Bytes;
use protocol::{
    Millis, ParticipantId, RoomId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Codec, Frame, MemoryError, MemorySink, Recording, Sink};
use tokio::sync::oneshot;

/// Whether ffmpeg is installed; prints that the test was not run when it is not.
pub fn has_ffmpeg(test: &str) -> bool {
    let found = |tool| Command::new(tool).arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let has = found("ffmpeg") && found("ffprobe");
    if !has {
        // Written past the output that is kept from view when a test passes: `cargo xtask test` counts the line.
        let mut seen = std::io::stdout();
        writeln!(seen, "NOT TESTED: {test}: ffmpeg and ffprobe are not installed").unwrap();
    }
    has
}

/// The content of a participant's track in the main room.
pub fn content(participant: u32, source: Source) -> TrackContent {
    TrackContent::Participant { participant: ParticipantId(participant), source, room: RoomId::MAIN }
}

/// A picture that nobody decodes.
pub fn picture(content: TrackContent, at: Millis, key: bool, width: u32, bytes: usize) -> Frame {
    let data = Bytes::from(vec![0; bytes]);
    Frame { content, at, codec: Codec::Vp8, key, width, height: 48, discontinuity: false, data }
}

/// The mix of the main room.
pub const MIX: TrackContent = TrackContent::Mix { room: RoomId::MAIN };

type Waiting = oneshot::Sender<Result<(), MemoryError>>;

/// A sink that refuses files, or keeps lines waiting, as long as it is told to, and has so much free as it is told.
#[derive(Debug, Clone, Default)]
pub struct Refusing {
    pub kept: MemorySink,
    files: Arc<AtomicBool>,
    lines: Arc<AtomicBool>,
    free: Arc<Mutex<Option<u64>>>,
    /// Those who wait.
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

impl Refusing {
    pub fn refuse_files(&self, refuse: bool) {
        self.files.store(refuse, SeqCst);
    }

    pub fn set_free(&self, bytes: u64) {
        *self.free.lock().unwrap() = Some(bytes);
    }

    /// Lines that are appended from now on are not kept, and nobody is told.
    pub fn hold_lines(&self) {
        self.lines.store(true, SeqCst);
    }

    /// Tells all who wait that nothing of theirs was kept; further lines are.
    pub fn release_lines(&self) {
        self.lines.store(false, SeqCst);
        for waiting in self.waiting.lock().unwrap().drain(..) {
            waiting.send(Err(MemoryError::NoFile("held".into()))).unwrap();
        }
    }
}

impl Sink for Refusing {
    type Error = MemoryError;

    fn names(&mut self) -> Result<Vec<String>, MemoryError> {
        self.kept.names()
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), MemoryError> {
        if self.files.load(SeqCst) { Err(MemoryError::NoFile(name.into())) } else { self.kept.put(name, content) }
    }

    fn delete(&mut self, name: &str) -> Result<(), MemoryError> {
        self.kept.delete(name)
    }

    fn free(&mut self) -> Option<u64> {
        *self.free.lock().unwrap()
    }

    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), MemoryError>> {
        if !self.lines.load(SeqCst) {
            return self.kept.append(first, entries);
        }
        let (done, outcome) = oneshot::channel();
        self.waiting.lock().unwrap().push(done);
        outcome
    }
}

/// Encodes what a lavfi source yields, with `offset` added to its times.
pub fn video(content: TrackContent, codec: Codec, lavfi: &str, key_every: u32, offset: Millis) -> Vec<Frame> {
    let dir = tempfile::tempdir().unwrap();
    let (encoder, file) = match codec {
        Codec::Vp8 => ("libvpx", "v.ivf"),
        Codec::Vp9 => ("libvpx-vp9", "v.ivf"),
        Codec::H264 => ("libx264", "v.h264"),
        Codec::Opus => unreachable!("not a picture"),
    };
    let path = dir.path().join(file);
    let key_every = key_every.to_string();
    let mut command = Command::new("ffmpeg");
    command.arg("-nostdin");
    command.args(["-v", "error", "-f", "lavfi", "-i", lavfi, "-c:v", encoder, "-g", &key_every, "-b:v", "400k"]);
    command.args(["-pix_fmt", "yuv420p"]);
    match codec {
        Codec::H264 => {
            command.args(["-preset", "ultrafast", "-tune", "zerolatency", "-bf", "0", "-x264-params", "aud=1"])
        }
        _ => {
            command.args(["-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-keyint_min", &key_every])
        }
    };
    assert!(command.arg(&path).status().unwrap().success());
    let bytes = std::fs::read(&path).unwrap();
    let pictures = if codec == Codec::H264 { access_units(&bytes) } else { ivf(&bytes) };
    let (width, height) = size_of(lavfi);
    pictures
        .into_iter()
        .map(|(index, data)| Frame {
            content,
            at: offset + index * 1000 / 30,
            codec,
            key: is_key(codec, &data),
            width,
            height,
            discontinuity: false,
            data,
        })
        .collect()
}

fn size_of(lavfi: &str) -> (u32, u32) {
    let size = lavfi.split_once("s=").unwrap().1.split(':').next().unwrap();
    let (width, height) = size.split_once('x').unwrap();
    (width.parse().unwrap(), height.parse().unwrap())
}

/// The frames of an IVF file, with their numbers.
fn ivf(bytes: &[u8]) -> Vec<(u64, Bytes)> {
    let mut rest = &bytes[32..];
    let mut frames = Vec::new();
    while rest.len() >= 12 {
        let size = u32::from_le_bytes(rest[..4].try_into().unwrap()) as usize;
        let pts = u64::from_le_bytes(rest[4..12].try_into().unwrap());
        frames.push((pts, Bytes::copy_from_slice(&rest[12..12 + size])));
        rest = &rest[12 + size..];
    }
    frames
}

/// The access units of an Annex B stream in which each begins with a delimiter.
fn access_units(bytes: &[u8]) -> Vec<(u64, Bytes)> {
    const DELIMITER: [u8; 5] = [0, 0, 0, 1, 9];
    let mut starts: Vec<usize> =
        bytes.windows(5).enumerate().filter(|(_, w)| *w == DELIMITER).map(|(i, _)| i).collect();
    starts.push(bytes.len());
    starts.windows(2).enumerate().map(|(i, w)| (i as u64, Bytes::copy_from_slice(&bytes[w[0]..w[1]]))).collect()
}

fn is_key(codec: Codec, data: &[u8]) -> bool {
    match codec {
        Codec::Vp8 => data[0] & 1 == 0,
        Codec::Vp9 => data[0] & 0b1100 == 0,
        Codec::H264 => data.windows(4).any(|w| w[..3] == [0, 0, 1] && w[3] & 0x1F == 5),
        Codec::Opus => true,
    }
}

/// Encodes a mono signal, given as a function of seconds, as Opus packets of 20 ms.
pub fn sound(content: TrackContent, from: Millis, duration: Millis, signal: impl Fn(f64) -> f64) -> Vec<Frame> {
    let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
    (0..duration / 20)
        .map(|n| {
            let pcm: Vec<f32> = (0..960).map(|i| signal((n * 960 + i) as f64 / 48_000.0) as f32).collect();
            Frame {
                content,
                at: from + n * 20,
                codec: Codec::Opus,
                key: true,
                width: 0,
                height: 0,
                discontinuity: false,
                data: encoder.encode_vec_float(&pcm, 1500).unwrap().into(),
            }
        })
        .collect()
}

/// A tone.
pub fn sine(hertz: f64, amplitude: f64) -> impl Fn(f64) -> f64 {
    move |t| amplitude * (t * hertz * std::f64::consts::TAU).sin()
}

/// Feeds frames in order of time, with ticks between, as if each arrived 30 ms after its capture.
pub fn feed<S: Sink>(recording: &mut Recording<S>, mut frames: Vec<Frame>) {
    frames.sort_by_key(|f| f.at);
    let mut next_tick = frames.first().map_or(0, |f| f.at);
    for frame in frames {
        let now = frame.at + 30;
        while next_tick <= now {
            recording.tick(next_tick).unwrap();
            next_tick += 100;
        }
        recording.frame(now, frame);
    }
}

/// One track of a recording, as the manifest shows it.
#[derive(Debug)]
pub struct Shown {
    pub track: u32,
    pub inits: Vec<Bytes>,
    pub segments: Vec<Segment>,
    pub gaps: Vec<(Millis, Millis)>,
}

#[derive(Debug)]
pub struct Segment {
    pub init: u32,
    pub data: Bytes,
    pub start: Millis,
    pub duration: Millis,
    pub key: bool,
}

/// Reads one track's lines of the manifest, and checks that they are consistent.
pub fn shown(sink: &MemorySink, content: TrackContent) -> Shown {
    let entries = sink.entries();
    let file = |name: &str| sink.file(name).expect("a file that is named");
    let track = entries
        .iter()
        .find_map(|e| match e {
            ManifestEntry::Track { track, content: c } if *c == content => Some(*track),
            _ => None,
        })
        .expect("the track is in the manifest");
    let mut shown = Shown { track, inits: vec![], segments: vec![], gaps: vec![] };
    for entry in entries {
        match entry {
            ManifestEntry::Init { track: t, init, file: name, .. } if t == track => {
                assert_eq!(init as usize, shown.inits.len(), "inits count up");
                shown.inits.push(file(&name));
            }
            ManifestEntry::Segment { track: t, init, file: name, start, duration, key, bytes, .. } if t == track => {
                let data = file(&name);
                assert_eq!(data.len() as u64, bytes);
                assert!((init as usize) < shown.inits.len(), "the init is known before its segments");
                shown.segments.push(Segment { init, data, start, duration, key });
            }
            ManifestEntry::Gap { track: Some(t), from, to } if t == track => shown.gaps.push((from, to)),
            _ => {}
        }
    }
    shown
}

impl Shown {
    /// A file of one init and its segments.
    pub fn joined(&self, init: u32) -> tempfile::NamedTempFile {
        let segments: Vec<&Segment> = self.segments.iter().filter(|s| s.init == init).collect();
        join(&self.inits[init as usize], &segments)
    }

    /// A file of this segment and its init.
    pub fn alone(&self, segment: &Segment) -> tempfile::NamedTempFile {
        join(&self.inits[segment.init as usize], &[segment])
    }
}

fn join(init: &[u8], segments: &[&Segment]) -> tempfile::NamedTempFile {
    let parts: Vec<&[u8]> = std::iter::once(init).chain(segments.iter().map(|segment| &segment.data[..])).collect();
    let bytes = parts.concat();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

/// Decodes a whole file; ffmpeg must not print anything.
pub fn decodes(path: &Path) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-xerror", "-i"])
        .arg(path)
        .args(["-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "ffmpeg on {}: {said}", path.display());
}

/// Times (ms) of the packets of a file.
pub fn packet_times(path: &Path) -> Vec<Millis> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|l| (l.trim_end_matches(',').parse::<f64>().unwrap() * 1000.0).round() as Millis)
        .collect()
}

/// Times (ms) and mean brightness of the pictures of a file.
pub fn brightness(path: &Path) -> Vec<(Millis, u32)> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "info", "-nostats", "-copyts", "-i"])
        .arg(path)
        .args(["-vsync", "passthrough", "-vf", "showinfo", "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let field = |line: &str, name: &str| -> Option<String> {
        let rest = line.split_once(name)?.1.trim_start();
        Some(rest.split([' ', ']']).next()?.to_owned())
    };
    said.lines()
        .filter_map(|l| {
            let time: f64 = field(l, "pts_time:")?.parse().ok()?;
            let mean: u32 = field(l, "mean:[")?.parse().ok()?;
            Some(((time * 1000.0).round() as Millis, mean))
        })
        .collect()
}

/// The sound of a file without holes, one channel, at 48 kHz.
pub fn samples(path: &Path) -> Vec<f32> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(["-af", "pan=mono|c0=c0", "-ar", "48000", "-f", "f32le", "-"])
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

/// The amplitude of one frequency in a sound (Goertzel's sum).
pub fn amplitude(samples: &[f32], hertz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (i, s) in samples.iter().enumerate() {
        let phase = i as f64 * hertz / 48_000.0 * std::f64::consts::TAU;
        re += f64::from(*s) * phase.cos();
        im += f64::from(*s) * phase.sin();
    }
    2.0 * re.hypot(im) / samples.len() as f64
}

/// A part of a sound that begins at class time `start`.
pub fn between(samples: &[f32], start: Millis, from: Millis, to: Millis) -> &[f32] {
    &samples[((from - start) * 48) as usize..((to - start) * 48) as usize]
}
