//! A study table: its people watch a recording together, with one cursor.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
