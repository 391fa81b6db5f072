//! What the events of this feature mean.

use protocol::{
    Event, EventBody, ParticipantId, RoomId, Snapshot,
    rooms::{HelpRequest, Room},
    work::Work,
};

use crate::lists::{change_person, room_mut};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::Moved { participant, room, .. } => {
            room_mut(state, *room);
            change_person(state, *participant, |p| {
                p.room = *room;
                p.breakout = (*room != RoomId::MAIN).then_some(*room).or(p.breakout);
            });
        }
        EventBody::RoomsOpened { rooms, rules, .. } => {
            state.room_rules = *rules;
            let others = state.rooms.iter().find(|room| room.open && room.id != RoomId::MAIN);
            let since = others.and_then(|room| room.opened).or(Some(event.at));
            for opened in rooms {
                let room = room_mut(state, opened.id);
                room.name.clone_from(&opened.name);
                room.task.clone_from(&opened.task);
                room.open = true;
                room.opened = since;
                room.until = opened.until;
                room.members.clone_from(&opened.members);
            }
        }
        EventBody::RoomTimeSet { rooms, until } => rooms.iter().for_each(|id| room_mut(state, *id).until = *until),
        EventBody::RoomsClosed { rooms } => {
            rooms.iter().for_each(|id| close_room(room_mut(state, *id)));
            if state.rooms.iter().all(|room| !room.open || room.id == RoomId::MAIN) {
                state.voice_to_all = None;
            }
        }
        EventBody::HelpAsked { participant, room, reason } => {
            match state.help.iter_mut().find(|help| help.participant == *participant) {
                Some(help) => help.reason.clone_from(reason),
                None => {
                    let (participant, room, reason) = (*participant, *room, reason.clone());
                    state.help.push(HelpRequest { participant, room, reason, at: event.at });
                }
            }
        }
        EventBody::HelpEnded { participant, .. } => end_help(state, *participant),
        EventBody::WorkHandedIn { room, participant, text, with } => state.work.push(Work {
            seq: event.seq,
            room: *room,
            participant: *participant,
            at: event.at,
            later: event.later,
            audience: event.audience,
            text: text.clone(),
            with: with.clone(),
        }),
        EventBody::VoiceToAllSet { participant } => state.voice_to_all = *participant,
        _ => {}
    }
}

/// A person leaves their room: their call for help ends.
pub(crate) fn vacate(state: &mut Snapshot, id: ParticipantId) {
    end_help(state, id);
}

/// A person leaves the session: their call for help ends, and they are no longer heard in all rooms.
pub(crate) fn leave(state: &mut Snapshot, id: ParticipantId) {
    end_help(state, id);
    state.voice_to_all = state.voice_to_all.filter(|&voice| voice != id);
}

/// The session is over: no breakout room is open, nobody calls for help or is heard in all rooms.
pub(crate) fn end(state: &mut Snapshot) {
    state.rooms.iter_mut().for_each(close_room);
    state.help.clear();
    state.voice_to_all = None;
}

/// Closes a room. The main room never closes.
fn close_room(room: &mut Room) {
    if room.id != RoomId::MAIN {
        room.open = false;
        room.until = None;
    }
}

fn end_help(state: &mut Snapshot, id: ParticipantId) {
    state.help.retain(|help| help.participant != id);
}
