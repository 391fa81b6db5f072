//! Losses of a class that was kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, Seq};

/// Something that was kept and cannot be read any more. The rest still plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "lost", rename_all = "snake_case")]
pub enum Damage {
    /// Events are gone, or cannot be read. Events of these numbers that are there were written after the loss.
    Events {
        /// The number of the first.
        from: Seq,
        /// The number of the last.
        to: Seq,
    },
    /// Files of the recording are missing, or shorter than they were.
    Recording {
        /// Their number.
        files: u32,
        /// Class time at which the first of them begins.
        from: Millis,
        /// Class time at which the last of them ends.
        to: Millis,
    },
    /// Lines of the recording's table of contents cannot be read: which files they named is not known.
    Contents {
        /// Their number.
        lines: u32,
    },
}
