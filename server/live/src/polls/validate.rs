//! Whether an event of this feature can come next.

use protocol::{Event, EventBody};

use super::visibility;
use crate::{
    invalid::{RebuildError, acting, require},
    state::State,
};

/// Whether this event of this feature can come next.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(visibility::fits(state.polls(), event), RebuildError::Audience { seq })?;
    match event.body {
        EventBody::BallotCast { participant, .. } => acting(state, event, participant).map(drop),
        _ => Ok(()),
    }
}
