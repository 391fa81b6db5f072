//! The state of a class, as one person may see it: `fold` of the events that they may see.
//!
//! What each event makes of it is written at [`crate::EventBody`]. The same shape is what the browser's reducer holds, live and in replay. `golden/` holds journals with the snapshots
//! that both must reach.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, GivenFeedback, RunningActivity},
    event::Audience,
    ids::{Millis, ParticipantId, RoomId, Seq, SessionId},
    people::{Consent, Reaction, Role, Source, TrackRef, TrackState},
    polls::{Poll, PreparedPoll},
    rooms::{HelpRequest, RoomRules},
    settings::{Settings, Waiting},
};

/// State at one position of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    /// The last event that this person may see of those that happened; 0 before the first. Whoever resumes from here
    /// misses nothing.
    pub seq: Seq,
    /// Which session; absent before the first event.
    pub session: Option<SessionId>,
    /// Its title.
    pub title: String,
    /// Wall time of class time 0.
    pub started_unix: Millis,
    /// Class time of its end; absent while it is live.
    pub ended: Option<Millis>,
    /// Stretches in which the server was away.
    pub interruptions: Vec<Interruption>,
    /// The rooms, main first.
    pub rooms: Vec<Room>,
    /// Everybody who ever was here, by seat.
    pub participants: Vec<Participant>,
    /// How the class is set.
    pub settings: Settings,
    /// Who waits to be admitted, longest first: for staff; others see themselves.
    pub waiting: Vec<Waiting>,
    /// What holds in breakout rooms.
    pub room_rules: RoomRules,
    /// The staff member who is heard in all rooms.
    pub voice_to_all: Option<ParticipantId>,
    /// Calls for help, longest first: for staff; others see their own.
    pub help: Vec<HelpRequest>,
    /// Polls that were asked, by number.
    pub polls: Vec<Poll>,
    /// Questions that are kept ready, by number: for staff.
    pub prepared: Vec<PreparedPoll>,
    /// What is planned.
    pub agenda: Vec<Activity>,
    /// What goes on.
    pub activity: Option<RunningActivity>,
    /// How it goes for people, by seat: for staff; others see their own.
    pub feedback: Vec<GivenFeedback>,
    /// Messages, oldest first. A live snapshot holds the last [`crate::limits::CHAT_IN_SNAPSHOT`] only; the journal
    /// has them all.
    pub chat: Vec<ChatMessage>,
}

/// The server was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Interruption {
    /// From.
    pub from: Millis,
    /// To.
    pub to: Millis,
}

/// A place in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Room {
    /// Which.
    pub id: RoomId,
    /// Its name; empty for main.
    pub name: String,
    /// What is to be done there.
    pub task: String,
    /// Whether people can be in it. The main room always is.
    pub open: bool,
    /// When the breakout rooms of which it is one were opened: those that are opened while others are open belong to them.
    pub opened: Option<Millis>,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// Who was assigned to it when it was opened.
    pub members: Vec<ParticipantId>,
    /// Raised hands, longest up first.
    pub hands: Vec<Hand>,
    /// The track in the middle.
    pub spotlight: Option<TrackRef>,
}

/// A raised hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hand {
    /// Whose.
    pub participant: ParticipantId,
    /// Since when.
    pub at: Millis,
}

/// A person who is or was in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Participant {
    /// Their seat.
    pub id: ParticipantId,
    /// As they want to be called.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Where they are, or were last.
    pub room: RoomId,
    /// The breakout room in which they are, or were last.
    pub breakout: Option<RoomId>,
    /// Whether they are here. A blip of the connection does not change it.
    pub present: bool,
    /// What may be recorded of them.
    pub consent: Consent,
    /// Their tracks that are not off, ordered by source.
    pub tracks: Vec<Track>,
    /// Whether they speak.
    pub speaking: bool,
    /// The last reaction.
    pub reaction: Option<LastReaction>,
    /// Staff let them share a screen.
    pub may_share: bool,
    /// They ask to be let share a screen.
    pub asks_to_share: bool,
}

/// A track that is on or muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Track {
    /// Which.
    pub source: Source,
    /// On or muted.
    pub state: TrackState,
    /// Since when it is published: a share's chapter starts here.
    pub since: Millis,
}

/// A reaction and its time, so that it fades by the clock of whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastReaction {
    /// Which.
    pub reaction: Reaction,
    /// When.
    pub at: Millis,
}

/// A chat message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatMessage {
    /// Its identity: the event's number.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// To whom.
    pub audience: Audience,
    /// From whom.
    pub participant: ParticipantId,
    /// Plain text; empty when it was deleted.
    pub text: String,
    /// It was deleted.
    pub deleted: bool,
}

impl Snapshot {
    /// The state before the first event.
    pub fn empty() -> Self {
        Snapshot {
            seq: 0,
            session: None,
            title: String::new(),
            started_unix: 0,
            ended: None,
            interruptions: Vec::new(),
            rooms: vec![Room::new(RoomId::MAIN)],
            participants: Vec::new(),
            settings: Settings::default(),
            waiting: Vec::new(),
            room_rules: RoomRules::default(),
            voice_to_all: None,
            help: Vec::new(),
            polls: Vec::new(),
            prepared: Vec::new(),
            agenda: Vec::new(),
            activity: None,
            feedback: Vec::new(),
            chat: Vec::new(),
        }
    }
}

impl Room {
    /// A room of which nothing is known but its number: open if it is the main room.
    pub fn new(id: RoomId) -> Self {
        Room {
            id,
            name: String::new(),
            task: String::new(),
            open: id == RoomId::MAIN,
            opened: None,
            until: None,
            members: Vec::new(),
            hands: Vec::new(),
            spotlight: None,
        }
    }
}
