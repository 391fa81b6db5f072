//! Whether an event of this feature can come next.

use protocol::{Audience, Event, EventBody};

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
        EventBody::OffRecordSet { off, .. } => require(state.is_off_record() != off, RebuildError::Phase { seq }),
        EventBody::CutMade { .. } | EventBody::CutUndone { .. } | EventBody::RoomHidden { .. } => {
            require(state.is_ended(), RebuildError::Phase { seq })
        }
        _ => Ok(()),
    }
}
