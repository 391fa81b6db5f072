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

/// Frames that wait for one client: that a full class is moved at once, one frame for each person, and about ten seconds
/// of a busy class. A client that falls further behind is cut off with [`ErrorCode::TooSlow`] and comes
/// back with a snapshot. What several clients wait for is in memory once.
pub const CLIENT_QUEUE: usize = limits::PRESENT + 512;

/// A way to one client. Its connection lasts as long as somebody holds one of these: the actor does until it forgets the
/// client; the socket holds a [`WeakClient`].
#[derive(Debug, Clone)]
pub struct Client {
    /// Which connection.
    pub connection: ConnectionId,
    frames: mpsc::Sender<Utf8Bytes>,
    farewell: Arc<OnceLock<ErrorCode>>,
}

/// A way to a client that does not keep its connection open.
#[derive(Debug, Clone)]
pub struct WeakClient {
    frames: mpsc::WeakSender<Utf8Bytes>,
}

/// What the socket sends: frames until they end, then the reason of the end.
#[derive(Debug)]
pub struct Frames {
    frames: mpsc::Receiver<Utf8Bytes>,
    farewell: Arc<OnceLock<ErrorCode>>,
}

impl Client {
    /// A client and the end from which its socket sends.
    pub fn new(connection: ConnectionId) -> (Self, Frames) {
        let (sender, frames) = mpsc::channel(CLIENT_QUEUE);
        let farewell = Arc::new(OnceLock::new());
        (Client { connection, frames: sender, farewell: Arc::clone(&farewell) }, Frames { frames, farewell })
    }

    /// Queues a frame; false when the client does not keep up or is gone.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.frames.try_send(frame).is_ok()
    }

    /// Says why, once what is queued was sent, and lets go of the connection.
    pub fn close(self, code: ErrorCode) {
        // The first reason stands.
        let _ = self.farewell.set(code);
    }

    /// For the socket itself, to answer by the same queue.
    pub fn downgrade(&self) -> WeakClient {
        WeakClient { frames: self.frames.downgrade() }
    }
}

impl WeakClient {
    /// Queues a frame; false when the client does not keep up or was let go.
    #[must_use]
    pub fn send(&self, frame: Utf8Bytes) -> bool {
        self.frames.upgrade().is_some_and(|frames| frames.try_send(frame).is_ok())
    }
}

impl Frames {
    /// The next frame, or the reason why there will be none. Who was let go without a word did not keep up.
    pub async fn next(&mut self) -> Result<Utf8Bytes, ErrorCode> {
        let reason = || self.farewell.get().copied().unwrap_or(ErrorCode::TooSlow);
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

/// Who is connected, and how to reach them.
#[derive(Default)]
pub struct Clients {
    by_participant: HashMap<ParticipantId, Connected>,
}

impl Clients {
    /// Adds a client.
    pub fn insert(&mut self, participant: ParticipantId, role: Role, client: Client) {
        self.by_participant.insert(participant, Connected { client, role });
    }

    /// From now on, events are filtered for this role.
    pub fn set_role(&mut self, participant: ParticipantId, role: Role) {
        if let Some(connected) = self.by_participant.get_mut(&participant) {
            connected.role = role;
        }
    }

    /// Whether this is the seat's present connection.
    pub fn is_current(&self, participant: ParticipantId, connection: ConnectionId) -> bool {
        self.by_participant.get(&participant).is_some_and(|c| c.client.connection == connection)
    }

    /// Forgets a connection; its socket closes once what is queued was sent.
    pub fn remove(&mut self, participant: ParticipantId, connection: ConnectionId) {
        if self.is_current(participant, connection) {
            self.by_participant.remove(&participant);
        }
    }

    /// Says why, and forgets.
    pub fn close(&mut self, participant: ParticipantId, connection: ConnectionId, code: ErrorCode) {
        if self.is_current(participant, connection)
            && let Some(connected) = self.by_participant.remove(&participant)
        {
            connected.client.close(code);
        }
    }

    /// Says why to all, and forgets them.
    pub fn close_all(&mut self, code: ErrorCode) {
        for (_, connected) in self.by_participant.drain() {
            connected.client.close(code);
        }
    }

    /// A way to a client, if connected.
    pub fn get(&self, participant: ParticipantId) -> Option<&Client> {
        self.by_participant.get(&participant).map(|c| &c.client)
    }

    /// Sends a frame to one.
    pub fn send(&mut self, participant: ParticipantId, down: &Down) {
        if let Some(connected) = self.by_participant.get(&participant)
            && !connected.client.send(text(down))
        {
            self.by_participant.remove(&participant);
        }
    }

    /// Sends an event to all who may see it. Serialised once.
    pub fn broadcast(&mut self, event: &Event, membership: &live::RoomMembership) {
        let frame = text(&Down::Event { event: event.clone() });
        self.by_participant.retain(|participant, connected| {
            !live::visible(event, viewer(*participant, connected.role), membership)
                || connected.client.send(frame.clone())
        });
    }
}
