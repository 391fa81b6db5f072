//! The shard thread: moves datagrams, time and commands between the socket, the handle and the router.

use std::{
    io::{self, Read},
    net::SocketAddr,
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, TryRecvError},
    },
    time::{Duration, Instant},
};

use bytes::BytesMut;
use tokio::sync::mpsc::Sender;

use crate::{
    MediaConfig, MediaEvent, TapFrame,
    handle::{Command, Counters, count},
    router::Router,
    socket::{BatchSocket, Outgoing, machine_addresses},
};

/// Between looks at everything that has no deadline of its own: choice of layers and speakers, keyframes still missing.
const TICK: Duration = Duration::from_millis(20);
/// Batches received before sending: bounds how long a packet waits behind others, a few milliseconds at most.
const BATCHES_IN_A_ROUND: usize = 4;
/// Events that the receiver has not taken: beyond its own queue, seconds of a class that all at once changes.
const HELD_EVENTS: usize = 16_384;

/// A shard: one thread, one socket, its peers.
pub(crate) struct Shard {
    socket: BatchSocket,
    router: Router,
    commands: Receiver<Command>,
    woken: UnixStream,
    events: Sender<MediaEvent>,
    counters: Arc<Counters>,
    arrived: Vec<(SocketAddr, BytesMut)>,
    leaving: Vec<Outgoing>,
}

impl Shard {
    pub(crate) fn new(
        config: MediaConfig,
        commands: Receiver<Command>,
        woken: UnixStream,
        events: Sender<MediaEvent>,
        frames: Sender<TapFrame>,
        counters: Arc<Counters>,
    ) -> io::Result<Shard> {
        let socket = BatchSocket::bind(config.listen)?;
        let local = socket.local_addr();
        let announce = if config.announce.is_empty() { machine_addresses(local) } else { config.announce };
        if announce.is_empty() {
            return Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "no address to announce"));
        }
        let candidates = announce.into_iter().map(|ip| SocketAddr::new(ip.to_canonical(), local.port())).collect();
        let router = Router::new(candidates, frames, counters.clone());
        let (arrived, leaving) = (Vec::new(), Vec::new());
        Ok(Shard { socket, router, commands, woken, events, counters, arrived, leaving })
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.socket.local_addr()
    }

    /// Runs until told to stop, or until every handle is gone.
    pub(crate) fn run(mut self) {
        let mut tick = Instant::now();
        loop {
            let now = Instant::now();
            let next = self.router.deadline().map_or(tick, |deadline| deadline.min(tick));
            self.socket.wait(&self.woken, next.saturating_duration_since(now));
            let now = Instant::now();
            if !self.take_commands(now) {
                break;
            }
            self.router.settle(now);
            self.receive(now);
            self.router.expire(now);
            if now >= tick {
                self.router.tick(now);
                tick = now + TICK;
            }
            self.send();
            self.tell();
        }
        self.router.close_all(Instant::now());
        self.send();
    }

    /// Returns whether to go on.
    fn take_commands(&mut self, now: Instant) -> bool {
        let mut crumbs = [0; 64];
        while matches!(self.woken.read(&mut crumbs), Ok(n) if n > 0) {}
        loop {
            match self.commands.try_recv() {
                Ok(Command::Shutdown) | Err(TryRecvError::Disconnected) => return false,
                Ok(command) => self.router.command(now, command),
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    fn receive(&mut self, now: Instant) {
        for _ in 0..BATCHES_IN_A_ROUND {
            self.socket.receive(&mut self.arrived);
            if self.arrived.is_empty() {
                break;
            }
            count(&self.counters.received, self.arrived.len() as u64);
            for (from, datagram) in self.arrived.drain(..) {
                self.router.receive(now, from, datagram);
            }
        }
    }

    fn send(&mut self) {
        self.router.transmit(&mut self.leaving);
        let unsent = self.socket.send(&self.leaving) as u64;
        count(&self.counters.sent, self.leaving.len() as u64 - unsent);
        count(&self.counters.unsent, unsent);
        self.leaving.clear();
    }

    fn tell(&mut self) {
        let events = self.router.events();
        while let Some(event) = events.pop_front() {
            if let Err(tokio::sync::mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
                events.push_front(event);
                break;
            }
        }
        if events.len() > HELD_EVENTS {
            let lost = events.drain(..events.len() - HELD_EVENTS).count();
            self.counters.events_dropped.fetch_add(lost as u64, Ordering::Relaxed);
        }
    }
}
