//! Measures what a recording costs while class runs, and what of it is lost when the server is killed.

mod cost;
mod kills;

use std::net::SocketAddr;

use protocol::{Command, Source, TrackState, http::Seat};
use server_tests::{
    client::Client,
    peer::{Camera, Peer, Plan},
};

/// 25 frames of 6 packets: 1.2 Mbit/s, what browsers send of 720 lines.
const CAMERA: Camera = Camera { packets: 6, bytes: 1_000, tag: 1 };

/// Measures everything; prints tables for people and a line of JSON for programs. Fails when a bound is broken.
pub async fn report() -> anyhow::Result<()> {
    let cost = cost::measure().await?;
    cost.print();
    let kills = kills::measure().await?;
    kills.print();
    println!("\n{}", serde_json::json!({ "bench": "recording", "cost": cost.json(), "kills": kills.json() }));
    cost.check()?;
    kills.check()
}

/// Comes into class with microphone and camera on, and room for so many pictures of others.
async fn enter(web: SocketAddr, seat: &Seat, video_slots: usize) -> (Client, Peer) {
    let mut client = Client::enter(web, seat).await;
    let plan = Plan {
        microphone: Some(CAMERA.tag),
        camera: Some(CAMERA),
        films: Vec::new(),
        audio_slots: video_slots.min(3),
        video_slots,
    };
    let peer = Peer::connect(&mut client, plan).await;
    for source in [Source::Microphone, Source::Camera] {
        client.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    (client, peer)
}
