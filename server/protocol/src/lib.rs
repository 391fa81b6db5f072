//! The wire: every type that crosses between server and browser, and nothing else.
//!
//! These types are the single source. `web/src/protocol/generated.ts` is made from them by
//! `cargo xtask gen`, and a test here fails when it has drifted.
//!
//! - [`event`]: facts of the journal, which everybody folds into state.
//! - [`sealed`]: an event with its JSON text.
//! - [`shared`]: a value that is copied and serialised once for many.
//! - [`command`]: what a client asks for, and what an acknowledgement carries.
//! - [`frame`]: what travels on the WebSocket, up and down.
//! - [`snapshot`]: the state of a class as one person may see it.
//! - [`presence`], [`chat`], [`stage`], [`rooms`], [`polls`], [`agenda`], [`moderation`], [`recording`]: the types of each feature.
//! - [`table`]: what is watched together at a study table.
//! - [`permission`]: the rows of the permission table.
//! - [`stored`]: how events that any version has stored are read.
//! - [`manifest`]: the append-only description of recorded media.
//! - [`people`], [`courses`], [`roster`]: who belongs where, outside of class.
//! - [`photos`]: what people look like.
//! - [`mail`]: what goes by e-mail, outside of class. [`notices`]: what does so without being asked for.
//! - [`claims`]: seats of guests that become those of people.
//! - [`groups`]: those of a course, for the breakout rooms of its class.
//! - [`plans`], [`schedule`]: when the sessions of a course are.
//! - [`announcements`]: what staff of a course tell its members.
//! - [`board`]: what its members discuss.
//! - [`passkeys`]: signing in with the lock of one's device.
//! - [`audit`]: what happened that staff may read.
//! - [`privacy`]: what a person is owed of their data.
//! - [`damage`]: what is lost of a class that was kept.
//! - [`http`]: bodies of the HTTP interface.
//! - [`error`]: refusal codes; each is also the key of its translation.
//! - [`limits`]: every bound that a client can run into.
//!
//! All times named `at`, `start`, `duration`, `from`, `to` are milliseconds of class time: since the session went
//! live. Times named `*_unix` are milliseconds since 1970-01-01T00:00:00Z.

pub mod agenda;
pub mod announcements;
pub mod audit;
pub mod board;
pub mod chapters;
pub mod chat;
pub mod claims;
pub mod command;
pub mod consent;
pub mod convinced;
pub mod courses;
pub mod damage;
pub mod downloads;
pub mod error;
pub mod event;
pub mod extensions;
pub mod frame;
pub mod groups;
pub mod http;
pub mod ids;
pub mod insight;
pub mod kinds;
pub mod later;
pub mod ledger;
pub mod limits;
pub mod mail;
pub mod manifest;
pub mod moderation;
pub mod notices;
pub mod passkeys;
pub mod people;
pub mod permission;
pub mod photos;
pub mod plans;
pub mod polls;
pub mod practice;
pub mod preparation;
pub mod presence;
pub mod privacy;
pub mod push;
pub mod recording;
pub mod rooms;
pub mod roster;
pub mod schedule;
pub mod sealed;
pub mod shared;
pub mod snapshot;
pub mod stage;
pub mod stored;
pub mod table;
pub mod typescript;
pub mod work;

pub use audit::AuditKind;
pub use command::{Command, CommandResult};
pub use courses::{CourseAction, CourseRole, MemberState};
pub use damage::Damage;
pub use error::{ErrorCode, Refusal};
pub use event::{Audience, Event, EventBody};
pub use frame::{Down, Notice, RecordedMedia, Up};
pub use ids::{
    AnnouncementId, CommandId, CourseId, MemberId, Millis, ParticipantId, PostId, PreparationId, RoomId, Seq, SeriesId,
    SessionId,
};
pub use kinds::SessionKind;
pub use later::Later;
pub use moderation::{Settings, SettingsChange};
pub use notices::NoticeKind;
pub use people::ServerRole;
pub use permission::Action;
pub use photos::PhotoId;
pub use polls::PollId;
pub use presence::{Consent, LeaveReason, Role};
pub use sealed::SealedEvent;
pub use snapshot::Snapshot;
pub use stage::{OfferedTrack, Reaction, Source, TrackRef, TrackState, WatchedSlot};

/// Version of the WebSocket protocol. A client that speaks another version is refused with
/// [`ErrorCode::VersionMismatch`] and reloads itself.
pub const VERSION: u32 = 4;
