//! Whether an event of this feature can come next.

use protocol::{Event, EventBody};

use super::visibility;
use crate::{
    invalid::{RebuildError, present, require},
    state::State,
};

/// Whether this event of this feature can come next.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(visibility::fits(event), RebuildError::Audience { seq })?;
    match event.body {
        EventBody::Joined { participant, room, .. } => {
            let can = state.present(participant).is_none()
                && !state.is_removed(participant)
                && !state.is_waiting(participant)
                && state.is_open(room);
            require(can, RebuildError::CannotJoin { seq, participant })
        }
        EventBody::Left { participant, .. }
        | EventBody::AwayChanged { participant, .. }
        | EventBody::ConsentChanged { participant, .. } => present(state, seq, participant).map(drop),
        EventBody::WaitBegan { participant, .. } => {
            let new = state.participant(participant).is_none() && !state.is_removed(participant);
            require(new && !state.is_waiting(participant), RebuildError::Waiting { seq, participant })
        }
        EventBody::WaitEnded { participant, .. } | EventBody::WaitingTold { participant, .. } => {
            require(state.is_waiting(participant), RebuildError::Waiting { seq, participant })
        }
        _ => Ok(()),
    }
}
