//! What the events of this feature mean.

use protocol::{Event, EventBody, Snapshot, chapters::Chapter};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::ChapterSet { from, title } => say(state, Chapter { from: *from, title: Some(title.clone()) }),
        EventBody::ChapterHidden { from } => say(state, Chapter { from: *from, title: None }),
        EventBody::ChapterRemoved { from } => state.chapters.retain(|chapter| chapter.from != *from),
        _ => {}
    }
}

fn say(state: &mut Snapshot, chapter: Chapter) {
    match state.chapters.binary_search_by_key(&chapter.from, |chapter| chapter.from) {
        Ok(i) => state.chapters[i] = chapter,
        Err(i) => state.chapters.insert(i, chapter),
    }
}
