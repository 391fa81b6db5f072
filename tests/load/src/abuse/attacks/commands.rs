//! Floods of commands from a few seats.

use futures_util::future::try_join_all;
use protocol::{Command, Consent, Reaction};

use super::{
    super::{
        arena::Arena,
        intruder::{Intruder, command},
        pace::Pace,
    },
    long_chat::longest_message,
};

/// Seats of those who flood.
const SEATS: usize = 5;
/// Commands of all of them, a second: three times [`protocol::limits::COMMANDS_PER_SECOND`] of each.
const COMMANDS_PER_SECOND: u32 = 300;
/// Frames of all of them, a second, that are not understood: 12 MB.
const MALFORMED_PER_SECOND: u32 = 100;
/// The length of each of these, a little below [`protocol::limits::FRAME_BYTES`].
const MALFORMED_BYTES: usize = 120_000;

/// Five guests write the longest messages, raise and lower their hands, react, and change their consent, all at three times the
/// rate that they may. After 51 s nobody else could write any more. Whoever goes on is refused, then shown out: `COMMANDS_BURST`,
/// `FACTS_BURST`, `CHAT_BYTES_BURST`, `CHAT_SHARE`, `REFUSALS_BURST`.
pub async fn flood(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, SEATS, 1).await?;
    arena.begin().await?;
    let pace = Pace::per_second(COMMANDS_PER_SECOND);
    let floods = guests.iter().map(|guest| {
        let participant = guest.seat.participant;
        guest.flood(&pace, move |number| match number % 5 {
            0 => longest_message(number),
            1 => command(number, Command::RaiseHand),
            2 => command(number, Command::LowerHand { participant }),
            3 => command(number, Command::React { reaction: Reaction::Applause }),
            _ => command(number, Command::SetConsent { consent: consent(number) }),
        })
    });
    try_join_all(floods).await?;
    Ok(())
}

/// Another consent than that of five commands before.
fn consent(number: u32) -> Consent {
    if number.is_multiple_of(2) { Consent::withheld() } else { Consent::default() }
}

/// Five guests send long frames that mean nothing. A refusal once repeated 128 kB of each. Its detail has a bound, and whoever goes
/// on is shown out: `REFUSAL_DETAIL_BYTES`, `REFUSALS_BURST`.
pub async fn malformed(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, SEATS, 1).await?;
    let long = "x".repeat(MALFORMED_BYTES);
    arena.begin().await?;
    let pace = Pace::per_second(MALFORMED_PER_SECOND);
    let frame = |number| Ok(format!(r#"{{"type":"command","id":{number},"command":{{"do":"{long}"}}}}"#));
    try_join_all(guests.iter().map(|guest| guest.flood(&pace, frame))).await?;
    Ok(())
}
