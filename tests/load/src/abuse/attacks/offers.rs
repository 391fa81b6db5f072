//! Offers of media connections: each costs the server parsing, keys and negotiation.

use futures_util::future::try_join_all;
use protocol::{Command, OfferedTrack};
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
