//! What is not recorded: stretches off the record. What staff take out of a recording afterwards.

pub(crate) mod decide;
pub(crate) mod edited;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
