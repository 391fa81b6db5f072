//! What the events of this feature mean.

use protocol::{
    Event, EventBody, Millis, Snapshot,
    recording::{Edits, OffRecord},
};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match event.body {
        EventBody::OffRecordSet { off: true, by } if !is_off_record(state) => {
            state.off_record.push(OffRecord { from: event.at, to: None, without_staff: by.is_none() });
        }
        EventBody::OffRecordSet { off: false, .. } => end(state, event.at),
        _ => edit(&mut state.edits, event),
    }
}

/// Folds an event into what staff took out of the recording.
pub(crate) fn edit(edits: &mut Edits, event: &Event) {
    match event.body {
        EventBody::CutMade { cut, .. } => add(&mut edits.cuts, cut),
        EventBody::CutUndone { cut, .. } => edits.cuts.retain(|other| *other != cut),
        EventBody::RoomHidden { room, hidden: true, .. } => add(&mut edits.hidden_rooms, room),
        EventBody::RoomHidden { room, hidden: false, .. } => edits.hidden_rooms.retain(|other| *other != room),
        _ => {}
    }
}

/// Adds an item to an ordered list, unless it is there.
fn add<T: Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}

/// Nothing is off the record any more.
pub(crate) fn end(state: &mut Snapshot, at: Millis) {
    if let Some(last) = state.off_record.last_mut() {
        last.to.get_or_insert(at);
    }
}

/// Whether class is off the record because all staff had left.
pub(crate) fn is_off_by_itself(state: &Snapshot) -> bool {
    state.off_record.last().is_some_and(|last| last.to.is_none() && last.without_staff)
}

/// Whether class is off the record.
pub(crate) fn is_off_record(state: &Snapshot) -> bool {
    state.off_record.last().is_some_and(|last| last.to.is_none())
}
