//! Somebody in class with microphone and camera.

use protocol::{Command, ParticipantId, RoomId, Source, TrackRef, TrackState, WatchedSlot, http::Seat};

use crate::{
    client::Client,
    peer::{Peer, Plan},
    server::TestServer,
};

/// Somebody with microphone and camera, whose packets bear a tag.
pub struct Person {
    /// Their seat.
    pub seat: Seat,
    /// The tag.
    pub tag: u8,
    /// Their WebSocket.
    pub client: Client,
    /// Their media connection.
    pub peer: Peer,
}

impl Person {
    /// Comes into class and publishes both.
    pub async fn enter(server: &TestServer, seat: Seat, tag: u8) -> Self {
        let mut client = Client::enter(server.web(), &seat).await;
        let peer = publish(&mut client, tag).await;
        Person { seat, tag, client, peer }
    }

    /// Their seat's number.
    pub fn id(&self) -> ParticipantId {
        self.seat.participant
    }

    /// Their camera.
    pub fn camera(&self) -> TrackRef {
        TrackRef { participant: self.id(), source: Source::Camera }
    }

    /// Wishes to see somebody in the first slot.
    pub async fn watch(&mut self, whom: ParticipantId) {
        self.client.must(self.wish(whom)).await;
    }

    /// The wish to see somebody in the first slot.
    pub fn wish(&self, whom: ParticipantId) -> Command {
        let track = TrackRef { participant: whom, source: Source::Camera };
        Command::Watch { slots: vec![WatchedSlot { mid: self.peer.video_slots[0].clone(), track, height: 360 }] }
    }

    /// Sees another by a wish, and hears them.
    pub async fn sees_and_hears(&mut self, other: &Person) {
        self.watch(other.id()).await;
        let (audio, video) = (self.peer.audio_slots.clone(), self.peer.video_slots[..1].to_vec());
        self.peer.wait_for_tag(&video, other.tag, 10).await;
        self.peer.wait_for_tag(&audio, other.tag, 10).await;
    }

    /// Hears another.
    pub async fn hears(&mut self, tag: u8) {
        let audio = self.peer.audio_slots.clone();
        self.peer.wait_for_tag(&audio, tag, 10).await;
    }

    /// Hears the one for a second and, once what was under way has come, nothing at all of the others.
    pub async fn hears_only(&mut self, tag: u8, others: &[u8]) {
        self.hears(tag).await;
        let audio = self.peer.audio_slots.clone();
        let before: Vec<u64> = others.iter().map(|&other| self.peer.arrived_of(other)).collect();
        self.peer.wait_for_tag(&audio, tag, 50).await;
        let after: Vec<u64> = others.iter().map(|&other| self.peer.arrived_of(other)).collect();
        assert_eq!(before, after, "{} gets packets of {others:?}", self.tag);
    }

    /// Waits until they are in a room, told by an event.
    pub async fn moved_to(&mut self, room: RoomId) {
        let you = self.id();
        self.client.moved(you, room).await;
    }
}

/// Publishes microphone and camera.
pub async fn publish(client: &mut Client, tag: u8) -> Peer {
    let peer = Peer::connect(client, Plan::both_ways(tag)).await;
    for source in [Source::Microphone, Source::Camera] {
        client.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    peer
}
