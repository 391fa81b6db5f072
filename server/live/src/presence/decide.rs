//! Commands about one's own presence, and about those who wait.

use protocol::{Command, EventBody, LeaveReason, Refusal, presence::Participant};

use super::waiting;
use crate::{
    decision::{Decision, misdirected},
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::Leave => Ok(Decision::fact(EventBody::Left { participant: by.id, reason: LeaveReason::Left })),
        Command::SetConsent { consent } => {
            let body = EventBody::ConsentChanged { participant: by.id, consent };
            Ok(Decision::fact_if(by.consent != consent, body))
        }
        Command::Admit { participants } => waiting::admit(state, &participants),
        Command::TellWaiting { text } => waiting::tell(state, &text),
        _ => Err(misdirected()),
    }
}
