//! Meridian's server: the only crate that knows all the others.
//!
//! - [`config`]: flags, environment, file.
//! - [`doors`]: the listening socket: how many connections, and how long they may be idle.
//! - [`http`]: the HTTP interface and the web app from inside the binary.
//! - [`socket`]: a WebSocket: decodes, limits, passes on.
//! - [`session`]: one actor for each live session; it owns the pure `live::Session` and carries out what it decides.
//! - [`hub`]: finds, starts and drains the actors; brings media events to them.
//! - [`recording`]: brings complete media frames to the session's recorder.
//! - [`server`]: puts it together; [`server::start`] is what tests use too.
//!
//! Data flows one way: edge → actor → journal (durable) → broadcast, media, recorder. RTP never enters an actor.

pub mod clock;
pub mod config;
pub mod doors;
pub mod http;
pub mod hub;
pub mod rate;
pub mod recording;
pub mod server;
pub mod session;
pub mod socket;
