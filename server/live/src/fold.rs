//! The state that a journal leads to.

use protocol::{Event, EventBody};

use crate::{invalid::RebuildError, state::State, validate::validate_event};

/// Folds a journal. When events are lost, later ones may not fit any more: these count as unknown, and the reasons are
/// returned. The end of class counts even if it does not fit.
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
