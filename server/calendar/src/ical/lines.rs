//! Lines of iCalendar text (RFC 5545, 3.1).

/// The octets of a line, without its end.
const LINE_OCTETS: usize = 75;

/// iCalendar text as it grows, line by line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// Adds a line; a long one is folded between characters.
    pub(super) fn add(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(character);
            octets += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// Adds a property whose value is text that people wrote, unless it is empty.
    pub(super) fn add_text(&mut self, name: &str, text: &str) {
        let text = escaped(text);
        if !text.is_empty() {
            self.add(&format!("{name}:{text}"));
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Text as a value. Some parsers take Unicode's line separators for ends of lines, so they are written as line breaks;
/// other control characters are not allowed.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            character if character.is_control() => (),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        for character in ["a", "ü", "€", "😀"] {
            let line = format!("SUMMARY:{}", character.repeat(100));
            let mut lines = Lines::default();
            lines.add(&line);
            let text = lines.finish();
            assert_eq!(unfolded(&text), format!("{line}\r\n"));
            let lengths: Vec<usize> = text.lines().map(str::len).collect();
            assert!(lengths.iter().all(|length| *length <= LINE_OCTETS), "{character}: {lengths:?}");
            assert!(lengths[0] > LINE_OCTETS - 4, "lines are filled");
        }
        let mut lines = Lines::default();
        lines.add(&"x".repeat(LINE_OCTETS));
        assert!(!lines.finish().contains("\r\n "));
    }

    #[test]
    fn text_cannot_leave_its_value() {
        assert_eq!(escaped("a;b,c\\d:\"e\""), "a\\;b\\,c\\\\d:\"e\"");
        assert_eq!(escaped("a\r\nEND:VEVENT\rb\nc\u{2028}d\u{85}e"), "a\\nEND:VEVENT\\nb\\nc\\nd\\ne");
        assert_eq!(escaped("a\0\u{1b}\u{7f}b\tc"), "ab c");
    }
}
