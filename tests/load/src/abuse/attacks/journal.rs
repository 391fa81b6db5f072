//! The journal, read over and over.

use futures_util::future::try_join_all;

use super::{
    super::{arena::Arena, intruder::Intruder, pace::Pace},
    long_chat,
};

/// Guests whose messages fill the journal.
const WRITERS: usize = 20;
/// Requests under way at a time.
const AT_ONCE: usize = 6;
/// Requests a second: more than [`protocol::limits::READS_BURST`] within the attack.
const READS_PER_SECOND: u32 = 60;

/// A guest reads the first page of a long journal as fast as they may, compressed. One seat once took two thirds of a machine.
/// A seat has so many requests: `READS_BURST`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let guests = Intruder::several(&arena, WRITERS, 1).await?;
    long_chat::fill(&guests).await?;
    let seat = &guests[0].seat;
    let url = format!("http://{}/api/sessions/{}/journal?from=1", arena.web, seat.session);
    let http = reqwest::Client::builder().local_address(Arena::address(1)).build()?;
    arena.begin().await?;
    let pace = Pace::per_second(READS_PER_SECOND);
    let read = async || {
        loop {
            pace.turn().await;
            let request = http.get(&url).bearer_auth(&seat.token).header("accept-encoding", "gzip");
            arena.answers.answered(request.send().await).await;
        }
    };
    try_join_all((0..AT_ONCE).map(|_| read())).await.map(|_: Vec<()>| ())
}
