//! What is lost when the server is killed, again and again, in the middle of a recorded class.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use anyhow::Context;
use protocol::{
    Command, EventBody, Millis, Source,
    chat::ChatTo,
    http::Seat,
    manifest::{ManifestEntry, TrackContent},
};
use serde_json::{Value, json};
use server_tests::visitor::Visitor;

use super::enter;
use crate::{
    door::instructors_seat,
    figures::{millis, percentile},
    subject::Subject,
};

/// How often the server is killed.
const KILLS: usize = 50;
/// The shortest and the longest time that somebody is recorded before a kill: within a segment, and after several.
const LIFE: (f64, f64) = (0.5, 7.0);
/// Spreads moments evenly over a stretch, however many there are: the fraction of the golden ratio.
const GOLDEN: f64 = 0.618_033_988_749_895;
/// The most that a kill may take of a track: a segment of two seconds, the half second until a keyframe comes, and the second in which a mix
/// waits for late voices and lines wait for the disk.
const MOST_LOST: Duration = Duration::from_millis(3_500);

/// What all kills took.
pub struct Kills {
    /// Of pictures, voices and mixes: how much each kill took of what was sent, in order of length.
    lost: BTreeMap<&'static str, Vec<Duration>>,
    /// How long the server took to accept connections again, in order of length.
    back: Vec<Duration>,
    files: usize,
    /// Files that the manifest names and that are not there, or not whole.
    torn: usize,
    /// Acknowledged messages that the journal has not.
    forgotten: usize,
}

/// Kills a server of its own.
pub async fn measure() -> anyhow::Result<Kills> {
    let mut subject = Subject::start()?;
    let seat = instructors_seat(&subject).await?;
    let mut kills = Kills { lost: BTreeMap::new(), back: Vec::new(), files: 0, torn: 0, forgotten: 0 };
    let mut manifest = Manifest::default();
    for number in 0..KILLS {
        let (from, to) = live_and_be_killed(&mut subject, &seat, number, &mut kills).await?;
        let news = manifest.read(&subject, &seat).await?;
        kills.check_files(&subject, &seat, &news).await?;
        manifest.note_lost(from, to, &mut kills);
        eprint!("\r{} of {KILLS} kills", number + 1);
    }
    eprintln!();
    kills.forgotten = KILLS - said(&subject, &seat).await;
    kills.lost.values_mut().for_each(|times| times.sort_unstable());
    kills.back.sort_unstable();
    Ok(kills)
}

/// Somebody is in class, seen and heard, until the server is killed. Returns from when until when, in class time.
async fn live_and_be_killed(
    subject: &mut Subject,
    seat: &Seat,
    number: usize,
    kills: &mut Kills,
) -> anyhow::Result<(Millis, Millis)> {
    let visitor = Visitor::new(subject.web);
    let (mut client, _peer) = enter(subject.web, seat, 1).await;
    let from = visitor.manifest(seat).await.now;
    client.must(Command::SendChat { text: text(number), to: ChatTo::MAIN }).await;
    let moment = LIFE.0 + (LIFE.1 - LIFE.0) * (number as f64 * GOLDEN).fract();
    // The connection ends only when the server does.
    let _ = tokio::time::timeout(Duration::from_secs_f64(moment), client.attend_until(|_| false)).await;
    let to = visitor.manifest(seat).await.now;
    let killed = Instant::now();
    subject.kill().await?;
    kills.back.push(killed.elapsed());
    Ok((from, to))
}

fn text(number: usize) -> String {
    format!("Before kill {number}")
}

/// How many of the acknowledged messages are in the journal.
async fn said(subject: &Subject, seat: &Seat) -> usize {
    let (visitor, mut from) = (Visitor::new(subject.web), 1);
    let mut said = BTreeSet::new();
    loop {
        let page = visitor.journal(seat, from).await;
        for event in page.events {
            if let EventBody::ChatSent { text, .. } = event.body {
                said.insert(text);
            }
        }
        if !page.more {
            return (0..KILLS).filter(|number| said.contains(&text(*number))).count();
        }
        from = page.next;
    }
}

/// What is known of the manifest.
#[derive(Default)]
struct Manifest {
    next: u32,
    kinds: BTreeMap<u32, &'static str>,
    /// Until when each track is recorded.
    ends: BTreeMap<u32, Millis>,
}

impl Manifest {
    /// Reads the lines that are new.
    async fn read(&mut self, subject: &Subject, seat: &Seat) -> anyhow::Result<Vec<ManifestEntry>> {
        let (visitor, mut news) = (Visitor::new(subject.web), Vec::new());
        loop {
            let page = visitor.manifest_from(seat, self.next).await;
            self.next = page.next;
            news.extend(page.entries);
            if !page.more {
                break;
            }
        }
        for entry in &news {
            match entry {
                ManifestEntry::Track { track, content } => drop(self.kinds.insert(*track, kind(content))),
                ManifestEntry::Segment { track, start, duration, .. } => {
                    self.ends.insert(*track, start + duration);
                }
                _ => {}
            }
        }
        Ok(news)
    }

    /// Notes how much of each track is not there of what was sent between these times.
    fn note_lost(&self, from: Millis, to: Millis, kills: &mut Kills) {
        for (track, kind) in &self.kinds {
            let end = self.ends.get(track).copied().unwrap_or(0).max(from);
            kills.lost.entry(kind).or_default().push(Duration::from_millis(to.saturating_sub(end)));
        }
    }
}

/// The kind of a track, for tables.
pub(super) fn kind(content: &TrackContent) -> &'static str {
    match content {
        TrackContent::Mix { .. } => "mix",
        TrackContent::Participant { source: Source::Camera | Source::Screen, .. } => "picture",
        TrackContent::Participant { .. } => "voice",
    }
}

impl Kills {
    /// Reads each file that the manifest names anew.
    async fn check_files(&mut self, subject: &Subject, seat: &Seat, news: &[ManifestEntry]) -> anyhow::Result<()> {
        let visitor = Visitor::new(subject.web);
        for entry in news {
            let (file, bytes) = match entry {
                ManifestEntry::Init { file, .. } => (file, None),
                ManifestEntry::Segment { file, bytes, .. } => (file, Some(*bytes)),
                _ => continue,
            };
            self.files += 1;
            let answer = visitor.media(seat.session, &seat.token, file, None).await;
            let whole = answer.status().is_success() && {
                let content = answer.bytes().await.context("a file breaks off")?;
                bytes.is_none_or(|bytes| bytes == content.len() as u64)
            };
            self.torn += usize::from(!whole);
        }
        Ok(())
    }

    /// A table for people.
    pub fn print(&self) {
        println!(
            "{KILLS} kills (SIGKILL) of a class that is recorded, {} to {} s after its last start.\n",
            LIFE.0, LIFE.1
        );
        println!("lost of each track, ms      p50    p95    max");
        for (kind, lost) in self.lost.iter().chain([(&"until it is back", &self.back)]) {
            let [p50, p95, max] = [50, 95, 100].map(|percent| millis(percentile(lost, percent)));
            println!("{kind:<22}   {p50:>6.0} {p95:>6.0} {max:>6.0}");
        }
        println!(
            "\nBound {} ms. Of {} files that the manifest names {} are torn; of {KILLS} acknowledged messages {} are lost.",
            MOST_LOST.as_millis(),
            self.files,
            self.torn,
            self.forgotten
        );
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let most = |times: &Vec<Duration>| millis(percentile(times, 100));
        let lost: BTreeMap<_, _> = self.lost.iter().map(|(kind, times)| (kind, most(times))).collect();
        json!({
            "kills": KILLS,
            "most_lost_ms": lost,
            "most_away_ms": most(&self.back),
            "files": self.files,
            "torn": self.torn,
            "forgotten": self.forgotten,
        })
    }

    /// Fails when more was lost than may be.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.torn == 0, "the manifest names files that are not whole");
        anyhow::ensure!(self.forgotten == 0, "acknowledged messages are lost");
        anyhow::ensure!(self.lost.len() == 3, "not everything was recorded");
        let most = self.lost.values().filter_map(|times| times.last()).max();
        anyhow::ensure!(most.is_some_and(|most| *most <= MOST_LOST), "a kill took more than it may");
        Ok(())
    }
}
