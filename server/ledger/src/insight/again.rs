//! When somebody who watches goes back to hear something again.

use protocol::{Millis, limits::LEDGER_STRETCHES};

use crate::Stretches;

/// Less than this is how players land, and what a hand does that misses.
const LEAST: Millis = 3_000;
/// Whoever goes back further looks something up, or begins anew.
const MOST: Millis = 2 * 60_000;
/// Whoever comes back after longer goes on with what they watched.
const BREAK: Millis = 10 * 60_000;

/// Adds the stretch to which somebody went back who was `at` a moment and now plays from another, `passed` later. Returns whether there is
/// one.
pub fn went_back(again: &mut Stretches, at: Millis, from: Millis, passed: Millis) -> bool {
    let back = at.saturating_sub(from);
    if !(LEAST..=MOST).contains(&back) || passed > BREAK {
        return false;
    }
    let mut after = again.clone();
    let longer = after.add_and_join(from, at, 0);
    if longer == 0 || after.count() > LEDGER_STRETCHES {
        return false;
    }
    *again = after;
    true
}
