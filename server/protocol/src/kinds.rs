//! What a session is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a session is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// A class that people hold together.
    #[default]
    Class,
    /// A study room: the people of a course meet there without its staff, where the course lets them. `POST /api/sessions` opens the one of a
    /// course, or returns the one that is open. Nobody but staff moderates, it counts for nothing, and ends when everybody has left.
    Study,
    /// A lecture that one of the staff of a course records alone. Students know nothing of it until staff hand it out: `POST
    /// /api/sessions/{id}/publish` (staff), which returns [`SessionSummary`](crate::http::SessionSummary).
    Lecture,
    /// A short video for an announcement, which one of the staff of a course records alone. It ends by itself after
    /// [`crate::limits::CLIP_MS`]. Nobody else comes in; members watch it from the instant on at which they see an announcement that
    /// has it. In no list, calendar or ledger.
    Clip,
}

impl SessionKind {
    /// Whether it is a class.
    pub fn is_class(&self) -> bool {
        *self == SessionKind::Class
    }

    /// Whether lists and calendars have it, and whether anything can be prepared for it or granted after it.
    pub fn is_listed(self) -> bool {
        self != SessionKind::Clip
    }

    /// Whether the ledger can have it.
    pub fn is_counted(self) -> bool {
        matches!(self, SessionKind::Class | SessionKind::Lecture)
    }
}
