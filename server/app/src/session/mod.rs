//! A live session: one task, the actor, owns the `live::Session` and carries out what it decides.

mod actor;
mod carried_out;
mod clients;
mod media_inbox;
mod outbox;
mod rebuild;
mod recent;
mod session_media;
mod waiting_bytes;
mod welcome;

pub use actor::{Actor, ActorError};
pub use carried_out::{CarriedOut, entries};
pub use clients::{Client, Clients, CutOff, Frames, WeakClient, text};
pub use live::ConnectionId;
pub use media_inbox::{MediaInbox, MediaNews};
pub use rebuild::rebuild;
pub use recent::RecentEvents;
pub use session_media::SessionMedia;
pub use waiting_bytes::AllWaiting;

use protocol::{Command, CommandId, ParticipantId, Refusal, Role, RoomId, Seq};
use store::SeatRow;
use tokio::sync::{mpsc, oneshot};

/// Messages that may wait for an actor: of a class of 600 who all act within one commit (a few milliseconds). A sender
/// that finds the queue full waits, which slows its own WebSocket and nothing else.
pub const QUEUE: usize = 1_024;

/// A client that asks to be admitted.
#[derive(Debug)]
pub struct Admission {
    /// The seat of its token.
    pub seat: Box<SeatRow>,
    /// The last event that it has.
    pub resume: Option<Seq>,
    /// The sending end for its frames.
    pub client: Client,
    /// Receives whether it is admitted.
    pub reply: oneshot::Sender<Result<(), Refusal>>,
}

/// A message to an actor.
#[derive(Debug)]
pub enum Message {
    /// A WebSocket with a valid token was opened.
    Connect(Admission),
    /// A WebSocket was closed.
    Disconnected {
        /// Its participant.
        participant: ParticipantId,
        /// Which of the participant's connections.
        connection: ConnectionId,
    },
    /// The sign-in has ended by which the seat of a WebSocket was taken. Its sound and pictures end at once, not when the seat is
    /// given up: whoever has the seat may come back to it elsewhere.
    SignedOut {
        /// Its participant.
        participant: ParticipantId,
        /// Which of the participant's connections.
        connection: ConnectionId,
    },
    /// Who is expected from now on.
    Expect(live::Expected),
    /// Nothing is heard of a client, or something is again.
    Away {
        /// The seat.
        participant: ParticipantId,
        /// The connection.
        connection: ConnectionId,
        /// Whether nothing is heard.
        away: bool,
    },
    /// A client sent a command.
    Command {
        /// Its participant.
        participant: ParticipantId,
        /// The participant's connection that sent it.
        connection: ConnectionId,
        /// The client's number for the command.
        id: CommandId,
        /// The command.
        command: Command,
    },
    /// Somebody with a seat acts with a moved cursor.
    Later {
        /// The act, for the session.
        input: Box<live::Input>,
        /// Who acts, and their client's number for the act.
        command: (ParticipantId, CommandId),
        /// Receives whether it was done, once it is durable.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// Asks whether somebody may come in.
    Enter {
        /// Who comes.
        comer: live::Comer,
        /// What they come for.
        purpose: live::Purpose,
        /// Receives the answer.
        reply: oneshot::Sender<Result<live::Entry, Refusal>>,
    },
    /// Asks whether somebody is in class now.
    IsPresent {
        /// Who.
        participant: ParticipantId,
        /// Receives the answer.
        reply: oneshot::Sender<bool>,
    },
    /// Asks who at a study table works on the task of a room of the class together with others there, and is heard just then.
    WhoAgreed {
        /// The room of the class that is watched.
        room: RoomId,
        /// Receives the answer.
        reply: oneshot::Sender<Vec<ParticipantId>>,
    },
    /// People at a study table have handed in what they worked on: what they agreed to is done.
    HandedIn {
        /// Their seats at the table.
        who: Vec<ParticipantId>,
    },
    /// Asks for the status of the session.
    Status(oneshot::Sender<Status>),
    /// The server stops: the actor tells everybody and finishes what is open. Receives when that is done.
    Drain(oneshot::Sender<()>),
}

/// The status of a session, for lists and the timeline.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    /// Class time.
    pub now: protocol::Millis,
    /// How many participants are present and not away.
    pub present: u32,
}

/// A participant as a viewer, for filtering events and snapshots.
pub fn viewer(participant: ParticipantId, role: Role) -> live::Viewer {
    live::Viewer { participant, role }
}

/// Sends messages to an actor.
pub type Sender = mpsc::Sender<Message>;
