//! What the events of this feature mean.

use protocol::{Event, EventBody, Millis, Snapshot, recording::OffRecord};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match event.body {
        EventBody::OffRecordSet { off: true, .. } if !is_off_record(state) => {
            state.off_record.push(OffRecord { from: event.at, to: None });
        }
        EventBody::OffRecordSet { off: false, .. } => end(state, event.at),
        _ => {}
    }
}

/// Nothing is off the record any more.
pub(crate) fn end(state: &mut Snapshot, at: Millis) {
    if let Some(last) = state.off_record.last_mut() {
        last.to.get_or_insert(at);
    }
}

/// Whether class is off the record.
pub(crate) fn is_off_record(state: &Snapshot) -> bool {
    state.off_record.last().is_some_and(|last| last.to.is_none())
}
