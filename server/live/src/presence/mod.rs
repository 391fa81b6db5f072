//! Presence: who joins, waits to be admitted, leaves, and what may be recorded of them.

pub(crate) mod away;
pub(crate) mod connect;
pub(crate) mod connections;
pub(crate) mod decide;
pub mod entry;
pub mod expected;
pub(crate) mod invariants;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod reduce;
pub(crate) mod staff_names;
pub(crate) mod state;
pub(crate) mod validate;
pub(crate) mod visibility;
pub(crate) mod waiting;
