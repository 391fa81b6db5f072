//! What is not recorded: stretches off the record.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
