//! The agenda: planned activities, the one that goes on with its timer, and feedback on it.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
pub(crate) mod visibility;
