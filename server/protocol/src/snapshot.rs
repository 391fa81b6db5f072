//! The state of a class as one person may see it: the fold of the events that they may see.
//!
//! [`crate::EventBody`] says how each event changes it. The browser's reducer holds the same shape, live and in replay.
//! `golden/` has journals with the snapshots that both reducers must reach.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, GivenFeedback, RunningActivity},
    chapters::Chapter,
    chat::ChatMessage,
    ids::{Millis, ParticipantId, RoomId, Seq, SessionId},
    kinds::SessionKind,
    moderation::Settings,
    polls::{Poll, PreparedPoll},
    presence::{Participant, Waiting},
    recording::{Edits, OffRecord},
    rooms::{HelpRequest, Room, RoomRules},
    shared::Shared,
    table::Table,
    work::Work,
};

/// State at one position of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    /// The last event so far that this person may see; 0 before the first. A client that resumes from here misses
    /// nothing.
    pub seq: Seq,
    /// The session; absent before the first event.
    pub session: Option<SessionId>,
    /// What it is; absent for a class.
    #[serde(default, skip_serializing_if = "SessionKind::is_class")]
    #[ts(as = "Option<SessionKind>", optional)]
    pub kind: SessionKind,
    /// Whether nothing of it is recorded; absent where it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub unrecorded: bool,
    /// What is watched together, at a study table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub table: Option<Table>,
    /// Its title.
    pub title: String,
    /// Wall time of class time 0.
    pub started_unix: Millis,
    /// Class time of its end; absent while it is live.
    pub ended: Option<Millis>,
    /// Whether it is closed for later participation, too.
    #[serde(default)]
    pub closed: bool,
    /// Since when no staff are present in a class that had some; absent while there are, and after the end.
    #[serde(default)]
    pub staff_left: Option<Millis>,
    /// Stretches in which the server was away.
    pub interruptions: Vec<Interruption>,
    /// The rooms, main first.
    pub rooms: Vec<Room>,
    /// Everybody who was ever here, by seat. Everybody sees the same list, which is most of a large class's snapshot.
    #[ts(as = "Vec<Participant>")]
    pub participants: Shared<Vec<Participant>>,
    /// The settings of the class.
    pub settings: Settings,
    /// The people who wait to be admitted, longest first: staff see all, others themselves.
    pub waiting: Vec<Waiting>,
    /// The rules of breakout rooms.
    pub room_rules: RoomRules,
    /// The staff member who is heard in all rooms.
    pub voice_to_all: Option<ParticipantId>,
    /// Calls for help, longest first: staff see all, others their own.
    pub help: Vec<HelpRequest>,
    /// What was handed in for the tasks of rooms, oldest first; absent where that is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Work>>", optional)]
    pub work: Vec<Work>,
    /// The polls that were asked, by number.
    pub polls: Vec<Poll>,
    /// The prepared questions, by number: staff alone see them.
    pub prepared: Vec<PreparedPoll>,
    /// The planned activities.
    pub agenda: Vec<Activity>,
    /// The activity that goes on.
    pub activity: Option<RunningActivity>,
    /// What staff say of chapters, in their order; absent where that is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Chapter>>", optional)]
    pub chapters: Vec<Chapter>,
    /// The stretches off the record, in their order; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<OffRecord>>", optional)]
    pub off_record: Vec<OffRecord>,
    /// What staff took out of the recording; absent where that is nothing.
    #[serde(default, skip_serializing_if = "Edits::is_empty")]
    #[ts(as = "Option<Edits>", optional)]
    pub edits: Edits,
    /// Feedback, by seat: staff see all, others their own.
    pub feedback: Vec<GivenFeedback>,
    /// Messages, oldest first. A live snapshot holds the last [`crate::limits::CHAT_IN_SNAPSHOT`] only, with at most
    /// [`crate::limits::CHAT_IN_SNAPSHOT_BYTES`] of text; the journal has them all.
    pub chat: Vec<ChatMessage>,
}

/// A stretch in which the server was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Interruption {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last.
    pub to: Millis,
}

impl Snapshot {
    /// The state before the first event.
    pub fn empty() -> Self {
        Snapshot {
            seq: 0,
            session: None,
            kind: SessionKind::Class,
            unrecorded: false,
            table: None,
            title: String::new(),
            started_unix: 0,
            ended: None,
            closed: false,
            staff_left: None,
            interruptions: Vec::new(),
            rooms: vec![Room::new(RoomId::MAIN)],
            participants: Shared::default(),
            settings: Settings::default(),
            waiting: Vec::new(),
            room_rules: RoomRules::default(),
            voice_to_all: None,
            help: Vec::new(),
            work: Vec::new(),
            polls: Vec::new(),
            prepared: Vec::new(),
            agenda: Vec::new(),
            activity: None,
            chapters: Vec::new(),
            off_record: Vec::new(),
            edits: Edits::default(),
            feedback: Vec::new(),
            chat: Vec::new(),
        }
    }
}
