//! What staff of a course tell its members.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{AnnouncementId, CourseId, Millis, SessionId};

/// What is said. `POST /api/courses/{id}/announcements` makes an announcement of it, `PUT /api/courses/{id}/announcements/{id}` makes
/// one say this instead; both return the [`Announcement`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementRequest {
    /// A line: 1 to [`crate::limits::TITLE_CHARS`] characters.
    pub title: String,
    /// The text, at most [`crate::limits::ANNOUNCEMENT_BYTES`]. Links are shown as links. Empty only beside a video.
    pub text: String,
    /// From when on members see it, as a local time in the course's zone: `YYYY-MM-DDTHH:MM`, in the future; `None` for at once. Of an
    /// announcement that members see already it is not changed.
    pub at: Option<String>,
    /// The video: one that the author has recorded in this course, is over and in no other announcement, or the one that the
    /// announcement has; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clip: Option<SessionId>,
}

/// A short video: a session of the kind [`crate::SessionKind::Clip`]. `GET /api/courses/{id}/clips` (whoever announces) lists those that
/// the person has recorded there and that no announcement or reply has, the latest first; `DELETE /api/courses/{id}/clips/{session}` deletes one of
/// them. Whoever sees it takes a seat by its code, and watches it as the recording of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Clip {
    /// The session.
    pub session: SessionId,
    /// Its code.
    pub code: String,
    /// How long it is, in milliseconds.
    pub duration: Millis,
}

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Announcement {
    /// Its identity.
    pub id: AnnouncementId,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Its video, for members.
    pub clip: Option<Clip>,
    /// Who wrote it; empty where the account is gone.
    pub by: String,
    /// From when on members see it.
    pub at_unix: Millis,
    /// When it was changed last after members could see it.
    pub changed_unix: Option<Millis>,
    /// Whether the reader has seen it, or wrote it.
    pub seen: bool,
    /// By how many members it was seen; for staff.
    pub readers: Option<Readers>,
}

/// How many members have seen an announcement. Who wrote it does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Readers {
    /// Those who have.
    pub seen: u32,
    /// All of them.
    pub all: u32,
}

/// A page of a course's announcements, the latest first. `GET /api/courses/{id}/announcements?before=ID` (whoever sees the course)
/// has at most [`crate::limits::ANNOUNCEMENTS_PAGE`] of them. Staff see those, too, that members will see later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnnouncementPage {
    /// The announcements.
    pub announcements: Vec<Announcement>,
    /// `before` for the next page, if there is one.
    pub next: Option<AnnouncementId>,
}

/// `POST /api/courses/{id}/announcements/seen` (members): these were on the reader's screen, at most
/// [`crate::limits::ANNOUNCEMENTS_PAGE`] of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeenAnnouncements {
    /// Which.
    pub announcements: Vec<AnnouncementId>,
}

/// `GET /api/courses/{id}/announcements/{id}/readers` (staff): all active members but the one who wrote it, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnnouncementReaders {
    /// Who has seen it.
    pub seen: Vec<Reader>,
    /// The names of those who have not.
    pub unseen: Vec<String>,
}

/// A member who has seen an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reader {
    /// Their name.
    pub name: String,
    /// When they saw it first.
    pub at_unix: Millis,
}

/// `GET /api/home/announcements` (signed in): what is new in the courses of the person who asks: announcements of the last
/// [`crate::limits::ANNOUNCEMENT_NEW_MS`] that they have not seen, the latest first, at most
/// [`crate::limits::HOME_ANNOUNCEMENTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewAnnouncement {
    /// The course.
    pub course: CourseId,
    /// Its title.
    pub course_title: String,
    /// Its colour.
    pub colour: u8,
    /// The announcement.
    pub announcement: Announcement,
}
