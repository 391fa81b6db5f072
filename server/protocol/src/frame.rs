//! Frames of the WebSocket: JSON texts, one of these types each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    command::{Command, CommandResult},
    error::{ErrorCode, Refusal},
    event::Event,
    ids::{CommandId, Millis, ParticipantId, Seq},
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
        /// The seat's token, from `POST /api/join/{code}`.
        token: String,
        /// The last event that this client has: the server then sends only the events that the client missed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        resume: Option<Seq>,
    },
    /// A command. A client whose connection broke before the answer came sends it again by the next one, with the same id:
    /// it is carried out once, and acknowledged again with its first result. See [`crate::limits::COMMANDS_REMEMBERED`].
    Command {
        /// The number that the answer repeats.
        id: CommandId,
        /// The command.
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
        /// Your role here.
        role: Role,
        /// The actions that your role permits. The settings of the class can withhold some of them for a while: the
        /// snapshot's `settings` and your own `may_share` tell which, at every moment. A change of role comes with a new
        /// welcome.
        permissions: Vec<Action>,
        /// Class time on the server now.
        now: Millis,
        /// The whole state; absent when the server honours `resume`: the missed events follow instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        snapshot: Option<Box<Snapshot>>,
    },
    /// Events of the journal that were decided together, at least one, in order.
    Events {
        /// The events.
        events: Vec<Event>,
    },
    /// The command was carried out and is durable.
    Ack {
        /// The command's id.
        id: CommandId,
        /// Its result.
        result: CommandResult,
    },
    /// The command was refused; nothing changed.
    Refused {
        /// The command's id.
        id: CommandId,
        /// The reason.
        refusal: Refusal,
    },
    /// Something momentary that is not in the journal.
    Notice {
        /// The notice.
        notice: Notice,
    },
    /// Answers [`Up::Ping`].
    Pong {
        /// Class time on the server now.
        now: Millis,
    },
    /// The last frame: the server closes the connection. `draining`, `too_slow`, `rate_limited` and `internal` invite
    /// to come back.
    Bye {
        /// The reason.
        code: ErrorCode,
    },
}

/// Something momentary: about this client's own media connection, or about the recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Notice {
    /// A slot carries another track, or none any more.
    Slot {
        /// The m-line's `a=mid`.
        mid: String,
        /// The track whose frames come now; absent when the slot rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        track: Option<TrackRef>,
    },
    /// The media connection is gone; offer again with `fresh`.
    MediaLost,
    /// What is recorded from now on, because the disk gets full, or has room again. After a welcome this is everything,
    /// unless a notice says something else.
    Recorded {
        /// What the disk has room for.
        media: RecordedMedia,
    },
    /// To staff alone: a microphone sends silence that claims to be loud, perhaps to keep others from being heard. It is heard
    /// as silence. Told at most once a minute for each participant.
    LoudSilence {
        /// Whose microphone.
        participant: ParticipantId,
    },
}

/// What is recorded, as far as the disk has room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordedMedia {
    /// Everything.
    #[default]
    All,
    /// Sound, screens, and the cameras of staff and of whom the spotlight is on.
    StaffCameras,
    /// Sound and screens.
    Screens,
    /// Sound alone.
    Sound,
    /// Nothing. Class goes on.
    Nothing,
}
