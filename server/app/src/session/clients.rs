//! The connected clients of a session.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use axum::extract::ws::Utf8Bytes;
use protocol::{Down, ErrorCode, ParticipantId, Role, SealedEvent, Seq};
use tokio::sync::{Notify, mpsc};

use live::ConnectionId;

use crate::client_address::ClientAddress;

use super::{
    outbox::{BatchEvents, Outbox},
    viewer,
    waiting_bytes::{AllWaiting, WaitingBytes},
};

/// Frames that may wait for one client: about ten seconds of a busy class. A client that falls further behind is
/// disconnected with [`ErrorCode::TooSlow`] and comes back with a snapshot. A frame for several clients is in memory once.
const CLIENT_QUEUE: usize = 1_024;

/// Frames that a socket takes from the queue at once, to hand them to the network together.
const FRAMES_AT_ONCE: usize = 64;

/// The sending end of a client's queue of frames. The connection lasts while one of these exists: the actor keeps it
/// until it forgets the client, and the socket holds a [`WeakClient`].
#[derive(Debug, Clone)]
pub struct Client {
    /// Which connection.
    pub connection: ConnectionId,
    /// Where it comes from.
    pub address: ClientAddress,
    frames: mpsc::Sender<Utf8Bytes>,
    waiting: WaitingBytes,
    end: Arc<End>,
}

/// How a connection ends.
#[derive(Debug, Default)]
struct End {
    reason: OnceLock<ErrorCode>,
    /// Told when what waits is not to be sent any more.
    at_once: Notify,
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
    end: Arc<End>,
}

impl Client {
    /// Both ends of the queue.
    pub fn new(connection: ConnectionId, address: ClientAddress, all: &AllWaiting) -> (Self, Frames) {
        let (sender, frames) = mpsc::channel(CLIENT_QUEUE);
        let (end, waiting) = (Arc::<End>::default(), WaitingBytes::new(all));
        (
            Client { connection, address, frames: sender, waiting: waiting.clone(), end: Arc::clone(&end) },
            Frames { frames, waiting, taken: 0, end },
        )
    }

    /// Queues a frame. Returns `false` when the client does not keep up or is gone.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.waiting.add(frame.len()) && self.frames.try_send(frame).is_ok()
    }

    /// Closes the connection, once the frames that wait are sent, and gives the client the reason.
    pub fn close(self, code: ErrorCode) {
        // The first reason counts.
        let _ = self.end.reason.set(code);
    }

    /// Closes the connection now, and gives the client the reason: what waits is for nobody any more.
    pub fn cut_off(self, code: ErrorCode) {
        let _ = self.end.reason.set(code);
        self.end.at_once.notify_one();
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
        self.frames.upgrade().is_some_and(|frames| self.waiting.add(frame.len()) && frames.try_send(frame).is_ok())
    }
}

/// Tells when a client is cut off, also while a frame is on its way to it.
pub struct CutOff(Arc<End>);

impl Frames {
    /// What tells when the client is cut off.
    pub fn cut_off(&self) -> CutOff {
        CutOff(Arc::clone(&self.end))
    }

    /// The next frames, at least one; or the reason why there are no more. A client that was forgotten without a reason
    /// did not keep up.
    pub async fn next(&mut self) -> Result<Vec<Utf8Bytes>, ErrorCode> {
        self.waiting.subtract(std::mem::take(&mut self.taken));
        let mut next: Vec<Utf8Bytes> = Vec::new();
        match self.frames.recv_many(&mut next, FRAMES_AT_ONCE).await {
            0 => Err(self.end.reason.get().copied().unwrap_or(ErrorCode::TooSlow)),
            _ => {
                self.taken = next.iter().map(|frame| frame.len()).sum();
                Ok(next)
            }
        }
    }
}

impl CutOff {
    /// Waits until the client is cut off. Returns the reason.
    pub async fn wait(&self) -> ErrorCode {
        self.0.at_once.notified().await;
        self.0.reason.get().copied().unwrap_or(ErrorCode::TooSlow)
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

    /// Forgets a connection, and gives the client the reason after what was sent to it. One that another connection of the same
    /// client follows gets nothing more.
    pub fn close(&mut self, participant: ParticipantId, connection: ConnectionId, code: ErrorCode) {
        if !self.is_current(participant, connection) {
            return;
        }
        let Some(mut connected) = self.by_participant.remove(&participant) else { return };
        if code == ErrorCode::Superseded {
            connected.client.cut_off(code);
        } else if connected.flush(&mut self.batch) {
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

    /// Sends a frame to all clients.
    pub fn send_all(&mut self, down: &Down) {
        let frame = text(down);
        self.by_participant.values_mut().for_each(|connected| connected.outbox.frame(frame.clone()));
    }

    /// Sends a frame to all clients of staff.
    pub fn send_staff(&mut self, down: &Down) {
        let frame = text(down);
        let staff = self.by_participant.values_mut().filter(|connected| connected.role.is_staff());
        staff.for_each(|connected| connected.outbox.frame(frame.clone()));
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
