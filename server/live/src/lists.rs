//! Where things stand in the lists of a snapshot.

use protocol::{ParticipantId, RoomId, Snapshot, presence::Participant, rooms::Room};

/// Where the person is in the list, or would be.
pub(crate) fn position(state: &Snapshot, id: ParticipantId) -> Result<usize, usize> {
    state.participants.binary_search_by_key(&id, |p| p.id)
}

/// Changes a person, if there is one of this seat.
pub(crate) fn change_person(state: &mut Snapshot, id: ParticipantId, change: impl FnOnce(&mut Participant)) {
    if let Ok(i) = position(state, id) {
        change(&mut state.participants[i]);
    }
}

/// The room; it exists from its first mention on.
pub(crate) fn room_mut(state: &mut Snapshot, id: RoomId) -> &mut Room {
    let i = state.rooms.binary_search_by_key(&id, |r| r.id).unwrap_or_else(|i| {
        state.rooms.insert(i, Room::new(id));
        i
    });
    &mut state.rooms[i]
}
