//! Keeps media and the recorder in step with the state. What they shall do about a person follows from the state, and
//! they are told only when it changes.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{ParticipantId, RoomId, Source, TrackState, presence::Participant, rooms::Room};

use crate::{outcome::Effect, state::State};

/// What media and the recorder were last told, by person. Transient: after a restart everything is told again.
#[derive(Debug, Default)]
pub(crate) struct MediaSync {
    last: BTreeMap<ParticipantId, MediaState>,
}

/// What media and the recorder shall do about a person who is present.
#[derive(Debug, PartialEq, Eq)]
struct MediaState {
    room: RoomId,
    /// The other rooms in which the person is heard.
    also: Vec<RoomId>,
    /// Whether the person has a place among those who are heard: loudness is what browsers claim, and nobody silences a
    /// teacher, or whom the class shall see, by it.
    reserved: bool,
    open: BTreeSet<Source>,
    record: BTreeSet<Source>,
}

impl MediaSync {
    /// Tells what changed for this person since the last time.
    pub(crate) fn update(&mut self, state: &State, id: ParticipantId, effects: &mut Vec<Effect>) {
        let last = self.last.remove(&id);
        let Some(wanted) = state.present(id).map(|person| MediaState::of(state, person)) else {
            if last.is_some_and(|last| !last.record.is_empty()) {
                effects.push(Effect::Record { participant: id, sources: Vec::new() });
            }
            return;
        };
        if last.as_ref().is_none_or(|last| (last.room, &last.also) != (wanted.room, &wanted.also)) {
            effects.push(Effect::Place { participant: id, room: wanted.room, also: wanted.also.clone() });
        }
        if last.as_ref().is_some_and(|last| last.reserved) != wanted.reserved {
            effects.push(Effect::Reserve { participant: id, reserved: wanted.reserved });
        }
        for source in Source::ALL {
            let open = wanted.open.contains(&source);
            if last.as_ref().is_none_or(|last| last.open.contains(&source) != open) {
                effects.push(Effect::Gate { participant: id, source, open });
            }
        }
        if last.is_none_or(|last| last.record != wanted.record) {
            effects.push(Effect::Record { participant: id, sources: wanted.record.iter().copied().collect() });
        }
        self.last.insert(id, wanted);
    }

    /// Tells what changed for anybody who is present.
    pub(crate) fn update_all(&mut self, state: &State, effects: &mut Vec<Effect>) {
        for person in state.participants().iter().filter(|p| p.present) {
            self.update(state, person.id, effects);
        }
    }

    /// Forgets what was told of this person, so that the next update says everything.
    pub(crate) fn forget(&mut self, id: ParticipantId) {
        self.last.remove(&id);
    }

    /// Forgets everybody.
    pub(crate) fn clear(&mut self) {
        self.last.clear();
    }

    /// Panics when what was told is not what the state asks for.
    pub(crate) fn check(&self, state: &State) {
        for person in state.participants() {
            let wanted = person.present.then(|| MediaState::of(state, person));
            assert_eq!(self.last.get(&person.id), wanted.as_ref(), "media is not in step for {:?}", person.id);
        }
    }
}

impl MediaState {
    fn of(state: &State, person: &Participant) -> MediaState {
        let on = || person.tracks.iter().filter(|t| t.state == TrackState::On).map(|t| t.source);
        let allowed = |source: &Source| match source {
            _ if state.whole().unrecorded || state.is_off_record() => false,
            Source::Microphone => person.consent.record_voice,
            Source::Camera => person.consent.record_camera,
            Source::Screen | Source::ScreenAudio => true,
        };
        let to_all = state.whole().voice_to_all == Some(person.id);
        let others = state.rooms().iter().filter(|room| to_all && room.open && room.id != person.room);
        let also = others.map(|room| room.id).collect();
        let spotlit = |room: &Room| room.spotlight.is_some_and(|target| target.participant == person.id);
        let reserved = person.role.is_staff() || state.rooms().iter().any(spotlit);
        MediaState { room: person.room, also, reserved, open: on().collect(), record: on().filter(allowed).collect() }
    }
}
