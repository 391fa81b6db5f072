//! The connected clients of a session.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use protocol::{Down, ErrorCode, ParticipantId, Role, SealedEvent, Seq};
use tokio::sync::mpsc;

use live::ConnectionId;

use super::{
    outbox::{BatchEvents, Outbox},
    viewer,
};

/// Frames that may wait for one client: about ten seconds of a busy class. A client that falls further behind is
/// disconnected with [`ErrorCode::TooSlow`] and comes back with a snapshot. A frame for several clients is in memory once.
const CLIENT_QUEUE: usize = 1_024;

/// Bytes that may wait for one client: two of the largest snapshots, or half a minute of a class with five hundred
/// events of 300 bytes each second.
const CLIENT_QUEUE_BYTES: usize = 4 * 1024 * 1024;

/// Frames that a socket takes from the queue at once, to hand them to the network together.
const FRAMES_AT_ONCE: usize = 64;

/// The sending end of a client's queue of frames. The connection lasts while one of these exists: the actor keeps it
/// until it forgets the client, and the socket holds a [`WeakClient`].
#[derive(Debug, Clone)]
pub struct Client {
    /// Which connection.
    pub connection: ConnectionId,
    frames: mpsc::Sender<Utf8Bytes>,
    waiting: WaitingBytes,
    close_reason: Arc<OnceLock<ErrorCode>>,
}

/// A sending end that does not keep the connection open.
#[derive(Debug, Clone)]
pub struct WeakClient {
    frames: mpsc::WeakSender<Utf8Bytes>,
    waiting: WaitingBytes,
}

/// The receiving end of a client's queue: frames until they end, then the reason of the end.
#[derive(Debug)]
pub struct Frames {
    frames: mpsc::Receiver<Utf8Bytes>,
    waiting: WaitingBytes,
    /// The bytes of the frames that were taken last: they wait until the next are asked for.
    taken: usize,
    close_reason: Arc<OnceLock<ErrorCode>>,
}

/// How many bytes wait for a client.
#[derive(Debug, Clone, Default)]
struct WaitingBytes(Arc<AtomicUsize>);

impl WaitingBytes {
    /// Counts a frame, if it may wait. A frame that is the only one may be of any size.
    fn add(&self, frame: &Utf8Bytes) -> bool {
        let before = self.0.fetch_add(frame.len(), Ordering::Relaxed);
        before == 0 || before + frame.len() <= CLIENT_QUEUE_BYTES
    }

    fn subtract(&self, bytes: usize) {
        self.0.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Client {
    /// Both ends of the queue.
    pub fn new(connection: ConnectionId) -> (Self, Frames) {
        let (sender, frames) = mpsc::channel(CLIENT_QUEUE);
        let (close_reason, waiting) = (Arc::new(OnceLock::new()), WaitingBytes::default());
        (
            Client { connection, frames: sender, waiting: waiting.clone(), close_reason: Arc::clone(&close_reason) },
            Frames { frames, waiting, taken: 0, close_reason },
        )
    }

    /// Queues a frame. Returns `false` when the client does not keep up or is gone.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.waiting.add(&frame) && self.frames.try_send(frame).is_ok()
    }

    /// Closes the connection, once the frames that wait are sent, and gives the client the reason.
    pub fn close(self, code: ErrorCode) {
        // The first reason counts.
        let _ = self.close_reason.set(code);
    }

    /// The sending end through which the socket itself answers.
    pub fn downgrade(&self) -> WeakClient {
        WeakClient { frames: self.frames.downgrade(), waiting: self.waiting.clone() }
    }
}

impl WeakClient {
    /// Queues a frame. Returns `false` when the client does not keep up or was forgotten.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.frames.upgrade().is_some_and(|frames| self.waiting.add(&frame) && frames.try_send(frame).is_ok())
    }
}

impl Frames {
    /// The next frames, at least one; or the reason why there are no more. A client that was forgotten without a reason
    /// did not keep up.
    pub async fn next(&mut self) -> Result<Vec<Utf8Bytes>, ErrorCode> {
        self.waiting.subtract(std::mem::take(&mut self.taken));
        let mut next: Vec<Utf8Bytes> = Vec::new();
        match self.frames.recv_many(&mut next, FRAMES_AT_ONCE).await {
            0 => Err(self.close_reason.get().copied().unwrap_or(ErrorCode::TooSlow)),
            _ => {
                self.taken = next.iter().map(|frame| frame.len()).sum();
                Ok(next)
            }
        }
    }
}

/// The JSON text of a frame.
pub fn text(down: &Down) -> Utf8Bytes {
    serde_json::to_string(down).expect("frames are made of strings, numbers and maps with string keys").into()
}

struct Connected {
    client: Client,
    role: Role,
    /// The last event that the client's welcome contains.
    known: Seq,
    outbox: Outbox,
}

impl Connected {
    /// Sends what the batch has for this client. Returns `false` when the client does not keep up or is gone.
    fn flush(&mut self, batch: &mut BatchEvents) -> bool {
        self.outbox.take(batch).into_iter().all(|frame| self.client.send(frame))
    }
}

/// The connected clients, by participant. What is sent to them goes out at [`Clients::flush`], the end of a batch.
#[derive(Default)]
pub struct Clients {
    by_participant: HashMap<ParticipantId, Connected>,
    batch: BatchEvents,
}

impl Clients {
    /// Adds a client whose welcome is on its way and contains the events up to `known`.
    pub fn insert(&mut self, participant: ParticipantId, role: Role, known: Seq, client: Client) {
        let outbox = Outbox::default();
        self.by_participant.insert(participant, Connected { client, role, known, outbox });
    }

    /// Sends a new welcome, which contains the events up to `known`, and filters events for this role from now on.
    pub fn welcome_anew(&mut self, participant: ParticipantId, role: Role, known: Seq, frames: Vec<Utf8Bytes>) {
        if let Some(connected) = self.by_participant.get_mut(&participant) {
            (connected.role, connected.known) = (role, known);
            frames.into_iter().for_each(|frame| connected.outbox.frame(frame));
        }
    }

    /// Whether this is the participant's current connection.
    pub fn is_current(&self, participant: ParticipantId, connection: ConnectionId) -> bool {
        self.by_participant.get(&participant).is_some_and(|c| c.client.connection == connection)
    }

    /// Forgets a connection. Its socket closes once the frames that wait are sent.
    pub fn remove(&mut self, participant: ParticipantId, connection: ConnectionId) {
        if self.is_current(participant, connection) {
            self.by_participant.remove(&participant);
        }
    }

    /// Forgets a connection, and gives the client the reason after what was sent to it.
    pub fn close(&mut self, participant: ParticipantId, connection: ConnectionId, code: ErrorCode) {
        if self.is_current(participant, connection)
            && let Some(mut connected) = self.by_participant.remove(&participant)
            && connected.flush(&mut self.batch)
        {
            connected.client.close(code);
        }
    }

    /// Forgets all connections, and gives the clients the reason.
    pub fn close_all(&mut self, code: ErrorCode) {
        for (_, connected) in self.by_participant.drain() {
            connected.client.close(code);
        }
    }

    /// A participant's client, if connected.
    pub fn get(&self, participant: ParticipantId) -> Option<&Client> {
        self.by_participant.get(&participant).map(|c| &c.client)
    }

    /// Sends a frame to one client.
    pub fn send(&mut self, participant: ParticipantId, down: &Down) {
        if let Some(connected) = self.by_participant.get_mut(&participant) {
            connected.outbox.frame(text(down));
        }
    }

    /// Sends an event to all clients that may see it and do not have it by their welcome.
    pub fn broadcast(&mut self, event: SealedEvent, membership: &live::RoomMembership) {
        for (participant, connected) in &mut self.by_participant {
            let you = viewer(*participant, connected.role);
            if event.seq() > connected.known && live::visible(event.event(), you, membership) {
                connected.outbox.event(event.seq());
            }
        }
        self.batch.push(event);
    }

    /// Ends a batch: each client gets its events that follow one another as one frame, and all its frames at once. Those who
    /// do not keep up are forgotten.
    pub fn flush(&mut self) {
        self.by_participant.retain(|_, connected| connected.flush(&mut self.batch));
        self.batch.clear();
    }
}
