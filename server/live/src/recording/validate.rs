//! Whether an event of this feature can come next.

use protocol::{Audience, Event, EventBody};

use super::reduce::is_off_by_itself;
use crate::{
    invalid::{RebuildError, require},
    state::State,
};

/// Whether this event of this feature can come next: everybody learns of it, and it changes something. A recording is edited once
/// class is over.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    match event.body {
        EventBody::OffRecordSet { off, by } => {
            // Where a journal is damaged, class goes off the record rather than being on it by mistake.
            let is_due = off || by.is_some() || is_off_by_itself(state.whole());
            require(state.is_off_record() != off && is_due, RebuildError::Phase { seq })
        }
        EventBody::CutMade { .. } | EventBody::CutUndone { .. } | EventBody::RoomHidden { .. } => {
            require(state.is_ended(), RebuildError::Phase { seq })
        }
        _ => Ok(()),
    }
}
