//! Which reasoning between two rounds of a question convinced people: what a class says of it stands first for whoever answers later.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{PostId, Seq};

/// How somebody reasoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Reasoned {
    /// In a message of the chat of a class.
    Message {
        /// The number of its event.
        seq: Seq,
    },
    /// In a thread of the board about a moment of the class, which somebody wrote there.
    Thread {
        /// Which.
        id: PostId,
    },
}

/// How many people a reasoning convinced. `GET /api/sessions/{id}/convinced` (whoever reads the board of its course) has a list of these,
/// those first that convinced most, at most [`crate::limits::CONVINCED_SHOWN`]. It does not say whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Convinced {
    /// Which.
    pub reasoned: Reasoned,
    /// How many.
    pub people: u32,
    /// Whether the reader is one of them.
    pub mine: bool,
}

/// `PUT /api/sessions/{id}/convinced` (whoever writes on the board of its course) says that a reasoning of another, which everybody may read,
/// convinced one, or takes that back. One person says it of at most [`crate::limits::CONVINCED_OF_CLASS`] of a class. Returns the list of
/// [`Convinced`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConvincedRequest {
    /// Which.
    pub reasoned: Reasoned,
    /// Whether it did.
    pub convinced: bool,
}
