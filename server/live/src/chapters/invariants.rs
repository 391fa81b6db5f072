//! What always holds of chapters.

use protocol::limits;

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let chapters = &state.whole().chapters;
    assert!(chapters.len() <= limits::CHAPTERS, "at most {} chapters", limits::CHAPTERS);
    assert!(chapters.is_sorted_by(|a, b| a.from < b.from), "chapters are ordered by their beginnings, one each");
    assert!(chapters.iter().all(|chapter| !chapter.title.is_empty()), "a chapter has a name");
}
