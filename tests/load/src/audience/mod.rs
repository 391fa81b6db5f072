//! A large audience over plain HTTP: what it costs the server and the class that it watches, without a proxy and behind nginx.

mod connection;
mod proxy;
mod table;
mod watchers;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use protocol::http::Seat;

use self::{
    proxy::Proxy,
    watchers::{Asked, Watchers},
};
use crate::{
    cpu,
    door::Door,
    lecture::Lecture,
    stretch::{Stretch, of_all},
    subject::Subject,
    talkers::{self, Talkers},
};

/// How many watch.
pub const WATCHERS: usize = 2_000;
/// The seats with which they ask for keys, each by the same number of them: all together would be as many as a session has.
pub const SEATS: usize = 500;
/// The addresses from which the seats are taken: from each as many as a school takes at once.
const ADDRESSES: usize = 5;
/// The class alone: measured before, between and after, since a machine is not always the same.
const QUIET: Duration = Duration::from_secs(15);
/// The watchers come and play within this time.
const WARM: Duration = Duration::from_secs(12);
/// With an audience: longer than keys are the same, so that they are renewed meanwhile.
const WATCHED: Duration = Duration::from_secs(40);
/// How much longer acknowledgements may take at p95 with an audience.
const CHAT_BOUND: f64 = 1.2;
/// The part of requests that nginx answers by itself, at least.
const HIT_BOUND: f64 = 0.95;

/// A stretch of time with an audience.
pub struct Watched {
    /// Who answered it.
    pub by: &'static str,
    /// What the class and the server had of it.
    pub stretch: Stretch,
    /// What the watchers asked for meanwhile.
    pub asked: Vec<Asked>,
    /// CPU time of the proxy.
    pub proxy: Duration,
}

/// Everything that was measured.
pub struct Measured {
    /// The class alone, in order of time.
    pub quiet: Vec<Stretch>,
    /// The class with an audience.
    pub watched: Vec<Watched>,
}

impl Measured {
    /// How long chat messages waited for their acknowledgements while the class was alone, at p95.
    pub fn chat_alone(&self) -> Option<Duration> {
        of_all(&self.quiet.iter().flat_map(|stretch| stretch.chat.clone()).collect::<Vec<_>>(), 95)
    }
}

impl Watched {
    /// How many times as long as `alone` chat messages waited at p95.
    pub fn chat_factor(&self, alone: Option<Duration>) -> f64 {
        let both = of_all(&self.stretch.chat, 95).zip(alone);
        both.map_or(f64::INFINITY, |(with, alone)| with.as_secs_f64() / alone.as_secs_f64())
    }

    /// The part of the requests for what a proxy may keep that it answered by itself.
    pub fn hit_rate(&self) -> Option<f64> {
        let told: Vec<bool> = self.asked.iter().filter_map(|asked| asked.hit).collect();
        (!told.is_empty()).then(|| told.iter().filter(|hit| **hit).count() as f64 / told.len() as f64)
    }

    fn faults(&self, alone: Option<Duration>) -> Vec<String> {
        let factor = self.chat_factor(alone);
        let slow = (factor > CHAT_BOUND).then(|| format!("{}: chat took {factor:.2} times as long", self.by));
        let missed = self.hit_rate().filter(|rate| *rate < HIT_BOUND);
        let missed = missed.map(|rate| format!("{}: answered {:.1} % by itself", self.by, 100.0 * rate));
        let failed = self.asked.iter().filter(|asked| !asked.is_good).count();
        let failed = (failed > 0).then(|| format!("{}: {failed} requests failed", self.by));
        [slow, missed, failed].into_iter().flatten().collect()
    }
}

/// Measures all, prints a table for people and a line of JSON for programs. An error when a bound is broken.
pub async fn report() -> anyhow::Result<()> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let subject = Subject::start()?;
    let lecture = Lecture::begin(&subject).await?;
    let talkers = Talkers::start(subject.web, talkers::seats(&Door::new(&subject)).await?).await?;
    let seats = seats(&subject).await?;
    let proxy = Proxy::start(subject.web).await?;

    let mut quiet = vec![Stretch::measure(&subject, QUIET).await?];
    let mut watched = Vec::new();
    for (by, address) in [("the server", subject.web), ("nginx", proxy.web)] {
        eprintln!("{WATCHERS} watch by {by} ...");
        watched.push(watch(&subject, &proxy, by, address, &seats).await?);
        tokio::time::sleep(WARM / 4).await;
        quiet.push(Stretch::measure(&subject, QUIET).await?);
    }
    let stretches = watched.iter_mut().map(|watched| &mut watched.stretch).chain(&mut quiet);
    for stretch in stretches {
        stretch.chat = talkers.waited(stretch.from, stretch.until);
        stretch.speech = lecture.took(stretch.from, stretch.until);
    }
    talkers.stop()?;
    lecture.end()?;
    let measured = Measured { quiet, watched };
    table::print(&measured);
    let alone = measured.chat_alone();
    let faults: Vec<String> = measured.watched.iter().flat_map(|watched| watched.faults(alone)).collect();
    ensure!(faults.is_empty(), "{}", faults.join("; "));
    Ok(())
}

async fn watch(
    subject: &Subject,
    proxy: &Proxy,
    by: &'static str,
    address: SocketAddr,
    seats: &[Seat],
) -> anyhow::Result<Watched> {
    let watchers = Watchers::start(address, seats)?;
    tokio::time::sleep(WARM).await;
    let before = cpu::of_process(proxy.pid())?;
    let stretch = Stretch::measure(subject, WATCHED).await?;
    let used = cpu::of_process(proxy.pid())? - before;
    let (from, until): (Instant, Instant) = (stretch.from, stretch.until);
    let asked = watchers.stop()?.into_iter().filter(|asked| (from..=until).contains(&asked.at)).collect();
    Ok(Watched { by, stretch, asked, proxy: used })
}

async fn seats(subject: &Subject) -> anyhow::Result<Vec<Seat>> {
    let mut seats = Vec::new();
    for number in 0..SEATS {
        let last = u8::try_from(2 + number % ADDRESSES).context("a small number")?;
        let own = IpAddr::from(Ipv4Addr::new(127, 0, 0, last));
        let door = Door::from_address(subject.web, &subject.code, own);
        seats.push(door.seat(format!("Watcher {number}")).await?);
    }
    Ok(seats)
}
