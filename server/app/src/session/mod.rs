//! A live session: one task that owns its `live::Session` and carries out what that decides.

mod actor;
mod clients;
mod media_inbox;
mod seats;
mod session_media;
mod welcome;

pub use actor::{Actor, ActorError};
pub use clients::{Client, Clients, Frames, WeakClient, text};
pub use live::ConnectionId;
pub use media_inbox::{MediaInbox, MediaNews};
pub use seats::project_seats;
pub use session_media::SessionMedia;

use protocol::{Command, ParticipantId, Refusal, Role, Seq};
use store::SeatRow;
use tokio::sync::{mpsc, oneshot};

/// Messages to an actor that wait: a class of 600 who all act within one commit (a few milliseconds). A sender
/// that finds the queue full waits, which slows its own WebSocket and nothing else.
pub const QUEUE: usize = 1_024;

/// A message to an actor.
#[derive(Debug)]
pub enum Message {
    /// A WebSocket with a valid token.
    Connect {
        /// Whose.
        seat: Box<SeatRow>,
        /// The last event that the client has.
        resume: Option<Seq>,
        /// Where to send to.
        client: Client,
        /// Told whether it is in.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// A WebSocket is gone.
    Disconnected {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        connection: ConnectionId,
    },
    /// A command.
    Command {
        /// Whose.
        participant: ParticipantId,
        /// By which connection.
        connection: ConnectionId,
        /// The client's number for it.
        id: u32,
        /// It.
        command: Command,
    },
    /// Asks how the session is.
    Status {
        /// Who wants to know; nobody in particular when absent.
        of: Option<ParticipantId>,
        /// Told.
        reply: oneshot::Sender<Status>,
    },
    /// The server stops: tell everybody, finish what is open.
    Drain(oneshot::Sender<()>),
}

/// How a session is, for lists and the timeline.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    /// Class time.
    pub now: protocol::Millis,
    /// How many are present.
    pub present: u32,
    /// How the class is set.
    pub settings: protocol::Settings,
    /// Whether who asked is, or was, in class.
    pub known: bool,
}

/// Who sees: filters events and snapshots.
pub fn viewer(participant: ParticipantId, role: Role) -> live::Viewer {
    live::Viewer { participant, role }
}

/// Sends to an actor.
pub type Sender = mpsc::Sender<Message>;
