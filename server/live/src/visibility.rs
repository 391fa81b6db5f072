//! Who may see what: the rule that live broadcast, resume, snapshot and replay share.

use protocol::{Audience, Event, EventBody, ParticipantId, Role, RoomId, Seq, rooms::RoomWatching};

use crate::membership::RoomMembership;

/// The audience of events for staff alone.
pub(crate) const STAFF: Audience = Audience::Staff { and: None };

/// A person who looks at the timeline, live or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Their seat.
    pub participant: ParticipantId,
    /// Their role now.
    pub role: Role,
}

impl Viewer {
    /// Nobody has this seat: whoever looks with it was nowhere.
    pub const NOBODY: Viewer = Viewer { participant: ParticipantId(u32::MAX), role: Role::Guest };
}

/// Whether the viewer may see the event: the one rule, for broadcast, resume, snapshot and replay.
///
/// `membership` must have folded in the journal at least up to this event. Later events change the answer only for viewers
/// who waited and have been admitted since, who may see everything that others may, for those who have handed in work for
/// rooms that they missed (see [`RoomWatching::AfterOwn`]), and for those who can answer a poll later: they see its right answer and its
/// results once they have, or once no more answers are taken: see [`RoomMembership::tell_time`].
///
/// Old journals have events of which a viewer may see only a part: see [`told`].
pub fn visible(event: &Event, viewer: Viewer, membership: &RoomMembership) -> bool {
    let Viewer { participant, role } = viewer;
    let is_whole =
        matches!(event.body, EventBody::PollClosed { .. }) || !membership.withholds(event, participant, role);
    is_whole && may_know(event.audience, subject(event), viewer, membership)
}

/// The event as the viewer may see it, if they may. In old journals the event that closes a poll has the right answer, and is needed without
/// it, too; otherwise this is the event itself.
pub fn told(mut event: Event, viewer: Viewer, membership: &RoomMembership) -> Option<Event> {
    let withheld = membership.withholds(&event, viewer.participant, viewer.role);
    if let EventBody::PollClosed { key, .. } = &mut event.body
        && withheld
    {
        *key = None;
    }
    visible(&event, viewer, membership).then_some(event)
}

/// The number of the event at whose moment a person must have been in the room to see this event. A deletion is seen by
/// everybody who saw the message.
pub(crate) fn subject(event: &Event) -> Seq {
    match event.body {
        EventBody::ChatDeleted { message, .. } => message,
        _ => event.seq,
    }
}

/// Whether the viewer may see an event with this audience at this moment.
pub(crate) fn may_know(audience: Audience, seq: Seq, viewer: Viewer, membership: &RoomMembership) -> bool {
    let you = viewer.participant;
    match audience {
        Audience::Pair { from, with } => from == you || with == you,
        Audience::Staff { and } if and == Some(you) || membership.shares(you, seq) => true,
        _ if membership.waits(you) => false,
        _ if viewer.role.is_staff() => true,
        Audience::Staff { .. } => false,
        Audience::Everyone | Audience::Room { room: RoomId::MAIN } => {
            !membership.is_off_record(seq) || membership.was_here(you, seq)
        }
        Audience::Room { room } => {
            let is_open = match membership.watching(room) {
                Some(RoomWatching::Everyone) => true,
                Some(RoomWatching::AfterOwn) => membership.has_handed_in(you, room),
                Some(RoomWatching::Staff | RoomWatching::Members) | None => false,
            };
            (is_open && !membership.is_off_record(seq)) || membership.was_in(you, room, seq)
        }
    }
}

/// Whether the viewer may watch the recording of this room.
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
        Some(RoomWatching::AfterOwn) => membership.was_ever_in(you, room) || membership.has_handed_in(you, room),
        Some(RoomWatching::Members) => membership.was_ever_in(you, room),
        Some(RoomWatching::Staff) | None => false,
    }
}

/// Whether the audience includes people who come late, or are in another room just then. The main room is the class
/// itself.
pub(crate) fn open_to_all(audience: Audience) -> bool {
    matches!(audience, Audience::Everyone | Audience::Room { room: RoomId::MAIN })
}

/// The audience of events for staff and one other person.
pub(crate) fn staff_and(participant: ParticipantId) -> Audience {
    Audience::Staff { and: Some(participant) }
}
