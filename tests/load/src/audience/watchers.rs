//! Those who watch: each asks for what the page *Watch* asks for at the end of a class that runs, over one connection.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use protocol::{
    RoomId, Source,
    http::{ManifestPage, MediaKeys, Seat},
    manifest::{ManifestEntry, TrackContent},
};
use tokio::{sync::oneshot, time::sleep_until};

use super::{WATCHERS, connection::Connection};
use crate::{cpu, thread::Thread};

/// A page asks for new lines so often.
const POLL: Duration = Duration::from_secs(1);
/// All come within this time.
const COMING: Duration = Duration::from_secs(5);
/// Keys are renewed within this time of when there are new ones.
const SPREAD: Duration = Duration::from_secs(20);

/// What somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Keys, with a seat's token.
    Keys,
    /// Lines of the manifest, with a key.
    Lines,
    /// A file, with a key.
    File,
}

/// A request.
pub struct Asked {
    /// For what.
    pub what: What,
    /// When.
    pub at: Instant,
    /// How long it took until all of the answer was there.
    pub took: Duration,
    /// The bytes of the answer.
    pub bytes: usize,
    /// Whether it was what was asked for.
    pub is_good: bool,
    /// Whether a proxy answered by itself; `None` where none says so.
    pub hit: Option<bool>,
}

type AllAsked = Arc<Mutex<Vec<Asked>>>;

/// An audience, on a thread of its own that leaves the processors to the server.
pub struct Watchers {
    asked: AllAsked,
    stop: oneshot::Sender<()>,
    thread: Thread,
}

impl Watchers {
    /// They come, and watch.
    pub fn start(address: SocketAddr, seats: &[Seat]) -> anyhow::Result<Self> {
        let (asked, (stop, stopped)) = (AllAsked::default(), oneshot::channel());
        let (told, seats) = (Arc::clone(&asked), seats.to_vec());
        let thread = Thread::start("those who watch", move || all_watch(address, seats, told, stopped));
        Ok(Watchers { asked, stop, thread })
    }

    /// They go. Returns what they asked for; an error when one of them could not go on.
    pub fn stop(self) -> anyhow::Result<Vec<Asked>> {
        // Those who have gone say why.
        let _ = self.stop.send(());
        self.thread.join()?;
        Ok(std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

async fn all_watch(
    address: SocketAddr,
    seats: Vec<Seat>,
    asked: AllAsked,
    mut stopped: oneshot::Receiver<()>,
) -> anyhow::Result<()> {
    cpu::yield_to_others();
    let start = Instant::now();
    let mut all = tokio::task::JoinSet::new();
    for number in 0..WATCHERS {
        let part = number as f64 / WATCHERS as f64;
        let watcher = Watcher {
            address,
            seat: seats[number % seats.len()].clone(),
            spread: SPREAD.mul_f64((part * 7.0).fract()),
            asked: Arc::clone(&asked),
            line: 0,
            played: HashSet::new(),
        };
        all.spawn(watcher.watch(start + COMING.mul_f64(part)));
    }
    tokio::select! {
        _ = &mut stopped => Ok(()),
        Some(ended) = all.join_next() => ended?,
    }
}

struct Watcher {
    address: SocketAddr,
    seat: Seat,
    /// How long after there are new keys they ask for one.
    spread: Duration,
    asked: AllAsked,
    /// The next line.
    line: u32,
    /// The tracks that they play: the sound of the class and all pictures.
    played: HashSet<u32>,
}

impl Watcher {
    async fn watch(mut self, mut at: Instant) -> anyhow::Result<()> {
        sleep_until(at.into()).await;
        let mut connection = Connection::open(self.address).await?;
        let (mut key, mut renew) = self.key(&mut connection).await?;
        // What there is already was played by whoever came before.
        self.lines(&mut connection, &key).await?;
        loop {
            at += POLL;
            sleep_until(at.into()).await;
            if Instant::now() >= renew {
                (key, renew) = self.key(&mut connection).await?;
            }
            for file in self.lines(&mut connection, &key).await? {
                let path = format!("/media/{}/{key}/{file}", self.seat.session);
                self.ask(&mut connection, What::File, &path, None).await?;
            }
        }
    }

    /// A key, and when to ask for the next.
    async fn key(&self, connection: &mut Connection) -> anyhow::Result<(String, Instant)> {
        let path = format!("/api/sessions/{}/media-keys", self.seat.session);
        let answer = self.ask(connection, What::Keys, &path, Some(&self.seat.token)).await?;
        let keys: MediaKeys = serde_json::from_slice(&answer)?;
        let key = keys.rooms.get(&RoomId::MAIN).context("no key of the class")?.clone();
        Ok((key, Instant::now() + Duration::from_millis(keys.renew_ms) + self.spread))
    }

    /// Reads new lines. Returns the files that they name and that are played.
    async fn lines(&mut self, connection: &mut Connection, key: &str) -> anyhow::Result<Vec<String>> {
        let path = format!("/media/{}/{key}/manifest/{}", self.seat.session, self.line);
        let page: ManifestPage = serde_json::from_slice(&self.ask(connection, What::Lines, &path, None).await?)?;
        self.line = page.next;
        let mut files = Vec::new();
        for entry in page.entries {
            match entry {
                ManifestEntry::Track { track, content } if is_played(content) => drop(self.played.insert(track)),
                ManifestEntry::Init { track, file, .. } | ManifestEntry::Segment { track, file, .. }
                    if self.played.contains(&track) =>
                {
                    files.push(file);
                }
                _ => {}
            }
        }
        Ok(files)
    }

    async fn ask(
        &self,
        connection: &mut Connection,
        what: What,
        path: &str,
        token: Option<&str>,
    ) -> anyhow::Result<Vec<u8>> {
        let at = Instant::now();
        let answer = connection.get(path, token).await?;
        let (took, bytes, is_good) = (at.elapsed(), answer.body.len(), answer.status.is_success());
        let asked = Asked { what, at, took, bytes, is_good, hit: answer.hit };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        ensure!(is_good || what == What::File, "{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        Ok(answer.body)
    }
}

/// The sound of the class, and pictures.
fn is_played(content: TrackContent) -> bool {
    match content {
        TrackContent::Mix { room } => room == RoomId::MAIN,
        TrackContent::Participant { source, room, .. } => {
            room == RoomId::MAIN && matches!(source, Source::Camera | Source::Screen)
        }
    }
}
