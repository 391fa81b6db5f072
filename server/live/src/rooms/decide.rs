//! Commands about breakout rooms.

use protocol::{Command, ErrorCode, EventBody, Millis, ParticipantId, Refusal, RoomId, presence::Participant};

use super::{closing, help, opening, work};
use crate::{
    decision::{Decision, misdirected, open_room, present, unless_self},
    polls::ballots::SecretBallots,
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(
    state: &State,
    secret: &SecretBallots,
    by: &Participant,
    now: Millis,
    command: Command,
) -> Result<Decision, Refusal> {
    match command {
        Command::OpenRooms { rooms, rules } => opening::open(state, by, now, rooms, rules),
        Command::CloseRooms { countdown } => closing::close(state, secret, now, countdown),
        Command::ExtendRooms { room, by } => closing::extend(state, now, room, by),
        Command::EnterRoom { room } => enter(state, by, room),
        Command::MovePerson { participant, room } => {
            open_room(state, room)?;
            let person = present(state, participant)?;
            Ok(moved(state, person, room, unless_self(by, participant)))
        }
        Command::AskForHelp { reason } => help::ask(state, by, &reason),
        Command::EndHelp { participant } => help::end(state, by, participant),
        Command::HandIn { room, text, on } => work::hand_in(state, by, room, (&text, on)),
        Command::SetVoiceToAll { on } => voice_to_all(state, by, on),
        _ => Err(misdirected()),
    }
}

fn enter(state: &State, by: &Participant, room: RoomId) -> Result<Decision, Refusal> {
    let room = open_room(state, room)?;
    let rules = &state.whole().room_rules;
    let own = room.members.contains(&by.id) || by.breakout == Some(room.id);
    let can = match room.id {
        RoomId::MAIN => rules.may_return,
        _ => rules.may_choose || (rules.may_return && own && by.room == RoomId::MAIN),
    };
    if !can && !by.role.is_staff() && room.id != by.room {
        return Err(Refusal::because(ErrorCode::NotNow, "the rules of the rooms do not allow it"));
    }
    Ok(moved(state, by, room.id, None))
}

/// Moves a person into an open room. If they are staff, calls for help from there end.
fn moved(state: &State, person: &Participant, room: RoomId, by: Option<ParticipantId>) -> Decision {
    if person.room == room {
        return Decision::nothing();
    }
    let mut decision = Decision::fact(EventBody::Moved { participant: person.id, room, by });
    decision.facts.extend(help::help_answered(state, person.id, person.role, room));
    decision
}

fn voice_to_all(state: &State, by: &Participant, on: bool) -> Result<Decision, Refusal> {
    if on && state.open_rooms().next().is_none() {
        return Err(Refusal::because(ErrorCode::NotNow, "no breakout room is open"));
    }
    let speaks = state.whole().voice_to_all == Some(by.id);
    Ok(Decision::fact_if(speaks != on, EventBody::VoiceToAllSet { participant: on.then_some(by.id) }))
}
