//! A session's part of the media plane, and its recording.

use std::sync::Arc;

use media::{Media, OfferError, Placement, TrackKey};
use protocol::{Event, EventBody, Millis, OfferedTrack, ParticipantId, RecordedMedia, RoomId, Source, WatchedSlot};
use recorder::RecorderError;
use tokio::sync::watch;

use crate::{client_address::ClientAddress, media_names::MediaNames, recording::Recording};

/// Tells the media plane and the recorder what the session decided, in their own terms.
pub struct SessionMedia {
    media: Media,
    names: MediaNames,
    recording: Arc<Recording>,
}

impl SessionMedia {
    /// The part of the session with these names in the media plane.
    pub fn new(media: Media, names: MediaNames, recording: Arc<Recording>) -> Self {
        SessionMedia { media, names, recording }
    }

    /// Hands over an offer at once. The future is the answer.
    pub fn offer(
        &self,
        participant: ParticipantId,
        from: ClientAddress,
        sdp: String,
        fresh: bool,
        sends: Vec<OfferedTrack>,
    ) -> impl Future<Output = Result<String, OfferError>> + Send + use<> {
        let sends = sends.into_iter().map(|track| (track.mid, track.source)).collect();
        self.media.offer(self.names.peer(participant), media::Offer { from: from.network(), sdp, fresh, sends })
    }

    /// Sets what a participant's video slots show.
    pub fn watch(&self, participant: ParticipantId, slots: Vec<WatchedSlot>) {
        let watches = slots.into_iter().map(|slot| media::Watch {
            mid: slot.mid,
            track: TrackKey { peer: self.names.peer(slot.track.participant), source: slot.track.source },
            height: slot.height,
        });
        self.media.watch(self.names.peer(participant), watches.collect());
    }

    /// Puts a participant into `room`, and their voice also into the rooms `also`.
    pub fn place(&self, participant: ParticipantId, room: RoomId, also: Vec<RoomId>) {
        let voice_also = also.iter().map(|&room| self.names.group(room)).collect();
        let placement = Placement { group: Some(self.names.group(room)), voice_also };
        self.media.place(self.names.peer(participant), placement);
        self.recording.place(participant, room, also);
    }

    /// Sets whether a participant has a place among those who are heard, and comes first where there is no room to record
    /// all.
    pub fn reserve(&self, participant: ParticipantId, reserved: bool) {
        self.media.reserve(self.names.peer(participant), reserved);
        self.recording.favour(participant, reserved);
    }

    /// Sets whether the media plane forwards what a participant sends of a source.
    pub fn gate(&self, participant: ParticipantId, source: Source, open: bool) {
        self.media.gate(self.names.peer(participant), source, open);
    }

    /// What is recorded, as far as the disk has room.
    pub fn recorded_media(&self) -> watch::Receiver<RecordedMedia> {
        self.recording.recorded_media()
    }

    /// Records these sources of a participant, and no others.
    pub fn record(&self, participant: ParticipantId, sources: Vec<Source>) {
        for source in Source::ALL {
            if !sources.contains(&source) {
                self.recording.track_ended(participant, source);
            }
        }
        self.media.tap(self.names.peer(participant), sources);
    }

    /// Ends a participant's connection and their part of the recording.
    pub fn release(&self, participant: ParticipantId) {
        self.media.close(self.names.peer(participant));
        for source in Source::ALL {
            self.recording.track_ended(participant, source);
        }
        self.recording.favour(participant, false);
    }

    /// Ends a participant's connection.
    pub fn close(&self, participant: ParticipantId) {
        self.media.close(self.names.peer(participant));
    }

    /// Tells the recorder that a breakout room is open from `at` on.
    pub fn room_opened(&self, room: RoomId, at: Millis) {
        self.recording.room_opened(room, at);
    }

    /// Tells the recorder that class is off the record from `at` on.
    pub fn off_record(&self, at: Millis) {
        self.recording.off_record(at);
    }

    /// Passes on an event that opens or closes rooms, or takes class off the record and back on it.
    pub fn note(&self, event: &Event) {
        match &event.body {
            EventBody::RoomsOpened { rooms, .. } => rooms.iter().for_each(|room| self.room_opened(room.id, event.at)),
            EventBody::RoomsClosed { rooms } => {
                rooms.iter().for_each(|&room| self.recording.room_closed(room, event.at));
            }
            EventBody::OffRecordSet { off: true, .. } => self.off_record(event.at),
            EventBody::OffRecordSet { off: false, .. } => self.recording.on_record(event.at),
            _ => {}
        }
    }

    /// Completes the recording; returns when it is durable.
    pub async fn finish(&self, duration: Millis) -> Result<(), RecorderError> {
        self.recording.finish(duration).await
    }

    /// Finishes open segments and stops. Another process may continue the recording.
    pub async fn pause(&self, at: Millis) -> Result<(), RecorderError> {
        self.recording.pause(at).await
    }
}
