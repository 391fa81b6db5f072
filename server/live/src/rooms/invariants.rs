//! What always holds of the rooms.

use std::collections::BTreeSet;

use protocol::{RoomId, limits, rooms::Room};

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let rooms = state.rooms();
    assert_eq!(rooms.first().map(|r| r.id), Some(RoomId::MAIN), "the main room is there, and first");
    assert!(rooms.is_sorted_by(|a, b| a.id < b.id), "rooms are ordered, each once");
    assert!(rooms.len() - 1 <= limits::ROOMS, "at most {} breakout rooms", limits::ROOMS);
    rooms.iter().for_each(|room| check_room(state, room));
    check_open_rooms(state);
    check_people(state);
    check_help(state);
    check_work(state);
}

fn check_room(state: &State, room: &Room) {
    let id = room.id;
    let inside = state.participants().iter().filter(|p| p.present && p.room == id).count();
    assert!(room.open || inside == 0, "{id:?}: a closed room is empty");
    assert!(room.open || room.until.is_none(), "{id:?}: a closed room does not close by itself");
    assert!(room.open || id != RoomId::MAIN, "the main room is open");
    assert_eq!(room.opened.is_some(), id != RoomId::MAIN, "{id:?}: all rooms but the main room were opened");
}

fn check_open_rooms(state: &State) {
    let open = state.open_rooms().count();
    assert!(open <= limits::ROOMS_AT_ONCE, "at most {} breakout rooms are open", limits::ROOMS_AT_ONCE);
    assert!(!(state.is_ended() && open > 0), "no room is open after the end");
    let opened: BTreeSet<_> = state.open_rooms().map(|room| room.opened).collect();
    assert!(opened.len() <= 1, "rooms that are open at the same time belong together");
    if let Some(voice) = state.whole().voice_to_all {
        let staff = state.present(voice).is_some_and(|p| p.role.is_staff());
        assert!(staff && open > 0, "{voice:?}: staff is heard in rooms that are open");
    }
}

fn check_people(state: &State) {
    for person in state.participants() {
        let (id, room) = (person.id, person.room);
        assert!(state.room(room).is_some(), "{id:?}: their room exists");
        assert!(room == RoomId::MAIN || person.breakout == Some(room), "{id:?}: their last breakout room is this one");
        assert!(!(person.present && state.comes_late(id)), "{id:?}: who is here does not come late");
    }
}

fn check_help(state: &State) {
    let help = &state.whole().help;
    assert!(help.is_sorted_by_key(|help| help.at), "who has called for help longest comes first");
    let once: BTreeSet<_> = help.iter().map(|help| help.participant).collect();
    assert_eq!(once.len(), help.len(), "everybody calls for help once");
    for help in help {
        let there = state.present(help.participant).is_some_and(|p| p.room == help.room);
        assert!(there && help.room != RoomId::MAIN, "{help:?}: who calls for help is in that breakout room");
    }
}

fn check_work(state: &State) {
    let work = &state.whole().work;
    assert!(work.is_sorted_by(|a, b| a.seq < b.seq), "work is in the order in which it was handed in");
    assert!(work.iter().map(|work| work.text.len()).sum::<usize>() <= limits::WORK_SESSION_BYTES, "it is bounded");
    for work in work {
        let known = work.authors().all(|author| state.participant(author).is_some());
        assert!(
            work.room != RoomId::MAIN && state.room(work.room).is_some() && known,
            "{work:?}: the room and the people exist"
        );
        assert!(work.later.is_some() || work.with.is_empty(), "{work:?}: a room hands in for itself");
        let missed = work.authors().all(|author| !state.membership().was_in_rooms_of(author, work.room));
        assert!(work.later.is_none() || missed, "{work:?}: whoever hands in later missed the rooms");
    }
}
