//! Silence that claims to be loud.

use futures_util::future::pending;
use protocol::{Command, Source, TrackState};
use server_tests::peer::Plan;

use super::{super::arena::Arena, media::guest};

/// Guests who do so: more than are heard at once.
const GUESTS: u8 = 5;

/// Five guests send silence that claims to be as loud as can be. Three once silenced the teacher. Staff who speak have a place of
/// their own: `media::speakers`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let mut guests = Vec::new();
    for number in 1..=GUESTS {
        let plan = Plan { microphone: Some(100 + number), ..Plan::listener() };
        let (client, peer) = guest(&arena, number, plan).await?;
        peer.claim(0);
        guests.push((client, peer));
    }
    arena.begin().await?;
    let mut peers = Vec::new();
    for (mut client, peer) in guests {
        client.must(Command::SetTrack { source: Source::Microphone, state: TrackState::On }).await;
        tokio::spawn(client.attend());
        peers.push(peer);
    }
    pending().await
}
