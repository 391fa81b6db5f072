//! MP4 files of recordings, made by ffmpeg once staff ask for them: one at a time on a server, with the lowest priority, and no part of one
//! while a class runs. A file is made of parts of at most a minute, so whoever makes it stops at once when a class begins, and goes on with the
//! part where it stopped, also after a restart.

mod chapters;
mod ffmpeg;
mod making;
mod parts;

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::downloads::{Mp4Failure, Mp4File, Mp4State, Mp4Wait};
use store::{Mp4Row, Mp4Stage, Store, StoreError};
use tokio::sync::Notify;
use uuid::Uuid;

use self::{
    ffmpeg::Ffmpeg,
    making::{Making, Stopped},
};
use crate::{clock::unix_now, hub::Hub};

/// How often it is looked, without being told, whether a file is wanted, and what is left of others.
const EVERY: Duration = Duration::from_secs(5);

/// What makes MP4 files.
#[derive(Debug)]
pub struct Mp4s {
    ffmpeg: Ffmpeg,
    /// Somebody asked for a file, or wants one no more.
    asked: Notify,
    now: Mutex<Option<Now>>,
}

/// The file that is being made.
#[derive(Debug, Clone, Copy)]
struct Now {
    job: Uuid,
    percent: u8,
}

impl Mp4s {
    /// Makes files with the program at this path, or of this name.
    pub fn new(ffmpeg: &Path) -> io::Result<Self> {
        Ok(Mp4s { ffmpeg: Ffmpeg::new(ffmpeg)?, asked: Notify::new(), now: Mutex::default() })
    }

    /// Whether files can be made.
    pub async fn can_make(&self) -> bool {
        self.ffmpeg.is_there().await
    }

    /// Wakes whoever makes files: one was asked for, or is wanted no more.
    pub fn tell(&self) {
        self.asked.notify_waiters();
    }

    /// What is told of a file; `quiet`: no class runs.
    pub async fn told(&self, row: Option<Mp4Row>, quiet: bool) -> Mp4File {
        let state = match row.map(|row| (row.stage, row.job)) {
            None => Mp4State::Absent,
            Some((Mp4Stage::Made { made_unix, bytes }, _)) => Mp4State::Made { made_unix, bytes },
            Some((Mp4Stage::Failed(why), _)) => Mp4State::Failed { why },
            Some((Mp4Stage::Asked, _)) if !quiet => Mp4State::Waiting { reason: Mp4Wait::Class },
            Some((Mp4Stage::Asked, job)) => match self.now().filter(|now| now.job == job) {
                Some(now) => Mp4State::Working { percent: now.percent },
                None => Mp4State::Waiting { reason: Mp4Wait::Turn },
            },
        };
        Mp4File { can_make: self.can_make().await, anew: row.is_some_and(|row| row.anew), state }
    }

    fn now(&self) -> MutexGuard<'_, Option<Now>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever makes files.
pub struct Maker {
    /// Recordings, and what is asked for.
    pub store: Store,
    /// Classes that run.
    pub hub: Arc<Hub>,
    /// The program, and how far it has come.
    pub mp4s: Arc<Mp4s>,
}

impl Maker {
    /// Makes what is asked for, and removes what nobody wants any more, until the store is closed.
    pub async fn keep_making(self) {
        tokio::select! {
            () = self.make_all() => {}
            () = self.sweep() => {}
        }
    }

    async fn make_all(&self) {
        loop {
            let asked = self.mp4s.asked.notified();
            match self.make_next().await {
                // There may be more.
                Ok(true) => continue,
                Ok(false) => {}
                Err(StoreError::Closed) => return,
                Err(error) => tracing::error!(%error, "MP4 files could not be looked after; it is tried again"),
            }
            // Nobody tells it while nothing is asked for.
            let _ = tokio::time::timeout(EVERY, asked).await;
        }
    }

    /// Makes the file that waits longest. Returns whether there was one.
    async fn make_next(&self) -> Result<bool, StoreError> {
        if !self.hub.is_quiet() {
            return Ok(false);
        }
        let Some(row) = self.store.next_mp4().await? else { return Ok(false) };
        if !self.mp4s.can_make().await {
            return Ok(false);
        }
        *self.mp4s.now() = Some(Now { job: row.job, percent: 0 });
        let made = Making::new(self, &row).make().await;
        *self.mp4s.now() = None;
        let session = row.session;
        match made {
            Ok(()) => tracing::info!(%session, "a recording was made an MP4 file"),
            Err(Stopped::Unwanted) => {}
            Err(Stopped::Failed(why)) => self.store.mp4_failed(row.job, why).await?,
            Err(Stopped::Broken(error)) => {
                tracing::warn!(%session, %error, "a recording could not be made an MP4 file");
                self.store.mp4_failed(row.job, Mp4Failure::Program).await?;
            }
            Err(Stopped::Store(error)) => return Err(error),
        }
        Ok(true)
    }

    /// Removes files of recordings that were changed or deleted, and those that are old.
    async fn sweep(&self) {
        loop {
            match self.store.sweep_mp4(unix_now()).await {
                Ok(()) => {}
                Err(StoreError::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "MP4 files that nobody wants could not be removed; it is tried again")
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}
