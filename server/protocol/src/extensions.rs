//! Deadlines that are later for one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{MemberId, Millis, SessionId};

/// `PUT /api/sessions/{id}/extensions/{member}` (staff): gives somebody of the roster more time for a class of a course with a rule for
/// deadlines, in place of what they were given before. `DELETE` ends that. Both answer with 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GiveExtension {
    /// The days after the deadline of all, from 1 to [`crate::limits::EXTENSION_DAYS`]. Holidays are not counted.
    pub days: u16,
}

/// Somebody's later deadline for a class. `GET /api/sessions/{id}/extensions` (staff) has a list of those for a class, by name, `GET
/// /api/courses/{id}/roster/{member}/extensions` (staff) of those of one person, in the order of classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Extension {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// The line of the roster.
    pub member: MemberId,
    /// The name there.
    pub name: String,
    /// The days after the deadline of all.
    pub days: u16,
    /// Until when work is due; `None` where the class was cancelled, or the course has no rule any more.
    pub due_unix: Option<Millis>,
}
