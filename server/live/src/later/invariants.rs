//! What always holds of later participation.

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    assert!(!state.is_closed() || state.is_ended(), "only a session that is over is closed");
}
