//! The handle to the media plane: sends commands to the shard thread.

use std::{
    io::{self, Write},
    net::SocketAddr,
    os::unix::net::UnixStream,
    sync::{
        Arc, Mutex,
        mpsc::{SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use protocol::Source;
use tokio::sync::{mpsc, oneshot};

use crate::{
    MediaConfig, MediaEvent, Offer, OfferError, PeerKey, Placement, Stats, TapFrame, Watch, command::Command,
    counters::Counters, shard::Shard,
};

/// Commands that may wait. A shard takes all of them every few milliseconds, so a full queue means a stalled shard. The
/// caller then waits, because a lost placement would leave people heard in a room that they have left.
const COMMANDS: usize = 1024;
/// Events that may wait: some seconds of a large class arriving at once. The shard holds back events that do not fit.
const EVENTS: usize = 4096;
/// Frames that may wait: two seconds of 20 cameras and 20 microphones. Frames that do not fit are dropped and counted.
const FRAMES: usize = 4096;

/// The handle to the media plane. Clones name the same media plane. Methods return at once unless said otherwise.
#[derive(Clone)]
pub struct Media {
    shared: Arc<Shared>,
}

struct Shared {
    commands: SyncSender<Command>,
    waker: UnixStream,
    counters: Arc<Counters>,
    local_addr: SocketAddr,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Media {
    /// Binds the socket and starts the shard thread. Returns the handle, the events, and the frames of tapped tracks.
    pub fn start(config: MediaConfig) -> io::Result<(Media, mpsc::Receiver<MediaEvent>, mpsc::Receiver<TapFrame>)> {
        let (command_in, command_out) = sync_channel(COMMANDS);
        let (event_in, event_out) = mpsc::channel(EVENTS);
        let (frame_in, frame_out) = mpsc::channel(FRAMES);
        let (waker, woken) = UnixStream::pair()?;
        waker.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let counters = Arc::new(Counters::default());
        let shard = Shard::new(config, command_out, (waker.try_clone()?, woken), event_in, frame_in, counters.clone())?;
        let local_addr = shard.local_addr();
        let thread = std::thread::Builder::new().name("media-shard".into()).spawn(move || shard.run())?;
        let thread = Mutex::new(Some(thread));
        let shared = Shared { commands: command_in, waker, counters, local_addr, thread };
        Ok((Media { shared: Arc::new(shared) }, event_out, frame_out))
    }

    /// The address to which the socket is bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.shared.local_addr
    }

    /// Hands over an SDP offer at once. The future yields the answer.
    pub fn offer(
        &self,
        peer: PeerKey,
        offer: Offer,
    ) -> impl Future<Output = Result<String, OfferError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Offer { peer, offer, reply });
        async { answer.await.unwrap_or(Err(OfferError::Stopped)) }
    }

    /// Sets what a peer's video slots show. Slots that are not listed carry nothing. A track that is
    /// listed several times is shown once, in the first slot. The setting holds across reconnects of either side, also
    /// for a track that begins later.
    pub fn watch(&self, peer: PeerKey, slots: Vec<Watch>) {
        self.send(Command::Watch { peer, slots });
    }

    /// Sets who hears a peer and whom it hears. May precede the offer.
    pub fn place(&self, peer: PeerKey, placement: Placement) {
        self.send(Command::Place { peer, placement });
    }

    /// Reserves a place among the active speakers for a peer, or gives the place up. A peer with a reserved place is heard
    /// as soon as it speaks, however loud other peers claim to be. May precede the offer.
    pub fn reserve(&self, peer: PeerKey, reserved: bool) {
        self.send(Command::Reserve { peer, reserved });
    }

    /// Opens or closes a track. Packets of a closed track are dropped. Tracks are open unless closed. May precede the
    /// offer.
    pub fn gate(&self, peer: PeerKey, source: Source, open: bool) {
        self.send(Command::Gate { peer, source, open });
    }

    /// Sets which of a peer's tracks yield [`TapFrame`]s, instead of those set before. May precede the offer.
    pub fn tap(&self, peer: PeerKey, sources: Vec<Source>) {
        self.send(Command::Tap { peer, sources });
    }

    /// Closes a peer's connection and forgets everything that was set for the peer.
    pub fn close(&self, peer: PeerKey) {
        self.send(Command::Close { peer });
    }

    /// Stops the shard and waits for its thread. Peers are told that their connections are closed.
    pub fn shutdown(&self) {
        self.send(Command::Shutdown);
        let thread = self.shared.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the media shard had panicked");
        }
    }

    /// The counters since the start.
    pub fn stats(&self) -> Stats {
        self.shared.counters.read()
    }

    fn send(&self, command: Command) {
        if self.shared.commands.send(command).is_ok() {
            // A full pipe already holds a wake-up.
            let _ = (&self.shared.waker).write(&[1]);
        }
    }
}
