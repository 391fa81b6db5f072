//! What people do before a session of a course: links, texts, files and recordings of earlier classes, in the order in which staff put them, and
//! what each of them has done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    http::SessionSummary,
    ids::{MemberId, Millis, PreparationId, SessionId},
};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PreparationContent {
    /// Read what is elsewhere.
    Link {
        /// An address with `http` or `https`, of at most [`crate::limits::PREPARATION_LINK_BYTES`].
        url: String,
    },
    /// Read this.
    Text {
        /// Plain text, of at most [`crate::limits::PREPARATION_TEXT_BYTES`].
        text: String,
    },
    /// Watch a class of the same course that has ended.
    Recording {
        /// Which.
        session: SessionId,
    },
    /// Read a file, which was uploaded before.
    File(PreparationFile),
}

/// The name under which a file is kept: a digest of what it has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct FileId(pub String);

/// A file that staff uploaded: `POST /api/sessions/{id}/preparation/files?title=…&name=…` (its bytes, at most
/// [`crate::limits::FILE_BYTES`]) adds one at the end, and returns [`SessionPreparation`]. `GET …/preparation/{item}/file` (members) returns the
/// bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreparationFile {
    /// What it has.
    pub file: FileId,
    /// How it is called, with its ending, in at most [`crate::limits::TITLE_CHARS`].
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
}

/// `POST /api/sessions/{id}/preparation`: adds something at the end. `PUT /api/sessions/{id}/preparation/{item}` changes it: what people
/// have said that they have done stays. Both return [`SessionPreparation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewPreparation {
    /// What it is called, in at most [`crate::limits::TITLE_CHARS`].
    pub title: String,
    /// What it is.
    pub content: PreparationContent,
}

/// `PUT /api/sessions/{id}/preparation/order`: puts what is to be done in an order. What is not named comes after what is. Returns
/// [`SessionPreparation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreparationOrder {
    /// The first one first.
    pub items: Vec<PreparationId>,
}

/// `POST /api/sessions/{id}/preparation/copy`: adds what another session of the same course has and this one does not. Returns
/// [`SessionPreparation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CopyPreparation {
    /// The other session.
    pub from: SessionId,
}

/// `GET /api/sessions/{id}/preparation` (members): what is to be done before a session. `DELETE …/{item}` removes something, `POST
/// …/{item}/restore` brings it back within [`crate::limits::RESTORABLE_MS`]. `PUT …/{item}/done` says that you have done it, `DELETE
/// …/{item}/done` that you have not. All of them return this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionPreparation {
    /// In their order; at most [`crate::limits::PREPARATION_ITEMS`].
    pub items: Vec<PreparationItem>,
    /// How many students the course has, for staff.
    pub students: Option<u32>,
}

/// Something to be done before a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreparationItem {
    /// Its identity.
    pub id: PreparationId,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub content: PreparationContent,
    /// The class of a recording, as long as it is kept.
    pub recording: Option<SessionSummary>,
    /// When you said that you have done it.
    pub done_unix: Option<Millis>,
    /// How many students have done it, for staff.
    pub done_by: Option<u32>,
}

/// How far you are with what is to be done before a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreparationProgress {
    /// How much there is: at least 1.
    pub items: u32,
    /// How much of it you have done.
    pub done: u32,
}

/// `GET /api/sessions/{id}/preparation/{item}/people` (staff): a list of these, all students of the course by name, at most
/// [`crate::limits::ROSTER`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreparedPerson {
    /// Their line of the roster.
    pub member: MemberId,
    /// Their name there.
    pub name: String,
    /// When they said that they have done it.
    pub done_unix: Option<Millis>,
}
