//! Meridian's server: the only crate that knows all the others.
//!
//! - [`config`]: flags, environment, file.
//! - [`backup`]: copies everything that is kept, and restores it. [`password_link`]: lets whoever has the shell help somebody in.
//! - [`server`]: puts it together; [`server::start`] is what tests use too.
//! - [`listener`]: the listening socket: how many connections, and how long they may be idle.
//! - [`http`]: the HTTP interface and the web app from inside the binary; [`socket`]: a WebSocket, whose frames it
//!   decodes, limits and passes on. Both see the server as a [`context::App`].
//! - [`timeline_access`]: who may read a timeline, and which of its tracks.
//! - [`audience`]: who watches over plain HTTP, with keys that are the same for all.
//! - [`hub`]: finds, starts and drains the actors; brings media events to them.
//! - [`session`]: one actor for each live session; it owns the pure `live::Session` and carries out what it decides.
//! - [`later`]: sessions that have ended and in which people still take part; [`news`]: wakes those who wait for a journal to
//!   grow.
//! - [`status`]: asks a session's actor; [`live::Session::entry`] decides there who may come in.
//! - [`standing`]: looks up what somebody is, for the table of `access`; [`class_access`]: who comes into a class, and as what.
//! - [`roster_table`]: reads a roster from a table; [`fields`]: checks what people type into forms.
//! - [`schedule`]: between what people say of plans, the computation of `calendar`, and what the store keeps.
//! - [`zone_rules`]: what is planned keeps its local times when the rules of zones change.
//! - [`sign_outs`]: shows people out of class whose sign-in has ended; [`user_agent`] names the browsers in the list of
//!   sign-ins.
//! - [`mail`]: the letters that there are, their queue and the task that sends them. [`notices`]: who is told of what, when.
//! - [`photos`]: makes photos of the pictures that people upload.
//! - [`ledger`]: counts who took part in classes, live and later; `insight`: what staff learn of it;
//!   `practice`: which of its questions come back to students.
//! - [`audit`]: notes what people do, for staff to read.
//! - [`expected`]: who is on a class's roster, for the places and names that are kept for them.
//! - [`erasure`]: erases recordings that were deleted a while ago.
//! - [`export`]: sends people all that is kept of them. [`privacy`]: takes people whose accounts were erased out of classes.
//! - [`remix`]: makes the mixed sound of a class again without a voice.
//! - [`retention`]: tells of classes whose time is over soon, and deletes them.
//! - [`recording`]: brings complete media frames to the session's recorder; [`recording_sink`]: brings what the recorder
//!   makes of them to the store.
//!
//! Modules use one another in one direction only, which `server/xtask/tests/imports.rs` checks.
//!
//! Data flows one way: edge → actor → journal (durable) → broadcast, media, recorder. RTP never enters an actor.

pub mod after_class;
pub mod audience;
pub mod audit;
pub mod backup;
mod bucket_settings;
mod by_link;
pub mod class_access;
pub mod client_address;
mod clips;
pub mod clock;
pub mod compressed_pages;
pub mod config;
mod connections;
pub mod context;
pub mod crowding;
mod downloads;
pub mod erasure;
pub mod expected;
pub mod export;
pub mod fields;
pub mod gate;
pub mod http;
pub mod hub;
mod insight;
pub mod later;
pub mod ledger;
pub mod listener;
pub mod log;
mod lost_takes;
pub mod mail;
pub mod media_names;
pub mod news;
pub mod noted_today;
pub mod notices;
pub mod pages;
pub mod passkeys;
pub mod password_link;
pub mod photos;
pub mod places;
mod practice;
pub mod privacy;
pub mod push;
pub mod rate;
mod recorded_files;
pub mod recording;
pub mod recording_sink;
pub mod refusal;
pub mod remix;
pub mod retention;
pub mod roster_table;
pub mod schedule;
mod seat_of_token;
pub mod server;
pub mod session;
pub mod sign_outs;
pub mod socket;
pub mod standing;
pub mod status;
mod tables;
mod takes;
mod threads;
pub mod timeline_access;
mod together;
pub mod uploads;
pub mod user_agent;
mod web_files;
mod zipped;
pub mod zone_rules;
