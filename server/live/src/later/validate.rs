//! Whether a later act, or an event of this feature, can come next.

use protocol::{Audience, Event, EventBody};

use crate::{
    invalid::{RebuildError, require},
    state::State,
};

/// Whether an event is of a kind that a later act makes.
pub(crate) fn is_later_act(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::ViewerJoined { .. }
            | EventBody::ChatSent { .. }
            | EventBody::ChatDeleted { .. }
            | EventBody::BallotCast { .. }
            | EventBody::WorkHandedIn { .. }
            | EventBody::PollStarted { .. }
            | EventBody::PollKeySet { .. }
            | EventBody::PollClosed { .. }
            | EventBody::LateAnswersSet { .. }
            | EventBody::PollTallied { .. }
            | EventBody::ChapterSet { .. }
            | EventBody::ChapterHidden { .. }
            | EventBody::ChapterRemoved { .. }
            | EventBody::CutMade { .. }
            | EventBody::CutUndone { .. }
            | EventBody::RoomHidden { .. }
            | EventBody::SessionClosed { .. }
            | EventBody::SessionReopened { .. }
            | EventBody::Unknown
    )
}

/// Whether this event of this feature can come next.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    match event.body {
        EventBody::ViewerJoined { participant, .. } => {
            let new = state.participant(participant).is_none() && !state.is_removed(participant);
            require(new && !state.is_waiting(participant), RebuildError::CannotJoin { seq, participant })
        }
        EventBody::SessionClosed { .. } => require(state.is_ended() && !state.is_closed(), RebuildError::Phase { seq }),
        EventBody::SessionReopened { .. } => require(state.is_closed(), RebuildError::Phase { seq }),
        _ => Ok(()),
    }
}
