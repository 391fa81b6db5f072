//! The rows of the permission table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that a role may or may not do: a row of the permission table. The server sends each client its own rows,
/// so that a control exists only where it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Be connected, receive media and events.
    Attend,
    /// Send their own microphone, camera.
    Publish,
    /// Share their own screen, as far as the settings permit.
    ShareScreen,
    /// Write to the room.
    Chat,
    /// Write to staff only.
    ChatStaff,
    /// As staff: write to one person, or to all rooms.
    ChatPerson,
    /// As staff: delete others' messages.
    DeleteMessages,
    /// Raise and lower their own hand.
    RaiseHand,
    /// Lower another's hand.
    LowerHands,
    /// React.
    React,
    /// Mute another's microphone, stop another's camera or screen.
    MuteOthers,
    /// Put a track in the spotlight.
    Spotlight,
    /// Remove a person from the session, admit people who wait, give people other names.
    Remove,
    /// Make a person an assistant.
    SetRole,
    /// Change the settings; permit a person to share.
    Settings,
    /// Open, close and visit breakout rooms, move people, be heard in all of them, answer calls for help.
    Rooms,
    /// Enter another room by themselves, as far as the rules permit; call for help from there.
    ChangeRoom,
    /// Ask polls, and see how they stand.
    Polls,
    /// Answer polls, give feedback, and hand in for tasks of rooms. Staff cannot.
    Answer,
    /// Set the agenda, run activities, name and hide chapters.
    Agenda,
    /// Take class off the record and back on it; cut stretches out of its recording, and hide rooms of it.
    OffRecord,
    /// Change their own recording consent.
    SetConsent,
    /// End the session for everybody.
    EndSession,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 23] = [
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
        Action::OffRecord,
        Action::SetConsent,
        Action::EndSession,
    ];
}
