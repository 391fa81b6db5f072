//! The words of letters, in each language that there is. `{name}` and the like are filled in.

use protocol::{Millis, NoticeKind, mail::MailKind, people::Language};

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

/// What is left of a class, in the ledger's words: `31 min and 2 polls`.
pub fn left(language: Language, time: Millis, polls: u32) -> String {
    let Language::English = language;
    // Rounded up, as on pages: it never says less than is left.
    let seconds = time.div_ceil(1_000);
    let minutes = seconds.div_ceil(60);
    let time = match (seconds, minutes / 60, minutes % 60) {
        (0, ..) => None,
        (1..60, ..) => Some(format!("{seconds} sec")),
        (_, 0, minutes) => Some(format!("{minutes} min")),
        (_, hours, 0) => Some(format!("{hours} hr")),
        (_, hours, minutes) => Some(format!("{hours} hr {minutes} min")),
    };
    let polls = match polls {
        0 => None,
        1 => Some("1 poll".to_owned()),
        polls => Some(format!("{polls} polls")),
    };
    match (time, polls) {
        (Some(time), Some(polls)) => format!("{time} and {polls}"),
        (time, polls) => time.or(polls).unwrap_or_default(),
    }
}

/// What is left, and until when.
pub fn left_until(language: Language, left: &str, until: &str) -> String {
    let Language::English = language;
    format!("{left}, due {until}")
}

/// A part of a weekly digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Classes that are planned.
    Coming,
    /// What is left of those that are over.
    Left,
    /// Questions without an answer.
    Questions,
}

/// A part of a weekly digest: its heading, its lines, and how many more there are.
pub fn part(language: Language, part: Part, lines: &[String], more: usize) -> String {
    let Language::English = language;
    let heading = match part {
        Part::Coming => "Your classes of the next seven days:",
        Part::Left => "What you have left to catch up on:",
        Part::Questions => "Questions that wait for an answer:",
    };
    let more = (more > 0).then(|| format!("and {more} more"));
    let all = std::iter::once(heading.to_owned()).chain(lines.iter().cloned()).chain(more);
    all.collect::<Vec<_>>().join("\n")
}

/// A class that is planned, in a line.
pub fn coming(language: Language, title: &str, course: &str, when: &str) -> String {
    let Language::English = language;
    format!("{when}: {title} ({course})")
}

/// What is left of a class, in a line.
pub fn left_of(language: Language, title: &str, course: &str, left: &str) -> String {
    let Language::English = language;
    format!("{title} ({course}): {left}")
}

/// How many questions wait in a course, in a line.
pub fn open_questions(language: Language, course: &str, open: u32) -> String {
    let Language::English = language;
    format!("{course}: {open}")
}

/// The words of a letter. `{name}`: to whom it goes, `{server}`: the host of the server, `{course}`, `{by}`: who invites,
/// `{email}`: the address of which it speaks, `{title}`: of a class, `{when}` and `{start}`: its time, `{changes}`: what has changed,
/// `{what}`: that in short, `{text}`: what was announced or answered, `{left}`: what is left of a class,
/// `{until}`: until when, `{week}`: what it brings, `{date}`: a day.
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
        NoticeKind::RecordingWaits => Words {
            subject: "{course}: {title} waits for you",
            greeting,
            before: &[
                "{title} of {course} is over, and its recording is there. For full participation you have left:",
                "{left}",
            ],
            action: "Go on where you stopped",
            after: &[
                "What you watch and answer later counts as if you had been there.",
                "You get this because you belong to {course}.",
            ],
        },
        NoticeKind::DeadlineNear => Words {
            subject: "{course}: {title} is due on {until}",
            greeting,
            before: &[
                "the time to catch up on {title} of {course} is over soon. For full participation you have left:",
                "{left}",
            ],
            action: "Go on where you stopped",
            after: &["You get this because you belong to {course}."],
        },
        NoticeKind::QuestionAnswered => Words {
            subject: "{course}: an answer to {title}",
            greeting,
            before: &["you asked on the board of {course}: {title}", "{by} answered:", "{text}"],
            action: "Open the thread",
            after: &["You get this because you asked."],
        },
        NoticeKind::WeeklyDigest => Words {
            subject: "Your week on {server}",
            greeting,
            before: &["{week}"],
            action: "Go to your classes",
            after: &["You get this on Sundays, where there is something to say."],
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_as_the_ledger_says_it() {
        let said = |time, polls| left(Language::English, time, polls);
        assert_eq!(said(30 * 60_000 + 1, 2), "31 min and 2 polls");
        assert_eq!([said(3_200, 0), said(60_000, 0), said(0, 1)], ["4 sec", "1 min", "1 poll"]);
        assert_eq!([said(3_600_000, 0), said(3_600_001, 1)], ["1 hr", "1 hr 1 min and 1 poll"]);
    }
}
