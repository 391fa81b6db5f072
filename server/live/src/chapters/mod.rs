//! Chapters: names that staff give to stretches of the timeline, and those that they hide, in class or later.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod state;
pub(crate) mod validate;
