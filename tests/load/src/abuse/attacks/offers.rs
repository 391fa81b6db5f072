//! Offers of media connections: each costs the server parsing, keys and negotiation.

use futures_util::future::try_join_all;
use protocol::{Command, OfferedTrack, limits};
use server_tests::peer::{Offered, Plan};

use super::super::{
    arena::Arena,
    intruder::{Intruder, command},
    pace::Pace,
};

/// Seats of those who send huge offers.
const FEW: usize = 5;
/// Layers of each of these.
const LAYERS: usize = 4_500;
/// Huge offers of all of them, a second: 4 MB.
const HUGE_PER_SECOND: u32 = 40;
/// Seats of those who never connect.
const UNCONNECTED: usize = 150;
/// Offers of all of them, a second.
const UNCONNECTED_PER_SECOND: u32 = 60;
/// Seats of those who send good offers.
const MANY: usize = 20;
/// Slots for pictures in each good offer: with more it would be longer than [`protocol::limits::FRAME_BYTES`], as it names all codecs that
/// the stack has for each slot.
const SLOTS: usize = 20;
/// Good offers of all of them, a second. Within [`super::LASTS`] each may send [`protocol::limits::OFFERS_BURST`], and one or two
/// that grow back: this is somewhat more, evenly.
const GOOD_PER_SECOND: u32 = 40;

/// Five guests send offers with 4,500 layers, which once took 290 ms of the media thread each. The engine sees rows that
/// were read and bounded before, and a seat has so many offers: `OFFERS_BURST`.
pub async fn of_layers(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, FEW, 1).await?;
    let (sdp, sends) = real(1).await;
    let layers: String = (0..LAYERS).map(|layer| format!("\r\na=rid:{layer} send")).collect();
    let sdp = sdp.replacen("a=sendonly", &format!("a=sendonly{layers}"), 1);
    arena.begin().await?;
    send(&guests, Pace::per_second(HUGE_PER_SECOND), sdp, sends).await
}

/// Twenty guests send the largest good offers as often as they may. Offers of twenty seats once made 28 % of all speech unheard
/// in every class.
pub async fn permitted(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, MANY, 1).await?;
    let (sdp, sends) = real(SLOTS).await;
    arena.begin().await?;
    send(&guests, Pace::per_second(GOOD_PER_SECOND), sdp, sends).await
}

/// Guests offer connections with all slots and never connect: 500 of them took 590 MB, and each comes back as soon as it is given
/// up. The lines of all of them have a bound, `UNCONNECTED_LINES`, and others come first.
pub async fn unconnected(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, UNCONNECTED, 1).await?;
    arena.begin().await?;
    send(&guests, Pace::per_second(UNCONNECTED_PER_SECOND), bare(limits::SLOTS), vec![]).await
}

/// An offer with so many slots, each with the one codec that it needs.
fn bare(slots: usize) -> String {
    let fingerprint = ["00"; 32].join(":");
    let lines = (0..slots).map(|mid| {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=recvonly\r\na=rtcp-mux\r\n\
             a=rtpmap:111 opus/48000/2\r\n"
        )
    });
    let session = format!(
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:guest\r\na=ice-pwd:the-password-of-a-guest\r\n\
         a=setup:actpass\r\na=fingerprint:sha-256 {fingerprint}\r\n"
    );
    session + &lines.collect::<String>()
}

/// An offer of microphone, camera, and so many slots for pictures.
async fn real(slots: usize) -> (String, Vec<OfferedTrack>) {
    let offered = Offered::new(Plan { video_slots: slots, ..Plan::both_ways(2) }).await;
    (offered.sdp, offered.sends)
}

async fn send(guests: &[Intruder], pace: Pace, sdp: String, sends: Vec<OfferedTrack>) -> anyhow::Result<()> {
    let offer = |number| {
        let (sdp, sends) = (sdp.clone(), sends.clone());
        command(number, Command::Offer { sdp, fresh: true, sends })
    };
    try_join_all(guests.iter().map(|guest| guest.flood(&pace, offer))).await?;
    Ok(())
}
