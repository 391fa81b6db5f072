//! What people may type, and how it is kept: in NFC, and without the characters that turn the reading direction of what stands beside
//! a text, in a mail or a calendar as on a page. Marks that say the direction of a letter alone, and joiners, belong to words and stay.

pub use common::{folded, folded_name};
use protocol::{ErrorCode, limits};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::confusable_detection::skeleton;

/// Returns the name as it is kept: as [`valid_listed_name`] returns it, without a number in parentheses at its end.
/// Fails with [`ErrorCode::NameInvalid`].
///
/// Two people may have the same name. They are told apart as "Ana" and "Ana (2)", so nobody may type a number that
/// could be somebody else's.
pub fn valid_name(name: &str) -> Result<String, ErrorCode> {
    valid_listed_name(without_number(name.trim()))
}

/// Returns a name in a list of people as it is kept: [cleaned](cleaned), trimmed, 1 to [`limits::NAME_CHARS`] characters, none of
/// which is invisible on its own. The name may end with the number of a namesake. Fails with [`ErrorCode::NameInvalid`].
pub(crate) fn valid_listed_name(name: &str) -> Result<String, ErrorCode> {
    let name = cleaned(name);
    let name = name.trim();
    let chars = name.chars().count();
    let shown = name.chars().any(|c| !is_blank(c) && !is_combining_mark(c));
    if !shown
        || is_stacked(name)
        || chars > limits::NAME_CHARS
        || name.chars().any(|c| c.is_control() || is_unfit_in_name(c))
    {
        return Err(ErrorCode::NameInvalid);
    }
    Ok(name.to_owned())
}

/// The name without the numbers in parentheses at its end. A name that has nothing else keeps them.
fn without_number(name: &str) -> &str {
    let before_number = |name: &str| {
        let inside = name.strip_suffix([')', '）'])?.trim_end();
        let opening = inside.trim_end_matches(char::is_numeric);
        (opening.len() < inside.len()).then(|| opening.trim_end().strip_suffix(['(', '（']).map(str::len))?
    };
    let mut name = name;
    while let Some(end) = before_number(name) {
        match name[..end].trim_end() {
            "" => break,
            before => name = before,
        }
    }
    name
}

/// What names that look the same to most people have in common: their skeletons (Unicode Technical Standard 39, section 4),
/// without case and as they are typed. Two names look alike that have one in common: `Ада` (Cyrillic) looks like `Ada`, `lda`
/// like `Ida`, and `ida` like `Ida`. A skeleton alone tells capitals from small letters.
pub(crate) fn looks(name: &str) -> [String; 2] {
    let shown: String = name.chars().filter(|&c| c.is_whitespace() || !is_blank(c)).collect();
    let typed = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    [folded(&shown), typed].map(|spelling| skeleton(&spelling).collect())
}

/// Returns the title as it is kept: a line of up to [`limits::TITLE_CHARS`] characters. Fails with
/// [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub fn valid_title(title: &str) -> Result<String, ErrorCode> {
    valid_line(title, limits::TITLE_CHARS)
}

/// Returns the line as it is kept: [cleaned](cleaned), trimmed, with `most` characters at most, all of which are allowed in a name.
/// Fails with [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub(crate) fn valid_line(line: &str, most: usize) -> Result<String, ErrorCode> {
    let line = cleaned(line);
    let line = line.trim();
    if line.chars().all(is_blank) || line.chars().any(|c| c.is_control() || is_unfit_in_name(c)) {
        return Err(ErrorCode::TextInvalid);
    }
    if line.chars().count() > most {
        return Err(ErrorCode::TextTooLong);
    }
    Ok(line.to_owned())
}

/// Returns the words as they are kept: as [`valid_message`] returns them, or nothing if they are blank. Fails with
/// [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub(crate) fn valid_words(text: &str) -> Result<String, ErrorCode> {
    if text.trim().is_empty() { Ok(String::new()) } else { valid_message(text) }
}

/// Returns the message as it is kept: [cleaned](cleaned), trimmed, not blank, at most [`limits::CHAT_TEXT_BYTES`] long, with a
/// newline for every kind of line break, and without control characters other than newline and tab. Fails with
/// [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub fn valid_message(text: &str) -> Result<String, ErrorCode> {
    valid_text(text, limits::CHAT_TEXT_BYTES)
}

/// Returns a text as it is kept, at most `most` bytes long; otherwise as [`valid_message`].
pub fn valid_text(text: &str, most: usize) -> Result<String, ErrorCode> {
    let text = with_newlines(text);
    let text = text.trim();
    if text.len() > most {
        return Err(ErrorCode::TextTooLong);
    }
    let controls = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    if controls || text.chars().all(is_blank) {
        return Err(ErrorCode::TextInvalid);
    }
    Ok(text.to_owned())
}

/// The text in NFC, without characters that turn the reading direction of what follows them.
fn cleaned(text: &str) -> String {
    text.nfc().filter(|&c| !turns_direction(c)).collect()
}

/// The text cleaned, with every mandatory line break of Unicode (UAX #14: BK, CR, NL) as a newline.
fn with_newlines(text: &str) -> String {
    cleaned(text).replace("\r\n", "\n").replace(['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// Marks on one letter of a name. Vietnamese and Hebrew have two, Thai and Tibetan up to four; with many, one covers the lines
/// above and below.
const MARKS_OF_LETTER: usize = 4;

/// Whether a letter has more marks than letters have.
fn is_stacked(name: &str) -> bool {
    let marks = |count, c| if is_combining_mark(c) { count + 1 } else { 0 };
    name.nfd()
        .scan(0, |count, c| {
            *count = marks(*count, c);
            Some(*count)
        })
        .any(|count| count > MARKS_OF_LETTER)
}

/// Whether the character shows nothing by itself: white space, zero-width characters, and the fillers that look like
/// white space.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || turns_direction(c)
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{2800}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether the character is a line break, or could make one person's name look like another's.
fn is_unfit_in_name(c: char) -> bool {
    let is_invisible = matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
    is_invisible || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether the character is an embedding, override or isolate of the bidirectional algorithm (UAX #9, table 3), or one of the
/// deprecated ones beside them that mirror, shape or change digits (Unicode 16, section 23.3).
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_alike(one: &str, other: &str) -> bool {
        let others = looks(other);
        looks(one).iter().any(|look| others.contains(look))
    }

    #[test]
    fn names() {
        for good in ["Ada", "Ömer Çelik", "李小龙", "שרה", "O'Brien-Łuk", "👩‍🏫 Ms. K"] {
            assert_eq!(valid_name(&format!("  {good}\t")), Ok(good.to_owned()));
        }
        let long = "x".repeat(limits::NAME_CHARS);
        assert!(valid_name(&long).is_ok());
        for bad in [
            "",
            "   ",
            "a\nb",
            "a\0b",
            "\u{202E}",
            "\u{200B}",
            "An\u{200B}a",
            "An\u{2060}a",
            "\u{3164}",
            "\u{301}\u{302}",
            &format!("a{}", "\u{301}".repeat(5)),
            &format!("{long}x"),
        ] {
            assert_eq!(valid_name(bad), Err(ErrorCode::NameInvalid), "{bad:?}");
        }
    }

    #[test]
    fn names_are_compared_without_case_accents_and_spaces() {
        for other in ["jose alvarez", " JOSE\u{301}  A\u{301}lvarez", "José Álvarez"] {
            assert_eq!(folded_name(other), "jose alvarez", "{other:?}");
        }
        assert_eq!(folded("José"), "josé");
    }

    #[test]
    fn names_are_compared_by_their_looks() {
        for other in [
            "Ida Lo",
            "IDA LO",
            "ida  lo",
            "lda Lo",
            "Id\u{430} Lo",
            "Ida L\u{43e}",
            "I\u{200D}da Lo",
            "Ida\u{2800} Lo",
            "Ida Lo\u{3164}",
            "Ida\u{A0}Lo",
            "\u{1D408}\u{1D41D}\u{1D41A} Lo",
        ] {
            assert!(look_alike("Ida Lo", other) && look_alike(other, "Ida Lo"), "{other:?}");
        }
        for other in ["Ada Lo", "Ida", "Ida Lo B", "Ido La", "Idá Lo", "עידה", ""] {
            assert!(!look_alike("Ida Lo", other), "{other:?}");
        }
        assert!(look_alike("Jos\u{E9}", "Jose\u{301}") && !look_alike("José", "Jose"));
        assert!(look_alike("李小龙", "李小龙") && !look_alike("李小龙", "李小明"));
    }

    #[test]
    fn texts_are_kept_and_compared_in_one_normal_form() {
        let (composed, decomposed) = ("Jos\u{E9} \u{1112}\u{1161}\u{11AB}", "Jose\u{301} \u{D55C}");
        assert_eq!(valid_name(decomposed), valid_name(composed));
        assert_eq!(valid_title(decomposed), valid_title(composed));
        assert_eq!(valid_message(decomposed), valid_message(composed));
        assert_eq!(valid_message("e\u{301}"), Ok("\u{E9}".to_owned()));
        assert_eq!(folded(decomposed), folded(composed));
        assert_eq!(folded("J\u{30C}"), folded("\u{1F0}"), "also what has no capital letter of its own");
    }

    #[test]
    fn nothing_turns_the_direction_of_what_stands_beside_it_and_words_stay_whole() {
        let turns = ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{206F}');
        for c in turns {
            let typed = format!("{c}Exam {c}gnp.exe{c}");
            assert_eq!(valid_name(&typed), Ok("Exam gnp.exe".to_owned()), "{c:?}");
            assert_eq!(valid_title(&typed), Ok("Exam gnp.exe".to_owned()), "{c:?}");
            assert_eq!(valid_message(&format!("{typed}\n{c}")), Ok("Exam gnp.exe".to_owned()), "{c:?}");
            assert_eq!(valid_message(&c.to_string()), Err(ErrorCode::TextInvalid), "{c:?}");
        }
        // Marks of one letter, of Hebrew beside digits, and of Arabic; joiners of Persian, Hindi and emoji.
        for kept in ["C\u{200E}++", "\u{5D0}\u{200F}!", "\u{61C}1", "می\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}🏫"]
        {
            assert_eq!(valid_title(kept), Ok(kept.to_owned()), "{kept:?}");
            assert_eq!(valid_message(kept), Ok(kept.to_owned()), "{kept:?}");
        }
    }

    #[test]
    fn every_line_break_is_kept_as_a_newline() {
        for line_break in ["\n", "\r\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(valid_message(&format!("a{line_break}b{line_break}")), Ok("a\nb".to_owned()), "{line_break:?}");
            assert_eq!(valid_name(&format!("a{line_break}b")), Err(ErrorCode::NameInvalid), "{line_break:?}");
        }
        assert_eq!(valid_message("a\r\n\r\nb\n\rc"), Ok("a\n\nb\n\nc".to_owned()));
    }

    #[test]
    fn nobody_types_the_number_of_a_namesake() {
        for typed in ["Ana (2)", "Ana(2)", "Ana  ( 17 ) ", "Ana (2) (3)", "Ana （２）", "Ana (٢)", "Ana (²)"] {
            assert_eq!(valid_name(typed), Ok("Ana".to_owned()), "{typed:?}");
        }
        for kept in ["Ana", "Ana 2", "Ana ()", "Ana (she)", "(2) Ana", "(2)", "Ana 2)", "Ana (2) B"] {
            assert_eq!(valid_name(kept), Ok(kept.to_owned()), "{kept:?}");
        }
    }

    #[test]
    fn titles() {
        for good in ["Algebra", "Алгебра 2", "שיעור 3"] {
            assert_eq!(valid_title(&format!(" {good} ")), Ok(good.to_owned()));
        }
        for bad in ["", "  ", "a\u{7}", "a\nb", "\u{2067}\u{2069}", "\u{200B}", "x\u{2028}y"] {
            assert_eq!(valid_title(bad), Err(ErrorCode::TextInvalid), "{bad:?}");
        }
        assert!(valid_title(&"é".repeat(limits::TITLE_CHARS)).is_ok());
        assert_eq!(valid_title(&"é".repeat(limits::TITLE_CHARS + 1)), Err(ErrorCode::TextTooLong));
    }

    #[test]
    fn messages() {
        for good in ["hi", "<script>alert(1)</script>", "a\n\tb", "🎉", "مرحبا abc"] {
            assert_eq!(valid_message(&format!("\n{good} ")), Ok(good.to_owned()));
        }
        for bad in ["", " \n\t ", "\0", "a\u{7}b", "a\r\nb\0", "\u{200B}\u{200D}", "\u{85}x\u{9b}y"] {
            assert_eq!(valid_message(bad), Err(ErrorCode::TextInvalid), "{bad:?}");
        }
        assert!(valid_message(&"é".repeat(limits::CHAT_TEXT_BYTES / 2)).is_ok());
        assert_eq!(valid_message(&"x".repeat(limits::CHAT_TEXT_BYTES + 1)), Err(ErrorCode::TextTooLong));
    }
}
