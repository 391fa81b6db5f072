//! The live session, as a pure function of time and input.
//!
//! A [`Session`] is told the time and an [`Input`], and says which [`Event`](protocol::Event)s that makes and which
//! [`Effect`]s the caller is to carry out. It knows no sockets, no disk, no clock, no randomness and no async.
//!
//! ```text
//! Input --> validated against State --> Events --> State::apply --> Effects (what media and sockets must now do)
//! ```
//!
//! - Only [`State::apply`] changes durable state, so `fold(journal) == state` always.
//! - What is not in the journal (connections, grace deadlines, rate limits, what media was last told) is transient, and
//!   starts afresh after a restart by [`Session::rebuild`].
//! - [`reduce`] is the meaning of every event. The browser has the same function; `server/protocol/golden` holds both
//!   to the same results.
//! - [`visible`] is the one rule of who may know of an event, live and in replay. A viewer's snapshot is the whole state
//!   without what is not theirs, and equals the fold of the events that they may see.
//!
//! The caller appends `Outcome::events` to the journal, makes them durable, sends each to the connections that may see
//! it, acknowledges the command, and then executes `Outcome::effects` in order. It sends [`Input::Tick`] at
//! [`Session::next_deadline`].

mod agenda;
mod arrivals;
mod ballots;
mod command;
mod invariants;
mod moderation;
mod orders;
mod outcome;
pub mod permission;
mod polls;
mod question;
mod rate;
mod rebuild;
mod reduce;
mod rooms;
mod score;
mod session;
mod state;
mod tally;
pub mod text;
mod visibility;

pub use outcome::{ConnectionId, Effect, Input, Outcome};
pub use rebuild::RebuildError;
pub use reduce::reduce;
pub use score::score;
pub use session::Session;
pub use state::State;
pub use tally::tally;
pub use visibility::{Viewer, Whereabouts, may_watch, visible};
