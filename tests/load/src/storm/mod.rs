//! Storms: a class that comes in, that comes back all at once, that moves into rooms; and what people feel who only chat.

mod crowd;
mod table;

use std::time::{Duration, Instant};

use anyhow::Context;
use crowd::Crowd;

use crate::{
    cpu,
    door::Door,
    subject::Subject,
    talkers::{self, Talkers},
};

/// People of each measurement, beside the instructor and those who chat; each twice the one before.
const SIZES: [usize; 3] = [125, 250, 500];
/// The people come in within this time.
const COMING: Duration = Duration::from_secs(10);
/// How long those who chat are measured while nothing else happens.
const QUIET: Duration = Duration::from_secs(5);
/// How often all come back, and are moved, in each way.
const TIMES: usize = 3;
/// The time between storms, in which work under way comes to its end.
const CALM: Duration = Duration::from_secs(2);
/// Those who chat are listened to for at least so long from the beginning of a storm.
const LISTENING: Duration = Duration::from_secs(1);

/// The measurements of a storm, for all times that it came.
struct Storm {
    name: &'static str,
    /// How many people were in it.
    people: usize,
    /// How long each of them waited until they had what the storm was about: see [`Kind`].
    waited: Vec<Duration>,
    /// When it came, and when it was over.
    spells: Vec<(Instant, Instant)>,
    /// How long chat messages that were sent meanwhile waited for their acknowledgement.
    honest: Vec<Duration>,
    /// Server CPU time.
    server: Duration,
    /// CPU time of the clients.
    load: Duration,
    /// Bytes that came to all the people.
    bytes: u64,
    /// The most memory that the server's process had so far.
    peak_memory: u64,
}

/// A kind of storm.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// All lose their connections, come back at once and know the class up to then: until they are welcomed.
    Cut,
    /// All load the page anew at once: until they are welcomed.
    Reload,
    /// Into breakout rooms, ten to a room: until they are told.
    IntoRooms,
    /// Back into the main room: until they are told.
    OutOfRooms,
    /// The server stops in order and starts again, all come back at once: from when it takes connections until they are
    /// welcomed.
    Restart,
}

impl Kind {
    const ALL: [Kind; 5] = [Kind::Cut, Kind::Reload, Kind::IntoRooms, Kind::OutOfRooms, Kind::Restart];

    fn name(self) -> &'static str {
        match self {
            Kind::Cut => "cut",
            Kind::Reload => "reload",
            Kind::IntoRooms => "into rooms",
            Kind::OutOfRooms => "back to main",
            Kind::Restart => "restart",
        }
    }
}

/// Measures all, prints a table for people and a line of JSON for programs.
pub async fn report() -> anyhow::Result<()> {
    let mut storms = Vec::new();
    for people in SIZES {
        let mut class = Class::open(people).await?;
        storms.extend(class.weather().await?);
        class.talkers.stop()?;
    }
    table::print(&storms);
    Ok(())
}

/// The class that is measured.
struct Class {
    subject: Subject,
    people: usize,
    door: Door,
    crowd: Crowd,
    talkers: Talkers,
}

impl Class {
    async fn open(people: usize) -> anyhow::Result<Self> {
        let subject = Subject::start()?;
        let door = Door::new(&subject);
        let crowd = Crowd::open(&subject).await?;
        let talkers = Talkers::start(subject.web, talkers::seats(&door).await?).await?;
        Ok(Class { subject, people, door, crowd, talkers })
    }

    /// All storms, one after the other, again and again.
    async fn weather(&mut self) -> anyhow::Result<Vec<Storm>> {
        let mut storms = self.join().await?;
        storms.push(self.quiet().await?);
        let mut others = Kind::ALL.map(|kind| Storm::new(kind.name(), self.people));
        for _ in 0..TIMES {
            for (kind, storm) in Kind::ALL.into_iter().zip(&mut others) {
                tokio::time::sleep(CALM).await;
                self.raise(kind, storm).await?;
            }
        }
        storms.extend(others);
        tokio::time::sleep(CALM).await;
        for storm in &mut storms {
            for &(from, until) in &storm.spells {
                for took in self.talkers.waited(from, until) {
                    storm.honest.push(took.context("a message was never acknowledged")?);
                }
            }
        }
        Ok(storms)
    }

    /// The class comes in: how long each waits for a seat, and from then on for the welcome.
    async fn join(&mut self) -> anyhow::Result<Vec<Storm>> {
        let before = Gauge::read(&self.subject, &self.crowd)?;
        let arrivals = self.crowd.join(&self.door, self.people, COMING).await?;
        let mut seat = Storm::new("join: seat", self.people);
        let mut welcome = Storm::new("join: welcome", self.people);
        (seat.waited, welcome.waited) = arrivals.into_iter().map(|one| (one.seated, one.welcomed)).unzip();
        welcome.add(before, &self.subject, &self.crowd)?;
        Ok(vec![seat, welcome])
    }

    /// Lets time pass while people chat and nothing else happens.
    async fn quiet(&mut self) -> anyhow::Result<Storm> {
        tokio::time::sleep(CALM).await;
        let mut quiet = Storm::new("quiet", self.people);
        let before = Gauge::read(&self.subject, &self.crowd)?;
        tokio::time::sleep(QUIET).await;
        quiet.add(before, &self.subject, &self.crowd)?;
        Ok(quiet)
    }

    async fn raise(&mut self, kind: Kind, storm: &mut Storm) -> anyhow::Result<()> {
        let mut before = Gauge::read(&self.subject, &self.crowd)?;
        if matches!(kind, Kind::Restart) {
            self.subject.restart().await?;
            // All that the new process uses counts.
            before = Gauge { server: Duration::ZERO, ..Gauge::read(&self.subject, &self.crowd)? };
            // Those who chat are the first to be back: so they are there while the others come.
            self.talkers.come_back().await?;
            self.crowd.instructor_returns().await?;
        }
        let listened = tokio::time::sleep(LISTENING);
        storm.waited.extend(match kind {
            Kind::Cut | Kind::Restart => self.crowd.come_back(true).await?,
            Kind::Reload => self.crowd.come_back(false).await?,
            Kind::IntoRooms => self.crowd.open_rooms().await?,
            Kind::OutOfRooms => self.crowd.close_rooms().await?,
        });
        listened.await;
        storm.add(before, &self.subject, &self.crowd)
    }
}

/// The counters at a moment.
struct Gauge {
    at: Instant,
    server: Duration,
    load: Duration,
    bytes: u64,
}

impl Gauge {
    fn read(subject: &Subject, crowd: &Crowd) -> anyhow::Result<Gauge> {
        let (server, load) = (cpu::of_process(subject.pid())?, cpu::of_process(std::process::id())?);
        Ok(Gauge { at: Instant::now(), server, load, bytes: crowd.received.bytes() })
    }
}

impl Storm {
    fn new(name: &'static str, people: usize) -> Storm {
        Storm {
            name,
            people,
            waited: Vec::new(),
            spells: Vec::new(),
            honest: Vec::new(),
            server: Duration::ZERO,
            load: Duration::ZERO,
            bytes: 0,
            peak_memory: 0,
        }
    }

    /// Adds the storm that came once more, and is over now.
    fn add(&mut self, before: Gauge, subject: &Subject, crowd: &Crowd) -> anyhow::Result<()> {
        let after = Gauge::read(subject, crowd)?;
        self.spells.push((before.at, after.at));
        self.server += after.server - before.server;
        self.load += after.load - before.load;
        self.bytes += after.bytes - before.bytes;
        self.peak_memory = self.peak_memory.max(cpu::peak_memory(subject.pid())?);
        Ok(())
    }
}
