//! How many more people a class can hold.

use protocol::{Role, limits};

use crate::state::State;

/// How many more of this role can be present.
pub(crate) fn places_left(state: &State, role: Role) -> usize {
    let most = if role.is_staff() { limits::PRESENT } else { limits::PRESENT - limits::RESERVED_FOR_STAFF };
    most.saturating_sub(state.participants().iter().filter(|p| p.present).count())
}
