//! When breakout rooms close.

use std::collections::BTreeMap;

use protocol::{Audience, ErrorCode, EventBody, Millis, Refusal, RoomId, limits, rooms::Room};

use crate::{
    decision::{Decision, open_room},
    polls::{ballots::SecretBallots, decide::close_all},
    state::State,
};

/// The end of a stretch of time that begins now.
pub(super) fn until(now: Millis, duration: Millis) -> Result<Millis, Refusal> {
    match duration {
        1..=limits::DURATION_MS => Ok(now + duration),
        _ => Err(Refusal::because(ErrorCode::PlanInvalid, "no such time")),
    }
}

/// Closes all breakout rooms after a countdown, which gives no room more time than it had.
pub(super) fn close(
    state: &State,
    secret: &SecretBallots,
    now: Millis,
    countdown: Millis,
) -> Result<Decision, Refusal> {
    let rooms: Vec<_> = state.open_rooms().map(|room| room.id).collect();
    if rooms.is_empty() {
        return Ok(Decision::nothing());
    }
    if countdown == 0 {
        return Ok(closed(state, secret, rooms));
    }
    let until = until(now, countdown)?;
    let longer = state.open_rooms().filter(|room| room.until.is_none_or(|set| set > until));
    let rooms: Vec<_> = longer.map(|room| room.id).collect();
    Ok(Decision::fact_if(!rooms.is_empty(), EventBody::RoomTimeSet { rooms, until: Some(until) }))
}

/// Gives breakout rooms more time.
pub(super) fn extend(state: &State, now: Millis, room: Option<RoomId>, by: Millis) -> Result<Decision, Refusal> {
    let extended = |room: &Room| Ok((until(room.until.unwrap_or(now).max(now), by)?, room.id));
    let times = match room {
        Some(id) => vec![extended(breakout(state, id)?)?],
        None => state.open_rooms().filter(|room| room.until.is_some()).map(extended).collect::<Result<_, Refusal>>()?,
    };
    if times.iter().any(|&(until, _)| until > now + limits::DURATION_MS) {
        return Err(Refusal::because(ErrorCode::PlanInvalid, "too long"));
    }
    let mut by_time: BTreeMap<Millis, Vec<RoomId>> = BTreeMap::new();
    times.into_iter().for_each(|(until, id)| by_time.entry(until).or_default().push(id));
    let facts = by_time.into_iter().map(|(until, rooms)| EventBody::RoomTimeSet { rooms, until: Some(until) });
    Ok(Decision::facts(facts))
}

fn breakout(state: &State, id: RoomId) -> Result<&Room, Refusal> {
    open_room(state, id).and_then(|room| if id == RoomId::MAIN { Err(ErrorCode::UnknownRoom.into()) } else { Ok(room) })
}

/// Closes the rooms: first their polls, while those who were asked are there, then everybody inside moves to the main
/// room.
fn closed(state: &State, secret: &SecretBallots, rooms: Vec<RoomId>) -> Decision {
    let mut facts = close_all(state, secret, |poll| poll.room.is_some_and(|room| rooms.contains(&room)));
    let inside = state.participants().iter().filter(|p| p.present && rooms.contains(&p.room));
    let back = inside.map(|p| EventBody::Moved { participant: p.id, room: RoomId::MAIN, by: None });
    facts.extend(back.chain([EventBody::RoomsClosed { rooms: rooms.clone() }]).map(|body| (Audience::Everyone, body)));
    Decision { facts, ..Decision::default() }
}

/// When the next room closes by itself.
pub(crate) fn deadline(state: &State) -> Option<Millis> {
    state.open_rooms().filter_map(|room| room.until).min()
}

/// Closes the rooms whose time is over.
pub(crate) fn due(state: &State, secret: &SecretBallots, now: Millis) -> Decision {
    let over = |room: &&Room| room.until.is_some_and(|until| until <= now);
    let rooms: Vec<_> = state.open_rooms().filter(over).map(|room| room.id).collect();
    if rooms.is_empty() { Decision::nothing() } else { closed(state, secret, rooms) }
}
