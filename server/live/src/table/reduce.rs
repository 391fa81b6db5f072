//! What the events of this feature mean.

use protocol::{
    Event, EventBody, ParticipantId, Snapshot,
    table::{Agreed, Playback},
};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    let Some(table) = &mut state.table else { return };
    match event.body {
        EventBody::PlaybackSet { playing, position, speed_percent, by } => {
            table.playback = Playback { playing, position, speed_percent, since: event.at, by: Some(by) };
        }
        EventBody::TogetherSet { participant, room } => {
            table.together.retain(|agreed| agreed.participant != participant);
            table.together.extend(room.map(|room| Agreed { participant, room }));
        }
        _ => {}
    }
}

/// A person leaves: they work on nothing with those who stay.
pub(crate) fn leave(state: &mut Snapshot, id: ParticipantId) {
    if let Some(table) = &mut state.table {
        table.together.retain(|agreed| agreed.participant != id);
    }
}

/// The table is over.
pub(crate) fn end(state: &mut Snapshot) {
    if let Some(table) = &mut state.table {
        table.together.clear();
    }
}
