//! How many more people a class can hold.

use protocol::{Role, limits};

use crate::state::State;

/// How many more of this role can be present.
pub(crate) fn places_left(state: &State, role: Role) -> usize {
    let most = if role.is_staff() { limits::PRESENT } else { limits::PRESENT - limits::RESERVED_FOR_STAFF };
    most.saturating_sub(state.participants().iter().filter(|p| p.present).count())
}

/// How many more guests can come in by themselves, in a class for which so many people are on a roster: some places are
/// kept for those of them who are not there. Staff can let a guest in all the same.
pub(crate) fn places_left_for_guests(state: &State, expected: usize) -> usize {
    let there = state.participants().iter().filter(|p| p.present && p.role != Role::Guest).count();
    let kept = expected.saturating_sub(there).min(limits::RESERVED_FOR_MEMBERS);
    places_left(state, Role::Guest).saturating_sub(kept)
}
