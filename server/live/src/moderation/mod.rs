//! Moderation: settings, roles and names, who may unmute or share, and removing people.

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod state;
pub(crate) mod unmute;
pub(crate) mod validate;
pub(crate) mod visibility;
