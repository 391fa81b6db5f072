//! What people may type.

use protocol::{ErrorCode, limits};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The name as it is kept: trimmed, 1 to [`limits::NAME_CHARS`] characters, none of which is invisible on its own or
/// turns the reading direction of what stands beside it. Else [`ErrorCode::NameInvalid`]. Two people may have one name.
pub fn valid_name(name: &str) -> Result<String, ErrorCode> {
    let name = name.trim();
    let chars = name.chars().count();
    let shown = name.chars().any(|c| !is_blank(c));
    if !shown || chars > limits::NAME_CHARS || name.chars().any(|c| c.is_control() || is_unfit_in_name(c)) {
        return Err(ErrorCode::NameInvalid);
    }
    Ok(name.to_owned())
}

/// What two spellings of a name or an answer have in common: lower case, single spaces.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What two spellings of somebody's name have in common: as [`folded`] has it, and no accents. The browser has the same
/// function, for lists of names.
pub(crate) fn folded_name(name: &str) -> String {
    folded(&name.nfkd().filter(|&c| !is_combining_mark(c)).collect::<String>())
}

/// The title as it is kept: as [`valid_name`] has it, of up to [`limits::TITLE_CHARS`] characters. Else
/// [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub fn valid_title(title: &str) -> Result<String, ErrorCode> {
    valid_line(title, limits::TITLE_CHARS)
}

/// The line as it is kept: as [`valid_name`] has it, of up to so many characters. Else [`ErrorCode::TextInvalid`] or
/// [`ErrorCode::TextTooLong`].
pub(crate) fn valid_line(line: &str, most: usize) -> Result<String, ErrorCode> {
    let line = line.trim();
    if line.chars().all(is_blank) || line.chars().any(|c| c.is_control() || is_unfit_in_name(c)) {
        return Err(ErrorCode::TextInvalid);
    }
    if line.chars().count() > most {
        return Err(ErrorCode::TextTooLong);
    }
    Ok(line.to_owned())
}

/// The words as they are kept: as [`valid_message`] has them, or none. Else [`ErrorCode::TextInvalid`].
pub(crate) fn valid_words(text: &str) -> Result<String, ErrorCode> {
    if text.trim().is_empty() { Ok(String::new()) } else { valid_message(text) }
}

/// The message as it is kept: trimmed, not blank, at most [`limits::CHAT_TEXT_BYTES`], any Unicode but control
/// characters (newline and tab are welcome). Else [`ErrorCode::TextInvalid`] or [`ErrorCode::TextTooLong`].
pub fn valid_message(text: &str) -> Result<String, ErrorCode> {
    let text = text.trim();
    if text.len() > limits::CHAT_TEXT_BYTES {
        return Err(ErrorCode::TextTooLong);
    }
    let controls = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    if controls || text.chars().all(is_blank) {
        return Err(ErrorCode::TextInvalid);
    }
    Ok(text.to_owned())
}

/// Shows nothing by itself: white space, zero-width characters, and the fillers that look like white space.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || is_direction_override(c)
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{2800}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A line break, or what could make one name look like another's words.
fn is_unfit_in_name(c: char) -> bool {
    is_direction_override(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9, table 3).
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["Ada", "Ömer Çelik", "李小龙", "שרה", "O'Brien-Łuk", "👩‍🏫 Ms. K"] {
            assert_eq!(valid_name(&format!("  {good}\t")), Ok(good.to_owned()));
        }
        let long = "x".repeat(limits::NAME_CHARS);
        assert!(valid_name(&long).is_ok());
        for bad in ["", "   ", "a\nb", "a\0b", "a\u{202E}b", "\u{200B}", "\u{3164}", "a\u{2066}b", &format!("{long}x")]
        {
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
    fn titles() {
        for good in ["Algebra", "Алгебра 2", "שיעור 3"] {
            assert_eq!(valid_title(&format!(" {good} ")), Ok(good.to_owned()));
        }
        for bad in ["", "  ", "a\u{7}", "a\nb", "Exam \u{202E}gnp.exe", "\u{2067}x", "\u{200B}", "x\u{2028}y"] {
            assert_eq!(valid_title(bad), Err(ErrorCode::TextInvalid), "{bad:?}");
        }
        assert!(valid_title(&"é".repeat(limits::TITLE_CHARS)).is_ok());
        assert_eq!(valid_title(&"é".repeat(limits::TITLE_CHARS + 1)), Err(ErrorCode::TextTooLong));
    }

    #[test]
    fn messages() {
        for good in ["hi", "<script>alert(1)</script>", "a\n\tb", "🎉", "مرحبا \u{202B}abc\u{202C}", "e\u{0301}"]
        {
            assert_eq!(valid_message(&format!("\n{good} ")), Ok(good.to_owned()));
        }
        for bad in ["", " \n\t ", "\0", "a\u{7}b", "a\r\nb\0", "\u{200B}\u{200D}", "\u{85}x\u{9b}y"] {
            assert_eq!(valid_message(bad), Err(ErrorCode::TextInvalid), "{bad:?}");
        }
        assert!(valid_message(&"é".repeat(limits::CHAT_TEXT_BYTES / 2)).is_ok());
        assert_eq!(valid_message(&"x".repeat(limits::CHAT_TEXT_BYTES + 1)), Err(ErrorCode::TextTooLong));
    }
}
