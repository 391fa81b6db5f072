//! Words about people and what they send.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ParticipantId;

/// What a participant is in a session. Rights follow from it by one table, `live::permission`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Holds the class.
    Instructor,
    /// Helps to hold it: staff, but cannot end the session.
    Assistant,
    /// Is on the roster.
    Student,
    /// Came by the join link, known by a name alone.
    Guest,
}

impl Role {
    /// Every role, in order of rank.
    pub const ALL: [Role; 4] = [Role::Instructor, Role::Assistant, Role::Student, Role::Guest];

    /// Instructor or assistant.
    pub fn is_staff(self) -> bool {
        matches!(self, Role::Instructor | Role::Assistant)
    }
}

/// What a track is a recording of. A participant has at most one track of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Speech.
    Microphone,
    /// A face, in up to three simulcast layers.
    Camera,
    /// A shared screen, window or tab.
    Screen,
    /// The sound of what is shared.
    ScreenAudio,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 4] = [Source::Microphone, Source::Camera, Source::Screen, Source::ScreenAudio];

    /// Whether it carries sound (else pictures).
    pub fn is_audio(self) -> bool {
        matches!(self, Source::Microphone | Source::ScreenAudio)
    }
}

/// Names a track of the session: whose and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct TrackRef {
    /// Who sends it.
    pub participant: ParticipantId,
    /// Which of their tracks.
    pub source: Source,
}

/// Whether a track carries media. A track that is not listed is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// Sends.
    On,
    /// The device is held, nothing is sent: a muted microphone.
    Muted,
    /// Not published.
    Off,
}

/// What a participant withholds from the recording. Shared screens are always recorded: to share is to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Consent {
    /// The camera may be recorded.
    pub record_camera: bool,
    /// The microphone may be recorded.
    pub record_voice: bool,
}

impl Default for Consent {
    fn default() -> Self {
        Consent { record_camera: true, record_voice: true }
    }
}

/// A reaction, shown beside the person for a few seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Thumb up.
    Agree,
    /// Thumb down.
    Disagree,
    /// Applause.
    Applause,
    /// Laughter.
    Laugh,
    /// Heart.
    Heart,
    /// Surprise.
    Surprise,
}

/// A thing that a role may or may not do: the rows of the permission table. Sent to the client with its identity, so
/// that a control exists only where it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Be connected, receive media and events.
    Attend,
    /// Send one's own microphone, camera.
    Publish,
    /// Share one's own screen, as far as the settings allow.
    ShareScreen,
    /// Write to the room.
    Chat,
    /// Write to staff only.
    ChatStaff,
    /// As staff: write to one person, or to all rooms.
    ChatPerson,
    /// As staff: delete others' messages.
    DeleteMessages,
    /// Raise and lower one's own hand.
    RaiseHand,
    /// Lower another's hand.
    LowerHands,
    /// React.
    React,
    /// Mute another's microphone, stop another's camera or screen.
    MuteOthers,
    /// Put a track in the middle for everybody.
    Spotlight,
    /// Remove a person from the session, admit those who wait, give people other names.
    Remove,
    /// Make a person an assistant.
    SetRole,
    /// Set what others may do; let a person share.
    Settings,
    /// Open, close and visit breakout rooms, move people, be heard in all of them, answer calls for help.
    Rooms,
    /// Go into another room by oneself, as far as the rules allow; ask for help from there.
    ChangeRoom,
    /// Put polls, and see how they stand.
    Polls,
    /// Answer polls, say how it goes: those who are not staff.
    Answer,
    /// Set the agenda, run activities.
    Agenda,
    /// Change one's own recording consent.
    SetConsent,
    /// End the session for everybody.
    EndSession,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 22] = [
        Action::Attend,
        Action::Publish,
        Action::ShareScreen,
        Action::Chat,
        Action::ChatStaff,
        Action::ChatPerson,
        Action::DeleteMessages,
        Action::RaiseHand,
        Action::LowerHands,
        Action::React,
        Action::MuteOthers,
        Action::Spotlight,
        Action::Remove,
        Action::SetRole,
        Action::Settings,
        Action::Rooms,
        Action::ChangeRoom,
        Action::Polls,
        Action::Answer,
        Action::Agenda,
        Action::SetConsent,
        Action::EndSession,
    ];
}
