//! Chat: messages to the room, to staff, to everybody or to one person.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod state;
pub(crate) mod validate;
