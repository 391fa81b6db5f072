//! Slots that are switched on and off.

use protocol::{Command, Source, TrackRef, WatchedSlot};
use server_tests::peer::Plan;

use super::{
    super::{arena::Arena, pace::Pace},
    media::guest,
};

/// Slots: with more, the offer would be longer than [`protocol::limits::FRAME_BYTES`], as it names all codecs that the stack has for
/// each slot.
const SLOTS: usize = 20;
/// Requests a second: more than [`protocol::limits::COMMANDS_PER_SECOND`].
const REQUESTS_PER_SECOND: u32 = 60;

/// A guest shows the teacher's camera in all slots at once, and in none, and so on. That made 7.4 Mbit/s of 125 kbit/s, and 2.9
/// keyframes a second of the teacher's. A viewer has a track once, and causes so many keyframes: `media::allowance`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let plan = Plan { audio_slots: 0, video_slots: SLOTS, ..Plan::listener() };
    let (mut client, peer) = guest(&arena, 1, plan).await?;
    let track = TrackRef { participant: arena.teacher, source: Source::Camera };
    let slot = |mid: &String| WatchedSlot { mid: mid.clone(), track, height: 720 };
    let all: Vec<WatchedSlot> = peer.video_slots.iter().map(slot).collect();
    arena.begin().await?;
    let pace = Pace::per_second(REQUESTS_PER_SECOND);
    for slots in [all, Vec::new()].into_iter().cycle() {
        pace.turn().await;
        match client.ask(Command::Watch { slots }).await {
            Ok(_) => arena.answers.done(),
            Err(refusal) => arena.answers.refused(refusal.code),
        }
    }
    Ok(())
}
