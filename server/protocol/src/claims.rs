//! Seats that guests took before they had an account, and that become theirs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, SessionId};

/// The tokens of seats that this browser keeps. `POST /api/account/seats/look` (signed in) says which of them can become the
/// person's own, `POST /api/account/seats` (signed in) makes them theirs; both return a list of [`KeptSeat`], and pass over all
/// others: of somebody's account, of a class that runs, of a course whose student or observer they are not.
/// `GET /api/account/seats` (signed in) returns a list of [`SessionSummary`](crate::http::SessionSummary): the classes of other
/// people, without a course, in which the person was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeatTokens {
    /// At most [`crate::limits::SEATS_CLAIMED`].
    pub tokens: Vec<String>,
}

/// A seat that a guest took in a class that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptSeat {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// The name that the guest had there.
    pub name: String,
    /// When class began.
    pub started_unix: Option<Millis>,
}
