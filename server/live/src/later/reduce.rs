//! What the events of this feature mean.

use protocol::{Event, EventBody, RoomId, Snapshot, presence::Participant};

use crate::lists::position;

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::SessionClosed { .. } => state.closed = true,
        EventBody::SessionReopened { .. } => state.closed = false,
        EventBody::ViewerJoined { participant, name, namesake, role, consent } => {
            if let Err(i) = position(state, *participant) {
                let viewer = Participant {
                    id: *participant,
                    name: name.clone(),
                    namesake: *namesake,
                    role: *role,
                    room: RoomId::MAIN,
                    breakout: None,
                    present: false,
                    away: false,
                    consent: *consent,
                    tracks: Vec::new(),
                    speaking: false,
                    reaction: None,
                    may_share: false,
                    asks_to_share: false,
                };
                state.participants.insert(i, viewer);
            }
        }
        _ => {}
    }
}
