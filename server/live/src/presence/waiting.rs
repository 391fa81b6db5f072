//! The waiting room.

use protocol::{
    Audience, ErrorCode, EventBody, LeaveReason, ParticipantId, Refusal, Role, limits,
    presence::{WaitCause, Waiting},
};

use super::places::places_left;
use crate::{
    decision::{Decision, Fact},
    outcome::Effect,
    rooms::placement::Placement,
    state::State,
    text,
    visibility::staff_and,
};

/// Admits the named people, or all who wait for the usual cause when nobody is named.
pub(crate) fn admit(state: &State, participants: &[ParticipantId]) -> Result<Decision, Refusal> {
    if let Some(stranger) = participants.iter().find(|&&id| !state.is_waiting(id) && state.participant(id).is_none()) {
        return Err(Refusal::because(ErrorCode::UnknownParticipant, format!("{stranger:?}")));
    }
    let named = |waiting: &&Waiting| match participants {
        [] => waits_as_all(waiting),
        named => named.contains(&waiting.participant),
    };
    let wanted = state.waiting().iter().any(|waiting| named(&waiting));
    if wanted && places_left(state, Role::Guest) == 0 {
        return Err(Refusal::because(ErrorCode::Full, "too many are present"));
    }
    Ok(let_in(state, named))
}

/// Whether somebody waits as all newcomers do. Staff decide about each of the others.
pub(crate) fn waits_as_all(waiting: &&Waiting) -> bool {
    waiting.cause == WaitCause::WaitingRoom
}

/// Lets in those who wait, longest first, as far as there are places.
pub(crate) fn let_in(state: &State, who: impl Fn(&&Waiting) -> bool) -> Decision {
    let mut decision = Decision::default();
    let mut placement = Placement::new(state);
    for waiting in state.waiting().iter().filter(who).take(places_left(state, Role::Guest)) {
        let (participant, role) = (waiting.participant, Role::Guest);
        let consent = state.consent_of_waiting(participant).unwrap_or_default();
        let (name, namesake) = (waiting.name.clone(), state.namesake(participant, &waiting.name));
        let room = placement.place(participant, &name, namesake, role);
        let let_in = (staff_and(participant), EventBody::WaitEnded { participant, reason: None });
        let joined = (Audience::Everyone, EventBody::Joined { participant, name, namesake, role, room, consent });
        decision.facts.extend([let_in, joined]);
        decision.effects.push(Effect::Welcome { participant });
    }
    decision
}

/// Tells all who wait a text.
pub(crate) fn tell(state: &State, text: &str) -> Result<Decision, Refusal> {
    let text = text::valid_message(text)?;
    if text.chars().count() > limits::WAITING_TEXT_CHARS {
        return Err(ErrorCode::TextTooLong.into());
    }
    Ok(Decision::from_facts(state.waiting().iter().map(|waiting| {
        let participant = waiting.participant;
        (staff_and(participant), EventBody::WaitingTold { participant, text: text.clone() })
    })))
}

/// Ends the waiting of somebody who is not let in.
pub(crate) fn wait_ended(participant: ParticipantId, reason: LeaveReason) -> Fact {
    (staff_and(participant), EventBody::WaitEnded { participant, reason: Some(reason) })
}
