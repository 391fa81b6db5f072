//! A participant with microphone and camera.

use protocol::{Command, ParticipantId, RoomId, Source, TrackRef, TrackState, WatchedSlot, http::Seat};

use crate::{
    client::Client,
    peer::{Peer, Plan},
    server::TestServer,
};

/// A participant with microphone and camera, whose packets carry a tag.
pub struct Person {
    /// The seat.
    pub seat: Seat,
    /// The tag.
    pub tag: u8,
    /// The WebSocket.
    pub client: Client,
    /// The media connection.
    pub peer: Peer,
}

impl Person {
    /// Comes into class and publishes microphone and camera.
    pub async fn enter(server: &TestServer, seat: Seat, tag: u8) -> Self {
        let mut client = Client::enter(server.web(), &seat).await;
        let peer = publish(&mut client, tag).await;
        Person { seat, tag, client, peer }
    }

    /// The number of the seat.
    pub fn id(&self) -> ParticipantId {
        self.seat.participant
    }

    /// The camera's track.
    pub fn camera(&self) -> TrackRef {
        TrackRef { participant: self.id(), source: Source::Camera }
    }

    /// Subscribes the first slot to somebody's camera.
    pub async fn watch(&mut self, whom: ParticipantId) {
        self.client.must(self.wish(whom)).await;
    }

    /// The command that subscribes the first slot to somebody's camera.
    pub fn wish(&self, whom: ParticipantId) -> Command {
        let track = TrackRef { participant: whom, source: Source::Camera };
        Command::Watch { slots: vec![WatchedSlot { mid: self.peer.video_slots[0].clone(), track, height: 360 }] }
    }

    /// Subscribes to another's camera, and waits until they are seen and heard.
    pub async fn sees_and_hears(&mut self, other: &Person) {
        self.watch(other.id()).await;
        let (audio, video) = (self.peer.audio_slots.clone(), self.peer.video_slots[..1].to_vec());
        self.peer.wait_for_tag(&video, other.tag, 10).await;
        self.peer.wait_for_tag(&audio, other.tag, 10).await;
    }

    /// Waits until another is heard.
    pub async fn hears(&mut self, tag: u8) {
        let audio = self.peer.audio_slots.clone();
        self.peer.wait_for_tag(&audio, tag, 10).await;
    }

    /// Waits until one person is heard for a second while, after packets that were on their way, nothing of the others
    /// arrives.
    pub async fn hears_only(&mut self, tag: u8, others: &[u8]) {
        self.hears(tag).await;
        let audio = self.peer.audio_slots.clone();
        let before: Vec<u64> = others.iter().map(|&other| self.peer.arrived_of(other)).collect();
        self.peer.wait_for_tag(&audio, tag, 50).await;
        let after: Vec<u64> = others.iter().map(|&other| self.peer.arrived_of(other)).collect();
        assert_eq!(before, after, "{} gets packets of {others:?}", self.tag);
    }

    /// Waits until an event puts this person into a room.
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
