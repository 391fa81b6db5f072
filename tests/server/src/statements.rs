//! How many SQL statements the server sends to its database.
//!
//! sqlx tells of each statement once it has ended, whatever the database. All statements of this process are counted, so
//! whoever counts those of a request does nothing else meanwhile.

use std::{
    future::Future,
    sync::{
        Once,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};

/// The target under which sqlx tells of statements.
const TARGET: &str = "sqlx::query";

/// How often something is done to count its statements.
const TIMES: usize = 5;

/// A server that has sent no statement for so long has come to rest.
const REST: Duration = Duration::from_millis(500);

static COUNTED: AtomicU64 = AtomicU64::new(0);
static COUNTING: AtomicBool = AtomicBool::new(false);

/// Hears of statements, while they are counted.
struct Counter;

impl Subscriber for Counter {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Asked again and again, since counting begins and ends.
        if metadata.target() == TARGET { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && COUNTING.load(Relaxed)
    }

    fn event(&self, _: &Event<'_>) {
        COUNTED.fetch_add(1, Relaxed);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Counts from now on.
fn begin() {
    static SET: Once = Once::new();
    SET.call_once(|| tracing::subscriber::set_global_default(Counter).expect("no other subscriber in this process"));
    COUNTING.store(true, Relaxed);
}

/// Does something several times, one after the other, and says how many statements it takes: mostly, because the server has other
/// work, too, and a statement may be noted a moment after its answer came.
pub async fn statements_of<F: Future>(mut work: impl FnMut() -> F) -> u64 {
    begin();
    let mut counts = [0; TIMES];
    for count in &mut counts {
        let before = COUNTED.load(Relaxed);
        work().await;
        *count = COUNTED.load(Relaxed) - before;
    }
    COUNTING.store(false, Relaxed);
    counts.sort_unstable();
    counts[TIMES / 2]
}

/// Waits until the server has done what it does after its start.
pub async fn rest() {
    begin();
    loop {
        let before = COUNTED.load(Relaxed);
        tokio::time::sleep(REST).await;
        if COUNTED.load(Relaxed) == before {
            break;
        }
    }
    COUNTING.store(false, Relaxed);
}
