//! Clients of a Meridian server that are no browsers, and a server for them in this process.
//!
//! - [`server`]: the real application on free ports, with its data in a folder of its own; it can be stopped and started.
//! - [`visitor`]: HTTP with cookies; what a person does before class.
//! - [`client`]: a participant's WebSocket in the words of `protocol`.
//! - [`peer`]: a participant's WebRTC connection, which publishes what [`picture`] makes or a [`film`] shows, heeds [`feedback`] and
//!   counts [`arrivals`].
//! - [`person`]: both together, in class; [`plan`]: rooms and questions; [`crowd`]: many, moved.
//! - [`relay`]: a network between a peer and the server that loses datagrams.
//!
//! These are tools of tests: what goes wrong panics and says what. Nothing waits without an end ([`within`]).

use std::{future::Future, time::Duration};

pub mod arrivals;
pub mod client;
pub mod crowd;
pub mod feedback;
pub mod film;
pub mod peer;
pub mod person;
pub mod picture;
pub mod plan;
pub mod relay;
pub mod server;
pub mod visitor;

/// Longer than anything that is awaited takes, also on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Awaits it, or panics with the words of what was awaited after [`PATIENCE`].
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
