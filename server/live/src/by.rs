//! Who acts.

use protocol::{Later, ParticipantId, Role, RoomId, presence::Participant};

/// A person who acts, in class or later with a cursor behind the edge. Whoever acts later need not be present.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) id: ParticipantId,
    pub(crate) role: Role,
    pub(crate) moment: Moment<'a>,
}

/// When somebody acts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment<'a> {
    /// In class, as this person who is present.
    Live(&'a Participant),
    /// With a moved cursor.
    Later(Later),
}

impl<'a> By<'a> {
    pub(crate) fn live(person: &'a Participant) -> Self {
        By { id: person.id, role: person.role, moment: Moment::Live(person) }
    }

    /// The room in which the person acts. Whoever acts later speaks to the main room.
    pub(crate) fn room(&self) -> RoomId {
        match self.moment {
            Moment::Live(person) => person.room,
            Moment::Later(_) => RoomId::MAIN,
        }
    }
}
