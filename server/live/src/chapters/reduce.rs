//! What the events of this feature mean.

use protocol::{Event, EventBody, Snapshot, chapters::Chapter};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::ChapterSet { from, title } => {
            let chapter = Chapter { from: *from, title: title.clone() };
            match state.chapters.binary_search_by_key(from, |chapter| chapter.from) {
                Ok(i) => state.chapters[i] = chapter,
                Err(i) => state.chapters.insert(i, chapter),
            }
        }
        EventBody::ChapterRemoved { from } => state.chapters.retain(|chapter| chapter.from != *from),
        _ => {}
    }
}
