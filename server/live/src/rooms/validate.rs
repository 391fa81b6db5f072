//! Whether an event of this feature can come next.

use protocol::{Event, EventBody, RoomId};

use super::visibility;
use crate::{
    invalid::{RebuildError, present, require},
    state::State,
};

/// Whether this event of this feature can come next.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(visibility::fits(event), RebuildError::Audience { seq })?;
    let can = match &event.body {
        EventBody::Moved { participant, room, .. } => {
            present(state, seq, *participant)?;
            state.is_open(*room)
        }
        EventBody::RoomsOpened { rooms, .. } => {
            let last = state.rooms().last().map_or(RoomId::MAIN, |room| room.id);
            rooms.is_sorted_by(|a, b| a.id < b.id) && rooms.iter().all(|room| room.id > last)
        }
        EventBody::RoomTimeSet { rooms, .. } => rooms.iter().all(|&id| is_open_breakout(state, id)),
        EventBody::RoomsClosed { rooms } => {
            let inside = |id| state.participants().iter().any(|person| person.present && person.room == id);
            rooms.iter().all(|&id| is_open_breakout(state, id) && !inside(id))
        }
        EventBody::ArrivalsExpected { room, .. } => is_open_breakout(state, *room),
        EventBody::HelpAsked { participant, room, .. } => {
            present(state, seq, *participant)?.room == *room && *room != RoomId::MAIN
        }
        EventBody::WorkHandedIn { room, participant, with, .. } if event.later.is_some() => {
            let once = with.is_sorted_by(|a, b| a < b) && !with.contains(participant);
            let known = [participant].into_iter().chain(with).all(|&author| state.participant(author).is_some());
            *room != RoomId::MAIN && state.room(*room).is_some() && once && known
        }
        EventBody::WorkHandedIn { room, participant, with, .. } => {
            present(state, seq, *participant)?.room == *room && *room != RoomId::MAIN && with.is_empty()
        }
        EventBody::HelpEnded { participant, .. } => state.present(*participant).is_some(),
        EventBody::VoiceToAllSet { participant: Some(participant) } => {
            present(state, seq, *participant)?.role.is_staff() && state.open_rooms().next().is_some()
        }
        _ => true,
    };
    require(can, RebuildError::Room { seq })
}

fn is_open_breakout(state: &State, room: RoomId) -> bool {
    room != RoomId::MAIN && state.is_open(room)
}
