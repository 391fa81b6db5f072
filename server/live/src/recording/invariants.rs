//! What always holds of stretches off the record.

use protocol::limits;

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let stretches = &state.whole().off_record;
    assert!(stretches.len() <= limits::OFF_RECORD, "at most {} stretches off the record", limits::OFF_RECORD);
    let in_order = stretches.is_sorted_by(|a, b| a.to.is_some_and(|end| end <= b.from));
    assert!(in_order, "stretches off the record are in order, and only the last goes on");
    assert!(!state.is_ended() || !state.is_off_record(), "nothing is off the record once class is over");
}
