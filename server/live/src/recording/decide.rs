//! Commands about what is recorded.

use protocol::{Command, ErrorCode, EventBody, Refusal, limits, presence::Participant};

use crate::{
    decision::{Decision, misdirected},
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SetOffRecord { off } => set_off_record(state, by, off),
        _ => Err(misdirected()),
    }
}

fn set_off_record(state: &State, by: &Participant, off: bool) -> Result<Decision, Refusal> {
    if state.whole().unrecorded {
        return Err(Refusal::because(ErrorCode::NotNow, "nothing is recorded here"));
    }
    if state.is_off_record() == off {
        return Ok(Decision::nothing());
    }
    if off && state.whole().off_record.len() >= limits::OFF_RECORD {
        return Err(Refusal::because(ErrorCode::Full, "too many stretches off the record"));
    }
    Ok(Decision::fact(EventBody::OffRecordSet { off, by: by.id }))
}
