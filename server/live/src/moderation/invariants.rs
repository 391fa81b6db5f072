//! What always holds of settings and rights.

use protocol::limits;

use crate::{permission::keeps_to, state::State};

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let settings = state.settings();
    assert!(settings.chat_gap <= limits::CHAT_GAP_MS, "slow mode is at most {} ms slow", limits::CHAT_GAP_MS);
    for person in state.participants() {
        let id = person.id;
        assert!(keeps_to(settings, person), "{id:?}: nobody publishes what they may not");
        assert!(person.present || !person.asks_to_share, "{id:?}: who asks to share is here");
    }
    for &id in state.asked_to_unmute() {
        let here = state.present(id).is_some();
        assert!(here || state.is_ended(), "{id:?}: who was asked to unmute is here");
    }
}
