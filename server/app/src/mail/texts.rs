//! The words of letters, in the language of their reader.

use protocol::{Millis, ledger::LedgerEntry, mail::MailKind, people::Language};

use super::catalogue::{Facts, reads_from_the_right, text};

/// The direction in which a language reads, for the HTML.
pub fn direction(language: Language) -> &'static str {
    if reads_from_the_right(language) { "rtl" } else { "ltr" }
}

/// The words of a letter.
#[derive(Debug, Clone)]
pub struct Words {
    /// The subject.
    pub subject: String,
    /// How it begins.
    pub greeting: String,
    /// What comes before the link, by paragraphs.
    pub before: Vec<String>,
    /// The name of the link; empty for a letter without one.
    pub action: String,
    /// What comes after the link, by paragraphs.
    pub after: Vec<String>,
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

/// The words of a letter of a kind, filled with these facts. Which there are is said in `catalogues/en.ftl`.
pub fn words(language: Language, kind: MailKind, facts: &[(&str, &str)]) -> Words {
    let anonymous = facts.iter().any(|(fact, value)| *fact == "name" && looks_like_link(value));
    let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, (*value).into())).collect();
    let letter = name_of(kind);
    let part = |part: &str| text(language, &format!("{letter}.{part}"), &facts);
    Words {
        subject: part("subject"),
        greeting: text(language, if anonymous { "greeting-without-name" } else { "greeting" }, &facts),
        before: paragraphs(&part("before")),
        action: part("action"),
        after: paragraphs(&part("after")),
    }
}

/// Whether mail programs could make a link of a part of a name: whoever makes an account with somebody else's address would have a letter
/// of this server carry theirs.
fn looks_like_link(name: &str) -> bool {
    let is_host = |word: &str| {
        let labels: Vec<_> = word.split(['.', '。', '．', '｡']).collect();
        labels.windows(2).any(|two| {
            let letters = two[1].chars().take_while(|c| c.is_alphabetic()).count();
            two[0].ends_with(char::is_alphanumeric) && letters >= 2
        })
    };
    name.split_whitespace().any(|word| word.contains("://") || word.contains('@') || is_host(word))
}

/// How catalogues call a kind of letter: as the wire does, with hyphens.
fn name_of(kind: MailKind) -> String {
    let word = serde_json::to_value(kind).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().replace('_', "-")
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(str::to_owned).collect()
}

/// The name of the link that stops letters of a kind.
pub fn stop_words(language: Language) -> String {
    text(language, "stop", &[])
}

/// A change, in lines.
pub fn change(language: Language, title: &str, change: &SessionChange) -> String {
    of_change(language, "", title, change)
}

/// A change, in a subject.
pub fn change_in_short(language: Language, title: &str, change: &SessionChange) -> String {
    of_change(language, ".short", title, change)
}

fn of_change(language: Language, part: &str, title: &str, change: &SessionChange) -> String {
    let say = |name: &str, facts: &Facts<'_>| text(language, &format!("{name}{part}"), facts);
    let title = ("title", title.into());
    match change {
        SessionChange::Moved { was, when } => say("moved", &[title, ("was", was.into()), ("when", when.into())]),
        SessionChange::Shifted { when } => say("shifted", &[title, ("when", when.into())]),
        SessionChange::Cancelled { was, reason } if reason.is_empty() => {
            say("cancelled", &[title, ("was", was.into())])
        }
        SessionChange::Cancelled { was, reason } => {
            say("cancelled-because", &[title, ("was", was.into()), ("reason", reason.into())])
        }
        SessionChange::Restored { when } => say("restored", &[title, ("when", when.into())]),
    }
}

/// Several changes, in a subject.
pub fn changes_in_short(language: Language, count: usize) -> String {
    text(language, "classes-changed", &[("count", count.into())])
}

/// Lines, with how many more there are.
pub fn and_more(language: Language, mut lines: Vec<String>, more: usize) -> Vec<String> {
    if more > 0 {
        lines.push(text(language, "more-changed", &[("count", more.into())]));
    }
    lines
}

/// That an announcement or an answer has a video, and how long it is.
pub fn with_video(language: Language, duration: Millis) -> String {
    text(language, "with-video", &[("length", length(language, duration).unwrap_or_default().into())])
}

/// That a question was answered in a class, and at which of its moments.
pub fn answered_in_class(language: Language, title: &str, at: Millis) -> String {
    let (minutes, seconds) = (at / 60_000, at / 1_000 % 60);
    let moment = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}:{seconds:02}"),
        (hours, minutes) => format!("{hours}:{minutes:02}:{seconds:02}"),
    };
    text(language, "answered-in-class", &[("title", title.into()), ("moment", moment.into())])
}

/// What is left of a class, in the ledger's words: `31 min and 2 polls`.
pub fn left(language: Language, entry: &LedgerEntry) -> String {
    let LedgerEntry { left, polls_left, response_left, .. } = *entry;
    let polls = (polls_left > 0).then(|| text(language, "polls", &[("count", polls_left.into())]));
    let response = response_left.then(|| text(language, "response", &[]));
    let mut parts = length(language, left).into_iter().chain(polls).chain(response);
    let first = parts.next().unwrap_or_default();
    match (parts.next(), parts.next()) {
        (Some(second), Some(third)) => {
            text(language, "three", &[("one", first.into()), ("other", second.into()), ("last", third.into())])
        }
        (Some(second), None) => text(language, "both", &[("one", first.into()), ("other", second.into())]),
        (None, _) => first,
    }
}

/// A time in words; `None` where it is none.
fn length(language: Language, time: Millis) -> Option<String> {
    // Rounded up, as on pages: it never says less than is left.
    let seconds = time.div_ceil(1_000);
    let minutes = seconds.div_ceil(60);
    match (seconds, minutes / 60, minutes % 60) {
        (0, ..) => None,
        (1..60, ..) => Some(text(language, "seconds", &[("count", seconds.into())])),
        (_, 0, minutes) => Some(text(language, "minutes", &[("count", minutes.into())])),
        (_, hours, 0) => Some(text(language, "hours", &[("count", hours.into())])),
        (_, hours, minutes) => {
            Some(text(language, "hours-and-minutes", &[("hours", hours.into()), ("minutes", minutes.into())]))
        }
    }
}

/// What is left, and until when.
pub fn left_until(language: Language, left: &str, until: &str) -> String {
    text(language, "left-until", &[("left", left.into()), ("until", until.into())])
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
    let heading = match part {
        Part::Coming => "part-coming",
        Part::Left => "part-left",
        Part::Questions => "part-questions",
    };
    let more = (more > 0).then(|| text(language, "part-more", &[("count", more.into())]));
    let all = std::iter::once(text(language, heading, &[])).chain(lines.iter().cloned()).chain(more);
    all.collect::<Vec<_>>().join("\n")
}

/// A class that is planned, in a line.
pub fn coming(language: Language, title: &str, course: &str, when: &str) -> String {
    text(language, "line-coming", &[("title", title.into()), ("course", course.into()), ("when", when.into())])
}

/// What is left of a class, in a line.
pub fn left_of(language: Language, title: &str, course: &str, left: &str) -> String {
    text(language, "line-left", &[("title", title.into()), ("course", course.into()), ("left", left.into())])
}

/// How many questions wait in a course, in a line.
pub fn open_questions(language: Language, course: &str, open: u32) -> String {
    text(language, "line-questions", &[("course", course.into()), ("count", open.into())])
}

#[cfg(test)]
mod tests {
    use protocol::ledger::LedgerState;

    use super::*;

    #[test]
    fn a_name_that_mail_programs_make_a_link_of_is_not_greeted() {
        for name in [
            "win.example",
            "Win at www.evil.example/now!",
            "https://evil",
            "call me@evil",
            "evil。example",
            "(evil.com)",
        ] {
            let words = words(
                Language::English,
                MailKind::ConfirmAddress,
                &[("name", name), ("server", "s"), ("email", "a@b")],
            );
            assert_eq!(words.greeting, "Hello,", "{name}");
        }
        for name in ["J. R. R. Tolkien", "J.R.R. Tolkien", "Sammy Davis Jr.", "Anna-Lena O'Neil", "李小龙", "St. John"]
        {
            let words = words(Language::English, MailKind::SignIn, &[("name", name), ("server", "s")]);
            assert!(words.greeting.contains(name), "{}", words.greeting);
        }
    }

    #[test]
    fn what_is_left_is_said_as_the_ledger_says_it() {
        let entry = |left, polls_left, response_left| LedgerEntry {
            state: LedgerState::OnTheWay,
            length: 0,
            live: 0,
            later: 0,
            polls: 0,
            polls_live: 0,
            polls_later: 0,
            tasks: 0,
            tasks_live: 0,
            tasks_later: 0,
            messages_live: 0,
            messages_later: 0,
            comments: 0,
            responses: 0,
            left,
            polls_left,
            response_left,
            resume: None,
            done_unix: None,
            on_time: None,
        };
        let said = |time, polls| left(Language::English, &entry(time, polls, false));
        assert_eq!(said(30 * 60_000 + 1, 2), "31 min and 2 polls");
        assert_eq!([said(3_200, 0), said(60_000, 0), said(0, 1)], ["4 sec", "1 min", "1 poll"]);
        assert_eq!([said(3_600_000, 0), said(3_600_001, 1)], ["1 hr", "1 hr 1 min and 1 poll"]);
        let asked = |time, polls| left(Language::English, &entry(time, polls, true));
        assert_eq!(asked(0, 0), "a response to a classmate");
        assert_eq!(asked(60_000, 1), "1 min, 1 poll and a response to a classmate");
    }
}
