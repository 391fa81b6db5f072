//! The state that a journal leads to.

use protocol::{Event, EventBody};

use crate::{invalid::RebuildError, state::State, validate::validate_event};

/// Folds a journal. Where events are lost, others cannot follow any more: those count as unknown, and are named. That class
/// is over holds even so.
pub(crate) fn fold(events: impl IntoIterator<Item = Event>) -> Result<(State, Vec<RebuildError>), RebuildError> {
    let (mut state, mut faults) = (State::default(), Vec::new());
    for mut event in events {
        match validate_event(&state, &event) {
            Ok(()) => {}
            Err(fault @ RebuildError::Sequence { .. }) => return Err(fault),
            Err(fault) if !state.is_started() => return Err(fault),
            Err(fault) => {
                faults.push(fault);
                event.at = event.at.max(state.at());
                if !matches!(event.body, EventBody::SessionEnded { .. }) {
                    event.body = EventBody::Unknown;
                }
            }
        }
        state.apply(&event);
    }
    if state.is_started() { Ok((state, faults)) } else { Err(RebuildError::Empty) }
}
