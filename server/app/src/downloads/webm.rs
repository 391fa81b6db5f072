//! A WebM file of a recording, which is written while it is sent: what was recorded goes into it as it is.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind},
    ops::Range,
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use protocol::{
    Millis, SessionId,
    downloads::{PictureCodec, WebmChoice, WebmChoices},
};
use recorder::{Codec, Heard, Remux};
use store::{PersonId, Store, StoreError};
use tokio::sync::mpsc;

use super::{
    material::Material,
    recorded::{Recorded, shown_time},
};
use crate::{places::Place, recorded_files::read};

/// Clusters that wait for a slow reader: each has some seconds.
const CLUSTERS_WAITING: usize = 2;

/// How long a cluster waits for its reader, who is given up then: others want the place.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can be made of a recording.
#[derive(Debug)]
pub struct Makings {
    recorded: Recorded,
    /// The stretches of class time that are in the file: those that staff did not cut out.
    kept: Vec<Range<Millis>>,
}

/// A file of which all is known but its content.
#[derive(Debug)]
pub struct Webm {
    session: SessionId,
    sound: Vec<(Millis, String, u64)>,
    file: Remux,
}

impl Makings {
    /// Reads what was recorded, and what class looked at.
    pub async fn of(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let Material { recorded, kept, .. } = Material::of(store, session).await?;
        Ok(Makings { recorded, kept })
    }

    /// The files that can be made: one for each codec that WebM has, that with most pictures first; without pictures one of sound alone.
    pub fn choices(&self) -> WebmChoices {
        let all = shown_time(&self.recorded.shown(&self.recorded.codecs(), &self.kept));
        let mut files: Vec<WebmChoice> =
            [Some(PictureCodec::Vp9), Some(PictureCodec::Vp8)].map(|codec| self.choice(codec)).into();
        files.retain(|file| file.screen_ms + file.camera_ms > 0);
        files.sort_by_key(|file| std::cmp::Reverse(file.screen_ms + file.camera_ms));
        if files.is_empty() && !self.recorded.sound.is_empty() {
            files.push(self.choice(None));
        }
        let duration = self.kept.iter().map(|stretch| stretch.end - stretch.start).sum();
        WebmChoices { files, duration, screen_ms: all.screen_ms, camera_ms: all.camera_ms }
    }

    /// The stretches of class time that are in the file.
    pub fn kept(&self) -> &[Range<Millis>] {
        &self.kept
    }

    fn choice(&self, codec: Option<PictureCodec>) -> WebmChoice {
        let shown = self.recorded.shown(&codec.map(codec_of).into_iter().collect::<Vec<_>>(), &self.kept);
        let time = shown_time(&shown);
        let pictures: u64 = shown.iter().map(|picture| picture.segment.bytes).sum();
        let bytes = self.recorded.sound_bytes(&self.kept) + pictures;
        WebmChoice { codec, bytes, screen_ms: time.screen_ms, camera_ms: time.camera_ms }
    }

    /// Lays the file with pictures in this codec out. Reads all of its sound for that: its bytes are counted before the first is sent.
    pub async fn webm(
        self,
        store: &Store,
        session: SessionId,
        codec: Option<PictureCodec>,
    ) -> Result<Webm, StoreError> {
        let codecs: Vec<Codec> = codec.map(codec_of).into_iter().collect();
        let shown = self.recorded.shown(&codecs, &self.kept).into_iter().map(|picture| picture.segment.clone());
        let mut file = Remux::new(&self.kept, codec.map_or(Codec::Opus, codec_of), shown.collect());
        for (_, name, _) in &self.recorded.sound {
            if let Some(content) = read(store, session, name).await? {
                file.hear(&content);
            }
        }
        Ok(Webm { session, sound: self.recorded.sound, file })
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
        let Webm { session, sound, file } = self;
        Reading { session, sound: sound.into(), file, heard: Heard::default(), next: None }
    }
}

/// A file that is being read.
#[derive(Debug)]
pub struct Reading {
    session: SessionId,
    /// The segments of sound that are not read so far.
    sound: VecDeque<(Millis, String, u64)>,
    file: Remux,
    heard: Heard,
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
        let (session, (pictures, until)) = (self.session, self.file.needs(cluster));
        let read = async |name: &str| read(store, session, name).await.map_err(io::Error::other);
        while let Some((_, name, _)) = self.sound.pop_front_if(|(start, ..)| *start < until) {
            self.heard.take(&read(&name).await?.unwrap_or_default());
        }
        let pictures = match pictures {
            Some(name) => read(name).await?,
            None => None,
        };
        self.file.cluster(cluster, pictures.as_ref(), &mut self.heard).map(Some).map_err(io::Error::other)
    }
}

fn codec_of(codec: PictureCodec) -> Codec {
    match codec {
        PictureCodec::Vp8 => Codec::Vp8,
        PictureCodec::Vp9 => Codec::Vp9,
    }
}
