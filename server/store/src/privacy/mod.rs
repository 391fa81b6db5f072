//! What a person is owed: to have all that is kept of them, and to have it erased.
//!
//! [`Store::erase_person`] erases an account in one transaction, which notes the seats that the person had. Their names, words and
//! tracks leave the classes afterwards, one class after the other ([`Store::erase_seats`]), also after a restart. [`Store::withdraw`] takes somebody
//! out of the recording of one class, and leaves all else.

mod account;
mod export;
mod journal;
mod recording;
mod seats;
mod withdrawn;
mod work;

pub use account::{Erased, Teaching};
pub use export::{OwnSeat, OwnTrack};
pub(crate) use recording::follow;
pub(crate) use seats::hold;
pub use withdrawn::{Removals, Withdrawn};
