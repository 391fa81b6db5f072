//! What always holds of a study table.

use std::collections::BTreeSet;

use protocol::limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN, WORK_AUTHORS};

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let Some(table) = state.table() else { return };
    let playback = table.playback;
    assert!(playback.position <= table.watches.length, "the cursor is within what is watched");
    assert!(playback.since <= state.at(), "it was not set in the future");
    assert!((TABLE_SPEED_MIN..=TABLE_SPEED_MAX).contains(&playback.speed_percent), "it has a speed that players have");
    assert!(playback.by.is_none_or(|by| state.participant(by).is_some()), "whoever set it was there");
    let together = &table.together;
    let people: BTreeSet<_> = together.iter().map(|agreed| agreed.participant).collect();
    assert_eq!(people.len(), together.len(), "everybody works on one task");
    assert!(people.iter().all(|&person| state.present(person).is_some()), "whoever works together is there");
    let rooms: BTreeSet<_> = together.iter().map(|agreed| agreed.room).collect();
    let on = |room| together.iter().filter(|agreed| agreed.room == room).count();
    assert!(rooms.into_iter().all(|room| on(room) <= WORK_AUTHORS), "so many work on one piece at most");
}
