//! Moderation: the settings of the class.

use serde::{Deserialize, Serialize};
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
    /// Class ends by itself once no staff have been present for [`crate::limits::WITHOUT_STAFF_MS`]; else it goes on, and is
    /// recorded, as long as anybody is present.
    pub ends_without_staff: bool,
    /// Whether everybody with the link may watch the recording after class though the class was locked or had a waiting room.
    /// Else it is for those who were in class, and for the roster.
    pub open_recording: bool,
}

impl Settings {
    /// How a session of this kind begins. In a study room nobody is there who lets people share, and whom its end could wait for.
    pub fn of(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Study => {
                Settings { sharing: SharePolicy::Everyone, ends_without_staff: false, ..Settings::default() }
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
            ends_without_staff: true,
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
    /// [`Settings::ends_without_staff`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_without_staff: Option<bool>,
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
            ends_without_staff: self.ends_without_staff.unwrap_or(settings.ends_without_staff),
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
            ends_without_staff: Some(settings.ends_without_staff),
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
