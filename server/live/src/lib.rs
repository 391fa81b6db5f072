//! The live session, as a pure function of time and input.
//!
//! A [`Session`] is given the time and an [`Input`], and returns the [`Event`](protocol::Event)s that follow and the
//! [`Effect`]s that the caller has to carry out. It knows no sockets, no disk, no clock, no randomness and no async.
//!
//! ```text
//! Input --> decided by State --> Events --> State::apply --> Effects (what media and sockets must now do)
//! ```
//!
//! - Only [`State::apply`] changes durable state, so `fold(journal) == state` always.
//! - Everything that is not in the journal (connections, grace deadlines, rate limits, what media was last told) is
//!   transient, and starts afresh after a restart by [`Session::rebuild`].
//! - [`reduce`] is the meaning of every event. The browser has the same function; `server/protocol/golden` holds both
//!   to the same results.
//! - [`visible`] is the one rule of who may see an event, live and in replay. A viewer's snapshot is the whole state without
//!   the parts that they may not see, and equals the fold of the events that they may see.
//! - [`Edited`] is what of an edited recording is for whoever is not staff.
//!
//! A feature is a folder: presence, chat, stage, rooms, polls, agenda, chapters, recording, moderation. In each, `decide` says which facts a
//! command leads to, `reduce` what an event means, `validate` whether an event can come next, `state` what decisions
//! need and no snapshot shows, `visibility` who may see what, `invariants` what always holds. `dispatch`, `reduce`,
//! `validate`, `state`, `session` and the `invariants` of the crate only compose them. `later` has the acts of
//! people whose cursor is behind: it gives each to its feature. `tests/modules.rs` keeps the modules free of circles.
//!
//! The caller appends `Outcome::events` to the journal and makes them durable. Only then it sends each to the people who may
//! see it, executes `Outcome::effects` in order, and acknowledges the command. It sends [`Input::Tick`] at
//! [`Session::next_deadline`].

mod agenda;
mod by;
mod chapters;
mod chat;
mod decision;
mod dispatch;
mod fold;
mod invalid;
mod invariants;
mod later;
mod lists;
mod media_sync;
mod membership;
mod moderation;
mod outcome;
pub mod permission;
mod polls;
mod posing;
mod presence;
mod pseudonyms;
mod rate;
mod recording;
mod reduce;
mod rooms;
mod session;
mod stage;
mod state;
mod table;
pub mod text;
mod validate;
mod visibility;

pub use chat::state::latest_messages;
pub use invalid::RebuildError;
pub use membership::RoomMembership;
pub use outcome::{Arrival, ConnectionId, Effect, Input, Outcome};
pub use polls::{
    ballots::{LateSecret, LateSecrets},
    question::valid_answer,
    score::score,
    tally::tally,
};
pub use posing::poses_as;
pub use presence::{
    entry::{Comer, Entry, Purpose},
    expected::Expected,
};
pub use pseudonyms::with_pseudonyms;
pub use recording::edited::Edited;
pub use reduce::reduce;
pub use session::{Made, Session};
pub use state::State;
pub use visibility::{Viewer, may_watch, told, visible};
