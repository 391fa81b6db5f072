//! Native clients of a Meridian server, and a server for them in this process.
//!
//! [`server`]: the real application on free ports, with its own data folder; it can be stopped and restarted.
//! [`visitor`]: HTTP with cookies: everything that a person does before class.
//! [`client`]: a participant's WebSocket.
//! [`peer`]: a participant's WebRTC connection, which publishes what [`picture`] makes or a [`film`] of [`films`] shows, reacts to
//! [`feedback`], and counts [`arrivals`].
//! [`speech`]: how long each packet of somebody's sound takes.
//! [`school`]: a course with people of every kind; [`held`]: a class of it that is over. [`routes`]: all ways to something of a course.
//! [`person`]: both together, in class; [`plan`]: rooms and questions; [`crowd`]: many people who are moved between
//! rooms.
//! [`mailbox`]: a mail server that keeps what it gets. [`mailed`]: a course on a server that sends its mail there.
//! [`push_service`]: where browsers take pushes.
//! [`filling`]: a store as a school fills it within years; [`home_pages`]: what browsers ask for on the pages around class;
//! [`statements`]: how many SQL statements something takes. [`long_class`]: a class with many people and messages.
//! [`bucket`]: an S3 service, and a line to it that can be cut.
//! [`relay`]: a network between a peer and the server that loses datagrams.
//!
//! These are tools for tests: a failure panics with a message, and no wait is without an end ([`within`]).

use std::{future::Future, time::Duration};

pub mod arrivals;
pub mod bucket;
pub mod client;
pub mod crowd;
pub mod feedback;
pub mod filling;
pub mod film;
pub mod films;
pub mod held;
pub mod home_pages;
pub mod long_class;
pub mod mailbox;
pub mod mailed;
pub mod peer;
pub mod person;
pub mod picture;
pub mod plan;
pub mod push_service;
pub mod relay;
pub mod routes;
pub mod school;
pub mod server;
pub mod speech;
pub mod statements;
pub mod visitor;

/// Longer than anything awaited takes, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Awaits a future. After [`PATIENCE`], panics with a message that names `what`.
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
