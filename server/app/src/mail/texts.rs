//! The words of letters, in each language that there is. `{name}` and the like are filled in.

use protocol::{NoticeKind, mail::MailKind, people::Language};

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

/// What has become of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionChange {
    /// It is at another time.
    Moved {
        /// When it was to be.
        was: String,
        /// When it is.
        when: String,
    },
    /// It is at another instant, and at the same time by the course's clocks, whose rules have changed.
    Shifted {
        /// When it is.
        when: String,
    },
    /// It does not take place.
    Cancelled {
        /// When it was to be.
        was: String,
        /// Why; perhaps empty.
        reason: String,
    },
    /// It takes place after all.
    Restored {
        /// When it is.
        when: String,
    },
}

/// The name of the link that stops letters of a kind.
pub fn stop_words(language: Language) -> &'static str {
    match language {
        Language::English => "No more mails of this kind",
    }
}

/// A change, in lines.
pub fn change(language: Language, title: &str, change: &SessionChange) -> String {
    let Language::English = language;
    match change {
        SessionChange::Moved { was, when } => format!("{title} is moved to\n{when}\nIt was to be\n{was}"),
        SessionChange::Shifted { when } => {
            format!(
                "The clocks of the course follow other rules than before. {title} keeps its time there, and is now\n{when}"
            )
        }
        SessionChange::Cancelled { was, reason } if reason.is_empty() => {
            format!("{title} is cancelled. It was to be\n{was}")
        }
        SessionChange::Cancelled { was, reason } => {
            format!("{title} is cancelled: {reason}\nIt was to be\n{was}")
        }
        SessionChange::Restored { when } => format!("{title} takes place after all:\n{when}"),
    }
}

/// A change, in a subject.
pub fn change_in_short(language: Language, title: &str, change: &SessionChange) -> String {
    let Language::English = language;
    match change {
        SessionChange::Moved { .. } => format!("{title} is moved"),
        SessionChange::Shifted { .. } => format!("{title} is at another time for you"),
        SessionChange::Cancelled { .. } => format!("{title} is cancelled"),
        SessionChange::Restored { .. } => format!("{title} takes place after all"),
    }
}

/// Several changes, in a subject.
pub fn changes_in_short(language: Language, count: usize) -> String {
    let Language::English = language;
    format!("{count} classes have changed")
}

/// Lines, with how many more there are.
pub fn and_more(language: Language, mut lines: Vec<String>, more: usize) -> Vec<String> {
    let Language::English = language;
    match more {
        0 => {}
        1 => lines.push("One more class has changed.".to_owned()),
        more => lines.push(format!("{more} more classes have changed.")),
    }
    lines
}

/// The words of a letter. `{name}`: to whom it goes, `{server}`: the host of the server, `{course}`, `{by}`: who invites,
/// `{email}`: the address of which it speaks, `{title}`: of a class, `{when}` and `{start}`: its time, `{changes}`: what has changed,
/// `{what}`: that in short, `{text}`: what was announced, `{date}`: a day.
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
        MailKind::ClassesExpire => Words {
            subject: "Classes of {course} are deleted on {date}",
            greeting,
            before: &[
                "the time for which classes of {course} are kept is over soon. On {date} {server} deletes them for good: their recordings, and all that was written in them.",
                "If they are to be kept longer, change that in the settings of the course before.",
            ],
            action: "Open the settings of the course",
            after: &["You get this because you teach the course."],
        },
        MailKind::Notice(kind) => english_notice(kind, greeting),
    }
}

fn english_notice(kind: NoticeKind, greeting: &'static str) -> Words {
    match kind {
        NoticeKind::ClassReminder => Words {
            subject: "{course}: {title} begins at {start}",
            greeting,
            before: &["{title} of {course} begins soon:", "{when}"],
            action: "Go to class",
            after: &["You get this because you are expected in {course}."],
        },
        NoticeKind::Announcement => Words {
            subject: "{course}: {title}",
            greeting,
            before: &["this was announced in {course}:", "{title}", "{text}", "{by}"],
            action: "Open the course",
            after: &["You get this because you belong to {course}."],
        },
        NoticeKind::FirstClass => Words {
            subject: "{course}: test your set-up before your first class",
            greeting,
            before: &[
                "your first class of {course} is {title}:",
                "{when}",
                "Open its page before then and see whether your camera, your microphone and your sound work. It takes a minute, and \
                 nobody sees or hears you.",
            ],
            action: "Test your set-up",
            after: &["You get this once, because you are new in {course}."],
        },
        NoticeKind::ClassBegan => Words {
            subject: "{course}: {title} has begun without you",
            greeting,
            before: &["{title} of {course} has begun, and you are not there yet:", "{when}"],
            action: "Join class now",
            after: &["You get this because you are expected in {course}."],
        },
        NoticeKind::ClassChanged => Words {
            subject: "{course}: {what}",
            greeting,
            before: &["something has changed in {course}.", "{changes}"],
            action: "See all classes of the course",
            after: &["You get this because you are expected in {course}."],
        },
    }
}
