//! The names of staff, which nobody else has.

use super::expected::Expected;
use crate::{posing::poses_as, state::State};

/// Whether a name looks like that of somebody who is or was staff here, or may come as staff.
pub(crate) fn is_like_staff(state: &State, expected: &Expected, name: &str) -> bool {
    let were = state.participants().iter().filter(|person| person.role.is_staff()).map(|person| &person.name);
    were.chain(&expected.staff_names).any(|staff| poses_as(name, staff))
}
