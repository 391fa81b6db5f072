//! Raised hands: one queue for each room.

use protocol::{
    Audience, EventBody, ParticipantId, Refusal, Source, TrackRef, TrackState, presence::Participant, rooms::Room,
};

use crate::{
    decision::{Decision, present, track_state, unless_self},
    moderation::unmute::ask_to_unmute,
    state::State,
};

/// Raises one's own hand.
pub(super) fn raise(state: &State, by: &Participant) -> Decision {
    Decision::fact_if(!is_up(state, by.id), EventBody::HandRaised { participant: by.id })
}

/// Lowers a hand.
pub(super) fn lower(state: &State, by: &Participant, participant: ParticipantId) -> Result<Decision, Refusal> {
    present(state, participant)?;
    let body = EventBody::HandLowered { participant, by: unless_self(by, participant) };
    Ok(Decision::fact_if(is_up(state, participant), body))
}

/// Lowers all hands of a room.
pub(super) fn lower_all(room: &Room, by: &Participant) -> Decision {
    Decision::fact_if(!room.hands.is_empty(), EventBody::HandsLowered { room: room.id, by: by.id })
}

/// Calls the person whose hand is up longest in a room, of those who are not away.
pub(super) fn call_next(state: &State, room: &Room, by: &Participant) -> Decision {
    let here = |person: &&Participant| !person.away;
    let Some(person) = room.hands.iter().filter_map(|hand| state.present(hand.participant)).find(here) else {
        return Decision::nothing();
    };
    let lowered = EventBody::HandLowered { participant: person.id, by: unless_self(by, person.id) };
    let mut decision = Decision::fact(lowered);
    if let Some(target) = spotlight_on_next(state, room, person).filter(|target| room.spotlight != *target) {
        decision.facts.push((Audience::Everyone, EventBody::SpotlightSet { room: room.id, target }));
    }
    decision.facts.extend(ask_to_unmute(person, by));
    decision
}

/// The new spotlight when a person is called: their camera. If it is off, the spotlight is taken off the student who
/// was called before. `None` if the spotlight stays as it is.
fn spotlight_on_next(state: &State, room: &Room, person: &Participant) -> Option<Option<TrackRef>> {
    if track_state(person, Source::Camera) == TrackState::On {
        return Some(Some(TrackRef { participant: person.id, source: Source::Camera }));
    }
    let lit = room.spotlight.filter(|lit| lit.source == Source::Camera)?;
    let is_student = state.participant(lit.participant).is_some_and(|lit| !lit.role.is_staff());
    is_student.then_some(None)
}

fn is_up(state: &State, id: ParticipantId) -> bool {
    state.rooms().iter().any(|room| room.hands.iter().any(|hand| hand.participant == id))
}
