//! Photos of people with accounts, and what else a class shows of them beside their name.
//!
//! `PUT /api/account/photo` (signed in) has a picture as its body, PNG, JPEG or WebP, of at most [`crate::limits::PHOTO_BYTES`] and
//! [`crate::limits::PHOTO_PIXELS`]: its middle becomes the person's photo, without whatever else the file says. `DELETE` ends it. Both
//! return [`Me`](crate::http::Me).
//!
//! A photo is a JPEG, and is named by its [`PhotoId`]: `GET /api/account/photo/{photo}` is the person's own,
//! [`crate::limits::PHOTO_SIDE`] wide; `GET /api/courses/{id}/photos/{photo}` (signed in) that of an active member for members, and
//! `GET /api/sessions/{id}/photos/{photo}` (with the token of a seat) that of somebody who has a seat in the class, for whoever may
//! read its timeline, both [`crate::limits::PHOTO_SMALL_SIDE`] wide.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ParticipantId;

/// Names a photo: a digest of it, so that what it names never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PhotoId(pub String);

/// What the account of somebody in class says of them. `GET /api/sessions/{id}/people?after=SEAT` (with the token of a seat) returns a
/// list of these, by seat, of those whose accounts say something. The journal has none of it: who takes their photo away takes it out of
/// every class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClassPerson {
    /// Their seat.
    pub participant: ParticipantId,
    /// Their pronouns; empty when they say none.
    pub pronouns: String,
    /// Their photo.
    pub photo: Option<PhotoId>,
}
