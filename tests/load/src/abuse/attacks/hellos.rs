//! Hellos whose answers are never read.

use futures_util::future::try_join_all;

use super::{
    super::{arena::Arena, intruder::Intruder, pace::Pace},
    long_chat,
};

/// Seats, which are free.
const SEATS: usize = 20;
/// Hellos of all of them, a second: more than [`protocol::limits::HELLOS_BURST`] of each within the attack.
const HELLOS_PER_SECOND: u32 = 110;

/// Twenty guests say hello again and again on new connections, and read none of the welcomes, in a class with long
/// messages. 580 hellos once took 930 MB of the server's memory, and 8 to 12 s of everybody's acknowledgements. A snapshot
/// has a bound, a superseded connection is dropped at once, and a seat has so many hellos: `HELLOS_BURST`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, SEATS, 1).await?;
    long_chat::fill(&guests).await?;
    arena.begin().await?;
    let pace = Pace::per_second(HELLOS_PER_SECOND);
    try_join_all(guests.iter().map(|guest| keep_saying_hello(guest, &pace))).await?;
    Ok(())
}

async fn keep_saying_hello(guest: &Intruder, pace: &Pace) -> anyhow::Result<()> {
    let mut unread = Vec::new();
    loop {
        pace.turn().await;
        let Ok(socket) = guest.hello().await else {
            guest.answers.ended(None);
            continue;
        };
        match socket.peek().await {
            Ok(beginning) if beginning.contains(r#""type":"welcome""#) => {
                guest.answers.done();
                unread.push(socket);
            }
            Ok(beginning) => guest.answers.told(&beginning),
            Err(_) => guest.answers.ended(None),
        }
    }
}
