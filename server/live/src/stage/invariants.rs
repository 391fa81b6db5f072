//! What always holds of the stage.

use std::collections::BTreeSet;

use protocol::{ParticipantId, presence::Participant, rooms::Room};

use super::spotlight::can_be_spotlit;
use crate::{permission::microphone_is_on, state::State};

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    state.participants().iter().for_each(check_tracks);
    let mut raised = BTreeSet::new();
    for room in state.rooms() {
        check_hands(state, room, &mut raised);
        if let Some(target) = room.spotlight {
            assert!(can_be_spotlit(state, room.id, target), "{:?}: spotlight on {target:?}", room.id);
        }
        let at_rest = room.hands.is_empty() && room.spotlight.is_none();
        assert!(room.open || at_rest, "{:?}: nothing goes on in a closed room", room.id);
    }
}

fn check_tracks(person: &Participant) {
    let id = person.id;
    assert!(person.tracks.is_sorted_by(|a, b| a.source < b.source), "{id:?}: tracks are ordered, each once");
    assert!(person.present || person.tracks.is_empty(), "{id:?}: who is not here has no tracks");
    assert!(!person.speaking || microphone_is_on(person), "{id:?}: who speaks has a microphone on");
}

/// `raised`: the people whose hands are up in the rooms that were checked so far.
fn check_hands(state: &State, room: &Room, raised: &mut BTreeSet<ParticipantId>) {
    assert!(room.hands.is_sorted_by_key(|hand| hand.at), "{:?}: hands are in order of raising", room.id);
    for hand in &room.hands {
        let there = state.present(hand.participant).is_some_and(|p| p.room == room.id);
        assert!(there, "{:?}: a hand is up of somebody who is in the room: {hand:?}", room.id);
        assert!(raised.insert(hand.participant), "{:?}: one hand each: {hand:?}", room.id);
    }
}
