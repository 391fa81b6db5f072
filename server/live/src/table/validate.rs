//! Whether an event of this feature can come next.

use protocol::{
    Audience, Event, EventBody,
    limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN, WORK_AUTHORS},
    table::{Agreed, Table},
};

use crate::{
    invalid::{RebuildError, present, require},
    state::State,
};

/// Whether this event of this feature can come next: somebody who is there sets the cursor, within what is watched, or says on what they work
/// with the others.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    let table = state.table();
    match event.body {
        EventBody::PlaybackSet { position, speed_percent, by, .. } => {
            present(state, seq, by)?;
            let is_within = table.is_some_and(|table| position <= table.watches.length);
            let is_played = (TABLE_SPEED_MIN..=TABLE_SPEED_MAX).contains(&speed_percent);
            require(is_within && is_played, RebuildError::Playback { seq })
        }
        EventBody::TogetherSet { participant, room } => {
            present(state, seq, participant)?;
            let others = |table: &Table| {
                let on = |agreed: &&Agreed| Some(agreed.room) == room && agreed.participant != participant;
                table.together.iter().filter(on).count()
            };
            require(table.is_some_and(|table| others(table) < WORK_AUTHORS), RebuildError::Playback { seq })
        }
        _ => Ok(()),
    }
}
