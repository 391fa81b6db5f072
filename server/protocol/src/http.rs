//! Bodies of the HTTP interface. A failed request has a status and a [`crate::Refusal`] as its body.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    command::Command,
    consent::CurrentConsent,
    damage::Damage,
    event::Event,
    ids::{CommandId, CourseId, Millis, ParticipantId, RoomId, Seq, SessionId},
    kinds::SessionKind,
    manifest::ManifestEntry,
    people::{Profile, ServerRole},
    photos::PhotoId,
    plans::SessionPlan,
    presence::{Consent, Role},
    recording::Edits,
};

/// `GET /api/me`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Me {
    /// Whether nobody owns the server yet: its owner opens the printed link.
    pub setup_needed: bool,
    /// Whether the server sends mail. Without, invitations are links to copy.
    pub mail: bool,
    /// The person who is signed in.
    pub person: Option<Person>,
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether the address is known to be theirs: a link that went there was opened.
    pub email_confirmed: bool,
    /// What they are on the server.
    pub role: ServerRole,
    /// What they say of themselves.
    pub profile: Profile,
    /// Their photo.
    pub photo: Option<PhotoId>,
}

/// `POST /api/setup`: claims the server; sets the cookie, returns [`Me`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// From the fragment of the printed link.
    pub token: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `POST /api/sign-in`: sets the cookie, returns [`Me`]. `POST /api/sign-out` (no body) ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `POST /api/sign-in/link`: a one-use link (printed by `--demo`) becomes a cookie. Returns [`LinkSignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LinkSignInRequest {
    /// From the fragment of the link.
    pub token: String,
}

/// `PUT /api/account/name` (signed in). Returns [`Me`]. Seats that were taken keep their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangeNameRequest {
    /// The new name.
    pub name: String,
}

/// `PUT /api/account/password` (signed in): signs out of all other browsers; sets the cookie anew, returns [`Me`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The present password. Wrong ones count as failed sign-ins.
    pub present: String,
    /// The new password.
    pub new: String,
}

/// A browser in which the person is signed in. `GET /api/account/devices` (signed in) returns a list of these, those used last
/// first. `DELETE /api/account/devices/{id}` signs out of one, `DELETE /api/account/devices` of all but this one; both return
/// the list that is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Device {
    /// Names the sign-in; no secret.
    pub id: String,
    /// The browser by its common name; empty when it is not known.
    pub browser: String,
    /// The system on which it runs, likewise.
    pub system: String,
    /// When the person signed in there.
    pub began_unix: Millis,
    /// When it was last used, to about an hour.
    pub used_unix: Millis,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// Where a one-use link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkSignIn {
    /// The class whose lobby opens.
    pub code: String,
}

/// `POST /api/sessions` (signed in): *Start a class*. Returns [`SessionSummary`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StartSessionRequest {
    /// Title.
    pub title: String,
    /// Whether guests may join by name alone.
    pub guests_allowed: bool,
    /// The course of which it is a class, if any: its staff start it, and the course says who is a guest.
    #[serde(default)]
    #[ts(optional)]
    pub course: Option<CourseId>,
    /// What it is; absent for a class. All else belongs to a course.
    #[serde(default, skip_serializing_if = "SessionKind::is_class")]
    #[ts(as = "Option<SessionKind>", optional)]
    pub kind: SessionKind,
    /// For a study room: the class of the course that is watched there together. It makes the room a study table, of which each class that
    /// is over has one at a time: whoever asks comes to the one that is open. It has the title of the class, and is never recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub watches: Option<SessionId>,
}

/// The state of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Nobody has come yet: the clock does not run.
    Scheduled,
    /// Class is held.
    Live,
    /// Class is over, and its recording complete. People take part later.
    Ended,
    /// Over, and nobody takes part any more.
    Closed,
}

impl SessionState {
    /// Whether class is over.
    pub fn is_over(self) -> bool {
        matches!(self, SessionState::Ended | SessionState::Closed)
    }
}

/// Whether there is a recording. It is deleted by its owner (signed in): `DELETE /api/sessions/{id}/recording` puts it into the
/// bin, `POST …/recording/restore` takes it out again, `POST …/recording/erase` erases what is in the bin. All return
/// [`SessionSummary`]. Manifest and files of a deleted recording are refused with
/// [`RecordingDeleted`](crate::ErrorCode::RecordingDeleted); the journal stays. `DELETE /api/sessions/{id}` deletes a class that is over with
/// all that is kept of it, at once and for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RecordingState {
    /// It is kept, as far as class has been recorded.
    #[default]
    Kept,
    /// It lies in the bin, as its owner sees it. To others it is deleted.
    InBin {
        /// Until when it can be restored.
        until_unix: Millis,
    },
    /// It was deleted.
    Deleted {
        /// When.
        at_unix: Millis,
    },
}

impl RecordingState {
    /// Whether it can be watched.
    pub fn is_kept(&self) -> bool {
        *self == RecordingState::Kept
    }
}

/// `PUT /api/sessions/{id}/recording/open` (signed in): opens the recording of a class to everybody with its link, or ends that.
/// While class runs, it is said for the time after it. Returns [`SessionSummary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenRecordingRequest {
    /// Until when, at most [`crate::limits::OPEN_RECORDING_MOST_MS`] from now; `None`: for nobody who has but the link.
    pub until_unix: Option<Millis>,
}

/// `PUT /api/sessions/{id}/recording/names` (signed in): says whether pseudonyms stand for names in the recording of a class, for
/// whoever is not its staff, once it is over. Returns [`SessionSummary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PseudonymsRequest {
    /// Whether they do.
    pub pseudonyms: bool,
}

/// A session in a list. `GET /api/sessions` (signed in) returns a list of these, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionSummary {
    /// Its identity.
    pub id: SessionId,
    /// The short code of its join link, `/j/{code}`.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it is; absent for a class.
    #[serde(default, skip_serializing_if = "SessionKind::is_class")]
    #[ts(as = "Option<SessionKind>", optional)]
    pub kind: SessionKind,
    /// Whether nothing of it is recorded; absent where it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub unrecorded: bool,
    /// The class that is watched there, for a study table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub watches: Option<SessionId>,
    /// Whether it is a lecture that is not handed out: staff alone know of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub draft: bool,
    /// Its state.
    pub state: SessionState,
    /// Whether guests may join by name alone.
    pub guests_allowed: bool,
    /// When it was made.
    pub created_unix: Millis,
    /// When it went live.
    pub started_unix: Option<Millis>,
    /// Its length, so far while it is live.
    pub duration: Millis,
    /// The number of people who are present now.
    pub present: u32,
    /// Its losses; absent for almost every session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Damage>>", optional)]
    pub damage: Vec<Damage>,
    /// Until when whoever has its link may watch the recording, where somebody opened it; absent when nobody did, or that is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub open_until_unix: Option<Millis>,
    /// Whether pseudonyms stand for names in its recording, for whoever is not its staff; absent where they do not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub pseudonyms: bool,
    /// Its recording; absent while that is kept.
    #[serde(default, skip_serializing_if = "RecordingState::is_kept")]
    #[ts(as = "Option<RecordingState>", optional)]
    pub recording: RecordingState,
}

/// `GET /api/join/{code}`: what the lobby shows before a person has joined. Refused with
/// [`ErrorCode::MembersOnly`](crate::ErrorCode::MembersOnly) to whoever is no member of the class's course, where that admits no guests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JoinInfo {
    /// The session, without anything private.
    pub session: SessionSummary,
    /// The owner's name.
    pub host: String,
    /// Whether the signed-in person enters by their account, under their own name: they own the session, or are a member of its
    /// course.
    pub yours: bool,
    /// The role in which the signed-in person enters by their account; `None` for whoever enters as a guest.
    pub role: Option<Role>,
    /// The name under which the signed-in person enters by their account: that of the seat that they have, that which the roster
    /// has, or that of their account. `None` for whoever enters as a guest.
    pub name: Option<String>,
    /// The course of which it is a class, by its title.
    pub course: Option<String>,
    /// Whether whoever leads the class has banned this browser from it.
    pub banned: bool,
    /// Whether it begins with the first person who comes; else it begins with its staff.
    pub open: bool,
    /// What people are told before they are recorded.
    pub told: CurrentConsent,
    /// When it is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plan: Option<SessionPlan>,
}

/// `POST /api/join/{code}`: takes a seat. By their cookie, the owner becomes instructor, and a member of the class's course what
/// they are there, under the name that the roster has; others join as guests, when guests are allowed. Returns [`Seat`]. Also after the end: the seat then watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// Name.
    pub name: String,
    /// The person's consent to being recorded.
    pub consent: Consent,
    /// Which version of what is told before recording was on their screen: kept with their seat. Refused with
    /// [`ErrorCode::ConsentChanged`](crate::ErrorCode::ConsentChanged) if another one is told meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub consent_version: Option<u32>,
}

/// A seat that was taken in a session. The token opens the WebSocket (`Hello`) and, as `Authorization: Bearer`, the
/// timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Seat {
    /// An unguessable secret for this session and seat alone. It expires.
    pub token: String,
    /// The session.
    pub session: SessionId,
    /// The seat.
    pub participant: ParticipantId,
    /// The role of the seat.
    pub role: Role,
}

/// `GET /api/sessions/{id}/timeline`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Timeline {
    /// The session.
    pub session: SessionSummary,
    /// The seat that asks.
    pub you: ParticipantId,
    /// Its role.
    pub role: Role,
    /// Class time now while the session is live, else its whole length.
    pub now: Millis,
    /// Whether what the page plays counts in the ledger of the class, because the seat is that of a student of its course.
    #[serde(default)]
    pub counted: bool,
    /// Whether the seat may do something at a moment of class: write, answer. Settings can withhold some of it.
    #[serde(default)]
    pub writes: bool,
    /// Whether the account that has the seat may take the recording along as a file, once class is over.
    #[serde(default)]
    pub downloads: bool,
    /// What staff took out of the recording: pages of it have nothing of that for whoever is not staff.
    #[serde(default)]
    pub edits: Edits,
    /// Who is taken out of the recording: nothing of their camera, voice and screen is handed out. `POST /api/sessions/{id}/withdraw` (a seat's
    /// token) takes the seat's holder out, and `POST /api/sessions/{id}/people/{participant}/withdraw` (staff) whoever asked for it, of a class that is
    /// over. It cannot be undone.
    #[serde(default)]
    pub withdrawn: Vec<ParticipantId>,
    /// Of the polls whose results you may read, how many answered what later, by groups of [`crate::limits::LATE_GROUP`] people, where there is a
    /// group. Of written answers it has those that staff shared. For staff, who read the answers to all others, it has those of anonymous polls.
    pub late_counts: Vec<crate::polls::LateCount>,
    /// The anonymous polls that you answered after class. Nobody finds your answers again.
    #[serde(default)]
    pub answered_later: Vec<crate::polls::PollId>,
    /// The course of which it is a class, for those who have the seat by their account.
    pub course: Option<CourseId>,
    /// Where the holder of the seat was last, on whatever device.
    pub position: Option<WatchPosition>,
    /// The server's wall clock.
    pub now_unix: Millis,
    /// Its study table, for those who may watch it together with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub table: Option<StudyTable>,
}

/// The study table of a class. `POST /api/sessions` opens it, or returns the one that is open: see [`StartSessionRequest::watches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StudyTable {
    /// How many people are there now.
    pub present: u32,
}

/// Where somebody was last in the recording of a class. `PUT /api/sessions/{id}/position` (a seat's token), with a
/// [`KeepPosition`], returns it. Pages that report what they play to the ledger keep it by that: see [`crate::ledger::Watched`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchPosition {
    /// Where, in class time.
    pub at: Millis,
    /// When they were there, by the server's wall clock.
    pub kept_unix: Millis,
}

/// See [`WatchPosition`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeepPosition {
    /// Where a page is, in class time.
    pub at: Millis,
}

/// `POST /api/sessions/{id}/commands`: a later act of a person with a seat. Acknowledged, with a [`crate::CommandResult`],
/// once it is durable. A command that is sent again with the same `id` is acknowledged again and done once, as in
/// [`crate::Up::Command`]. Only commands that are no matter of the moment are taken: see `live::permission`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LaterCommand {
    /// The client's number for the command.
    pub id: CommandId,
    /// The moment of class of which it speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub anchor: Option<Millis>,
    /// The command.
    pub command: Command,
}

/// `GET /api/sessions/{id}/journal?from=SEQ`: of at most [`crate::limits::JOURNAL_PAGE`] events with `seq >= from`, and none
/// after the one with which they come to [`crate::limits::JOURNAL_PAGE_BYTES`], those that you may see. With `&wait=true` and nothing there yet, the answer comes with the next events, or
/// without after [`crate::limits::NEWS_WAIT_MS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JournalPage {
    /// In order.
    pub events: Vec<Event>,
    /// Where the next page starts. It is before the requested `from` if the journal has become shorter, because its end was
    /// lost or a backup restored: the client then reads the journal anew from there.
    pub next: Seq,
    /// Whether there is more right now.
    pub more: bool,
    /// Whether class is over, and no more of it follows: later acts alone do, unless the session is closed.
    pub complete: bool,
    /// Class time now while the session is live, else its whole length; where there is more, the time of the last event of the
    /// page.
    pub now: Millis,
}

/// `GET /api/sessions/{id}/media-keys` (a seat's token): what opens the recordings of rooms to whoever has it, without a token. With
/// the key of a room, `GET /media/{session}/{key}/{file}` has the files of its tracks, and `GET /media/{session}/{key}/manifest/{line}` a
/// [`ManifestPage`] of the lines that are about it, from that line on. A key that is not good any more is refused with
/// [`Unauthorized`](crate::ErrorCode::Unauthorized): there are new ones then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MediaKeys {
    /// The keys of the rooms that the seat may watch, by the number of the room.
    pub rooms: BTreeMap<RoomId, String>,
    /// How long they are good, in milliseconds.
    pub valid_ms: Millis,
    /// After how many milliseconds there are others, which are good for longer.
    pub renew_ms: Millis,
}

/// `GET /api/sessions/{id}/manifest?from=LINE`: of at most [`crate::limits::MANIFEST_PAGE`] lines from there on, those that you
/// may watch. With `?at=MS` instead, the lines begin with those about that moment of class, some seconds of it before; and the
/// lines before that name tracks and inits come with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManifestPage {
    /// In order.
    pub entries: Vec<ManifestEntry>,
    /// The line at which the page begins. What it says of tracks may be in lines before.
    pub first: u32,
    /// Where the next page starts.
    pub next: u32,
    /// Whether there is more right now.
    pub more: bool,
    /// Whether the manifest is complete: nothing will ever follow `next`.
    pub complete: bool,
    /// Class time now while the session is live, else its whole length.
    pub now: Millis,
}
