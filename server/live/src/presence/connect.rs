//! Arrivals and departures that no command asks for: a connection comes, is lost for too long, or is shut out.

use protocol::{
    Audience, Command, ErrorCode, EventBody, LeaveReason, Millis, ParticipantId, Refusal, presence::WaitCause,
};

use super::{
    connections::Connections,
    entry::{Comer, Entry, Purpose, entry},
    expected::Expected,
    waiting::wait_ended,
};
use crate::{
    decision::{Decision, Fact},
    outcome::Arrival,
    rooms::{help::help_answered, placement::Placement},
    state::State,
    text,
    visibility::staff_and,
};

/// What an arrival leads to: the person joins or waits, or is refused.
pub(crate) fn arrive(state: &State, expected: &Expected, arrival: Arrival) -> Result<Decision, Refusal> {
    let entry = entry(state, expected, &arrival.comer(), Purpose::Connect)?;
    let arrival = arrival.seated(state)?;
    Ok(match entry {
        Entry::Waits(cause) => arrival.waits(state, cause),
        Entry::Open => arrival.joins(state),
    })
}

impl Arrival {
    /// Who comes, as far as the doors ask.
    pub(crate) fn comer(&self) -> Comer {
        let Arrival { participant, name, role, near_ban, .. } = self;
        Comer { seat: Some(*participant), role: *role, name: name.clone(), near_ban: *near_ban }
    }

    /// The arrival with the name, role and consent that the session knows, if the person was here before.
    fn seated(self, state: &State) -> Result<Arrival, Refusal> {
        if let Some(seat) = state.participant(self.participant) {
            return Ok(Arrival { name: seat.name.clone(), role: seat.role, consent: seat.consent, ..self });
        }
        Ok(Arrival { name: text::valid_name(&self.name)?, ..self })
    }

    fn waits(self, state: &State, cause: WaitCause) -> Decision {
        let Arrival { participant, name, consent, .. } = self;
        let namesake = state.namesake(participant, &name);
        (staff_and(participant), EventBody::WaitBegan { participant, name, namesake, consent, cause }).into()
    }

    fn joins(self, state: &State) -> Decision {
        let Arrival { participant, name, role, consent, .. } = self;
        let namesake = state.namesake(participant, &name);
        let room = Placement::new(state).place(participant, &name, namesake, role);
        let answered: Vec<Fact> = help_answered(state, participant, role, room);
        let mut decision = Decision::fact(EventBody::Joined { participant, name, namesake, role, room, consent });
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

/// Gives up people whose connection has been lost for too long.
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
