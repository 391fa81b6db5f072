//! Measures what a recording costs while class runs, and what of it is lost when the server is killed, or its disk is slow.

mod cost;
mod kills;
mod slow;

use std::net::SocketAddr;

use clap::ValueEnum;
use protocol::{Command, Source, TrackState, http::Seat};
use server_tests::{
    client::Client,
    peer::{Camera, Peer, Plan},
};

/// 25 frames of 6 packets: 1.2 Mbit/s, what browsers send of 720 lines.
const CAMERA: Camera = Camera { packets: 6, bytes: 1_000, tag: 1 };

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// What recording costs beside forwarding.
    Cost,
    /// What is lost when the server is killed.
    Kills,
    /// What is lost on a disk that takes long for each file.
    SlowDisk,
}

/// Measures these, or everything where none is named; prints tables for people and a line of JSON for programs. Fails when a bound is
/// broken.
pub async fn report(only: &[Part]) -> anyhow::Result<()> {
    let is_wanted = |part| only.is_empty() || only.contains(&part);
    let mut json = serde_json::json!({ "bench": "recording" });
    let mut checks = Vec::new();
    if is_wanted(Part::Cost) {
        let cost = cost::measure().await?;
        cost.print();
        json["cost"] = cost.json();
        checks.push(cost.check());
    }
    if is_wanted(Part::Kills) {
        let kills = kills::measure().await?;
        kills.print();
        json["kills"] = kills.json();
        checks.push(kills.check());
    }
    if is_wanted(Part::SlowDisk) {
        let slow = slow::measure().await?;
        slow.print();
        json["slow_disk"] = slow.json();
        checks.push(slow.check());
    }
    println!("\n{json}");
    checks.into_iter().collect()
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
