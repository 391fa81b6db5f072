//! Brings recordings to the bucket, removes there what was deleted, and makes room in the folder: one task a server, beside everything else.
//! No class waits for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use store::{Store, StoreError};
use tokio::{sync::Mutex, time::Instant};

use crate::mail::backoff::pause_after;

/// How often it is looked what is to be brought: a recording is so far behind class in the bucket.
const EVERY: Duration = Duration::from_secs(5);
/// The longest pause while the bucket does not answer.
const LONGEST: Duration = Duration::from_secs(300);
/// How often it is looked whether the folder has too much: it has more by what is recorded meanwhile.
const ROOM_EVERY: Duration = Duration::from_secs(600);

/// What brings recordings to the bucket.
pub struct Uploads {
    store: Store,
    /// The bytes that recordings may have in the folder once they are in the bucket.
    room: u64,
    /// One looks at a time: what is removed from the bucket is not just being brought there.
    turn: Mutex<()>,
    /// Files that are not in the bucket so far.
    waiting: AtomicU64,
    /// Whether the last try failed.
    fails: AtomicBool,
}

impl Uploads {
    /// Brings recordings of a store to its bucket, and keeps so many bytes of them in the folder.
    pub fn new(store: Store, room: u64) -> Self {
        Uploads { store, room, turn: Mutex::default(), waiting: AtomicU64::new(0), fails: AtomicBool::new(false) }
    }

    /// What whoever runs the server is told.
    pub fn told(&self) -> String {
        let waiting = self.waiting.load(Relaxed);
        let fails = if self.fails.load(Relaxed) { "; the last try failed: see the log" } else { "" };
        format!("{waiting} recorded files wait for the bucket{fails}")
    }

    /// Brings, removes and makes room, until the store is closed.
    pub async fn keep_bringing(self: Arc<Self>) {
        let (mut failed, mut made_room) = (0, None::<Instant>);
        loop {
            let mut looked = self.bring().await;
            if looked.is_ok() && made_room.is_none_or(|made| made.elapsed() >= ROOM_EVERY) {
                made_room = Some(Instant::now());
                looked = self.make_room().await.and(looked);
            }
            failed = if looked.is_ok() { 0 } else { failed + 1 };
            let pause = match looked {
                Ok(true) => Duration::ZERO,
                Ok(false) => EVERY,
                Err(StoreError::Closed) => return,
                Err(error) => {
                    tracing::warn!(%error, "recordings cannot be brought to the bucket; it is tried again");
                    pause_after(failed, EVERY).map_or(LONGEST, |pause| pause.min(LONGEST))
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Removes from the bucket what is to go, and brings files of the latest session of which some are not there, for some seconds at most.
    /// Returns `false` once all is done.
    pub async fn bring(&self) -> Result<bool, StoreError> {
        let _turn = self.turn.lock().await;
        let done = self.bring_some().await;
        self.fails.store(done.is_err(), Relaxed);
        done
    }

    async fn bring_some(&self) -> Result<bool, StoreError> {
        self.store.delete_from_bucket().await?;
        let due = self.store.uploads_due().await?;
        let mut waiting: u64 = due.iter().map(|(_, files)| files).sum();
        self.waiting.store(waiting, Relaxed);
        let Some((session, _)) = due.first() else { return Ok(false) };
        let until = Instant::now() + EVERY;
        while Instant::now() < until
            && let Some(files) = self.store.upload_some(*session).await?
        {
            waiting = waiting.saturating_sub(files);
            self.waiting.store(waiting, Relaxed);
        }
        Ok(true)
    }

    /// Removes from the folder what is in the bucket and has no room.
    pub async fn make_room(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        let removed = self.store.make_media_room(self.room).await?;
        if removed > 0 {
            tracing::info!(bytes = removed, "recordings that are in the bucket left the folder");
        }
        Ok(())
    }
}
