//! Look-ups in the lists of a snapshot.

use protocol::{ParticipantId, RoomId, Snapshot, presence::Participant, rooms::Room};

/// The position of the person in the list of participants. As an error, the position at which they would be inserted.
pub(crate) fn position(state: &Snapshot, id: ParticipantId) -> Result<usize, usize> {
    state.participants.binary_search_by_key(&id, |p| p.id)
}

/// Changes the person of this seat, if there is one.
pub(crate) fn change_person(state: &mut Snapshot, id: ParticipantId, change: impl FnOnce(&mut Participant)) {
    if let Ok(i) = position(state, id) {
        change(&mut state.participants[i]);
    }
}

/// The room of this number, which is added when it is first mentioned.
pub(crate) fn room_mut(state: &mut Snapshot, id: RoomId) -> &mut Room {
    let i = state.rooms.binary_search_by_key(&id, |r| r.id).unwrap_or_else(|i| {
        state.rooms.insert(i, Room::new(id));
        i
    });
    &mut state.rooms[i]
}
