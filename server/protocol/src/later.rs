//! Later participation.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// An act of somebody whose cursor is behind the edge: while class is live, or after it. The `at` of its event says where the
/// journal was then: class time stands still once class has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Later {
    /// Wall time of the act.
    pub unix: Millis,
    /// The moment of class of which the act speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub anchor: Option<Millis>,
}
