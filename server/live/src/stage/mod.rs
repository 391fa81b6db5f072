//! The stage: tracks, who watches them, hands, reactions and the spotlight.

pub(crate) mod decide;
mod hands;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod spotlight;
pub(crate) mod validate;
