//! What a person is owed of their data: to have all of it, and to have it erased.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ParticipantId;

/// The name of whoever was erased, wherever theirs stood: in journals, seats and the log.
pub const FORMER_PARTICIPANT: &str = "Former participant";

/// What somebody is called in the recording of a class where names are not to be read: their seat's number tells them apart, and
/// stays.
pub fn pseudonym(participant: ParticipantId) -> String {
    format!("Student {}", participant.0)
}

/// What somebody is called there who writes about the class, and may have no seat in it.
pub fn pseudonym_of(seat: Option<ParticipantId>) -> String {
    seat.map_or_else(|| "Student".to_owned(), pseudonym)
}

/// What stands in the way of erasing an account, and what it takes along. `GET /api/account/erase` (signed in) and
/// `GET /api/people/{id}/erase` (owners) return it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasurePreview {
    /// Whether the person is the only owner, who cannot go.
    pub only_owner: bool,
    /// The titles of running classes in which they are now, as staff: they end them first, or leave.
    pub teaching: Vec<String>,
    /// In how many classes they have a seat.
    pub classes: u32,
    /// The titles of courses that have no other instructor: an owner of the server looks after these.
    pub courses: Vec<String>,
}

/// `POST /api/account/erase` (signed in): erases one's own account; ends the sign-in, returns [`Me`](crate::http::Me).
/// `POST /api/people/{id}/erase` (owners): erases another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EraseAccount {
    /// The e-mail address of the account that is erased, typed once more.
    pub email: String,
    /// The present password of whoever asks.
    pub present: String,
}
