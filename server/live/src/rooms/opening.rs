//! Opening breakout rooms.

use std::collections::BTreeSet;

use protocol::{
    Audience, ErrorCode, EventBody, Millis, Refusal, RoomId, limits,
    presence::Participant,
    rooms::{NewRoom, OpenedRoom, RoomRules},
};

use super::closing::until;
use crate::{
    decision::{Decision, Fact, unless_self},
    state::State,
    text,
    visibility::STAFF,
};

/// Opens the rooms and moves people there.
pub(super) fn open(
    state: &State,
    by: &Participant,
    now: Millis,
    rooms: Vec<NewRoom>,
    rules: RoomRules,
) -> Result<Decision, Refusal> {
    let known = state.rooms().len() - 1;
    if rooms.is_empty() || state.open_rooms().count() + rooms.len() > limits::ROOMS_AT_ONCE {
        return Err(Refusal::because(ErrorCode::PlanInvalid, "so many rooms cannot be open"));
    }
    if known + rooms.len() > limits::ROOMS {
        return Err(Refusal::because(ErrorCode::Full, "the session has had too many rooms"));
    }
    check_people(state, &rooms)?;
    let first = state.rooms().last().map_or(0, |room| room.id.0) + 1;
    let mut opened = Vec::with_capacity(rooms.len());
    let mut followed_by: Vec<Fact> = Vec::new();
    for (id, new) in (first..).map(RoomId).zip(rooms) {
        let names = new.expected.iter().map(|name| text::valid_listed_name(name)).collect::<Result<Vec<_>, _>>()?;
        if !names.is_empty() {
            followed_by.push((STAFF, EventBody::ArrivalsExpected { room: id, names }));
        }
        for &participant in new.members.iter().filter(|&&member| state.present(member).is_some()) {
            let body = EventBody::Moved { participant, room: id, by: unless_self(by, participant) };
            followed_by.push((Audience::Everyone, body));
        }
        opened.push(OpenedRoom {
            id,
            name: text::valid_line(&new.name, limits::ROOM_NAME_CHARS)?,
            task: task(&new.task)?,
            until: new.duration.map(|duration| until(now, duration)).transpose()?,
            members: new.members,
        });
    }
    let mut decision = Decision::fact(EventBody::RoomsOpened { rooms: opened, rules, by: by.id });
    decision.facts.extend(followed_by);
    Ok(decision)
}

/// Fails unless each person, and each name of somebody who is not here yet, is in one room at most.
fn check_people(state: &State, rooms: &[NewRoom]) -> Result<(), Refusal> {
    let (mut members, mut names) = (BTreeSet::new(), BTreeSet::new());
    for room in rooms {
        if let Some(stranger) = room.members.iter().find(|&&id| state.participant(id).is_none()) {
            return Err(Refusal::because(ErrorCode::UnknownParticipant, format!("{stranger:?}")));
        }
        let once = room.members.iter().all(|&id| members.insert(id))
            && room.expected.iter().all(|name| names.insert(text::folded_name(name)));
        if !once {
            return Err(Refusal::because(ErrorCode::PlanInvalid, "somebody is named twice"));
        }
    }
    Ok(())
}

fn task(task: &str) -> Result<String, ErrorCode> {
    let task = text::valid_words(task)?;
    if task.len() > limits::TASK_BYTES { Err(ErrorCode::TextTooLong) } else { Ok(task) }
}
