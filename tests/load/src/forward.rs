//! Measures what a forwarded packet costs the server.

use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::{Command, Source, TrackRef, TrackState, WatchedSlot};
use serde_json::json;
use server_tests::{
    client::Client,
    peer::{Camera, Peer, Plan},
    visitor::Visitor,
};

use crate::{
    cpu,
    door::instructors_seat,
    floor::{self, Floor},
    subject::Subject,
};

/// Subscribers of each measurement.
const SUBSCRIBERS: [usize; 3] = [20, 50, 100];
/// The time after the last subscriber has joined in which keyframes, bandwidth estimates and caches settle.
const WARM_UP: Duration = Duration::from_secs(3);
/// How long each measurement takes.
const MEASURED: Duration = Duration::from_secs(10);
/// 25 frames of 8 packets: 200 packets a second. With 50 of sound, 250 are to be forwarded to each subscriber.
const CAMERA: Camera = Camera { packets: 8, bytes: 1_100, tag: 1 };

/// One measurement.
struct Forwarding {
    subscribers: usize,
    seconds: f64,
    /// The packets that the publisher sent, times the subscribers.
    offered: u64,
    /// The packets that the subscribers received, each counted once.
    forwarded: u64,
    server: Duration,
    load: Duration,
}

impl Forwarding {
    fn micros_per_packet(&self) -> f64 {
        self.server.as_secs_f64() * 1e6 / self.forwarded.max(1) as f64
    }

    fn loss_percent(&self) -> f64 {
        100.0 * (1.0 - self.forwarded as f64 / self.offered.max(1) as f64)
    }

    fn core_percent(&self, used: Duration) -> f64 {
        100.0 * used.as_secs_f64() / self.seconds
    }
}

/// Measures everything; prints a table for people and a line of JSON for programs.
pub async fn report() -> anyhow::Result<()> {
    let floor = tokio::task::spawn_blocking(floor::measure).await??;
    let mut rows = Vec::new();
    for subscribers in SUBSCRIBERS {
        rows.push(measure(subscribers).await?);
    }
    print(&floor, &rows);
    Ok(())
}

async fn measure(subscribers: usize) -> anyhow::Result<Forwarding> {
    let subject = Subject::start()?;
    let publisher = publish(&subject).await?;
    let mut peers = Vec::new();
    for number in 0..subscribers {
        peers.push(subscribe(&subject, &publisher, number).await?);
    }
    tokio::time::sleep(WARM_UP).await;
    let counts = || peers.iter().map(|peer| peer.arrived_in_all().packets).sum::<u64>();
    let (server, load) = (cpu::of_process(subject.pid())?, cpu::of_process(std::process::id())?);
    let (sent, forwarded, started) = (publisher.peer.sent(), counts(), Instant::now());
    tokio::time::sleep(MEASURED).await;
    Ok(Forwarding {
        subscribers,
        seconds: started.elapsed().as_secs_f64(),
        offered: (publisher.peer.sent() - sent) * subscribers as u64,
        forwarded: counts() - forwarded,
        server: cpu::of_process(subject.pid())? - server,
        load: cpu::of_process(std::process::id())? - load,
    })
}

/// The owner, who publishes.
struct Publisher {
    camera: TrackRef,
    peer: Peer,
}

async fn publish(subject: &Subject) -> anyhow::Result<Publisher> {
    let seat = instructors_seat(subject).await?;
    let mut client = Client::enter(subject.web, &seat).await;
    let plan =
        Plan { microphone: Some(CAMERA.tag), camera: Some(CAMERA), films: Vec::new(), audio_slots: 1, video_slots: 1 };
    let peer = Peer::connect(&mut client, plan).await;
    for source in [Source::Microphone, Source::Camera] {
        client.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    tokio::spawn(client.attend());
    Ok(Publisher { camera: TrackRef { participant: seat.participant, source: Source::Camera }, peer })
}

async fn subscribe(subject: &Subject, publisher: &Publisher, number: usize) -> anyhow::Result<Peer> {
    let visitor = Visitor::new(subject.web);
    let seat = visitor.join(&subject.code, &format!("Guest {number}")).await.ok().context("a seat was refused")?;
    let mut client = Client::enter(subject.web, &seat).await;
    let mut peer = Peer::connect(&mut client, Plan::listener()).await;
    let slot = WatchedSlot { mid: peer.video_slots[0].clone(), track: publisher.camera, height: 720 };
    client.must(Command::Watch { slots: vec![slot] }).await;
    peer.sees_and_hears(CAMERA.tag).await;
    tokio::spawn(client.attend());
    Ok(peer)
}

fn print(floor: &Floor, rows: &[Forwarding]) {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let least = micros(floor.encrypt + floor.send);
    println!(
        "Server CPU time per forwarded packet. One publisher: 200 packets/s of 1,100 bytes and 50 of sound; recorded."
    );
    println!(
        "Floor on this machine, now: AES-128-GCM {:.2} us + sendmmsg {:.2} us = {least:.2} us\n",
        micros(floor.encrypt),
        micros(floor.send)
    );
    println!("subscribers  packets/s  lost %  us/packet  x floor  server core %  load core %");
    for row in rows {
        println!(
            "{:>11}  {:>9.0}  {:>6.2}  {:>9.2}  {:>7.1}  {:>13.0}  {:>11.0}",
            row.subscribers,
            row.forwarded as f64 / row.seconds,
            row.loss_percent(),
            row.micros_per_packet(),
            row.micros_per_packet() / least,
            row.core_percent(row.server),
            row.core_percent(row.load),
        );
    }
    let rows: Vec<_> = rows.iter().map(|row| json_of(row, least)).collect();
    let floor = json!({ "encrypt_us": micros(floor.encrypt), "send_us": micros(floor.send) });
    println!("\n{}", json!({ "bench": "forward", "floor": floor, "rows": rows }));
}

fn json_of(row: &Forwarding, least: f64) -> serde_json::Value {
    json!({
        "subscribers": row.subscribers,
        "seconds": row.seconds,
        "offered": row.offered,
        "forwarded": row.forwarded,
        "lost_percent": row.loss_percent(),
        "server_us_per_packet": row.micros_per_packet(),
        "times_floor": row.micros_per_packet() / least,
        "server_core_percent": row.core_percent(row.server),
        "load_core_percent": row.core_percent(row.load),
    })
}
