//! Brings complete media frames to the session's recorder.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::Instant,
};

use common::ClassClock;
use media::TapFrame;
use protocol::{Millis, ParticipantId, RoomId, Source, manifest::TrackContent};
use recorder::{Recorded, Recorder, RecorderError, Sink};

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

    /// Notes that a breakout room is open from `at` on.
    pub fn room_opened(&self, room: RoomId, at: Millis) {
        self.recorder.room_opened(room, at);
    }

    /// Notes that a breakout room is closed at `at`.
    pub fn room_closed(&self, room: RoomId, at: Millis) {
        self.recorder.room_closed(room, at);
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
