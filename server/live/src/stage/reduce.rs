//! What the events of this feature mean.

use protocol::{
    Event, EventBody, Millis, ParticipantId, Snapshot, Source, TrackRef, TrackState,
    presence::Participant,
    stage::{Hand, LastReaction, Track},
};

use crate::lists::{change_person, position, room_mut};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    let at = event.at;
    match &event.body {
        EventBody::TrackChanged { participant, source, state: track, .. } => {
            change_person(state, *participant, |p| set_track(p, *source, *track, at));
            if *track == TrackState::Off {
                end_spotlights(state, |t| t.participant == *participant && t.source == *source);
            }
        }
        EventBody::Speaking { participant, speaking } => {
            change_person(state, *participant, |p| p.speaking = *speaking);
        }
        EventBody::Reacted { participant, reaction } => {
            change_person(state, *participant, |p| p.reaction = Some(LastReaction { reaction: *reaction, at }));
        }
        EventBody::HandRaised { participant } => {
            if let Ok(i) = position(state, *participant) {
                let room = state.participants[i].room;
                let hands = &mut room_mut(state, room).hands;
                if hands.iter().all(|hand| hand.participant != *participant) {
                    hands.push(Hand { participant: *participant, at });
                }
            }
        }
        EventBody::HandLowered { participant, .. } => lower_hand(state, *participant),
        EventBody::HandsLowered { room, .. } => room_mut(state, *room).hands.clear(),
        EventBody::SpotlightSet { room, target } => room_mut(state, *room).spotlight = *target,
        _ => {}
    }
}

/// A person leaves their room: their hand is lowered, and the spotlight on them ends.
pub(crate) fn vacate(state: &mut Snapshot, id: ParticipantId) {
    lower_hand(state, id);
    end_spotlights(state, |target| target.participant == id);
}

/// The server was away: nobody speaks any more.
pub(crate) fn interrupt(state: &mut Snapshot) {
    state.participants.iter_mut().for_each(|p| p.speaking = false);
}

/// The session is over: no hand is up, no room has a spotlight.
pub(crate) fn end(state: &mut Snapshot) {
    for room in &mut state.rooms {
        room.hands.clear();
        room.spotlight = None;
    }
}

fn set_track(person: &mut Participant, source: Source, state: TrackState, at: Millis) {
    match (person.tracks.binary_search_by_key(&source, |t| t.source), state) {
        (Ok(i), TrackState::Off) => drop(person.tracks.remove(i)),
        (Err(_), TrackState::Off) => {}
        (Ok(i), state) => person.tracks[i].state = state,
        (Err(i), state) => person.tracks.insert(i, Track { source, state, since: at }),
    }
    if source == Source::Microphone && state != TrackState::On {
        person.speaking = false;
    }
}

fn lower_hand(state: &mut Snapshot, id: ParticipantId) {
    state.rooms.iter_mut().for_each(|room| room.hands.retain(|hand| hand.participant != id));
}

fn end_spotlights(state: &mut Snapshot, on: impl Fn(TrackRef) -> bool) {
    state.rooms.iter_mut().filter(|room| room.spotlight.is_some_and(&on)).for_each(|room| room.spotlight = None);
}
