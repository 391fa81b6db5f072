//! The groups of a course, as its class sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ParticipantId;

/// A group of the course's roster. `GET /api/sessions/{id}/groups`, by a seat that may open breakout rooms, returns a list of
/// them in the order of their names: those of the course of which the session is a class, none for one without a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its students, in the order of their names.
    pub members: Vec<GroupMember>,
}

/// A student of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupMember {
    /// Their name on the roster.
    pub name: String,
    /// Their seat, if they took one.
    pub participant: Option<ParticipantId>,
}
