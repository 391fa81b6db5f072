//! The connected clients of a session.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use axum::extract::ws::Utf8Bytes;
use protocol::{Down, ErrorCode, Event, ParticipantId, Role, limits};
use tokio::sync::mpsc;

use live::ConnectionId;

use super::viewer;

/// Frames that may wait for one client: one for each person when a full class is moved at once, and about ten seconds
/// of a busy class. A client that falls further behind is disconnected with [`ErrorCode::TooSlow`] and comes back with
/// a snapshot. A frame for several clients is in memory once.
pub const CLIENT_QUEUE: usize = limits::PRESENT + 512;

/// The sending end of a client's queue of frames. The connection lasts while one of these exists: the actor keeps it
/// until it forgets the client, and the socket holds a [`WeakClient`].
#[derive(Debug, Clone)]
pub struct Client {
    /// Which connection.
    pub connection: ConnectionId,
    frames: mpsc::Sender<Utf8Bytes>,
    close_reason: Arc<OnceLock<ErrorCode>>,
}

/// A sending end that does not keep the connection open.
#[derive(Debug, Clone)]
pub struct WeakClient {
    frames: mpsc::WeakSender<Utf8Bytes>,
}

/// The receiving end of a client's queue: frames until they end, then the reason of the end.
#[derive(Debug)]
pub struct Frames {
    frames: mpsc::Receiver<Utf8Bytes>,
    close_reason: Arc<OnceLock<ErrorCode>>,
}

impl Client {
    /// Both ends of the queue.
    pub fn new(connection: ConnectionId) -> (Self, Frames) {
        let (sender, frames) = mpsc::channel(CLIENT_QUEUE);
        let close_reason = Arc::new(OnceLock::new());
        (
            Client { connection, frames: sender, close_reason: Arc::clone(&close_reason) },
            Frames { frames, close_reason },
        )
    }

    /// Queues a frame. Returns `false` when the client does not keep up or is gone.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.frames.try_send(frame).is_ok()
    }

    /// Closes the connection, once the frames that wait are sent, and gives the client the reason.
    pub fn close(self, code: ErrorCode) {
        // The first reason counts.
        let _ = self.close_reason.set(code);
    }

    /// The end by which the socket itself answers.
    pub fn downgrade(&self) -> WeakClient {
        WeakClient { frames: self.frames.downgrade() }
    }
}

impl WeakClient {
    /// Queues a frame. Returns `false` when the client does not keep up or was forgotten.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.frames.upgrade().is_some_and(|frames| frames.try_send(frame).is_ok())
    }
}

impl Frames {
    /// The next frame, or the reason why there are no more. A client that was forgotten without a reason did not keep
    /// up.
    pub async fn next(&mut self) -> Result<Utf8Bytes, ErrorCode> {
        let reason = || self.close_reason.get().copied().unwrap_or(ErrorCode::TooSlow);
        self.frames.recv().await.ok_or_else(reason)
    }
}

/// The JSON text of a frame.
pub fn text(down: &Down) -> Utf8Bytes {
    serde_json::to_string(down).expect("frames are made of strings, numbers and maps with string keys").into()
}

struct Connected {
    client: Client,
    role: Role,
}

/// The connected clients, by participant.
#[derive(Default)]
pub struct Clients {
    by_participant: HashMap<ParticipantId, Connected>,
}

impl Clients {
    /// Adds a client.
    pub fn insert(&mut self, participant: ParticipantId, role: Role, client: Client) {
        self.by_participant.insert(participant, Connected { client, role });
    }

    /// Filters events for this role from now on.
    pub fn set_role(&mut self, participant: ParticipantId, role: Role) {
        if let Some(connected) = self.by_participant.get_mut(&participant) {
            connected.role = role;
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

    /// Forgets a connection, and gives the client the reason.
    pub fn close(&mut self, participant: ParticipantId, connection: ConnectionId, code: ErrorCode) {
        if self.is_current(participant, connection)
            && let Some(connected) = self.by_participant.remove(&participant)
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
        if let Some(connected) = self.by_participant.get(&participant)
            && !connected.client.send(text(down))
        {
            self.by_participant.remove(&participant);
        }
    }

    /// Sends an event to all clients that may see it. The event is serialised once.
    pub fn broadcast(&mut self, event: &Event, membership: &live::RoomMembership) {
        let frame = text(&Down::Event { event: event.clone() });
        self.by_participant.retain(|participant, connected| {
            !live::visible(event, viewer(*participant, connected.role), membership)
                || connected.client.send(frame.clone())
        });
    }
}
