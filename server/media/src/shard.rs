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
    router::Router,
    socket::{BatchSocket, Outgoing, machine_addresses},
};

/// How often everything that has no deadline of its own is looked at: layers, active speakers, missing keyframes.
const TICK: Duration = Duration::from_millis(20);
/// Batches received before sending. This bounds how long a packet waits behind others to a few milliseconds.
const BATCHES_IN_A_ROUND: usize = 4;
/// Offers answered before receiving. Each takes some milliseconds, while everybody's packets wait: so they wait for one at most.
const OFFERS_IN_A_ROUND: usize = 1;
/// Events held back while their receiver's queue is full: seconds of a large class in which everything changes at once.
const HELD_EVENTS: usize = 16_384;

/// A shard: one thread, one socket, its peers.
pub(crate) struct Shard {
    socket: BatchSocket,
    router: Router,
    commands: Receiver<Command>,
    woken: UnixStream,
    /// Whether commands may have been left for the next round.
    behind: bool,
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
        Ok(Shard { socket, router, commands, woken, behind: false, events, counters, arrived, leaving })
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
            let patience = if self.behind { Duration::ZERO } else { next.saturating_duration_since(now) };
            self.socket.wait(&self.woken, patience);
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

    /// Carries out the waiting commands in order, up to [`OFFERS_IN_A_ROUND`] offers. Returns whether to go on.
    fn take_commands(&mut self, now: Instant) -> bool {
        let mut crumbs = [0; 64];
        while matches!(self.woken.read(&mut crumbs), Ok(n) if n > 0) {}
        let mut offers = 0;
        while offers < OFFERS_IN_A_ROUND {
            match self.commands.try_recv() {
                Ok(Command::Shutdown) | Err(TryRecvError::Disconnected) => return false,
                Ok(command) => {
                    offers += usize::from(matches!(command, Command::Offer { .. }));
                    self.router.command(now, command);
                }
                Err(TryRecvError::Empty) => {
                    self.behind = false;
                    return true;
                }
            }
        }
        self.behind = true;
        true
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

#[cfg(test)]
mod tests {
    use tokio::sync::{mpsc, oneshot};

    use super::*;
    use crate::{Offer, PeerKey};

    #[test]
    fn many_offers_are_answered_in_several_rounds_and_in_order() {
        let (command_in, commands) = std::sync::mpsc::sync_channel(64);
        let (_waker, woken) = UnixStream::pair().unwrap();
        woken.set_nonblocking(true).unwrap();
        let config = MediaConfig { listen: ([127, 0, 0, 1], 0).into(), announce: vec![] };
        let (events, frames) = (mpsc::channel(1).0, mpsc::channel(1).0);
        let mut shard = Shard::new(config, commands, woken, events, frames, Arc::default()).unwrap();
        let mut answers: Vec<_> = (0..2 * OFFERS_IN_A_ROUND)
            .map(|_| {
                let (reply, answer) = oneshot::channel();
                let offer = Offer { sdp: String::new(), fresh: true, sends: vec![] };
                command_in.send(Command::Offer { peer: PeerKey(1), offer, reply }).unwrap();
                answer
            })
            .collect();
        let mut answered = || answers.iter_mut().map(|answer| usize::from(answer.try_recv().is_ok())).sum::<usize>();
        for left in [true, true, false] {
            assert!(shard.take_commands(Instant::now()));
            assert_eq!(shard.behind, left);
            assert_eq!(answered(), if left { OFFERS_IN_A_ROUND } else { 0 });
        }
    }
}
