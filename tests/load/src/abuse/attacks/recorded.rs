//! Cameras that cost the recorder much.

use futures_util::future::pending;
use protocol::{Command, Source, TrackState};
use server_tests::peer::{Camera, Plan};

use super::{super::arena::Arena, media::guest};

/// Cameras whose pictures change their size: 25 times a second each.
const CHANGING: u8 = 4;
/// A camera of 20 Mbit/s: 25 frames a second of so many packets.
const FAT: Camera = Camera { packets: 91, bytes: 1_100, tag: 3 };

/// Four cameras change the size of their pictures with each frame. Each change once made two files and two syncs, 7,512 files
/// within 15 s.
pub async fn sizes(arena: Arena) -> anyhow::Result<()> {
    cameras(arena, CHANGING, Camera { packets: 1, bytes: 500, tag: 3 }, true).await
}

/// One camera sends 20 Mbit/s.
pub async fn bytes(arena: Arena) -> anyhow::Result<()> {
    cameras(arena, 1, FAT, false).await
}

async fn cameras(mut arena: Arena, count: u8, camera: Camera, resizes: bool) -> anyhow::Result<()> {
    let mut guests = Vec::new();
    for number in 1..=count {
        guests.push(guest(&arena, number, Plan { camera: Some(camera), ..Plan::listener() }).await?);
    }
    arena.begin().await?;
    let mut peers = Vec::new();
    for (mut client, peer) in guests {
        if resizes {
            peer.resize();
        }
        client.must(Command::SetTrack { source: Source::Camera, state: TrackState::On }).await;
        tokio::spawn(client.attend());
        peers.push(peer);
    }
    pending().await
}
