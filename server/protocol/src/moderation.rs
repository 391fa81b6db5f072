//! Moderation: the settings of the class.

use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::{ids::Millis, kinds::SessionKind};

/// The settings of the class: what people who are not staff may do. A change holds at once, also for tracks that are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Whether guests wait until staff admit them. Once it is off, those who wait come in, longest first, as far as
    /// there are places; the others go on waiting.
    pub waiting_room: bool,
    /// Whether nobody can take a new seat. People who have one can come back.
    pub locked: bool,
    /// The people who may write to their room.
    pub chat: ChatPolicy,
    /// Slow mode: the least time between two messages of one person, whatever their recipients; 0 for none.
    pub chat_gap: Millis,
    /// Whether students and guests may write to each other privately, while they may write to their room.
    pub private_chat: bool,
    /// The people who may share a screen.
    pub sharing: SharePolicy,
    /// Whether microphones may be switched on. While they may not, those that are on stay on until they are muted, and
    /// only people whom staff asked to unmute can switch theirs on.
    pub may_unmute: bool,
    /// Whether cameras may be on.
    pub cameras: bool,
    /// What becomes of the class once no staff have been present for [`crate::limits::WITHOUT_STAFF_MS`].
    #[serde(alias = "ends_without_staff", deserialize_with = "without_staff")]
    pub without_staff: WithoutStaff,
    /// Whether everybody with the link may watch the recording after class though the class was locked or had a waiting room.
    /// Else it is for those who were in class, and for the roster.
    pub open_recording: bool,
}

impl Settings {
    /// How a session of this kind begins. In a study room nobody is there who lets people share, and whom its end could wait for.
    pub fn of(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Study => {
                Settings { sharing: SharePolicy::Everyone, without_staff: WithoutStaff::GoesOn, ..Settings::default() }
            }
            _ => Settings::default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            waiting_room: false,
            locked: false,
            chat: ChatPolicy::Everyone,
            chat_gap: 0,
            private_chat: false,
            sharing: SharePolicy::Asking,
            may_unmute: true,
            cameras: true,
            without_staff: WithoutStaff::Ends,
            open_recording: false,
        }
    }
}

/// A change of [`Settings`]: an absent setting stays as it is, so that two people who change different settings at the same
/// time both have their way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// [`Settings::waiting_room`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_room: Option<bool>,
    /// [`Settings::locked`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// [`Settings::chat`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatPolicy>,
    /// [`Settings::chat_gap`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_gap: Option<Millis>,
    /// [`Settings::private_chat`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_chat: Option<bool>,
    /// [`Settings::sharing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing: Option<SharePolicy>,
    /// [`Settings::may_unmute`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_unmute: Option<bool>,
    /// [`Settings::cameras`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cameras: Option<bool>,
    /// [`Settings::without_staff`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_staff: Option<WithoutStaff>,
    /// [`Settings::open_recording`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_recording: Option<bool>,
}

impl SettingsChange {
    /// The settings once this change is made to `settings`.
    pub fn applied_to(self, settings: Settings) -> Settings {
        Settings {
            waiting_room: self.waiting_room.unwrap_or(settings.waiting_room),
            locked: self.locked.unwrap_or(settings.locked),
            chat: self.chat.unwrap_or(settings.chat),
            chat_gap: self.chat_gap.unwrap_or(settings.chat_gap),
            private_chat: self.private_chat.unwrap_or(settings.private_chat),
            sharing: self.sharing.unwrap_or(settings.sharing),
            may_unmute: self.may_unmute.unwrap_or(settings.may_unmute),
            cameras: self.cameras.unwrap_or(settings.cameras),
            without_staff: self.without_staff.unwrap_or(settings.without_staff),
            open_recording: self.open_recording.unwrap_or(settings.open_recording),
        }
    }
}

impl From<Settings> for SettingsChange {
    /// A change that sets every setting.
    fn from(settings: Settings) -> Self {
        SettingsChange {
            waiting_room: Some(settings.waiting_room),
            locked: Some(settings.locked),
            chat: Some(settings.chat),
            chat_gap: Some(settings.chat_gap),
            private_chat: Some(settings.private_chat),
            sharing: Some(settings.sharing),
            may_unmute: Some(settings.may_unmute),
            cameras: Some(settings.cameras),
            without_staff: Some(settings.without_staff),
            open_recording: Some(settings.open_recording),
        }
    }
}

/// The people who may write to the room. Everybody may write to staff, unless chat is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatPolicy {
    /// All.
    Everyone,
    /// Staff. Others may write only to staff.
    ToStaff,
    /// Staff alone.
    Off,
}

/// What becomes of a class whose staff have all left. Where nobody else is there, it ends in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WithoutStaff {
    /// It ends.
    Ends,
    /// It goes on off the record, and on the record again by itself once one of them is back.
    OffRecord,
    /// It goes on, and is recorded.
    GoesOn,
}

/// Reads the choice, or what was stored while there were two: whether class ends.
fn without_staff<'de, D: Deserializer<'de>>(stored: D) -> Result<WithoutStaff, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Ends(bool),
        Choice(WithoutStaff),
    }
    Ok(match Stored::deserialize(stored)? {
        Stored::Ends(true) => WithoutStaff::Ends,
        Stored::Ends(false) => WithoutStaff::GoesOn,
        Stored::Choice(choice) => choice,
    })
}

/// The people who may share a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SharePolicy {
    /// All.
    Everyone,
    /// Staff, and those whom they permit.
    Asking,
    /// Staff alone.
    Staff,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_while_there_were_two_choices_is_read() {
        let read = |json: &str| serde_json::from_str::<Settings>(json).unwrap().without_staff;
        assert_eq!(read("{}"), WithoutStaff::Ends);
        assert_eq!(read(r#"{"ends_without_staff":true}"#), WithoutStaff::Ends);
        assert_eq!(read(r#"{"ends_without_staff":false}"#), WithoutStaff::GoesOn);
        for choice in [WithoutStaff::Ends, WithoutStaff::OffRecord, WithoutStaff::GoesOn] {
            let settings = Settings { without_staff: choice, ..Settings::default() };
            assert_eq!(read(&serde_json::to_string(&settings).unwrap()), choice);
        }
        assert!(serde_json::from_str::<Settings>(r#"{"without_staff":"nobody"}"#).is_err());
    }
}
