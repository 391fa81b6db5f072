//! A WebM file of a recording, which is written while it is sent: what was recorded goes into it as it is.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, ErrorKind},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use protocol::{
    Millis, SessionId,
    downloads::{FolderChoice, PictureCodec, Reel, WebmChoice, WebmChoices},
};
use recorder::{Codec, Heard, Needs, Remux};
use store::{PersonId, Store, StoreError};
use tokio::sync::mpsc;

use super::{
    material::{Material, Piece, Recording},
    recorded::{Picture, ShownTime, shown_time},
    reels::{Turn, turns},
};
use crate::{places::Place, recorded_files::read};

/// Clusters that wait for a slow reader: each has some seconds.
const CLUSTERS_WAITING: usize = 2;

/// The codecs that pictures in WebM have.
const WEBM: [PictureCodec; 2] = [PictureCodec::Vp9, PictureCodec::Vp8];

/// How long a cluster waits for its reader, who is given up then: others want the place.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can be made of a recording.
#[derive(Debug)]
pub struct Makings(Material);

/// The films of a folder, each as long as class.
#[derive(Debug)]
pub struct Films {
    /// The names of their files, and the codecs of their pictures.
    pub files: Vec<(String, Option<PictureCodec>)>,
    /// Which of them plays where.
    pub reels: Vec<Reel>,
}

/// A file of which all is known but its content.
#[derive(Debug)]
pub struct Webm {
    /// The class.
    session: SessionId,
    sound: Vec<Sound>,
    file: Remux,
}

/// The sound of one recording, as it is read.
#[derive(Debug)]
struct Sound {
    session: SessionId,
    /// The segments that are not read so far: their starts, files and bytes.
    segments: VecDeque<(Millis, String, u64)>,
    heard: Heard,
}

impl Makings {
    /// Reads what was recorded, and what class looked at.
    pub async fn of(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        Ok(Makings(Material::of(store, session).await?))
    }

    /// What they are.
    pub fn material(&self) -> &Material {
        &self.0
    }

    /// What can be made.
    pub fn choices(&self) -> WebmChoices {
        let (class, take_ms) = self.shown_time(&[Codec::Vp9, Codec::Vp8, Codec::H264]);
        let files = self.files();
        let is_seen = files.iter().any(|file| file.codec.is_some());
        WebmChoices {
            sound_folder_bytes: (is_seen && self.0.has_sound()).then(|| self.choice(None).bytes),
            folder: (!files.is_empty()).then(|| self.folder()),
            files,
            duration: self.0.duration(),
            screen_ms: class.screen_ms,
            camera_ms: class.camera_ms,
            take_ms,
        }
    }

    /// The files that can be made: one for each codec that WebM has, that with most of shared screens first, then that with most pictures;
    /// without pictures one of sound alone.
    fn files(&self) -> Vec<WebmChoice> {
        let mut files: Vec<WebmChoice> = WEBM.map(|codec| self.choice(Some(codec))).into();
        let seen = |file: &WebmChoice| file.screen_ms + file.camera_ms + file.take_ms;
        files.retain(|file| seen(file) > 0);
        files.sort_by_key(|file| std::cmp::Reverse((file.screen_ms, seen(file))));
        if files.is_empty() && self.0.has_sound() {
            files.push(self.choice(None));
        }
        files
    }

    /// What tells a file by its name from the others that can be made, in brackets after a space: what is in it and, where that is not
    /// enough, its codec. Empty for one that is alone.
    pub fn mark(&self, codec: Option<PictureCodec>) -> String {
        let files = self.files();
        if files.iter().all(|file| file.codec == codec) {
            return String::new();
        }
        let what = content(&self.choice(codec));
        let alike = files.iter().any(|file| file.codec != codec && content(file) == what);
        match codec.filter(|_| alike) {
            Some(PictureCodec::Vp8) => format!(" ({what}, VP8)"),
            Some(PictureCodec::Vp9) => format!(" ({what}, VP9)"),
            None => format!(" ({what})"),
        }
    }

    /// What the folder has.
    fn folder(&self) -> FolderChoice {
        let codecs = WEBM.map(codec_of);
        let (ShownTime { screen_ms, camera_ms }, take_ms) = self.shown_time(&codecs);
        let bytes = self.films(false).files.into_iter().map(|(_, codec)| self.choice(codec).bytes).sum();
        FolderChoice { bytes, screen_ms, camera_ms, take_ms }
    }

    /// The films of the folder: those of the files that show something of which the others see less, or the one of sound alone.
    pub fn films(&self, sound_alone: bool) -> Films {
        let files = if sound_alone { Vec::new() } else { self.files() };
        let mut codecs: Vec<_> = files.into_iter().map(|file| file.codec).collect();
        if codecs.is_empty() {
            codecs.push(None);
        }
        let pictures: Vec<Vec<Codec>> = codecs.iter().map(|codec| codec.map(codec_of).into_iter().collect()).collect();
        let turns = turns(&self.0, &pictures);
        let plays = |number: &usize| turns.iter().any(|turn| turn.film == *number);
        let name =
            |place: usize| if place == 0 { "class.webm".to_owned() } else { format!("class-{}.webm", place + 1) };
        let names: BTreeMap<usize, String> =
            (0..codecs.len()).filter(plays).enumerate().map(|(place, number)| (number, name(place))).collect();
        let reel = |Turn { film, time }: &Turn| Reel { file: names[film].clone(), from: time.start, to: time.end };
        let reels = turns.iter().map(reel).collect();
        Films { files: names.into_iter().map(|(number, name)| (name, codecs[number])).collect(), reels }
    }

    fn choice(&self, codec: Option<PictureCodec>) -> WebmChoice {
        let codecs: Vec<Codec> = codec.map(codec_of).into_iter().collect();
        let (class, take_ms) = self.shown_time(&codecs);
        let bytes = self.0.pieces.iter().map(|piece| self.bytes(piece, &codecs)).sum();
        WebmChoice { codec, bytes, screen_ms: class.screen_ms, camera_ms: class.camera_ms, take_ms }
    }

    /// About how many bytes a piece has with pictures in these codecs.
    fn bytes(&self, piece: &Piece, codecs: &[Codec]) -> u64 {
        let pictures: u64 = self.shown(piece, codecs).iter().map(|picture| picture.segment.bytes).sum();
        self.0.recordings[piece.of].recorded.sound_bytes(&piece.time) + pictures
    }

    fn shown(&self, piece: &Piece, codecs: &[Codec]) -> Vec<&Picture> {
        self.0.recordings[piece.of].recorded.shown(codecs, &piece.time)
    }

    /// How long pictures in one of these codecs are shown: of class, and of new takes.
    fn shown_time(&self, codecs: &[Codec]) -> (ShownTime, Millis) {
        let (mut class, mut takes) = (ShownTime::default(), 0);
        for piece in &self.0.pieces {
            let ShownTime { screen_ms, camera_ms } = shown_time(&self.shown(piece, codecs));
            match piece.stretch.take {
                Some(_) => takes += screen_ms + camera_ms,
                None => {
                    class.screen_ms += screen_ms;
                    class.camera_ms += camera_ms;
                }
            }
        }
        (class, takes)
    }

    /// Lays the file with pictures in this codec out. Reads all of its sound for that: its bytes are counted before the first is sent.
    pub async fn webm(&self, store: &Store, codec: Option<PictureCodec>) -> Result<Webm, StoreError> {
        let pieces = &self.0.pieces;
        let codecs: Vec<Codec> = codec.map(codec_of).into_iter().collect();
        let shown = |piece: &Piece| {
            let pictures = self.shown(piece, &codecs).into_iter().map(|picture| picture.segment.clone()).collect();
            recorder::Piece { of: piece.of, time: piece.time.clone(), pictures }
        };
        let mut file = Remux::new(codec.map_or(Codec::Opus, codec_of), pieces.iter().map(shown).collect());
        let mut sound = Vec::new();
        for (of, Recording { session, recorded }) in self.0.recordings.iter().enumerate() {
            let is_heard = pieces.iter().any(|piece| piece.of == of);
            let segments: VecDeque<_> = recorded.sound.iter().filter(|_| is_heard).cloned().collect();
            for (_, name, _) in &segments {
                if let Some(content) = read(store, *session, name).await? {
                    file.hear(of, &content);
                }
            }
            sound.push(Sound { session: *session, segments, heard: Heard::default() });
        }
        Ok(Webm { session: self.0.recordings[0].session, sound, file })
    }
}

impl Webm {
    /// The bytes of the whole file.
    pub fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// The file, as it is read. It breaks off when the recording is erased or made again meanwhile. Its reader's place is given back
    /// at its end.
    pub fn body(self, store: Store, place: Place<PersonId>) -> Body {
        let (sender, receiver) = mpsc::channel(CLUSTERS_WAITING);
        tokio::spawn(async move {
            let session = self.session;
            match self.send(&store, &sender).await {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
                Err(error) => {
                    tracing::warn!(%session, %error, "the download of a recording broke off");
                    // The reader may have gone.
                    let _ = sender.send(Err(error)).await;
                }
            }
            // Whoever has read the end may ask again at once: the reader is told of it by the last sender.
            drop(place);
            drop(sender);
        });
        Body::from_stream(stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) }))
    }

    /// Sends the file; [`ErrorKind::BrokenPipe`] once nobody reads it any more.
    async fn send(self, store: &Store, to: &mpsc::Sender<io::Result<Bytes>>) -> io::Result<()> {
        let mut reading = self.reading();
        while let Some(piece) = reading.next(store).await? {
            to.send_timeout(Ok(piece), PATIENCE).await.map_err(|_| io::Error::from(ErrorKind::BrokenPipe))?;
        }
        Ok(())
    }

    /// Reads the file from its first byte on.
    pub fn reading(self) -> Reading {
        let Webm { sound, file, .. } = self;
        Reading { sound, file, next: None }
    }
}

/// A file that is being read.
#[derive(Debug)]
pub struct Reading {
    sound: Vec<Sound>,
    file: Remux,
    /// The next cluster; `None` before the head.
    next: Option<usize>,
}

impl Reading {
    /// The next piece, of some seconds.
    pub async fn next(&mut self, store: &Store) -> io::Result<Option<Bytes>> {
        let Some(cluster) = self.next else {
            self.next = Some(0);
            return Ok(Some(self.file.head()));
        };
        if cluster >= self.file.clusters() {
            return Ok(None);
        }
        self.next = Some(cluster + 1);
        let Needs { of, pictures, until } = self.file.needs(cluster);
        let Sound { session, segments, heard } = &mut self.sound[of];
        let read = async |name: &str| read(store, *session, name).await.map_err(io::Error::other);
        while let Some((_, name, _)) = segments.pop_front_if(|(start, ..)| *start < until) {
            heard.take(&read(&name).await?.unwrap_or_default());
        }
        let pictures = match pictures {
            Some(name) => read(name).await?,
            None => None,
        };
        self.file.cluster(cluster, pictures.as_ref(), heard).map(Some).map_err(io::Error::other)
    }
}

/// What is in a file, in words.
fn content(file: &WebmChoice) -> &'static str {
    match (file.screen_ms > 0, file.camera_ms > 0, file.take_ms > 0) {
        (true, true, _) => "slides, cameras and sound",
        (true, false, _) => "slides and sound",
        (false, true, _) => "cameras and sound",
        (false, false, true) => "new takes and sound",
        (false, false, false) => "sound",
    }
}

fn codec_of(codec: PictureCodec) -> Codec {
    match codec {
        PictureCodec::Vp8 => Codec::Vp8,
        PictureCodec::Vp9 => Codec::Vp9,
    }
}
