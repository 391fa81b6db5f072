//! Who may know of what.

use protocol::{Audience, Event, EventBody, ParticipantId, Role, RoomId, Seq, rooms::RoomWatching};

use crate::membership::RoomMembership;

/// The audience of what staff alone learn.
pub(crate) const STAFF: Audience = Audience::Staff { and: None };

/// Somebody who looks at the timeline, at its edge or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Their seat.
    pub participant: ParticipantId,
    /// What they are now.
    pub role: Role,
}

/// Whether the viewer may know of the event: the one rule, for broadcast, resume, snapshot and replay.
///
/// `membership` must have folded in the journal at least up to this event; more changes the answer only for who waited
/// and was admitted since: they may know everything then.
pub fn visible(event: &Event, viewer: Viewer, membership: &RoomMembership) -> bool {
    may_know(event.audience, subject(event), viewer, membership)
}

/// The event by whose moment it is judged who was there: that a message was deleted is for whom the message was.
pub(crate) fn subject(event: &Event) -> Seq {
    match event.body {
        EventBody::ChatDeleted { message, .. } => message,
        _ => event.seq,
    }
}

pub(crate) fn may_know(audience: Audience, seq: Seq, viewer: Viewer, membership: &RoomMembership) -> bool {
    let you = viewer.participant;
    match audience {
        Audience::Pair { from, with } => from == you || with == you,
        Audience::Staff { and } if and == Some(you) => true,
        _ if membership.waits(you) => false,
        Audience::Staff { .. } => viewer.role.is_staff(),
        Audience::Everyone => true,
        Audience::Room { room } => {
            open_to_all(audience)
                || viewer.role.is_staff()
                || membership.watching(room) == Some(RoomWatching::Everyone)
                || membership.was_in(you, room, seq)
        }
    }
}

/// Whether the viewer may watch what was recorded of this room.
pub fn may_watch(room: RoomId, viewer: Viewer, membership: &RoomMembership) -> bool {
    let you = viewer.participant;
    if membership.waits(you) {
        return false;
    }
    if room == RoomId::MAIN || viewer.role.is_staff() {
        return true;
    }
    match membership.watching(room) {
        Some(RoomWatching::Everyone) => true,
        Some(RoomWatching::Members) => membership.was_ever_in(you, room),
        Some(RoomWatching::Staff) | None => false,
    }
}

/// The main room is the class itself: what is said there concerns also who comes late, or is in another room just then.
pub(crate) fn open_to_all(audience: Audience) -> bool {
    matches!(audience, Audience::Everyone | Audience::Room { room: RoomId::MAIN })
}

/// The audience of what staff and one other person learn.
pub(crate) fn staff_and(participant: ParticipantId) -> Audience {
    Audience::Staff { and: Some(participant) }
}
