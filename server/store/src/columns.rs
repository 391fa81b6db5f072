//! How quantities stand in columns.

use protocol::Millis;

/// Times, lengths and numbers stand in BIGINT columns. What is beyond (292 million years) is as good as for ever.
pub(crate) fn millis(time: Millis) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// Back again. No column holds a negative one.
pub(crate) fn unsigned(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}
