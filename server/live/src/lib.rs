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
mod chat;
mod decision;
mod dispatch;
mod invalid;
mod invariants;
mod lists;
mod media_sync;
mod membership;
mod moderation;
mod outcome;
pub mod permission;
mod polls;
mod presence;
mod rate;
mod reduce;
mod rooms;
mod session;
mod stage;
mod state;
pub mod text;
mod validate;
mod visibility;

pub use invalid::RebuildError;
pub use membership::RoomMembership;
pub use outcome::{ConnectionId, Effect, Input, Outcome};
pub use polls::{score::score, tally::tally};
pub use reduce::reduce;
pub use session::Session;
pub use state::State;
pub use visibility::{Viewer, may_watch, visible};
