//! The words of letters, in each language that there is. `{name}` and the like are filled in.

use protocol::{mail::MailKind, people::Language};

/// The direction in which a language reads, for the HTML.
pub fn direction(language: Language) -> &'static str {
    match language {
        Language::English => "ltr",
    }
}

/// The words of a kind of letter.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The subject.
    pub subject: &'static str,
    /// How it begins.
    pub greeting: &'static str,
    /// What comes before the link.
    pub before: &'static [&'static str],
    /// The name of the link; empty for a letter without one.
    pub action: &'static str,
    /// What comes after the link.
    pub after: &'static [&'static str],
}

/// The words of a letter. `{name}`: to whom it goes, `{server}`: the host of the server, `{course}`, `{by}`: who invites,
/// `{email}`: the address of which it speaks.
pub fn words(language: Language, kind: MailKind) -> Words {
    match language {
        Language::English => english(kind),
    }
}

fn english(kind: MailKind) -> Words {
    let greeting = "Hello {name},";
    match kind {
        MailKind::SignIn => Words {
            subject: "Your link to sign in to {server}",
            greeting,
            before: &["somebody, most likely you, asked to sign in to {server} with this address."],
            action: "Sign in",
            after: &[
                "The link works once, within 15 minutes.",
                "If it was not you, there is nothing to do: without this mail nobody comes in.",
            ],
        },
        MailKind::Password => Words {
            subject: "Choose a new password for {server}",
            greeting,
            before: &["somebody, most likely you, asked to come back into your account on {server}."],
            action: "Choose a new password",
            after: &[
                "The link works once, within 15 minutes. All devices are signed out then.",
                "If it was not you, there is nothing to do: your password stays as it is.",
            ],
        },
        MailKind::ConfirmAddress => Words {
            subject: "Confirm your address for {server}",
            greeting,
            before: &["there is an account on {server} that is to use the address {email}."],
            action: "Confirm this address",
            after: &[
                "The link works once, within a day.",
                "If the account is not yours, do not open the link: it would get your address.",
            ],
        },
        MailKind::AddressChanged => Words {
            subject: "Your address on {server} was changed",
            greeting,
            before: &["from now on you sign in to {server} with the address {email}, and mail goes there."],
            action: "",
            after: &["If it was not you who changed it, tell whoever runs {server} at once."],
        },
        MailKind::ServerInvitation => Words {
            subject: "{by} invites you to {server}",
            greeting,
            before: &["{by} invites you to {server}, where classes are held live and can be watched later."],
            action: "Accept the invitation",
            after: &["The link works once, and is for you alone.", "If you do not know {by}, there is nothing to do."],
        },
        MailKind::CourseInvitation => Words {
            subject: "{by} invites you to {course}",
            greeting,
            before: &["{by} invites you to the course {course} on {server}."],
            action: "Join the course",
            after: &["The link works once, and is for you alone.", "If you do not know {by}, there is nothing to do."],
        },
    }
}
