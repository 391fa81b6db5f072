//! Who may come in.

use protocol::{ErrorCode, ParticipantId, Refusal, Role, limits};

use super::places::places_left;
use crate::state::State;

/// What somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To take a new seat, by the join link.
    TakeSeat,
    /// To come into class with a seat.
    Connect,
    /// To watch the timeline.
    Watch,
    /// To act with a moved cursor.
    TakePart,
}

/// How a person comes in, unless they are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// At once.
    Open,
    /// They wait until staff admit them.
    Waits,
}

/// Decides who comes in: the one rule about bans, locks, the waiting room and places, for the join link, the WebSocket and
/// the timeline alike.
///
/// `seat` is the person's seat, if they have one. Lock and waiting room guard only a live class, because nobody is
/// there after class to admit people. Staff, and people who were in class, pass both.
///
/// Fails with `session_ended` (to connect), `removed` or `banned`, `locked`, `waiting` (to watch or take part), or
/// `full`.
pub fn entry(state: &State, seat: Option<ParticipantId>, role: Role, purpose: Purpose) -> Result<Entry, Refusal> {
    if state.is_ended() && purpose == Purpose::Connect {
        return Err(ErrorCode::SessionEnded.into());
    }
    if let Some(code) = seat.and_then(|seat| state.ban_reason(seat)) {
        return Err(code.into());
    }
    let waits = seat.is_some_and(|seat| state.membership().waits(seat));
    if state.is_ended() {
        // After class, the recording is for everybody with the join link. A person who was never admitted was not in class, and
        // takes no part in it later.
        return if waits && purpose == Purpose::TakePart { Err(ErrorCode::Waiting.into()) } else { Ok(Entry::Open) };
    }
    let known = seat.is_some_and(|seat| state.participant(seat).is_some());
    let stranger = !known && role == Role::Guest;
    let settings = state.settings();
    match purpose {
        Purpose::TakeSeat if stranger && settings.locked => Err(ErrorCode::Locked.into()),
        Purpose::TakeSeat if stranger && settings.waiting_room => Ok(Entry::Waits),
        Purpose::TakeSeat => Ok(Entry::Open),
        Purpose::Watch | Purpose::TakePart => {
            if waits || (stranger && settings.waiting_room) {
                return Err(ErrorCode::Waiting.into());
            }
            if stranger && settings.locked { Err(ErrorCode::Locked.into()) } else { Ok(Entry::Open) }
        }
        Purpose::Connect => connect(state, seat, role, known),
    }
}

fn connect(state: &State, seat: Option<ParticipantId>, role: Role, known: bool) -> Result<Entry, Refusal> {
    let settings = state.settings();
    if !known && settings.locked {
        return Err(ErrorCode::Locked.into());
    }
    if !known && state.participants().len() + state.waiting().len() >= limits::PEOPLE {
        return Err(Refusal::because(ErrorCode::Full, "too many people were here"));
    }
    if !known && role == Role::Guest && settings.waiting_room {
        return match state.waiting().len() >= limits::WAITING {
            true => Err(Refusal::because(ErrorCode::Full, "too many wait")),
            false => Ok(Entry::Waits),
        };
    }
    let role = seat.and_then(|seat| state.participant(seat)).map_or(role, |person| person.role);
    match places_left(state, role) {
        0 => Err(Refusal::because(ErrorCode::Full, "too many are present")),
        _ => Ok(Entry::Open),
    }
}
