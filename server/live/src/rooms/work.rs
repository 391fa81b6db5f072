//! Work that is handed in: by a breakout room in class, or later by somebody who missed the rooms.

use protocol::{
    Audience, ErrorCode, EventBody, ParticipantId, Refusal, RoomId, limits, presence::Participant, rooms::RoomWatching,
    work::Work,
};

use crate::{
    decision::{Decision, Fact, own_room},
    state::State,
    text,
    visibility::staff_and,
};

/// Hands in for one's own breakout room. What its people handed in before is kept, and no longer what counts.
pub(super) fn hand_in(state: &State, by: &Participant, room: RoomId, text: &str) -> Result<Decision, Refusal> {
    let room = own_room(state, by.room, room)?.id;
    if room == RoomId::MAIN {
        return Err(Refusal::because(ErrorCode::NotNow, "the main room has no task"));
    }
    let before = state.whole().work.iter().filter(|work| work.room == room && work.later.is_none());
    handed_in(state, before, (Audience::Room { room }, by.id, room), text)
}

/// Hands in later, for oneself. Somebody who is in class or was in one of the rooms has, or had, a room for it.
pub(crate) fn hand_in_later(state: &State, by: ParticipantId, room: RoomId, text: &str) -> Result<Decision, Refusal> {
    let membership = state.membership();
    let watching = membership.watching(room).ok_or(ErrorCode::UnknownRoom)?;
    if membership.goes_on(room) {
        return Err(Refusal::because(ErrorCode::NotNow, "the rooms are open"));
    }
    if membership.was_in_rooms_of(by, room) || state.present(by).is_some() {
        return Err(Refusal::because(ErrorCode::NotNow, "they did not miss the rooms"));
    }
    let own = || state.whole().work.iter().filter(|work| work.participant == by && work.later.is_some());
    if membership.has_handed_in(by, room) && !own().any(|work| work.room == room) {
        return Err(Refusal::because(ErrorCode::NotNow, "they took up the task of another of these rooms"));
    }
    let audience = match watching {
        RoomWatching::Staff | RoomWatching::Members => staff_and(by),
        RoomWatching::AfterOwn | RoomWatching::Everyone => Audience::Room { room },
    };
    handed_in(state, own().filter(|work| work.room == room), (audience, by, room), text)
}

fn handed_in<'a>(
    state: &State,
    before: impl Iterator<Item = &'a Work> + Clone,
    (audience, participant, room): (Audience, ParticipantId, RoomId),
    text: &str,
) -> Result<Decision, Refusal> {
    let text = if text.trim().is_empty() { String::new() } else { text::valid_text(text, limits::WORK_BYTES)? };
    if before.clone().last().map_or("", |work| &work.text) == text {
        return Ok(Decision::nothing());
    }
    let bytes: usize = state.whole().work.iter().map(|work| work.text.len()).sum();
    if bytes + text.len() > limits::WORK_SESSION_BYTES || before.count() >= limits::WORK_VERSIONS {
        return Err(Refusal::because(ErrorCode::Full, "no more can be handed in"));
    }
    let fact: Fact = (audience, EventBody::WorkHandedIn { room, participant, text });
    Ok(fact.into())
}
