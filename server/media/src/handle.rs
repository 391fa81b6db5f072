//! The handle: commands to the shard thread.

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

/// Commands that may wait. A shard takes all of them every few milliseconds, so a full queue means a stalled shard; the
/// caller then waits, since a forgotten placement would be heard.
const COMMANDS: usize = 1024;
/// Events that may wait: some seconds of a large class arriving at once. The shard holds back what does not fit.
const EVENTS: usize = 4096;
/// Frames that may wait: two seconds of 20 cameras and 20 microphones. What does not fit is dropped and counted.
const FRAMES: usize = 4096;

/// The handle to the media plane. Clones name the same one. Methods return at once unless said otherwise.
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
    /// Binds the socket and starts the shard thread. Returns the handle, what happens, and what is tapped.
    pub fn start(config: MediaConfig) -> io::Result<(Media, mpsc::Receiver<MediaEvent>, mpsc::Receiver<TapFrame>)> {
        let (command_in, command_out) = sync_channel(COMMANDS);
        let (event_in, event_out) = mpsc::channel(EVENTS);
        let (frame_in, frame_out) = mpsc::channel(FRAMES);
        let (waker, woken) = UnixStream::pair()?;
        waker.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let counters = Arc::new(Counters::default());
        let shard = Shard::new(config, command_out, woken, event_in, frame_in, counters.clone())?;
        let local_addr = shard.local_addr();
        let thread = std::thread::Builder::new().name("media-shard".into()).spawn(move || shard.run())?;
        let thread = Mutex::new(Some(thread));
        let shared = Shared { commands: command_in, waker, counters, local_addr, thread };
        Ok((Media { shared: Arc::new(shared) }, event_out, frame_out))
    }

    /// Where the socket is bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.shared.local_addr
    }

    /// Hands over an SDP offer, at once; the future is the answer.
    pub fn offer(
        &self,
        peer: PeerKey,
        offer: Offer,
    ) -> impl Future<Output = Result<String, OfferError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Offer { peer, offer, reply });
        async { answer.await.unwrap_or(Err(OfferError::Stopped)) }
    }

    /// What a peer's video slots shall show. The whole wish: slots that are not listed rest. It holds across reconnects
    /// of either side, and begins when the track does.
    pub fn watch(&self, peer: PeerKey, slots: Vec<Watch>) {
        self.send(Command::Watch { peer, slots });
    }

    /// Who hears a peer and whom it hears. May precede the offer.
    pub fn place(&self, peer: PeerKey, placement: Placement) {
        self.send(Command::Place { peer, placement });
    }

    /// Opens or closes a track: what comes in on a closed one is dropped. Tracks are open unless closed. May precede
    /// the offer.
    pub fn gate(&self, peer: PeerKey, source: Source, open: bool) {
        self.send(Command::Gate { peer, source, open });
    }

    /// Which of a peer's tracks yield [`TapFrame`]s. Replaces the last choice. May precede the offer.
    pub fn tap(&self, peer: PeerKey, sources: Vec<Source>) {
        self.send(Command::Tap { peer, sources });
    }

    /// Closes a peer's connection and forgets all that was wished about it.
    pub fn close(&self, peer: PeerKey) {
        self.send(Command::Close { peer });
    }

    /// Stops the shard and waits for its thread. Peers are told that the connection is closed.
    pub fn shutdown(&self) {
        self.send(Command::Shutdown);
        let thread = self.shared.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the media shard had panicked");
        }
    }

    /// The counters.
    pub fn stats(&self) -> Stats {
        self.shared.counters.read()
    }

    fn send(&self, command: Command) {
        if self.shared.commands.send(command).is_ok() {
            // A full pipe has a wake-up waiting already.
            let _ = (&self.shared.waker).write(&[1]);
        }
    }
}
