//! The names of staff, which nobody else has.

use crate::{state::State, text::poses_as};

/// Whether a name looks like that of somebody who is or was staff here.
pub(crate) fn is_like_staff(state: &State, name: &str) -> bool {
    state.participants().iter().any(|person| person.role.is_staff() && poses_as(name, &person.name))
}
