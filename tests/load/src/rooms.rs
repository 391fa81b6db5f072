//! Measures how long a class takes to be in its rooms.

use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::json;
use server_tests::{
    client::Client,
    crowd::{Crowd, Move},
    visitor::Visitor,
};

use crate::{
    cpu,
    door::instructors_seat,
    figures::{millis, percentile},
    subject::Subject,
};

/// Participants besides the instructor.
const PEOPLE: usize = 200;
/// Rooms, for ten participants each.
const ROOMS: usize = 20;
/// How often the rooms are opened and closed.
const TIMES: usize = 10;
/// How long everybody stays between moves.
const STAY: Duration = Duration::from_secs(1);

/// The moves in one direction, and what they cost.
#[derive(Default)]
struct Moves {
    all: Vec<Move>,
    /// Server CPU time from the command to the last arrival.
    server: Duration,
    took: Duration,
}

/// Measures everything; prints a table for people and a line of JSON for programs.
pub async fn report() -> anyhow::Result<()> {
    let subject = Subject::start()?;
    let mut crowd = gather(&subject).await?;
    let (mut opened, mut closed) = (Moves::default(), Moves::default());
    let (server, started) = (cpu::of_process(subject.pid())?, Instant::now());
    for _ in 0..TIMES {
        tokio::time::sleep(STAY).await;
        opened.note(&subject, crowd.open()).await?;
        tokio::time::sleep(STAY).await;
        closed.note(&subject, crowd.close()).await?;
    }
    let core = (cpu::of_process(subject.pid())? - server).as_secs_f64() / started.elapsed().as_secs_f64();
    anyhow::ensure!(crowd.is_whole(), "somebody has lost a connection");
    print(&[("into rooms", opened), ("back to main", closed)], 100.0 * core);
    Ok(())
}

async fn gather(subject: &Subject) -> anyhow::Result<Crowd> {
    let seat = instructors_seat(subject).await?;
    let instructor = Client::enter(subject.web, &seat).await;
    let mut seats = Vec::new();
    for number in 0..PEOPLE {
        let visitor = Visitor::new(subject.web);
        let seat = visitor.join(&subject.code, &format!("Guest {number}")).await;
        seats.push(seat.ok().context("a seat was refused")?);
    }
    Ok(Crowd::gather(subject.web, instructor, seats, ROOMS).await)
}

impl Moves {
    async fn note(&mut self, subject: &Subject, moves: impl Future<Output = Vec<Move>>) -> anyhow::Result<()> {
        let (server, started) = (cpu::of_process(subject.pid())?, Instant::now());
        self.all.extend(moves.await);
        self.took += started.elapsed();
        self.server += cpu::of_process(subject.pid())? - server;
        Ok(())
    }
}

fn print(kinds: &[(&str, Moves)], core_percent: f64) {
    println!(
        "{PEOPLE} people, one of each room sends picture and sound; {ROOMS} rooms, opened and closed {TIMES} times."
    );
    println!("From the instructor's command until a person is told, hears the new room, and sees it: ms.\n");
    println!("{:<14}  {:<6}  moves  median    p95    max", "", "until");
    let mut rows = Vec::new();
    for (name, moves) in kinds {
        let parts: [(&str, Vec<Duration>); 3] = [
            ("told", moves.all.iter().map(|one| one.told).collect()),
            ("heard", moves.all.iter().filter_map(|one| one.heard).collect()),
            ("seen", moves.all.iter().filter_map(|one| one.seen).collect()),
        ];
        for (until, mut times) in parts.into_iter().filter(|(_, times)| !times.is_empty()) {
            times.sort_unstable();
            let [median, p95, max] = [50, 95, 100].map(|percent| millis(percentile(&times, percent)));
            println!("{name:<14}  {until:<6}  {:>5}  {median:>6.0}  {p95:>5.0}  {max:>5.0}", times.len());
            rows.push(json!({ "move": name, "until": until, "count": times.len(), "median_ms": median, "p95_ms": p95, "max_ms": max }));
        }
    }
    for (name, moves) in kinds {
        let (server, took) = (moves.server / TIMES as u32, moves.took / TIMES as u32);
        println!("{name}: {:.0} ms of server CPU time within {:.0} ms, each time", millis(server), millis(took));
    }
    println!("server core over all: {core_percent:.0} %");
    println!("\n{}", json!({ "bench": "rooms", "rows": rows, "server_core_percent": core_percent }));
}
