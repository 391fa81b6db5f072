//! Brings complete media frames to the session's recorder.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::Instant,
};

use common::ClassClock;
use media::TapFrame;
use protocol::{Millis, ParticipantId, RecordedMedia, RoomId, Source, manifest::TrackContent};
use recorder::{Recorded, Recorder, RecorderError, Sink};
use tokio::sync::watch;

/// A session's recording. The session's actor says who is where; the task that carries frames hands them in.
pub struct Recording {
    recorder: Recorder,
    clock: ClassClock,
    places: RwLock<HashMap<ParticipantId, Place>>,
}

/// Where a participant is, and in which other rooms their voice is heard.
#[derive(Default)]
struct Place {
    room: RoomId,
    also: Vec<RoomId>,
    /// When the participant came here, and where they were before: a late frame belongs to the room where it was
    /// captured.
    since: Option<(Instant, Box<Place>)>,
}

impl Place {
    /// Where the participant was at this moment.
    fn at(&self, then: Instant) -> &Place {
        match &self.since {
            Some((since, before)) if then < *since => before,
            _ => self,
        }
    }

    /// The rooms in which this source is recorded: a voice wherever it is heard, a picture where its owner is.
    fn rooms(&self, source: Source) -> impl Iterator<Item = RoomId> {
        let also = if source == Source::Microphone { self.also.as_slice() } else { &[] };
        std::iter::once(self.room).chain(also.iter().copied())
    }
}

impl Recording {
    /// Continues what was recorded in the sink. Waits for the disk.
    pub fn open(sink: impl Sink, recorded: Recorded, clock: ClassClock) -> Result<Arc<Self>, RecorderError> {
        let recorder = Recorder::open(sink, recorded, clock)?;
        Ok(Arc::new(Recording { recorder, clock, places: RwLock::default() }))
    }

    /// Class time now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Records what `participant` sends from now on in `room`, and their voice also in the rooms `also`.
    pub fn place(&self, participant: ParticipantId, room: RoomId, also: Vec<RoomId>) {
        let mut places = self.places.write().unwrap_or_else(|p| p.into_inner());
        let before = places.remove(&participant).map(|before| Place { since: None, ..before });
        let mut place = Place { room, also, since: None };
        if let Some(before) = before {
            for source in Source::ALL {
                let now: Vec<TrackContent> = contents(&place, participant, source).collect();
                let left = contents(&before, participant, source).filter(|content| !now.contains(content));
                left.for_each(|content| self.recorder.track_ended(content));
            }
            place.since = Some((Instant::now(), Box::new(before)));
        }
        places.insert(participant, place);
    }

    fn contents(&self, participant: ParticipantId, source: Source, at: Instant) -> Vec<TrackContent> {
        let places = self.places.read().unwrap_or_else(|p| p.into_inner());
        contents(places.get(&participant).unwrap_or(&Place::default()).at(at), participant, source).collect()
    }

    /// Records a frame. Never blocks.
    pub fn frame(&self, participant: ParticipantId, frame: TapFrame) {
        for content in self.contents(participant, frame.track.source, frame.at) {
            self.recorder.frame(recorder::Frame {
                content,
                at: self.clock.at_instant(frame.at),
                codec: frame.codec,
                key: frame.key,
                width: frame.width,
                height: frame.height,
                discontinuity: frame.discontinuity,
                data: frame.data.clone(),
            });
        }
    }

    /// What is recorded, as far as the disk has room.
    pub fn recorded_media(&self) -> watch::Receiver<RecordedMedia> {
        self.recorder.recorded_media()
    }

    /// Says whether this participant's pictures are recorded ahead of others', where there is no room for all.
    pub fn favour(&self, participant: ParticipantId, favoured: bool) {
        self.recorder.favour(participant, favoured);
    }

    /// Notes that a breakout room is open from `at` on.
    pub fn room_opened(&self, room: RoomId, at: Millis) {
        self.recorder.room_opened(room, at);
    }

    /// Notes that a breakout room is closed at `at`.
    pub fn room_closed(&self, room: RoomId, at: Millis) {
        self.recorder.room_closed(room, at);
    }

    /// Records nothing from `at` on: class is off the record.
    pub fn off_record(&self, at: Millis) {
        self.recorder.off_record(at);
    }

    /// Goes on recording from `at` on.
    pub fn on_record(&self, at: Millis) {
        self.recorder.on_record(at);
    }

    /// Finishes the open segment of a track that has ended or was muted.
    pub fn track_ended(&self, participant: ParticipantId, source: Source) {
        self.contents(participant, source, Instant::now())
            .into_iter()
            .for_each(|content| self.recorder.track_ended(content));
    }

    /// Completes the recording; returns when it is durable.
    pub async fn finish(&self, duration: Millis) -> Result<(), RecorderError> {
        self.recorder.finish(duration).await
    }

    /// Finishes open segments and stops; returns when all is durable. Somebody else may continue the recording.
    pub async fn pause(&self, at: Millis) -> Result<(), RecorderError> {
        self.recorder.pause(at).await
    }

    /// Does what [`pause`](Self::pause) does, at the present class time.
    pub async fn pause_now(&self) -> Result<(), RecorderError> {
        self.pause(self.now()).await
    }
}

/// The recorded tracks of one source: one for each room in which it is recorded.
fn contents(place: &Place, participant: ParticipantId, source: Source) -> impl Iterator<Item = TrackContent> {
    place.rooms(source).map(move |room| TrackContent::Participant { participant, source, room })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use common::Codec;
    use media::TrackKey;
    use protocol::manifest::ManifestEntry;
    use store::Store;

    use super::*;
    use crate::{media_names::MediaNames, recording_sink::StoreSink};

    /// 20 ms of silence.
    const PACKET: [u8; 3] = [0xf8, 0xff, 0xfe];

    fn frame(participant: ParticipantId, source: Source, at: Instant, width: u32) -> TapFrame {
        let track = TrackKey { peer: MediaNames::of_session(1).peer(participant), source };
        let (codec, height, data) = match source.is_audio() {
            true => (Codec::Opus, 0, Bytes::from_static(&PACKET)),
            false => (Codec::Vp8, 48, Bytes::from_static(&[0; 60])),
        };
        TapFrame { track, at, codec, key: true, width, height, data, discontinuity: false }
    }

    /// The segments of a track, and what else is in the manifest of it.
    fn lines_of(lines: &[ManifestEntry], content: TrackContent) -> (Vec<(Millis, Millis)>, Vec<&ManifestEntry>) {
        let is_it = |line: &&ManifestEntry| matches!(line, ManifestEntry::Track { content: of, .. } if *of == content);
        let number = lines.iter().find(is_it).and_then(recorder::track_of_entry).expect("a track");
        let mut segments = Vec::new();
        let mut others = Vec::new();
        for line in lines.iter().filter(|line| recorder::track_of_entry(line) == Some(number)) {
            match line {
                ManifestEntry::Segment { start, duration, .. } => segments.push((*start, start + duration)),
                other => others.push(other),
            }
        }
        (segments, others)
    }

    /// Two hundred sizes a second make few files on disk, and no hole in anybody's voice.
    #[tokio::test(flavor = "multi_thread")]
    async fn who_changes_size_all_the_time_makes_few_files_and_no_holes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let session = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        let lease = store.lease(session).await.unwrap();
        let (writer, _) = store.recording(&lease).await.unwrap();
        let open = || Recording::open(StoreSink(writer), Recorded::default(), ClassClock::showing(0));
        let recording = tokio::task::spawn_blocking(open).await.unwrap().unwrap();

        let (guest, teacher) = (ParticipantId(1), ParticipantId(2));
        let begun = Instant::now();
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        for n in 0..800 {
            ticks.tick().await;
            let at = begun + n * Duration::from_millis(5);
            recording.frame(guest, frame(guest, Source::Camera, at, 64 + n % 8));
            if n % 4 == 0 {
                recording.frame(teacher, frame(teacher, Source::Microphone, at, 0));
            }
        }
        let end = recording.now();
        recording.finish(end).await.unwrap();

        let lines = store.manifest(session, 0).await.unwrap().entries;
        let lines: Vec<ManifestEntry> = lines.into_iter().map(|(_, line)| line).collect();
        let content = |participant, source| TrackContent::Participant { participant, source, room: RoomId::MAIN };
        for content in [content(teacher, Source::Microphone), TrackContent::Mix { room: RoomId::MAIN }] {
            let (segments, others) = lines_of(&lines, content);
            assert_eq!(others.len(), 2, "a track, an init and no gap: {others:?}");
            assert!(segments.windows(2).all(|pair| pair[0].1 == pair[1].0), "{content:?} has a hole: {segments:?}");
            assert!(segments[0].0 < 500 && segments[segments.len() - 1].1 + 500 > end, "{segments:?} of {end}");
        }
        let (pictures, _) = lines_of(&lines, content(guest, Source::Camera));
        assert!(!pictures.is_empty(), "what is within the limits is recorded");
        let files = std::fs::read_dir(folder.path().join("media").join(session.to_string())).unwrap().count();
        assert!(files <= 60, "{files} files");
    }
}
