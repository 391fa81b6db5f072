//! Seats, taken until there are no more.

use futures_util::future::join_all;

use super::super::{arena::Arena, pace::Pace};

/// Requests under way at a time.
const AT_ONCE: usize = 4;
/// Requests a second: more than [`protocol::limits::JOINS_BURST`] within the attack.
const JOINS_PER_SECOND: u32 = 120;

/// Somebody takes seat after seat and never comes in. Four addresses took 1,978 seats in 10 s, and class and its recording were
/// full for good. An address has so many seats: `JOINS_BURST`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let door = arena.door(1);
    arena.begin().await?;
    let pace = Pace::per_second(JOINS_PER_SECOND);
    let join = async |number: usize| {
        loop {
            pace.turn().await;
            arena.answers.answered(door.knock(format!("Eve {number}")).await).await;
        }
    };
    join_all((0..AT_ONCE).map(join)).await;
    Ok(())
}
