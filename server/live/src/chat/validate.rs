//! Whether an event of this feature can come next.

use protocol::{Audience, Event, EventBody};

use crate::{
    invalid::{RebuildError, present, require},
    state::State,
};

/// Whether this event of this feature can come next. A message may have any audience; its deletion has the same.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    match event.body {
        EventBody::ChatSent { participant, .. } => {
            let person = present(state, seq, participant)?;
            let can = match event.audience {
                Audience::Room { room } => person.room == room,
                Audience::Pair { from, with } => from == participant && state.present(with).is_some(),
                Audience::Everyone | Audience::Staff { .. } => true,
            };
            require(can, RebuildError::Audience { seq })
        }
        EventBody::ChatDeleted { message, .. } => {
            let can = state.message(message).is_some_and(|message| message.audience == event.audience);
            require(can, RebuildError::Message { seq })
        }
        _ => Ok(()),
    }
}
