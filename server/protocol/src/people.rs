//! The people of the server, and the invitations by which they become so.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::ids::{CourseId, Millis};

/// What somebody is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServerRole {
    /// Runs the server, and may do everything.
    Owner,
    /// Makes courses and classes.
    Instructor,
    /// Takes part in courses of others.
    Member,
}

impl ServerRole {
    /// All of them.
    pub const ALL: [ServerRole; 3] = [ServerRole::Owner, ServerRole::Instructor, ServerRole::Member];
}

/// A language in which letters are written. Pages speak English so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 4] = [Language::English, Language::German, Language::Spanish, Language::Arabic];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::Spanish => "es",
            Language::Arabic => "ar",
        }
    }
}

/// What a person says of themselves. The body of `PUT /api/account/profile` (signed in), which returns
/// [`Me`](crate::http::Me).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Their pronouns; empty when they say none.
    pub pronouns: String,
    /// The zone in which times are shown to them, by its name in the IANA database; `None` until it is known.
    pub zone: Option<String>,
    /// The language in which letters to them are written; `None` as long as they have not said, which is English.
    pub language: Option<Language>,
}

/// `POST /api/account/locale` (signed in): the zone and the language of the browser, for a person of whom no zone is known yet. Whoever
/// has chosen keeps it. Returns [`Me`](crate::http::Me).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BrowserLocale {
    /// The name of the zone in the IANA database.
    pub zone: String,
    /// The first of the reader's languages in which letters are written, if there is one.
    pub language: Option<Language>,
}

/// An invitation that was made: a link to copy or, with `?mail=true`, a mail on its way. `POST /api/courses/{id}/roster/{member}/invitation` makes one for a member
/// without an account, and ends their former one; `POST /api/courses/{id}/roster/invitations` (no body) makes one for each of them
/// and returns a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvitationLink {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The path with its secret, which is shown this once; `None` when it goes by e-mail.
    pub path: Option<String>,
    /// When it ends.
    pub expires_unix: Millis,
}

/// `POST /api/people/{id}/password-link` (owners, no body): makes a link by which whoever has it chooses a new password for this
/// account, once, and is signed in; a former one ends. Nobody is signed out before it is used. Refused with `forbidden` for owners:
/// the server's command line makes one for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PasswordLink {
    /// The path with its secret, which is shown this once.
    pub path: String,
    /// When it ends.
    pub expires_unix: Millis,
}

/// `POST /api/invitations/look`: what a link invites to. The body of it, and of `POST /api/invitations/accept` within
/// [`AcceptInvitation`]. Returns [`Invitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    /// From the fragment of the link.
    pub token: String,
}

/// What a link invites to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// The name of the person who is invited.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The course, by its title; `None` for an invitation to the server.
    pub course: Option<String>,
    /// What they are to be on the server.
    pub server_role: ServerRole,
    /// Whether there is an account with this address: they sign in first.
    pub has_account: bool,
}

/// `POST /api/invitations/accept`: whoever is signed in takes it for their account; whoever is not makes one, with the
/// address that was invited. Sets the cookie, returns [`Accepted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// From the fragment of the link.
    pub token: String,
    /// The account that is made. Absent: the one that is signed in.
    #[serde(default)]
    #[ts(optional)]
    pub account: Option<NewAccount>,
}

/// An account to be made with an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Name.
    pub name: String,
    /// Password.
    pub password: String,
}

/// Where an invitation leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Accepted {
    /// The course, if it was one.
    pub course: Option<CourseId>,
}

/// Somebody with an account, or who is invited, in the list of the server's people. `GET /api/people` (owners) returns a list
/// of these, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerPerson {
    /// Identity: of the account, or of the invitation.
    #[ts(type = "string")]
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are.
    pub role: ServerRole,
    /// Whether they are invited, and have no account so far.
    pub invited: bool,
    /// Whether it is you.
    pub you: bool,
}

/// `POST /api/people`: invites somebody to the server. Returns [`InvitationLink`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InvitePerson {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are to be.
    pub role: ServerRole,
}

/// `PATCH /api/people/{id}`: changes what somebody is. `DELETE /api/people/{id}` ends an invitation. The last owner stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// What they are from now on.
    pub role: ServerRole,
}
