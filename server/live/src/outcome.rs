//! What goes into a session and what comes out.

use crate::polls::ballots::LateSecret;
use protocol::{
    Command, Consent, ErrorCode, Event, Later, OfferedTrack, ParticipantId, Role, RoomId, Source, WatchedSlot,
};

/// Identifies one connection of a seat. The caller chooses it, and never uses one twice for the same
/// [`crate::Session`], so that late news of an old connection is not taken for news of the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// A person who connects and is neither present nor waiting, or who takes part later. Name, role and consent are those of their seat's
/// token; they count only for a seat that the session does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The seat.
    pub participant: ParticipantId,
    /// The name that they want.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// What may be recorded of them.
    pub consent: Consent,
    /// Whether their seat was taken from the network of somebody who is banned.
    pub near_ban: bool,
}

/// Something that the session is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A person's control connection is established. It replaces an older one of the same seat. A person who has to
    /// wait to be admitted is not present, has a snapshot of their own, and can only leave.
    Connect {
        /// The seat, as its token says.
        participant: ParticipantId,
        /// This connection.
        connection: ConnectionId,
        /// Their name. Like `role` and `consent`, it counts only when the seat comes for the first time; afterwards the
        /// session knows better, because consent may have changed since the token was made.
        name: String,
        /// Their role.
        role: Role,
        /// What may be recorded of them.
        consent: Consent,
        /// Whether their seat was taken from the network of somebody who is banned.
        near_ban: bool,
    },
    /// A control connection is gone. The seat is kept for [`protocol::limits::GRACE_MS`], and marked as away after
    /// [`protocol::limits::AWAY_MS`].
    Disconnect {
        /// The seat.
        participant: ParticipantId,
        /// The connection that is gone. Nothing happens if the seat has another by now.
        connection: ConnectionId,
    },
    /// A control connection that is not closed has become silent, or is heard again.
    Away {
        /// The seat.
        participant: ParticipantId,
        /// The connection. Nothing happens if the seat has another by now.
        connection: ConnectionId,
        /// Whether the connection is silent.
        away: bool,
    },
    /// A person sends a command.
    Command {
        /// The person.
        participant: ParticipantId,
        /// The command.
        command: Command,
    },
    /// A person whose cursor is behind the edge sends a command, during class or after it.
    Later {
        /// The seat, as its token says.
        participant: ParticipantId,
        /// The name that they want. Like `role` and `consent`, it counts only while the session does not know the seat.
        name: String,
        /// Their role.
        role: Role,
        /// What may be recorded of them, should they come to class.
        consent: Consent,
        /// Whether their seat was taken from the network of somebody who is banned.
        near_ban: bool,
        /// The wall time of the command, and the moment of class of which it speaks.
        later: Later,
        /// Those who agreed to do it with this person, for a command that several do together.
        company: Vec<Arrival>,
        /// The command.
        command: Command,
    },
    /// Media noticed that a person began or stopped to speak.
    Speaking {
        /// The person.
        participant: ParticipantId,
        /// Whether they speak now.
        speaking: bool,
    },
    /// A person's media connection is gone. Their tracks stay published, because they come back with a new offer.
    MediaLost {
        /// The person.
        participant: ParticipantId,
    },
    /// A person's seat says what may be recorded of them: they may have chosen anew before they came back. This is not
    /// a command, because no rate limit may stand between a person and their refusal.
    Consent {
        /// The person.
        participant: ParticipantId,
        /// What may be recorded.
        consent: Consent,
    },
    /// The browser of this person was banned through another seat that it has.
    Banned {
        /// The person who is shut out, too.
        participant: ParticipantId,
    },
    /// These people at a study table have handed in what they worked on: they work on nothing with the others any more. This is no command,
    /// because no rate limit may stand between work that is handed in and the end of the word that led to it.
    Apart {
        /// The people. Whoever works on nothing with the others stays as they are.
        who: Vec<ParticipantId>,
    },
    /// Time has reached [`crate::Session::next_deadline`].
    Tick,
}

/// What an input leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// New events, already applied to the session. The caller makes them durable, then sends them to those who may see
    /// them.
    pub events: Vec<Event>,
    /// What the caller has to do, in order, after the events are durable.
    pub effects: Vec<Effect>,
    /// A later answer to an anonymous poll, of whoever acts. The caller keeps it, unless they answered it later before: then the act is refused as
    /// [`ErrorCode::AlreadyAnswered`]. Nothing else happens by the act.
    pub late_secret: Option<LateSecret>,
}

impl Outcome {
    /// Appends what happened next.
    pub(crate) fn extend(&mut self, next: Outcome) {
        self.events.extend(next.events);
        self.effects.extend(next.effects);
        self.late_secret = self.late_secret.take().or(next.late_secret);
    }
}

/// Something for the caller to do. `Place`, `Gate` and `Record` say what shall hold from now on; carrying one out twice
/// does no harm. They come when a person joins, again after every fresh offer and after a restart, and else only when
/// they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Give the offer to media; its answer is the command's acknowledgement.
    Offer {
        /// The person.
        participant: ParticipantId,
        /// The offer.
        sdp: String,
        /// Whether it is the first offer of a new connection.
        fresh: bool,
        /// The sources that its sending m-lines carry, each at most once.
        sends: Vec<OfferedTrack>,
    },
    /// Tell media what a person's video slots shall show: pictures of tracks that are on, in their room. Media knows
    /// whether the slots exist.
    Watch {
        /// The person who watches.
        participant: ParticipantId,
        /// The slots. A slot that is not listed shows nothing.
        slots: Vec<WatchedSlot>,
    },
    /// Let a person hear this room alone, and be heard in it.
    Place {
        /// The person.
        participant: ParticipantId,
        /// The room.
        room: RoomId,
        /// The other rooms in which their voice is heard and recorded.
        also: Vec<RoomId>,
    },
    /// Let media keep a place for a person among those who are heard, or not. Nobody has one unless this says so.
    Reserve {
        /// The person.
        participant: ParticipantId,
        /// Whether a place is theirs.
        reserved: bool,
    },
    /// Let media forward what a person sends of a source, or not.
    Gate {
        /// The person.
        participant: ParticipantId,
        /// The source.
        source: Source,
        /// Whether it is forwarded. If not, nothing gets through, whatever the client sends.
        open: bool,
    },
    /// Record these sources of a person from now on: those that are on, and that their consent covers.
    Record {
        /// The person.
        participant: ParticipantId,
        /// The sources, in order; empty for none.
        sources: Vec<Source>,
    },
    /// Welcome this person anew, with a snapshot, because what they may see has changed.
    Welcome {
        /// The person.
        participant: ParticipantId,
    },
    /// End this control connection, with [`protocol::Down::Bye`] and the code: `Left`, `Removed`,
    /// `Banned` or `Superseded`. Media stays until [`Effect::Release`].
    Close {
        /// The person.
        participant: ParticipantId,
        /// The connection.
        connection: ConnectionId,
        /// The reason.
        code: ErrorCode,
    },
    /// End and forget the media connection of a person who has left.
    Release {
        /// The person.
        participant: ParticipantId,
    },
    /// End the session: say [`ErrorCode::SessionEnded`] to everybody, end all media, finish the recording.
    Ended,
}
