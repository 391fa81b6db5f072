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
    command::Command,
    counters::{Counters, count},
    negotiator::Negotiator,
    router::Router,
    socket::{BatchSocket, Outgoing, machine_addresses},
};

/// How often everything that has no deadline of its own is looked at: layers, active speakers, missing keyframes.
const TICK: Duration = Duration::from_millis(20);
/// Batches received before sending. This bounds how long a packet waits behind others to a few milliseconds.
const BATCHES_IN_A_ROUND: usize = 4;
/// Events held back while their receiver's queue is full: seconds of a large class in which everything changes at once.
const HELD_EVENTS: usize = 16_384;

/// A shard: one thread, one socket, its peers.
pub(crate) struct Shard {
    socket: BatchSocket,
    router: Router,
    commands: Receiver<Command>,
    woken: UnixStream,
    negotiator: Negotiator,
    events: Sender<MediaEvent>,
    counters: Arc<Counters>,
    arrived: Vec<(SocketAddr, BytesMut)>,
    leaving: Vec<Outgoing>,
}

impl Shard {
    pub(crate) fn new(
        config: MediaConfig,
        commands: Receiver<Command>,
        (waker, woken): (UnixStream, UnixStream),
        events: Sender<MediaEvent>,
        frames: Sender<TapFrame>,
        counters: Arc<Counters>,
    ) -> io::Result<Shard> {
        let socket = BatchSocket::bind(config.listen, config.this_machine_alone)?;
        let local = socket.local_addr();
        let announce = if config.announce.is_empty() { machine_addresses(local) } else { config.announce };
        if announce.is_empty() {
            return Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "no address to announce"));
        }
        let candidates = announce.into_iter().map(|ip| SocketAddr::new(ip.to_canonical(), local.port())).collect();
        let router = Router::new(candidates, frames, counters.clone());
        let negotiator = Negotiator::start(waker)?;
        let (arrived, leaving) = (Vec::new(), Vec::new());
        Ok(Shard { socket, router, commands, woken, negotiator, events, counters, arrived, leaving })
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.socket.local_addr()
    }

    /// Runs until told to stop, or until every handle is dropped.
    pub(crate) fn run(mut self) {
        let mut tick = Instant::now();
        loop {
            let now = Instant::now();
            let next = self.router.deadline().map_or(tick, |deadline| deadline.min(tick));
            self.socket.wait(&self.woken, next.saturating_duration_since(now));
            self.read_crumbs();
            let done = self.negotiator.take();
            let now = Instant::now();
            if let Some(done) = done {
                self.router.answered(now, done);
            }
            if !self.take_commands(now) {
                break;
            }
            if let Some(job) = self.router.next_offer(now) {
                self.negotiator.give(job);
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
        if self.router.is_offer_under_way()
            && let Some(done) = self.negotiator.wait()
        {
            self.router.answered(Instant::now(), done);
        }
        self.send();
    }

    /// Empties the pipe that wakes this thread, before it looks for what the pipe told of.
    fn read_crumbs(&mut self) {
        let mut crumbs = [0; 64];
        while matches!(self.woken.read(&mut crumbs), Ok(n) if n > 0) {}
    }

    /// Carries out the waiting commands in order. Returns whether to go on.
    fn take_commands(&mut self, now: Instant) -> bool {
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
