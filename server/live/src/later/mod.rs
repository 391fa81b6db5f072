//! Later participation: acts of people whose cursor is behind the edge, while class is live or after it.
//!
//! The same commands, permission table and journal as in class. What differs: those who act are not present, each event
//! has its wall time and may name the moment of which it speaks, and matters of the moment (media, hands, rooms) are
//! [`protocol::ErrorCode::LiveOnly`].

pub(crate) mod decide;
pub(crate) mod invariants;
pub(crate) mod reduce;
pub(crate) mod validate;
