//! Commands about one's own presence, and about those who wait.

use protocol::{Command, Consent, EventBody, LeaveReason, ParticipantId, Refusal, presence::Participant};

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

/// Changes what may be recorded of a person to what their seat says.
pub(crate) fn consent_of_seat(state: &State, participant: ParticipantId, consent: Consent) -> Decision {
    let is_news = state.present(participant).is_some_and(|person| person.consent != consent);
    Decision::fact_if(is_news, EventBody::ConsentChanged { participant, consent })
}
