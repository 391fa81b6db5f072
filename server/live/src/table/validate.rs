//! Whether an event of this feature can come next.

use protocol::{
    Audience, Event, EventBody,
    limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN},
};

use crate::{
    invalid::{RebuildError, present, require},
    state::State,
};

/// Whether this event of this feature can come next: somebody who is there sets the cursor, within what is watched.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    let EventBody::PlaybackSet { position, speed_percent, by, .. } = event.body else { return Ok(()) };
    present(state, seq, by)?;
    let is_within = state.whole().table.as_ref().is_some_and(|table| position <= table.watches.length);
    let is_played = (TABLE_SPEED_MIN..=TABLE_SPEED_MAX).contains(&speed_percent);
    require(is_within && is_played, RebuildError::Playback { seq })
}
