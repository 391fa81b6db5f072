//! A session's part of the media plane, and its recording, which go together: who is where, what is on, what is kept.

use std::sync::Arc;

use media::{Media, OfferError, Placement, TrackKey};
use protocol::{Event, EventBody, Millis, OfferedTrack, ParticipantId, RoomId, Source, WatchedSlot};
use recorder::RecorderError;

use crate::{media_names::MediaNames, recording::Recording};

/// Tells media and recorder in their own words what the session has decided.
pub struct SessionMedia {
    media: Media,
    names: MediaNames,
    recording: Arc<Recording>,
}

impl SessionMedia {
    /// Of the session that has these names in the media plane.
    pub fn new(media: Media, names: MediaNames, recording: Arc<Recording>) -> Self {
        SessionMedia { media, names, recording }
    }

    /// Hands over an offer, at once; the future is the answer.
    pub fn offer(
        &self,
        participant: ParticipantId,
        sdp: String,
        fresh: bool,
        sends: Vec<OfferedTrack>,
    ) -> impl Future<Output = Result<String, OfferError>> + Send + use<> {
        let sends = sends.into_iter().map(|track| (track.mid, track.source)).collect();
        self.media.offer(self.names.peer(participant), media::Offer { sdp, fresh, sends })
    }

    /// What a participant's video slots show.
    pub fn watch(&self, participant: ParticipantId, slots: Vec<WatchedSlot>) {
        let watches = slots.into_iter().map(|slot| media::Watch {
            mid: slot.mid,
            track: TrackKey { peer: self.names.peer(slot.track.participant), source: slot.track.source },
            height: slot.height,
        });
        self.media.watch(self.names.peer(participant), watches.collect());
    }

    /// A participant is in `room`, and their voice is heard in the rooms `also`.
    pub fn place(&self, participant: ParticipantId, room: RoomId, also: Vec<RoomId>) {
        let voice_also = also.iter().map(|&room| self.names.group(room)).collect();
        let placement = Placement { group: Some(self.names.group(room)), voice_also };
        self.media.place(self.names.peer(participant), placement);
        self.recording.place(participant, room, also);
    }

    /// Whether what a participant sends of a source is forwarded.
    pub fn gate(&self, participant: ParticipantId, source: Source, open: bool) {
        self.media.gate(self.names.peer(participant), source, open);
    }

    /// These sources of a participant are recorded, and no others.
    pub fn record(&self, participant: ParticipantId, sources: Vec<Source>) {
        for source in Source::ALL {
            if !sources.contains(&source) {
                self.recording.track_ended(participant, source);
            }
        }
        self.media.tap(self.names.peer(participant), sources);
    }

    /// Ends a participant's connection and what is recorded of them.
    pub fn release(&self, participant: ParticipantId) {
        self.media.close(self.names.peer(participant));
        for source in Source::ALL {
            self.recording.track_ended(participant, source);
        }
    }

    /// Ends a participant's connection.
    pub fn close(&self, participant: ParticipantId) {
        self.media.close(self.names.peer(participant));
    }

    /// A breakout room is open from `at` on.
    pub fn room_opened(&self, room: RoomId, at: Millis) {
        self.recording.room_opened(room, at);
    }

    /// What an event that opens or closes rooms means for their recordings.
    pub fn note_rooms(&self, event: &Event) {
        match &event.body {
            EventBody::RoomsOpened { rooms, .. } => rooms.iter().for_each(|room| self.room_opened(room.id, event.at)),
            EventBody::RoomsClosed { rooms } => {
                rooms.iter().for_each(|&room| self.recording.room_closed(room, event.at));
            }
            _ => {}
        }
    }

    /// Completes the recording; returns when it is durable.
    pub async fn finish(&self, duration: Millis) -> Result<(), RecorderError> {
        self.recording.finish(duration).await
    }

    /// Finishes what is open and stops, to go on in another process.
    pub async fn pause(&self, at: Millis) -> Result<(), RecorderError> {
        self.recording.pause(at).await
    }
}
