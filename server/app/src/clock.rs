//! Wall time. This crate's logic reads it nowhere else. Class time comes from a [`common::ClassClock`].

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::Millis;

/// Tells wall time: [`unix_now`], unless a test has a clock of its own.
pub type WallClock = fn() -> Millis;

/// Wall time now, in milliseconds since 1970.
pub fn unix_now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as Millis
}
