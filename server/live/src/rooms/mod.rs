//! Breakout rooms: opening and closing them, who goes where, calls for help, and who may watch what was recorded there.

pub(crate) mod closing;
pub(crate) mod decide;
pub(crate) mod help;
pub(crate) mod invariants;
mod opening;
pub(crate) mod placement;
pub(crate) mod reduce;
pub(crate) mod state;
pub(crate) mod together;
pub(crate) mod validate;
pub(crate) mod visibility;
pub(crate) mod work;
