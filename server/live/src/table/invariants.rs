//! What always holds of a study table.

use protocol::limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN};

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let Some(table) = &state.whole().table else { return };
    let playback = table.playback;
    assert!(playback.position <= table.watches.length, "the cursor is within what is watched");
    assert!(playback.since <= state.at(), "it was not set in the future");
    assert!((TABLE_SPEED_MIN..=TABLE_SPEED_MAX).contains(&playback.speed_percent), "it has a speed that players have");
    assert!(playback.by.is_none_or(|by| state.participant(by).is_some()), "whoever set it was there");
}
