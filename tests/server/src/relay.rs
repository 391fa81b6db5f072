//! A bad network: a UDP relay between one client and the server, which loses datagrams.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::SystemTime,
};

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use tokio::{net::UdpSocket, task::JoinHandle};

/// Longer than any datagram of WebRTC.
const DATAGRAM: usize = 2_048;

/// The seed of a test's losses: `MERIDIAN_LOSS_SEED`, else a random one. It is printed, so that a failed test can be
/// repeated.
pub fn seed() -> u64 {
    let now = || SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64);
    let seed = match std::env::var("MERIDIAN_LOSS_SEED") {
        Ok(text) => text.parse().expect("MERIDIAN_LOSS_SEED is a number"),
        Err(_) => now(),
    };
    println!("MERIDIAN_LOSS_SEED={seed}");
    seed
}

/// One direction of the relay.
#[derive(Debug, Default)]
struct Direction {
    loss_percent: AtomicU32,
    passed: AtomicU64,
    dropped: AtomicU64,
}

impl Direction {
    /// Whether the next datagram passes.
    fn passes(&self, dice: &mut impl Rng) -> bool {
        let passes = dice.random_range(0..100) >= self.loss_percent.load(Ordering::Relaxed);
        let counter = if passes { &self.passed } else { &self.dropped };
        counter.fetch_add(1, Ordering::Relaxed);
        passes
    }
}

/// A running relay. It loses nothing at first.
pub struct Relay {
    address: SocketAddr,
    server: SocketAddr,
    up: Arc<Direction>,
    down: Arc<Direction>,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// A relay to the server's media port. The first client that sends is its only one.
    pub async fn start(server: SocketAddr, seed: u64) -> Relay {
        let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        let (near, far) = (bind().await.expect("a socket"), bind().await.expect("a socket"));
        far.connect(server).await.expect("a connected socket");
        let address = near.local_addr().expect("a bound socket");
        let (up, down) = (Arc::<Direction>::default(), Arc::<Direction>::default());
        let task = tokio::spawn(carry(near, far, Arc::clone(&up), Arc::clone(&down), StdRng::seed_from_u64(seed)));
        Relay { address, server, up, down, task }
    }

    /// The server's answer, with the relay's address in place of the server's.
    pub fn redirect(&self, answer: &str) -> String {
        let candidate = |address: SocketAddr| format!(" {} {} typ host", address.ip(), address.port());
        let redirected = answer.replace(&candidate(self.server), &candidate(self.address));
        assert_ne!(redirected, answer, "the server's address stands in the answer");
        redirected
    }

    /// Loses `percent` of a hundred datagrams on average from now on, in each direction.
    pub fn lose(&self, percent: u32) {
        self.up.loss_percent.store(percent, Ordering::Relaxed);
        self.lose_from_server(percent);
    }

    /// As [`Relay::lose`], on the way from the server only.
    pub fn lose_from_server(&self, percent: u32) {
        self.down.loss_percent.store(percent, Ordering::Relaxed);
    }

    /// How many datagrams were lost on the way to the server, and from it.
    pub fn dropped(&self) -> (u64, u64) {
        (self.up.dropped.load(Ordering::Relaxed), self.down.dropped.load(Ordering::Relaxed))
    }

    /// How many datagrams passed on the way to the server, and from it.
    pub fn passed(&self) -> (u64, u64) {
        (self.up.passed.load(Ordering::Relaxed), self.down.passed.load(Ordering::Relaxed))
    }
}

/// Carries datagrams both ways. A datagram that a socket refuses is lost, as in any network.
async fn carry(near: UdpSocket, far: UdpSocket, up: Arc<Direction>, down: Arc<Direction>, mut dice: StdRng) {
    let (mut from_client, mut from_server) = ([0; DATAGRAM], [0; DATAGRAM]);
    let mut client = None;
    loop {
        tokio::select! {
            Ok((length, from)) = near.recv_from(&mut from_client) => {
                client = Some(from);
                if up.passes(&mut dice) {
                    let _ = far.send(&from_client[..length]).await;
                }
            }
            Ok(length) = far.recv(&mut from_server) => {
                if let Some(client) = client.filter(|_| down.passes(&mut dice)) {
                    let _ = near.send_to(&from_server[..length], client).await;
                }
            }
            else => return,
        }
    }
}
