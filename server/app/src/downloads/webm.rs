//! A WebM file of a recording, which is written while it is sent: what was recorded goes into it as it is.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use protocol::{
    Millis, SessionId,
    downloads::{FolderChoice, PictureCodec, WebmChoice, WebmChoices},
};
use recorder::{Codec, Heard, Needs, Remux};
use store::{PersonId, Store, StoreError};
use tokio::sync::mpsc;

use super::{
    material::{Material, Piece, Recording},
    recorded::{Picture, ShownTime, shown_time},
};
use crate::{places::Place, recorded_files::read};

/// Clusters that wait for a slow reader: each has some seconds.
const CLUSTERS_WAITING: usize = 2;

/// Of a take, pictures of so much more are worth a file of its own: less is between two segments.
const WORTH_A_FILE: Millis = 1_000;

/// How long a cluster waits for its reader, who is given up then: others want the place.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can be made of a recording.
#[derive(Debug)]
pub struct Makings(Material);

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

    /// The files that can be made: one for each codec that WebM has, that with most pictures first; without pictures one of sound alone.
    pub fn choices(&self) -> WebmChoices {
        let all = self.shown_time(&[Codec::Vp9, Codec::Vp8, Codec::H264]);
        let mut files: Vec<WebmChoice> =
            [Some(PictureCodec::Vp9), Some(PictureCodec::Vp8)].map(|codec| self.choice(codec)).into();
        let seen = |file: &WebmChoice| file.screen_ms + file.camera_ms + file.take_ms;
        files.retain(|file| seen(file) > 0);
        files.sort_by_key(|file| std::cmp::Reverse(seen(file)));
        if files.is_empty() && self.0.has_sound() {
            files.push(self.choice(None));
        }
        let (class, take_ms) = all;
        WebmChoices {
            folder: files.first().map(|film| self.folder(film)),
            files,
            duration: self.0.duration(),
            screen_ms: class.screen_ms,
            camera_ms: class.camera_ms,
            take_ms,
        }
    }

    /// What the folder with this film has.
    fn folder(&self, film: &WebmChoice) -> FolderChoice {
        let mut folder = FolderChoice { bytes: film.bytes, take_ms: film.take_ms };
        for (piece, codec) in self.apart(film.codec) {
            folder.bytes += self.bytes(piece, &[codec_of(codec)]);
            folder.take_ms += self.seen(piece, Some(codec)) - self.seen(piece, film.codec);
        }
        folder
    }

    /// The takes of which a file in another codec than that of a film shows more, and that codec.
    pub fn apart(&self, film: Option<PictureCodec>) -> Vec<(&Piece, PictureCodec)> {
        let better = |piece: &&Piece| {
            let seen = |codec: &PictureCodec| self.seen(piece, Some(*codec));
            let best = [PictureCodec::Vp8, PictureCodec::Vp9].into_iter().max_by_key(seen)?;
            (seen(&best) > self.seen(piece, film) + WORTH_A_FILE).then_some(best)
        };
        let takes = self.0.pieces.iter().filter(|piece| piece.stretch.take.is_some());
        takes.filter_map(|piece| Some((piece, better(&piece)?))).collect()
    }

    /// How long pictures in a codec are shown of a piece.
    fn seen(&self, piece: &Piece, codec: Option<PictureCodec>) -> Millis {
        let codecs: Vec<Codec> = codec.map(codec_of).into_iter().collect();
        let ShownTime { screen_ms, camera_ms } = shown_time(&self.shown(piece, &codecs));
        screen_ms + camera_ms
    }

    /// About how many bytes a piece has with pictures in these codecs.
    fn bytes(&self, piece: &Piece, codecs: &[Codec]) -> u64 {
        let pictures: u64 = self.shown(piece, codecs).iter().map(|picture| picture.segment.bytes).sum();
        self.0.recordings[piece.of].recorded.sound_bytes(&piece.time) + pictures
    }

    fn choice(&self, codec: Option<PictureCodec>) -> WebmChoice {
        let codecs: Vec<Codec> = codec.map(codec_of).into_iter().collect();
        let (class, take_ms) = self.shown_time(&codecs);
        let bytes = self.0.pieces.iter().map(|piece| self.bytes(piece, &codecs)).sum();
        WebmChoice { codec, bytes, screen_ms: class.screen_ms, camera_ms: class.camera_ms, take_ms }
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

    /// Lays the file with pictures in this codec out.
    pub async fn webm(&self, store: &Store, codec: Option<PictureCodec>) -> Result<Webm, StoreError> {
        self.lay_out(store, codec, &self.0.pieces).await
    }

    /// Lays a file of one piece out.
    pub async fn piece(&self, store: &Store, piece: &Piece, codec: PictureCodec) -> Result<Webm, StoreError> {
        self.lay_out(store, Some(codec), std::slice::from_ref(piece)).await
    }

    /// Lays a file out. Reads all of its sound for that: its bytes are counted before the first is sent.
    async fn lay_out(&self, store: &Store, codec: Option<PictureCodec>, pieces: &[Piece]) -> Result<Webm, StoreError> {
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

fn codec_of(codec: PictureCodec) -> Codec {
    match codec {
        PictureCodec::Vp8 => Codec::Vp8,
        PictureCodec::Vp9 => Codec::Vp9,
    }
}
