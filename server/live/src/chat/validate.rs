//! Whether an event of this feature can come next.

use protocol::{Audience, Event, EventBody, RoomId};

use crate::{
    invalid::{RebuildError, acting, require},
    state::State,
};

/// Whether this event of this feature can come next. A message may have any audience; its deletion has the same.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    match event.body {
        EventBody::ChatSent { participant, .. } => {
            let person = acting(state, event, participant)?;
            let can = match event.audience {
                Audience::Room { room } => room == if event.later.is_some() { RoomId::MAIN } else { person.room },
                Audience::Pair { from, with } => {
                    let heard = state.participant(with).is_some_and(|with| with.present || event.later.is_some());
                    from == participant && heard
                }
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
