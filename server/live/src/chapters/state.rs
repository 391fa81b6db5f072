//! What no snapshot shows of chapters: which of their names are off the record.

use protocol::{Event, EventBody, Snapshot};

use super::reduce::reduce;
use crate::{
    membership::RoomMembership,
    visibility::{Viewer, visible},
};

/// What happened to chapters, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChaptersState(Vec<Event>);

impl ChaptersState {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        if matches!(
            event.body,
            EventBody::ChapterSet { .. } | EventBody::ChapterHidden { .. } | EventBody::ChapterRemoved { .. }
        ) {
            self.0.push(event.clone());
        }
    }

    /// Adds the chapters to a snapshot that has none: a name that was given off the record is for those who were there.
    pub(crate) fn tell(&self, snapshot: &mut Snapshot, viewer: Viewer, membership: &RoomMembership) {
        self.0.iter().filter(|event| visible(event, viewer, membership)).for_each(|event| reduce(snapshot, event));
    }
}
