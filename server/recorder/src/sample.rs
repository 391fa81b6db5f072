//! One frame inside a segment.

use bytes::Bytes;
use protocol::Millis;

/// A frame with its class time, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Class time.
    pub(crate) at: Millis,
    /// Whether decoding can start here.
    pub(crate) key: bool,
    /// The frame as the container stores it.
    pub(crate) data: Bytes,
}
