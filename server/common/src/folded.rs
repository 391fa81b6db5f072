//! What spellings of a text have in common.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What two spellings of a name or an answer have in common: lower case, single spaces, NFC. The browser has the same
/// function.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().nfc().collect()
}

/// What two spellings of somebody's name have in common: what [`folded`] returns, without accents. The browser has the
/// same function, for lists of names.
pub fn folded_name(name: &str) -> String {
    folded(&name.nfkd().filter(|&c| !is_combining_mark(c)).collect::<String>())
}
