//! What travels on the WebSocket: JSON text frames, one of these each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    command::{Command, CommandResult},
    error::{ErrorCode, Refusal},
    event::Event,
    ids::{Millis, ParticipantId, Seq},
    permission::Action,
    presence::Role,
    snapshot::Snapshot,
    stage::TrackRef,
};

/// Client to server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Up {
    /// The first frame. Answered by [`Down::Welcome`], or by [`Down::Bye`] and the end of the connection.
    Hello {
        /// [`crate::VERSION`].
        version: u32,
        /// The seat's token, from `POST /api/join/…` or `POST /api/sessions/…/enter`.
        token: String,
        /// The last event that this client has, to receive only what it missed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        resume: Option<Seq>,
    },
    /// A wish.
    Command {
        /// Chosen by the client, repeated in the answer.
        id: u32,
        /// The wish.
        command: Command,
    },
    /// Asks for [`Down::Pong`]; the client's own sign of life. See [`crate::limits::HEARTBEAT_MS`].
    Ping,
}

/// Server to client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Down {
    /// The first frame.
    Welcome {
        /// [`crate::VERSION`].
        version: u32,
        /// The seat.
        you: ParticipantId,
        /// What you are here.
        role: Role,
        /// What your role may do. What the settings take away for a while is not taken from this list: it follows, at every
        /// moment, from the snapshot's `settings` and one's own `may_share`. Another role comes with another welcome.
        permissions: Vec<Action>,
        /// Class time on the server, now.
        now: Millis,
        /// The whole state; absent when `resume` is honoured and the missed events follow instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        snapshot: Option<Box<Snapshot>>,
    },
    /// A fact.
    Event {
        /// It.
        event: Event,
    },
    /// The command was carried out and is durable.
    Ack {
        /// The command's id.
        id: u32,
        /// What it yields.
        result: CommandResult,
    },
    /// The command was refused; nothing changed.
    Refused {
        /// The command's id.
        id: u32,
        /// Why.
        refusal: Refusal,
    },
    /// Something of the moment that is not a fact of the journal.
    Notice {
        /// It.
        notice: Notice,
    },
    /// Answers [`Up::Ping`].
    Pong {
        /// Class time on the server, now.
        now: Millis,
    },
    /// The last frame: the server closes the connection. `draining`, `too_slow`, `rate_limited` and `internal` invite to
    /// come back.
    Bye {
        /// Why.
        code: ErrorCode,
    },
}

/// About this client's own media connection; means nothing to anyone else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Notice {
    /// A slot changed what it carries.
    Slot {
        /// The m-line's `a=mid`.
        mid: String,
        /// The track whose frames now come; absent when it rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        track: Option<TrackRef>,
    },
    /// The media connection is gone; offer again with `fresh`.
    MediaLost,
}
