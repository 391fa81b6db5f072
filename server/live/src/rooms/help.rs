//! Calls for help from breakout rooms.

use protocol::{ErrorCode, EventBody, ParticipantId, Refusal, Role, RoomId, limits, presence::Participant};

use crate::{
    decision::{Decision, Fact, present, unless_self},
    state::State,
    text,
    visibility::staff_and,
};

/// Asks staff to come to one's breakout room.
pub(super) fn ask(state: &State, by: &Participant, reason: &str) -> Result<Decision, Refusal> {
    let reason = text::valid_words(reason)?;
    if reason.chars().count() > limits::REASON_CHARS {
        return Err(ErrorCode::TextTooLong.into());
    }
    if by.room == RoomId::MAIN {
        return Err(Refusal::because(ErrorCode::NotNow, "staff is in the main room"));
    }
    if state.whole().help.iter().any(|help| help.participant == by.id && help.reason == reason) {
        return Ok(Decision::nothing());
    }
    Ok((staff_and(by.id), EventBody::HelpAsked { participant: by.id, room: by.room, reason }).into())
}

/// Takes a call for help back.
pub(super) fn end(state: &State, by: &Participant, participant: ParticipantId) -> Result<Decision, Refusal> {
    present(state, participant)?;
    let calls = state.whole().help.iter().any(|help| help.participant == participant);
    Ok(if calls { ended(participant, unless_self(by, participant)).into() } else { Decision::nothing() })
}

/// Ends the calls for help from a room when staff come there.
pub(crate) fn help_answered(state: &State, who: ParticipantId, role: Role, room: RoomId) -> Vec<Fact> {
    let calls = state.whole().help.iter().filter(|help| role.is_staff() && help.room == room);
    calls.map(|help| ended(help.participant, Some(who))).collect()
}

fn ended(participant: ParticipantId, by: Option<ParticipantId>) -> Fact {
    (staff_and(participant), EventBody::HelpEnded { participant, by })
}
