//! Statistics of measured times.

use std::time::Duration;

/// A time in milliseconds, for tables.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A percentile of sorted times, of which there must be at least one.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent).div_ceil(100) - 1]
}
