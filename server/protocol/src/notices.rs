//! Notices: mails and pushes that nobody asked for, which say what somebody would not like to miss.

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
    /// Staff of a course have announced something.
    Announcement,
    /// A class is over, and a student has not taken part in full so far.
    RecordingWaits,
    /// A class has to be caught up on soon, and something of it is left.
    DeadlineNear,
    /// A question that somebody asked on a board was answered.
    QuestionAnswered,
    /// What the week brings, and what of the last ones is left.
    WeeklyDigest,
}

impl NoticeKind {
    /// All of them, in the order in which people read them.
    pub const ALL: [NoticeKind; 9] = [
        NoticeKind::ClassReminder,
        NoticeKind::FirstClass,
        NoticeKind::ClassBegan,
        NoticeKind::ClassChanged,
        NoticeKind::Announcement,
        NoticeKind::RecordingWaits,
        NoticeKind::DeadlineNear,
        NoticeKind::QuestionAnswered,
        NoticeKind::WeeklyDigest,
    ];
}

/// What a person says of notices: `GET` and `PUT /api/account/notices` (signed in) return it, `PUT` takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoticeSettings {
    /// Kinds that they do not want by mail.
    pub off: Vec<NoticeKind>,
    /// Kinds that they do not want on their devices.
    #[serde(default)]
    pub push_off: Vec<NoticeKind>,
    /// When notices wait.
    pub quiet: Option<QuietHours>,
    /// Whether nothing at all comes in quiet hours: not even that class begins within the hour, or has begun.
    pub strict: bool,
}

/// Hours in which notices wait, in the person's zone: from one time of day until another, perhaps of the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`; another one.
    pub until: String,
}

/// `POST /unsubscribe/{secret}` (no sign-in, any body): stops mails of a kind for the person to whom the link was sent. It works
/// again and again, so that a mail program that asks twice is told the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Unsubscribed {
    /// Of which kind.
    pub kind: NoticeKind,
}
