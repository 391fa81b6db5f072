//! The price of recording: ten people see and hear each other, in turns on and off the record.

use std::time::Duration;

use protocol::{Command, Source, TrackRef, WatchedSlot};
use serde_json::{Value, json};
use server_tests::{client::Client, peer::Peer};
use tokio::time::timeout;

use super::{CAMERA, enter};
use crate::{
    door::{Door, instructors_seat},
    stretch::Stretch,
    subject::Subject,
};

/// Everybody has camera and microphone on, and sees everybody else.
const PEOPLE: usize = 10;
/// Stretches on the record, each beside one off it.
const ROUNDS: usize = 5;
/// How long a stretch is.
const MEASURED: Duration = Duration::from_secs(8);
/// The time in which keyframes have come, and files are closed, after class went on or off the record.
const SETTLED: Duration = Duration::from_secs(3);
/// The most that recording may add to what forwarding takes.
const MOST_PERCENT: f64 = 50.0;

/// What was measured.
pub struct Cost {
    /// CPU time of the server, as a part of one processor in percent: on the record, and off it.
    rounds: Vec<(f64, f64)>,
    forwarded_per_second: f64,
    written_per_second: f64,
}

/// Measures a server of its own.
pub async fn measure() -> anyhow::Result<Cost> {
    let subject = Subject::start()?;
    let (mut instructor, peers) = gather(&subject).await?;
    let arrived = || peers.iter().map(|peer| peer.arrived_in_all().packets).sum::<u64>();
    let mut cost = Cost { rounds: Vec::new(), forwarded_per_second: 0.0, written_per_second: 0.0 };
    for _ in 0..ROUNDS {
        let before = arrived();
        let on = stretch(&subject, &mut instructor, false).await?;
        let off = stretch(&subject, &mut instructor, true).await?;
        let seconds = 2.0 * (MEASURED + SETTLED).as_secs_f64();
        cost.forwarded_per_second += (arrived() - before) as f64 / seconds / ROUNDS as f64;
        cost.written_per_second += on.written.bytes as f64 / MEASURED.as_secs_f64() / ROUNDS as f64;
        cost.rounds.push((on.core_percent(on.server), off.core_percent(off.server)));
    }
    Ok(cost)
}

/// The instructor, who stays to be asked, and the connections of all.
async fn gather(subject: &Subject) -> anyhow::Result<(Client, Vec<Peer>)> {
    let mut seats = vec![instructors_seat(subject).await?];
    for number in 1..PEOPLE {
        seats.push(Door::new(subject).seat(format!("Guest {number}")).await?);
    }
    let (mut clients, mut peers) = (Vec::new(), Vec::new());
    for seat in &seats {
        let (client, peer) = enter(subject.web, seat, PEOPLE - 1).await;
        clients.push(client);
        peers.push(peer);
    }
    for (own, (client, peer)) in seats.iter().zip(clients.iter_mut().zip(&mut peers)) {
        let others = seats.iter().map(|seat| seat.participant).filter(|other| *other != own.participant);
        let slots = peer.video_slots.iter().zip(others).map(|(mid, participant)| {
            let track = TrackRef { participant, source: Source::Camera };
            WatchedSlot { mid: mid.clone(), track, height: 720 }
        });
        client.must(Command::Watch { slots: slots.collect() }).await;
        peer.sees_and_hears(CAMERA.tag).await;
    }
    let mut clients = clients.into_iter();
    let instructor = clients.next().expect("the instructor's client");
    for client in clients {
        tokio::spawn(client.attend());
    }
    Ok((instructor, peers))
}

/// Measures a stretch of class on or off the record.
async fn stretch(subject: &Subject, instructor: &mut Client, off: bool) -> anyhow::Result<Stretch> {
    instructor.must(Command::SetOffRecord { off }).await;
    stay(instructor, SETTLED).await;
    let measured = Stretch::measure(subject, MEASURED);
    tokio::select! {
        stretch = measured => stretch,
        () = stay(instructor, Duration::MAX) => anyhow::bail!("the instructor was shown out"),
    }
}

/// Stays in class for so long.
async fn stay(client: &mut Client, time: Duration) {
    // Either the time is over or the connection: both end it.
    let _ = timeout(time, client.attend_until(|_| false)).await;
}

impl Cost {
    /// On and off the record: the medians, as a part of one processor in percent.
    fn medians(&self) -> (f64, f64) {
        let median = |part: fn(&(f64, f64)) -> f64| {
            let mut figures: Vec<f64> = self.rounds.iter().map(part).collect();
            figures.sort_by(f64::total_cmp);
            figures[figures.len() / 2]
        };
        (median(|round| round.0), median(|round| round.1))
    }

    /// What recording adds, in percent of what forwarding takes.
    fn added_percent(&self) -> f64 {
        let (on, off) = self.medians();
        100.0 * (on - off) / off
    }

    /// A table for people.
    pub fn print(&self) {
        println!(
            "{PEOPLE} people with camera (1.2 Mbit/s) and microphone, each of whom sees all others; {ROUNDS} stretches each."
        );
        println!("Server CPU, percent of one core\n\non the record  off the record");
        for (on, off) in &self.rounds {
            println!("{on:>13.1}  {off:>14.1}");
        }
        println!(
            "\nRecording adds {:.1} % to forwarding {:.0} packets/s (bound {MOST_PERCENT} %), and writes {:.2} MB/s.\n",
            self.added_percent(),
            self.forwarded_per_second,
            self.written_per_second / 1e6,
        );
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let (on, off) = self.medians();
        json!({
            "people": PEOPLE,
            "on_record_core_percent": on,
            "off_record_core_percent": off,
            "added_percent": self.added_percent(),
            "forwarded_per_second": self.forwarded_per_second,
            "written_bytes_per_second": self.written_per_second,
        })
    }

    /// Fails when recording costs more than it may.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.written_per_second > 0.0, "nothing was recorded");
        anyhow::ensure!(self.added_percent() <= MOST_PERCENT, "recording costs more than it may");
        Ok(())
    }
}
