//! Whether an event of this feature can come next.

use protocol::{Audience, Event, EventBody, TrackState};

use super::spotlight::can_be_spotlit;
use crate::{
    invalid::{RebuildError, present, require},
    permission::{may_publish, microphone_is_on},
    state::State,
};

/// Whether this event of this feature can come next. Everyone sees the stage.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    match event.body {
        EventBody::TrackChanged { participant, source, state: track, .. } => {
            let person = present(state, seq, participant)?;
            let can = track == TrackState::Off || may_publish(state.settings(), person, source);
            require(can, RebuildError::NotPermitted { seq, participant })
        }
        EventBody::Speaking { participant, speaking } => {
            let can = !speaking || microphone_is_on(present(state, seq, participant)?);
            require(can, RebuildError::Microphone { seq, participant })
        }
        EventBody::HandRaised { participant }
        | EventBody::HandLowered { participant, .. }
        | EventBody::Reacted { participant, .. } => present(state, seq, participant).map(drop),
        EventBody::HandsLowered { room, .. } => require(state.is_open(room), RebuildError::Room { seq }),
        EventBody::SpotlightSet { room, target } => {
            let can = state.is_open(room) && target.is_none_or(|target| can_be_spotlit(state, room, target));
            require(can, RebuildError::Spotlight { seq })
        }
        _ => Ok(()),
    }
}
