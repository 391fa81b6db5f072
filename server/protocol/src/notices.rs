//! Notices: mails that nobody asked for, which say what somebody would not like to miss.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A class begins soon.
    ClassReminder,
    /// Somebody's first class of a course is tomorrow: time to test camera and microphone.
    FirstClass,
    /// A class has begun, and somebody who is expected is not there.
    ClassBegan,
    /// A session was moved, cancelled, or takes place after all.
    ClassChanged,
}

impl NoticeKind {
    /// All of them, in the order in which people read them.
    pub const ALL: [NoticeKind; 4] =
        [NoticeKind::ClassReminder, NoticeKind::FirstClass, NoticeKind::ClassBegan, NoticeKind::ClassChanged];
}
