//! What the events of this feature mean.

use protocol::{
    Event, EventBody, Millis, RoomId, Snapshot,
    presence::{Participant, Waiting},
};

use crate::lists::{change_person, position, room_mut};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::Joined { participant, name, namesake, role, room, consent } => arrive(
            state,
            Participant {
                id: *participant,
                name: name.clone(),
                namesake: *namesake,
                role: *role,
                room: *room,
                breakout: (*room != RoomId::MAIN).then_some(*room),
                present: true,
                away: false,
                consent: *consent,
                tracks: Vec::new(),
                speaking: false,
                reaction: None,
                may_share: false,
                asks_to_share: false,
            },
        ),
        EventBody::Left { participant, .. } => change_person(state, *participant, depart),
        EventBody::AwayChanged { participant, away } => change_person(state, *participant, |p| {
            p.away = *away;
            p.speaking &= !away;
        }),
        EventBody::ConsentChanged { participant, consent } => {
            change_person(state, *participant, |p| p.consent = *consent);
        }
        EventBody::WaitBegan { participant, name, namesake, cause, .. } => {
            state.waiting.retain(|waiting| waiting.participant != *participant);
            let (participant, name, namesake, cause) = (*participant, name.clone(), *namesake, *cause);
            state.waiting.push(Waiting { participant, name, namesake, cause, at: event.at, message: None });
        }
        EventBody::WaitEnded { participant, .. } => state.waiting.retain(|waiting| waiting.participant != *participant),
        EventBody::WaitingTold { participant, text } => {
            let told = state.waiting.iter_mut().filter(|waiting| waiting.participant == *participant);
            told.for_each(|waiting| waiting.message = Some(text.clone()));
        }
        _ => {}
    }
}

/// The session is over: nobody is present, nobody waits.
pub(crate) fn end(state: &mut Snapshot) {
    state.participants.iter_mut().for_each(depart);
    state.waiting.clear();
}

/// Whether staff may come or go by an event.
pub(crate) fn changes_staff(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::Joined { .. }
            | EventBody::Left { .. }
            | EventBody::RoleChanged { .. }
            | EventBody::SessionEnded { .. }
    )
}

/// Whether any staff are present.
pub(crate) fn has_staff(state: &Snapshot) -> bool {
    state.participants.iter().any(|person| person.present && person.role.is_staff())
}

/// Notes since when no staff are present in a class that had some. `had_staff` says whether any were before the event.
pub(crate) fn note_staff(state: &mut Snapshot, had_staff: bool, at: Millis) {
    state.staff_left = match has_staff(state) {
        true => None,
        false if state.ended.is_some() => None,
        false if had_staff => Some(at),
        false => state.staff_left,
    };
}

/// A person is here, for the first time or again.
fn arrive(state: &mut Snapshot, mut person: Participant) {
    room_mut(state, person.room);
    match position(state, person.id) {
        Ok(i) => {
            person.breakout = person.breakout.or(state.participants[i].breakout);
            state.participants[i] = person;
        }
        Err(i) => state.participants.insert(i, person),
    }
}

/// A person is no longer here.
fn depart(person: &mut Participant) {
    person.present = false;
    person.away = false;
    person.tracks.clear();
    person.speaking = false;
    person.asks_to_share = false;
}
