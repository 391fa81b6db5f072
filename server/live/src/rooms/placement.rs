//! The room in which a person who arrives is placed.

use std::collections::BTreeMap;

use protocol::{ParticipantId, Role, RoomId, rooms::LatePlacement};

use crate::state::State;

/// Places people who arrive together one after the other, before their arrivals are applied to the state.
pub(crate) struct Placement<'a> {
    state: &'a State,
    /// How many people are in each open breakout room, including those who were just placed.
    sizes: BTreeMap<RoomId, usize>,
}

impl<'a> Placement<'a> {
    pub(crate) fn new(state: &'a State) -> Self {
        let inside = |room: RoomId| state.participants().iter().filter(|p| p.present && p.room == room).count();
        Placement { state, sizes: state.open_rooms().map(|room| (room.id, inside(room.id))).collect() }
    }

    /// The room in which the person is placed: the first of these that is open and applies to them.
    ///
    /// 1. The room in which the person was last. The main room counts only for those who have been here since rooms were
    ///    last opened.
    /// 2. The newest room to which the person was assigned by seat, else the one in which their name is expected.
    /// 3. Unless they are staff, the room for late arrivals.
    /// 4. The main room.
    pub(crate) fn place(&mut self, id: ParticipantId, name: &str, namesake: Option<u32>, role: Role) -> RoomId {
        let expected = self.expected(name, namesake);
        let room = self.choose(id, expected, role);
        self.sizes.entry(room).and_modify(|size| *size += 1);
        room
    }

    /// The open room in which a person of this name is expected. A list entry with the person's name and number counts
    /// before one with the name alone.
    fn expected(&self, name: &str, namesake: Option<u32>) -> Option<RoomId> {
        let numbered = namesake.and_then(|number| self.state.expected_in(&format!("{name} ({number})")));
        numbered.or_else(|| self.state.expected_in(name)).filter(|room| self.sizes.contains_key(room))
    }

    /// Whether somebody of this name is expected in an open room.
    pub(crate) fn expects(&self, namesake: Option<u32>, name: &str) -> bool {
        self.expected(name, namesake).is_some()
    }

    fn choose(&self, id: ParticipantId, expected: Option<RoomId>, role: Role) -> RoomId {
        let is_open = |room: &RoomId| self.sizes.contains_key(room);
        let last = self.state.participant(id).map(|person| person.room);
        if let Some(last) = last.filter(|last| is_open(last) || (*last == RoomId::MAIN && !self.state.comes_late(id))) {
            return last;
        }
        let assigned = self.state.open_rooms().filter(|room| room.members.contains(&id)).last().map(|room| room.id);
        if let Some(room) = assigned.or(expected) {
            return room;
        }
        let smallest = self.sizes.iter().min_by_key(|&(_, size)| size).map(|(&room, _)| room);
        match self.state.whole().room_rules.late {
            LatePlacement::Smallest if !role.is_staff() => smallest.unwrap_or(RoomId::MAIN),
            _ => RoomId::MAIN,
        }
    }
}
