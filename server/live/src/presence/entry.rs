//! Who may come in.

use protocol::{ErrorCode, ParticipantId, Refusal, Role, limits, presence::WaitCause};

use super::{
    expected::Expected,
    places::{places_left, places_left_for_guests},
    staff_names::is_like_staff,
};
use crate::{rooms::placement::Placement, state::State};

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

/// Who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comer {
    /// Their seat, if they have one.
    pub seat: Option<ParticipantId>,
    /// Their role.
    pub role: Role,
    /// The name by which they want to be called.
    pub name: String,
    /// Whether they come, or took their seat, from the network of somebody who is banned.
    pub near_ban: bool,
}

/// How a person comes in, unless they are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// At once.
    Open,
    /// They wait until staff admit them.
    Waits(WaitCause),
}

/// Decides who comes in: the one rule about bans, locks, the waiting room and places, for the join link, the WebSocket and
/// the timeline alike.
///
/// Staff, the roster, and people who were in class pass lock and waiting room, and it is no matter from where they come and
/// what they are called.
///
/// Fails with `session_ended` (to connect), `removed` or `banned`, `locked`, `waiting` (to watch or take part), `full`,
/// or `name_taken` (to take a seat). After class nobody waits; who may watch then is not decided here.
pub fn entry(state: &State, expected: &Expected, comer: &Comer, purpose: Purpose) -> Result<Entry, Refusal> {
    let &Comer { seat, role, near_ban, .. } = comer;
    if state.is_ended() && purpose == Purpose::Connect {
        return Err(ErrorCode::SessionEnded.into());
    }
    if let Some(code) = seat.and_then(|seat| state.ban_reason(seat)) {
        return Err(code.into());
    }
    let waits = seat.is_some_and(|seat| state.membership().waits(seat));
    let known = seat.is_some_and(|seat| state.participant(seat).is_some());
    let settings = state.settings();
    if state.is_ended() {
        // A person who was never admitted was not in class, and takes no part in it later.
        let barred = waits && purpose == Purpose::TakePart;
        return if barred { Err(ErrorCode::Waiting.into()) } else { Ok(Entry::Open) };
    }
    let stranger = !known && role == Role::Guest;
    let cause = || if stranger { wait_cause(state, expected, comer) } else { None };
    match purpose {
        Purpose::TakeSeat if stranger && settings.locked => Err(ErrorCode::Locked.into()),
        Purpose::TakeSeat if stranger && is_like_staff(state, expected, &comer.name) => {
            Err(ErrorCode::NameTaken.into())
        }
        Purpose::TakeSeat => Ok(cause().map_or(Entry::Open, Entry::Waits)),
        Purpose::Watch if waits || (stranger && (near_ban || settings.waiting_room)) => Err(ErrorCode::Waiting.into()),
        // Who has taken part is known, and does not wait when they come into class: so they may not before, either.
        Purpose::TakePart if waits || cause().is_some() => Err(ErrorCode::Waiting.into()),
        Purpose::Watch | Purpose::TakePart if stranger && settings.locked => Err(ErrorCode::Locked.into()),
        Purpose::Watch | Purpose::TakePart => Ok(Entry::Open),
        Purpose::Connect => connect(state, comer, known, cause(), expected.members),
    }
}

/// Why a guest whom the class does not know has to wait.
fn wait_cause(state: &State, expected: &Expected, comer: &Comer) -> Option<WaitCause> {
    if comer.near_ban {
        return Some(WaitCause::NearBan);
    }
    let name = &comer.name;
    let is_listed = || Placement::new(state).expects(comer.seat.and_then(|seat| state.namesake(seat, name)), name);
    if is_like_staff(state, expected, name) || is_listed() {
        return Some(WaitCause::Name);
    }
    state.settings().waiting_room.then_some(WaitCause::WaitingRoom)
}

fn connect(
    state: &State,
    comer: &Comer,
    known: bool,
    cause: Option<WaitCause>,
    members: usize,
) -> Result<Entry, Refusal> {
    let &Comer { seat, role, .. } = comer;
    if !known && state.settings().locked {
        return Err(ErrorCode::Locked.into());
    }
    if !known && state.participants().len() + state.waiting().len() >= limits::PEOPLE {
        return Err(Refusal::because(ErrorCode::Full, "too many people were here"));
    }
    if let Some(cause) = cause {
        return match state.waiting().len() >= limits::WAITING {
            true => Err(Refusal::because(ErrorCode::Full, "too many wait")),
            false => Ok(Entry::Waits(cause)),
        };
    }
    let role = seat.and_then(|seat| state.participant(seat)).map_or(role, |person| person.role);
    let left = if role == Role::Guest { places_left_for_guests(state, members) } else { places_left(state, role) };
    match left {
        0 => Err(Refusal::because(ErrorCode::Full, "too many are present")),
        _ => Ok(Entry::Open),
    }
}
