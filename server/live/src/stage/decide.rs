//! Commands about the stage.

use std::collections::BTreeSet;

use protocol::{
    Command, ErrorCode, EventBody, OfferedTrack, ParticipantId, Refusal, Source, TrackRef, TrackState, WatchedSlot,
    limits, presence::Participant,
};

use super::{hands, spotlight};
use crate::{
    decision::{Decision, misdirected, own_room, present, track_of, track_state, unless_self},
    outcome::Effect,
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::Offer { sdp, fresh, sends } => offer(by.id, sdp, fresh, sends),
        Command::Watch { slots } => watch(state, by, slots),
        Command::SetTrack { source, state: wanted } => {
            let body = EventBody::TrackChanged { participant: by.id, source, state: wanted, by: None };
            Ok(Decision::fact_if(track_state(by, source) != wanted, body))
        }
        Command::MuteTrack { track } => mute(state, by, track),
        Command::RaiseHand => Ok(hands::raise(state, by)),
        Command::LowerHand { participant } => hands::lower(state, by, participant),
        Command::LowerAllHands { room } => Ok(hands::lower_all(own_room(state, by.room, room)?, by)),
        Command::CallNext { room } => Ok(hands::call_next(state, own_room(state, by.room, room)?, by)),
        Command::React { reaction } => Ok(Decision::fact(EventBody::Reacted { participant: by.id, reaction })),
        Command::SetSpotlight { room, target } => spotlight::set(state, own_room(state, by.room, room)?, target),
        _ => Err(misdirected()),
    }
}

fn offer(by: ParticipantId, sdp: String, fresh: bool, sends: Vec<OfferedTrack>) -> Result<Decision, Refusal> {
    let mids: BTreeSet<&str> = sends.iter().map(|s| s.mid.as_str()).collect();
    let sources: BTreeSet<Source> = sends.iter().map(|s| s.source).collect();
    if mids.len() != sends.len() || sources.len() != sends.len() {
        return Err(Refusal::because(ErrorCode::BadSdp, "a mid or a source is named twice"));
    }
    Ok(Decision::effect(Effect::Offer { participant: by, sdp, fresh, sends }))
}

/// Leaves out tracks that are off, instead of refusing the command: they may have ended while it was on its way.
fn watch(state: &State, by: &Participant, mut slots: Vec<WatchedSlot>) -> Result<Decision, Refusal> {
    if slots.len() > limits::SLOTS {
        return Err(Refusal::because(ErrorCode::TooLarge, "too many slots"));
    }
    let mids: BTreeSet<&str> = slots.iter().map(|s| s.mid.as_str()).collect();
    if mids.len() != slots.len() {
        return Err(Refusal::because(ErrorCode::UnknownSlot, "a slot is named twice"));
    }
    for WatchedSlot { track, .. } in &slots {
        let known = state.participant(track.participant).is_some_and(|p| p.room == by.room);
        if !known || track.source.is_audio() {
            return Err(Refusal::because(ErrorCode::UnknownTrack, format!("{track:?}")));
        }
    }
    slots.retain(|slot| track_of(state, slot.track) == TrackState::On);
    Ok(Decision::effect(Effect::Watch { participant: by.id, slots }))
}

/// Mutes a microphone, which its owner can then switch on again, or ends a track of another source.
fn mute(state: &State, by: &Participant, track: TrackRef) -> Result<Decision, Refusal> {
    let owner = present(state, track.participant)?;
    let now = track_state(owner, track.source);
    let wanted = match track.source {
        Source::Microphone if now != TrackState::Off => TrackState::Muted,
        _ => TrackState::Off,
    };
    let body = EventBody::TrackChanged {
        participant: owner.id,
        source: track.source,
        state: wanted,
        by: unless_self(by, owner.id),
    };
    Ok(Decision::fact_if(now != wanted, body))
}
