//! Muting everybody, and asking people to unmute.

use std::collections::BTreeSet;

use protocol::{Audience, EventBody, Source, TrackState, moderation::Settings, presence::Participant};

use crate::{
    decision::{Decision, Fact},
    permission::microphone_is_on,
    state::State,
    visibility::staff_and,
};

/// Asks a person to unmute, unless their microphone is on or they would ask themselves. Nobody is unmuted by others.
pub(crate) fn ask_to_unmute(person: &Participant, by: &Participant) -> Option<Fact> {
    let body = EventBody::AskedToUnmute { participant: person.id, by: by.id };
    let asks = !microphone_is_on(person) && person.id != by.id;
    asks.then_some((staff_and(person.id), body))
}

/// Mutes all who are not staff, and sets whether they may unmute by themselves.
pub(super) fn mute_all(state: &State, by: &Participant, may_unmute: bool) -> Decision {
    let on = state.participants().iter().filter(|p| !p.role.is_staff() && microphone_is_on(p)).map(|p| p.id);
    let on: BTreeSet<_> = on.collect();
    let mut decision = Decision::facts(on.iter().map(|&participant| EventBody::TrackChanged {
        participant,
        source: Source::Microphone,
        state: TrackState::Muted,
        by: Some(by.id),
    }));
    if !may_unmute {
        decision.facts.extend(state.asked_to_unmute().difference(&on).map(|&participant| {
            let body = EventBody::UnmuteRevoked { participant, by: by.id };
            (staff_and(participant), body)
        }));
    }
    let settings = Settings { may_unmute, ..*state.settings() };
    if settings != *state.settings() {
        decision.facts.push((Audience::Everyone, EventBody::SettingsChanged { settings, by: by.id }));
    }
    decision
}
