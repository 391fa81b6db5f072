//! What there is to say by mail.

use protocol::{CourseId, MemberId, Millis, limits, mail::MailKind};
use serde::{Deserialize, Serialize};
use store::{NewMail, Person};
use uuid::Uuid;

use super::notice::Notice;

/// A day.
const DAY: Millis = 24 * 3_600_000;

/// Asked for again within this time, a letter is the same one, and is sent once: a button that is pressed twice.
const SAME_MS: Millis = 60_000;

/// A letter that somebody asked for, or that guards their account: it goes to whoever it is for, and nobody unsubscribes
/// from it. It has no secret in it, so that it can wait in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Essential {
    /// A link that signs in.
    SignIn {
        /// Who asked.
        person: Uuid,
    },
    /// A link that lets choose a new password.
    Password {
        /// Who asked.
        person: Uuid,
    },
    /// A link that confirms the address to which it goes.
    ConfirmAddress {
        /// Whose address it is, or is to be.
        person: Uuid,
    },
    /// The word to a former address.
    AddressChanged {
        /// Whose it was.
        name: String,
        /// What they have now.
        email: String,
        /// Whose it was, for the copy of all that is kept of them; letters of former versions have none.
        #[serde(default)]
        person: Option<Uuid>,
    },
    /// The word that the password of an account was changed.
    PasswordChanged {
        /// Whose it is.
        person: Uuid,
    },
    /// The word that a passkey was added to an account.
    PasskeyAdded {
        /// Whose it is.
        person: Uuid,
    },
    /// The word that a passkey was removed from an account.
    PasskeyRemoved {
        /// Whose it was.
        person: Uuid,
    },
    /// An invitation to the server.
    ServerInvitation {
        /// The invitation.
        id: Uuid,
        /// Who invites.
        by: String,
        /// Their account; letters of former versions have none.
        #[serde(default)]
        inviter: Option<Uuid>,
    },
    /// An invitation to a course.
    CourseInvitation {
        /// The course.
        course: CourseId,
        /// The line of its roster.
        member: MemberId,
        /// Who invites.
        by: String,
        /// Their account; letters of former versions have none.
        #[serde(default)]
        inviter: Option<Uuid>,
    },
    /// The word that staff let somebody into a course that they asked to join.
    CourseAdmission {
        /// The course.
        course: CourseId,
        /// Whom.
        person: Uuid,
    },
    /// The word that classes of a course are deleted soon.
    ClassesExpire {
        /// The course.
        course: CourseId,
        /// When.
        until_unix: Millis,
    },
}

/// A letter in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Letter {
    /// One that is sent in any case.
    Essential(Essential),
    /// One that nobody asked for.
    Notice(Notice),
}

impl Letter {
    /// What it is about.
    pub fn kind(&self) -> MailKind {
        match self {
            Letter::Essential(letter) => letter.kind(),
            Letter::Notice(notice) => notice.kind.into(),
        }
    }
}

impl Essential {
    /// The letter that confirms a person's address.
    pub fn confirm_address(person: &Person) -> Self {
        Essential::ConfirmAddress { person: person.id.0 }
    }

    /// How the keys of all letters begin that confirm an address of this person.
    pub fn confirmations_of(person: Uuid) -> String {
        format!("confirm {person} ")
    }

    /// What it is about.
    pub fn kind(&self) -> MailKind {
        match self {
            Essential::SignIn { .. } => MailKind::SignIn,
            Essential::Password { .. } => MailKind::Password,
            Essential::ConfirmAddress { .. } => MailKind::ConfirmAddress,
            Essential::AddressChanged { .. } => MailKind::AddressChanged,
            Essential::PasswordChanged { .. } => MailKind::PasswordChanged,
            Essential::PasskeyAdded { .. } => MailKind::PasskeyAdded,
            Essential::PasskeyRemoved { .. } => MailKind::PasskeyRemoved,
            Essential::ServerInvitation { .. } => MailKind::ServerInvitation,
            Essential::CourseInvitation { .. } => MailKind::CourseInvitation,
            Essential::CourseAdmission { .. } => MailKind::CourseAdmission,
            Essential::ClassesExpire { .. } => MailKind::ClassesExpire,
        }
    }

    /// The letter as the queue has it.
    pub fn to_mail(&self, recipient: &str, now_unix: Millis) -> NewMail {
        let about = match self {
            Essential::SignIn { person } => format!("sign-in {person}"),
            Essential::Password { person } => format!("password {person}"),
            Essential::ConfirmAddress { person } => {
                format!("{}{}", Self::confirmations_of(*person), recipient.to_lowercase())
            }
            Essential::AddressChanged { email, .. } => format!("changed {} {email}", recipient.to_lowercase()),
            Essential::PasswordChanged { person } => format!("password changed {person}"),
            Essential::PasskeyAdded { person } => format!("passkey added {person}"),
            Essential::PasskeyRemoved { person } => format!("passkey removed {person}"),
            Essential::ServerInvitation { id, .. } => format!("invitation {id}"),
            Essential::CourseInvitation { course, member, .. } => format!("invitation {course} {}", member.0),
            Essential::CourseAdmission { course, person } => format!("admission {course} {person}"),
            Essential::ClassesExpire { course, until_unix } => {
                format!("expiry {course} {until_unix} {}", recipient.to_lowercase())
            }
        };
        NewMail {
            key: format!("{about} {}", now_unix / SAME_MS),
            recipient: recipient.to_owned(),
            letter: serde_json::to_string(self).expect("names and identities are JSON"),
            useless_unix: now_unix + self.useful_for(),
        }
    }

    /// How late it may come. Whoever waits for a link that lets in asks again after a while; whoever is invited has days.
    fn useful_for(&self) -> Millis {
        match self {
            Essential::SignIn { .. } | Essential::Password { .. } => limits::MAIL_LINK_LIFETIME_MS,
            Essential::ConfirmAddress { .. } => DAY,
            Essential::AddressChanged { .. }
            | Essential::PasswordChanged { .. }
            | Essential::PasskeyAdded { .. }
            | Essential::PasskeyRemoved { .. }
            | Essential::ServerInvitation { .. }
            | Essential::CourseInvitation { .. }
            | Essential::CourseAdmission { .. }
            | Essential::ClassesExpire { .. } => 7 * DAY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_asked_for_twice_is_one_and_later_another() {
        let letter = Essential::SignIn { person: Uuid::nil() };
        let first = letter.to_mail("ada@school.example", 120_000);
        assert_eq!(
            first,
            NewMail { useless_unix: first.useless_unix, ..letter.to_mail("ada@school.example", 179_999) }
        );
        assert_ne!(first.key, letter.to_mail("ada@school.example", 180_000).key);
        assert_ne!(first.key, Essential::Password { person: Uuid::nil() }.to_mail("ada@school.example", 120_000).key);
        assert_eq!(first.useless_unix, 120_000 + limits::MAIL_LINK_LIFETIME_MS);
        assert_eq!(serde_json::from_str::<Essential>(&first.letter).unwrap(), letter);
    }
}
