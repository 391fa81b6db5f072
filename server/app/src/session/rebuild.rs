//! Takes a session up from its journal.

use live::Outcome;
use protocol::{ErrorCode, Event, Millis, Refusal, SessionId};

/// Does what [`live::Session::rebuild`] does, and logs which events do not fit.
pub fn rebuild(
    id: SessionId,
    events: Vec<Event>,
    last_known: Millis,
    now: Millis,
) -> Result<(live::Session, Outcome), Refusal> {
    let (session, outcome) = live::Session::rebuild(events, last_known, now).map_err(|error| {
        tracing::error!(session = %id, %error, "a session could not be taken up from its journal");
        Refusal::from(ErrorCode::Internal)
    })?;
    if let Some(first) = session.faults().first() {
        let faults = session.faults().len();
        tracing::error!(session = %id, faults, %first, "events of a damaged journal do not fit; class goes on without them");
    }
    Ok((session, outcome))
}
