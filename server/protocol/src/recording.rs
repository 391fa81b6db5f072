//! What is not recorded of a class.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// A stretch of class that is off the record: no sound and no picture of it is recorded, and its messages are for those alone
/// who were in class then, and for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OffRecord {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last; absent while it goes on.
    pub to: Option<Millis>,
}
