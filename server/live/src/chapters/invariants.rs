//! What always holds of chapters.

use protocol::limits;

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let chapters = &state.whole().chapters;
    assert!(chapters.len() <= limits::CHAPTERS, "at most {} chapters", limits::CHAPTERS);
    assert!(chapters.is_sorted_by(|a, b| a.from < b.from), "they are in order, one for a moment");
    assert!(
        chapters.iter().all(|chapter| chapter.title.as_ref().is_none_or(|title| !title.is_empty())),
        "no name is empty"
    );
}
