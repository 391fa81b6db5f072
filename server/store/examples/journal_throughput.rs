//! Events a second that the journal makes durable, and how long an append takes.
//!
//! `cargo run -p store --example journal_throughput -- [SESSIONS] [APPENDS] [EVENTS] [FOLDER]`: each session makes so many
//! appends, one after the other, of so many events each. Give a FOLDER on the disk to be measured.

use std::{error::Error, path::PathBuf, time::Instant};

use protocol::{Audience, Event, EventBody, ParticipantId, Seq};
use store::Store;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: usize| args.get(place).map_or(Ok(default), |text| text.parse());
    let (sessions, appends, size) = (number(0, 100)?, number(1, 50)?, number(2, 1)?);
    let folder = tempfile::tempdir_in(args.get(3).map_or_else(std::env::temp_dir, PathBuf::from))?;

    let store = Store::open(folder.path()).await?;
    let owner = store.create_owner("Ada", "ada@example.org", "a long password").await?;
    let mut ids = Vec::with_capacity(sessions);
    for _ in 0..sessions {
        ids.push(store.create_session(owner.id, "Analysis", true, 0).await?.id);
    }
    let commits = store.journal().commits();
    let start = Instant::now();
    let mut classes = tokio::task::JoinSet::new();
    for id in ids {
        let (journal, lease) = (store.journal().clone(), store.lease(id).await?);
        classes.spawn(async move {
            let mut waits = Vec::with_capacity(appends);
            for n in 0..appends {
                let first = (n * size + 1) as Seq;
                let asked = Instant::now();
                journal.append(&lease, (first..).take(size).map(chat)).await?;
                waits.push(asked.elapsed());
            }
            Ok::<_, store::StoreError>(waits)
        });
    }
    let mut waits = Vec::with_capacity(sessions * appends);
    for class in classes.join_all().await {
        waits.extend(class?);
    }
    let took = start.elapsed();
    waits.sort_unstable();
    let events = sessions * appends * size;
    println!(
        "{events} events, {} appends of {sessions} sessions in {took:.2?}: {:.0} events/s, {} transactions; an append took \
         {:.1?} (median), {:.1?} (99 %)",
        waits.len(),
        events as f64 / took.as_secs_f64(),
        store.journal().commits() - commits,
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100],
    );
    store.close().await?;
    Ok(())
}

fn chat(seq: Seq) -> Event {
    let text = "Could you say again why the series converges there?".into();
    Event {
        seq,
        at: seq,
        audience: Audience::Everyone,
        later: None,
        body: EventBody::ChatSent { participant: ParticipantId(1), text },
    }
}
