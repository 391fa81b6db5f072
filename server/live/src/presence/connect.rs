//! Arrivals and departures that no command asks for: a connection comes, is lost for too long, or is shut out.

use protocol::{
    Audience, Command, Consent, ErrorCode, EventBody, LeaveReason, Millis, ParticipantId, Refusal, Role, limits,
};

use super::{connections::Connections, places::places_left, waiting::wait_ended};
use crate::{
    decision::{Decision, Fact},
    rooms::{help::help_answered, placement::Placement},
    state::State,
    text,
    visibility::staff_and,
};

/// Somebody who connects and is neither present nor waiting: as their seat or, the first time, their connection has it.
pub(crate) struct Arrival {
    pub(crate) participant: ParticipantId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) consent: Consent,
}

/// What an arrival leads to: the person joins or waits, or is refused.
pub(crate) fn arrive(state: &State, arrival: Arrival) -> Result<Decision, Refusal> {
    let new = state.participant(arrival.participant).is_none();
    let arrival = arrival.seated(state)?;
    let waits = new && arrival.role == Role::Guest && state.settings().waiting_room;
    if waits && state.waiting().len() >= limits::WAITING {
        return Err(Refusal::because(ErrorCode::Full, "too many wait"));
    }
    if !waits && places_left(state, arrival.role) == 0 {
        return Err(Refusal::because(ErrorCode::Full, "too many are present"));
    }
    Ok(if waits { arrival.waits() } else { arrival.joins(state) })
}

impl Arrival {
    /// Whoever was here before comes as the session knows them. Others take a new seat, if they may.
    fn seated(self, state: &State) -> Result<Arrival, Refusal> {
        if let Some(seat) = state.participant(self.participant) {
            return Ok(Arrival { name: seat.name.clone(), role: seat.role, consent: seat.consent, ..self });
        }
        if state.settings().locked {
            return Err(ErrorCode::Locked.into());
        }
        if state.participants().len() + state.waiting().len() >= limits::SEATS {
            return Err(Refusal::because(ErrorCode::Full, "no seat is left"));
        }
        Ok(Arrival { name: text::valid_name(&self.name)?, ..self })
    }

    fn waits(self) -> Decision {
        let Arrival { participant, name, consent, .. } = self;
        (staff_and(participant), EventBody::WaitBegan { participant, name, consent }).into()
    }

    fn joins(self, state: &State) -> Decision {
        let Arrival { participant, name, role, consent } = self;
        let room = Placement::new(state).place(participant, &name, role);
        let answered: Vec<Fact> = help_answered(state, participant, role, room);
        let mut decision = Decision::fact(EventBody::Joined { participant, name, role, room, consent });
        decision.facts.extend(answered);
        decision
    }
}

/// Decides on a command of somebody who waits: they can only leave.
pub(crate) fn decide_waiting(id: ParticipantId, command: &Command) -> Result<Decision, Refusal> {
    match command {
        Command::Leave => Ok(wait_ended(id, LeaveReason::Left).into()),
        _ => Err(ErrorCode::Waiting.into()),
    }
}

/// Gives up those whose connection is lost for too long.
pub(crate) fn give_up(state: &State, connections: &Connections, now: Millis) -> Decision {
    let reason = LeaveReason::Lost;
    Decision::from_facts(connections.given_up(now).into_iter().map(|participant| match state.is_waiting(participant) {
        true => wait_ended(participant, reason),
        false => (Audience::Everyone, EventBody::Left { participant, reason }),
    }))
}

/// Shuts out somebody whose browser was banned by another seat that it has.
pub(crate) fn shut_out(state: &State, participant: ParticipantId) -> Decision {
    let reason = LeaveReason::Banned;
    if state.present(participant).is_some() {
        Decision::fact(EventBody::Left { participant, reason })
    } else if state.is_waiting(participant) {
        wait_ended(participant, reason).into()
    } else {
        Decision::nothing()
    }
}
