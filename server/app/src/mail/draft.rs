//! A letter as it is read: a subject, and the same in text and in HTML.

use protocol::{mail::MailKind, people::Language};

use super::texts::{Words, direction, stop_words, words};

/// The longest subject, in characters: a name and a title, each at its longest, fit.
const SUBJECT_CHARS: usize = 250;

/// The longest text in short, in characters: devices show less, and a push has room for four kilobytes.
const SHORT_CHARS: usize = 400;

/// A letter that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// One line, without control characters.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// Writes a letter: its words, with `facts` filled in, and the link, if it has one.
pub fn write(language: Language, kind: MailKind, facts: &[(&str, &str)], link: Option<&str>) -> Draft {
    write_with_stop(language, kind, facts, link, None)
}

/// Writes a letter that nobody asked for: at its foot is the link that stops such letters.
pub fn write_with_stop(
    language: Language,
    kind: MailKind,
    facts: &[(&str, &str)],
    link: Option<&str>,
    stop: Option<&str>,
) -> Draft {
    let words = words(language, kind, facts);
    let action = link.map(|link| (words.action.as_str(), link));
    let stop_words = stop_words(language);
    let stop = stop.map(|link| (stop_words.as_str(), link));
    Draft {
        subject: one_line(&words.subject),
        text: as_text(&words, action, stop),
        html: as_html(language, &words, action, stop),
    }
}

/// A letter in short: its subject, and what it says before its link.
pub fn short(language: Language, kind: MailKind, facts: &[(&str, &str)]) -> (String, String) {
    let words = words(language, kind, facts);
    let text = words.before.join("\n").chars().take(SHORT_CHARS).collect();
    (one_line(&words.subject), text)
}

/// A header is one line: a name with a line break in it adds no other header.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(SUBJECT_CHARS).collect()
}

fn as_text(words: &Words, action: Option<(&str, &str)>, stop: Option<(&str, &str)>) -> String {
    let link = |(name, link): (&str, &str)| format!("{name}:\n{link}");
    let parts = std::iter::once(words.greeting.clone()).chain(words.before.iter().cloned()).chain(action.map(link));
    parts.chain(words.after.iter().cloned()).chain(stop.map(link)).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn as_html(language: Language, words: &Words, action: Option<(&str, &str)>, stop: Option<(&str, &str)>) -> String {
    let stop = stop.map(|(name, link)| {
        let (name, link) = (escaped(name), escaped(link));
        format!("<p style=\"margin:0 0 16px;font-size:14px\"><a href=\"{link}\">{name}</a></p>\n")
    });
    let paragraph =
        |text: &String| format!("<p style=\"margin:0 0 16px\">{}</p>\n", escaped(text).replace('\n', "<br>"));
    let link = action.map(|(name, link)| {
        let (name, link) = (escaped(name), escaped(link));
        format!(
            "<p style=\"margin:0 0 16px\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;\
             border-radius:8px;background:#1f5fbf;color:#ffffff;text-decoration:none\">{name}</a></p>\n\
             <p style=\"margin:0 0 16px;font-size:14px;overflow-wrap:anywhere\"><a href=\"{link}\" dir=\"ltr\">{link}</a></p>\n"
        )
    });
    let body: String = std::iter::once(paragraph(&words.greeting))
        .chain(words.before.iter().map(paragraph))
        .chain(link)
        .chain(words.after.iter().map(paragraph))
        .chain(stop)
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"></head>\n\
         <body style=\"margin:0;padding:24px;font:16px/1.5 sans-serif\">\n<div style=\"max-width:560px\">\n{body}</div>\n</body>\n</html>\n",
        language.tag(),
        direction(language),
    )
}

/// Text as it stands in HTML, also within quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use protocol::NoticeKind;

    use super::*;

    const KINDS: [MailKind; 20] = [
        MailKind::SignIn,
        MailKind::Password,
        MailKind::ConfirmAddress,
        MailKind::AddressChanged,
        MailKind::PasswordChanged,
        MailKind::PasskeyAdded,
        MailKind::PasskeyRemoved,
        MailKind::ServerInvitation,
        MailKind::CourseInvitation,
        MailKind::CourseAdmission,
        MailKind::ClassesExpire,
        MailKind::Notice(NoticeKind::ClassReminder),
        MailKind::Notice(NoticeKind::FirstClass),
        MailKind::Notice(NoticeKind::ClassBegan),
        MailKind::Notice(NoticeKind::ClassChanged),
        MailKind::Notice(NoticeKind::Announcement),
        MailKind::Notice(NoticeKind::RecordingWaits),
        MailKind::Notice(NoticeKind::DeadlineNear),
        MailKind::Notice(NoticeKind::QuestionAnswered),
        MailKind::Notice(NoticeKind::WeeklyDigest),
    ];

    const FACTS: [(&str, &str); 16] = [
        ("name", "Ada"),
        ("server", "class.example"),
        ("course", "Algebra"),
        ("by", "Ivy"),
        ("email", "a@b.example"),
        ("date", "12 March 2027"),
        ("title", "Week 1"),
        ("when", "Tuesday, 10:00"),
        ("start", "10:00"),
        ("changes", "Week 2 is cancelled."),
        ("what", "2 classes have changed"),
        ("text", "Room 5"),
        ("left", "31 min"),
        ("until", "Tuesday at 10:00"),
        ("week", "Week 1"),
        ("was", "Monday"),
    ];

    #[test]
    fn every_letter_is_complete_in_text_and_html_in_every_language() {
        for (language, kind) in Language::ALL.into_iter().flat_map(|language| KINDS.map(|kind| (language, kind))) {
            let link = "https://class.example/x#token";
            let draft = write_with_stop(language, kind, &FACTS, Some(link), Some("https://class.example/stop"));
            for text in [&draft.subject, &draft.text, &draft.html] {
                assert!(!text.contains(['{', '}']) && !text.is_empty(), "{language:?} {kind:?}: {text}");
            }
            assert!(draft.text.contains(link) && draft.text.contains("Ada"), "{language:?} {kind:?}: {}", draft.text);
            assert!(draft.text.trim_end().ends_with("https://class.example/stop"), "{language:?} {kind:?}");
            assert_eq!(draft.html.matches(&format!("href=\"{link}\"")).count(), 2);
            assert!(draft.subject.contains("class.example") || draft.subject.contains("Algebra"), "{kind:?}");
            let says = format!("<html lang=\"{}\" dir=\"{}\">", language.tag(), direction(language));
            assert!(draft.html.contains(&says), "{}", draft.html);
        }
    }

    #[test]
    fn what_people_type_adds_no_header_no_markup_and_no_place() {
        let name = "Eve\r\nBcc: all@school.example\n\n<b>{email}&\"'";
        let facts = [("by", name), ("name", name), ("server", "class.example"), ("email", "secret@b.example")];
        let draft = write(Language::English, MailKind::ServerInvitation, &facts, None);
        assert!(!draft.subject.contains(['\r', '\n']), "{}", draft.subject);
        assert!(
            draft.subject.starts_with("Eve Bcc: all@school.example <b>{email}&\"' invites you"),
            "{}",
            draft.subject
        );
        assert!(
            draft.html.contains("&lt;b&gt;{email}&amp;&quot;&#39;") && !draft.html.contains("<b>"),
            "{}",
            draft.html
        );
        let long = "x".repeat(2_000);
        let draft = write(Language::English, MailKind::ServerInvitation, &[("by", &long)], None);
        assert_eq!(draft.subject.chars().count(), SUBJECT_CHARS);
    }
}
