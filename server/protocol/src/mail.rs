//! What goes by e-mail: links that sign in, let choose a password or confirm an address, and what could not be sent.
//!
//! Where the server sends no mail ([`Me::mail`](crate::http::Me::mail)) all of this is refused with
//! [`MailUnavailable`](crate::ErrorCode::MailUnavailable).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    ids::{CourseId, Millis},
    notices::NoticeKind,
};

/// Asks for a link: `POST /api/sign-in/mail` for one that signs in, `POST /api/password/mail` for one that lets choose a new
/// password. The answer says nothing, and comes at once: whether there is an account with the address, only its mailbox
/// tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MailLinkRequest {
    /// The address of an account.
    pub email: String,
}

/// Uses a link that came by e-mail: `POST /api/sign-in/mail/use` signs in, sets the cookie and returns
/// [`Me`](crate::http::Me); `POST /api/email/confirm` confirms an address and returns [`ConfirmedEmail`]. A link that would change
/// the address of an account works for whoever is signed in there, else it is refused with `unauthorized` or, in another
/// account, with `forbidden`, and goes on working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MailToken {
    /// From the fragment of the link.
    pub token: String,
}

/// `POST /api/password/reset`: chooses a new password by a link that came by e-mail. Signs out of all browsers, and in
/// here: sets the cookie, returns [`Me`](crate::http::Me).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordRequest {
    /// From the fragment of the link.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// `PUT /api/account/email` (signed in): sends a link to a new address, which is the person's once they open it there, signed in. A link
/// that went to another address before works no more.
/// `POST /api/account/email/mail` (signed in, no body) sends one to the present address, to confirm it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmailRequest {
    /// The new address.
    pub email: String,
    /// The present password. Wrong ones count as failed sign-ins.
    pub present: String,
}

/// An address that is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConfirmedEmail {
    /// The address.
    pub email: String,
    /// The courses into which it has let its person.
    pub entered: Vec<EnteredCourse>,
}

/// A course into which somebody has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnteredCourse {
    /// Its identity.
    pub id: CourseId,
    /// Title.
    pub title: String,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// A link to sign in.
    SignIn,
    /// A link to choose a new password.
    Password,
    /// A link to confirm an address.
    ConfirmAddress,
    /// The word to a former address that it was changed.
    AddressChanged,
    /// The word that a password was changed.
    PasswordChanged,
    /// The word that a passkey was added.
    PasskeyAdded,
    /// The word that a passkey was removed.
    PasskeyRemoved,
    /// An invitation to the server.
    ServerInvitation,
    /// An invitation to a course.
    CourseInvitation,
    /// The word that staff let somebody into a course that they asked to join.
    CourseAdmission,
    /// The word that classes of a course are deleted soon.
    ClassesExpire,
    /// A notice.
    #[serde(untagged)]
    Notice(NoticeKind),
}

impl From<NoticeKind> for MailKind {
    fn from(kind: NoticeKind) -> Self {
        MailKind::Notice(kind)
    }
}

/// A mail that could not be sent, and is not tried any more. `GET /api/mail/failed` (owners) returns a list of these, the
/// latest first. `POST /api/mail/failed/{id}/retry` puts one back into the queue, `DELETE /api/mail/failed/{id}` forgets it; both
/// return the list that is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailedMail {
    /// Its identity.
    #[ts(type = "string")]
    pub id: Uuid,
    /// To whom it was to go.
    pub to: String,
    /// What it was about.
    pub kind: MailKind,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when it is not tried any more.
    pub failed_unix: Millis,
    /// Whether it would still be of use, and can be tried again.
    pub useful: bool,
    /// Why, in English; mostly what the mail server said.
    pub error: String,
}
