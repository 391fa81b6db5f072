//! What goes into a session and what comes out.

use protocol::{Command, Consent, ErrorCode, Event, OfferedTrack, ParticipantId, Role, RoomId, Source, WatchedSlot};

/// Names one connection of a seat. The caller chooses it and never uses one twice for the same [`crate::Session`], so
/// that a late word about an old connection is not taken for the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// Something that the session is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A person's control connection is there. It replaces an older one of the same seat. Who must wait to be admitted waits:
    /// they are not present, have a snapshot of their own, and can only leave.
    Connect {
        /// The seat, as its token says.
        participant: ParticipantId,
        /// This connection.
        connection: ConnectionId,
        /// As they want to be called. Like `role` and `consent`, it counts when the seat is taken for the first time;
        /// afterwards the session knows better (consent may have changed since the token was made).
        name: String,
        /// What they are.
        role: Role,
        /// What may be recorded of them.
        consent: Consent,
    },
    /// A control connection is gone. The seat is kept for [`protocol::limits::GRACE_MS`].
    Disconnect {
        /// The seat.
        participant: ParticipantId,
        /// The connection that is gone. Nothing happens when the seat has another by now.
        connection: ConnectionId,
    },
    /// A person wishes something.
    Command {
        /// Who.
        participant: ParticipantId,
        /// What.
        command: Command,
    },
    /// Media noticed that a person began or stopped to speak.
    Speaking {
        /// Who.
        participant: ParticipantId,
        /// Whether they speak now.
        speaking: bool,
    },
    /// A person's media connection is gone. Their tracks stay published: they come back with a new offer.
    MediaLost {
        /// Whose.
        participant: ParticipantId,
    },
    /// The browser of this person was banned by another seat that it has.
    Banned {
        /// Who is shut out, too.
        participant: ParticipantId,
    },
    /// Time passed: [`crate::Session::next_deadline`] is reached.
    Tick,
}

/// What an input led to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// New facts, already applied to the session. To be made durable, then sent to whom they concern.
    pub events: Vec<Event>,
    /// What the caller is to do, in order, after the events are durable.
    pub effects: Vec<Effect>,
}

impl Outcome {
    /// What happened next.
    pub(crate) fn extend(&mut self, next: Outcome) {
        self.events.extend(next.events);
        self.effects.extend(next.effects);
    }
}

/// Something for the caller to do. `Place`, `Gate` and `Record` say what shall hold from now on; to carry one out twice
/// does no harm. They are said at joining, repeated after every fresh offer and after a restart, and else only when
/// they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Give the offer to media; its answer is the command's acknowledgement.
    Offer {
        /// Whose.
        participant: ParticipantId,
        /// The offer.
        sdp: String,
        /// Whether it is the first offer of a new connection.
        fresh: bool,
        /// What its sending m-lines carry: each source at most once.
        sends: Vec<OfferedTrack>,
    },
    /// Tell media what a person's video slots shall show. All are pictures of tracks that are on, in their room. Whether
    /// the slots exist is for media to say.
    Watch {
        /// Who watches.
        participant: ParticipantId,
        /// The slots; those not listed rest.
        slots: Vec<WatchedSlot>,
    },
    /// A person hears this room alone, and is heard in it.
    Place {
        /// Who.
        participant: ParticipantId,
        /// Where.
        room: RoomId,
        /// The other rooms in which their voice is heard, and recorded.
        also: Vec<RoomId>,
    },
    /// Whether media forwards what a person sends of a source.
    Gate {
        /// Who.
        participant: ParticipantId,
        /// Which source.
        source: Source,
        /// `false`: nothing gets through, whatever the client sends.
        open: bool,
    },
    /// What is recorded of a person from now on: the sources that are on and that they allow.
    Record {
        /// Of whom.
        participant: ParticipantId,
        /// In order; empty for nothing.
        sources: Vec<Source>,
    },
    /// Welcome this person anew, with a snapshot: what they may know has changed.
    Welcome {
        /// Whom.
        participant: ParticipantId,
    },
    /// End this control connection, with [`protocol::Down::Bye`] and the code: `Left`, `Removed`,
    /// `Banned` or `Superseded`. Media stays until [`Effect::Release`].
    Close {
        /// Whose.
        participant: ParticipantId,
        /// Which connection.
        connection: ConnectionId,
        /// Why.
        code: ErrorCode,
    },
    /// They are gone: end and forget their media connection.
    Release {
        /// Whose.
        participant: ParticipantId,
    },
    /// The session is over: say [`ErrorCode::SessionEnded`] to everybody, end all media, finish the recording.
    Ended,
}
