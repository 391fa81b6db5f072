//! The names of staff, which nobody else has.

use crate::{state::State, text::look_alike};

/// Whether a name looks like that of somebody who is or was staff here.
pub(crate) fn is_like_staff(state: &State, name: &str) -> bool {
    state.participants().iter().any(|person| person.role.is_staff() && look_alike(&person.name, name))
}
