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
        EventBody::FeedbackSet { participant, .. } => present(state, seq, participant).map(drop),
        _ => Ok(()),
    }
}
