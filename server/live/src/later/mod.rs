//! Later participation: acts of people whose cursor is behind the edge, while class is live or after it.
//!
//! Commands, permission table and journal are the same as in class. Three things differ: people who act later are not
//! present, their events have a wall time and may name the moment of class of which they speak, and commands about
//! media, hands and rooms are refused with [`protocol::ErrorCode::LiveOnly`].

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
