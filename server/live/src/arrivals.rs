//! Who comes in, who waits at the door, and who is given up.

use protocol::{
    Audience, Command, Consent, ErrorCode, EventBody, LeaveReason, Millis, ParticipantId, Refusal, Role, limits,
};

use crate::{
    command::{Decision, Fact},
    moderation::wait_ended,
    outcome::{ConnectionId, Effect, Outcome},
    rooms::{Arrivals, help_answered},
    session::Session,
    state::State,
    text,
};

/// How somebody who is present, or waits, is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// By this connection.
    Connected(ConnectionId),
    /// Not now; their seat is kept until then.
    Lost { until: Millis },
}

/// Somebody at the door, as their seat or, the first time, their connection has it.
struct Arrival {
    participant: ParticipantId,
    name: String,
    role: Role,
    consent: Consent,
}

impl Session {
    pub(crate) fn connect(
        &mut self,
        participant: ParticipantId,
        connection: ConnectionId,
        name: &str,
        role: Role,
        consent: Consent,
    ) -> Result<Outcome, Refusal> {
        if self.is_ended() {
            return Err(ErrorCode::SessionEnded.into());
        }
        if let Some(code) = self.state.kept_out(participant) {
            return Err(code.into());
        }
        if let Some(line) = self.lines.get_mut(&participant) {
            let mut outcome = Outcome::default();
            if let Line::Connected(old) = std::mem::replace(line, Line::Connected(connection))
                && old != connection
            {
                outcome.effects.push(Effect::Close { participant, connection: old, code: ErrorCode::Superseded });
            }
            return Ok(outcome);
        }
        let new = self.state.participant(participant).is_none();
        let arrival = self.arrival(participant, name, role, consent)?;
        let waits = new && arrival.role == Role::Guest && self.state.settings().waiting_room;
        if waits && self.state.waiting().len() >= limits::WAITING {
            return Err(Refusal::because(ErrorCode::Full, "too many wait"));
        }
        if !waits && places_left(&self.state, arrival.role) == 0 {
            return Err(Refusal::because(ErrorCode::Full, "too many are present"));
        }
        self.lines.insert(participant, Line::Connected(connection));
        Ok(self.commit(if waits { arrival.waits() } else { arrival.joins(&self.state) }))
    }

    /// Who was here before comes as the session knows them. Others take a new seat, if they may.
    fn arrival(
        &self,
        participant: ParticipantId,
        name: &str,
        role: Role,
        consent: Consent,
    ) -> Result<Arrival, Refusal> {
        if let Some(seat) = self.state.participant(participant) {
            return Ok(Arrival { participant, name: seat.name.clone(), role: seat.role, consent: seat.consent });
        }
        if self.state.settings().locked {
            return Err(ErrorCode::Locked.into());
        }
        if self.state.participants().len() + self.state.waiting().len() >= limits::SEATS {
            return Err(Refusal::because(ErrorCode::Full, "no seat is left"));
        }
        Ok(Arrival { participant, name: text::valid_name(name)?, role, consent })
    }

    pub(crate) fn disconnect(&mut self, participant: ParticipantId, connection: ConnectionId) {
        if let Some(line) = self.lines.get_mut(&participant)
            && *line == Line::Connected(connection)
        {
            *line = Line::Lost { until: self.now + limits::GRACE_MS };
        }
    }

    /// Whoever waits can only go.
    pub(crate) fn command_of_waiting(&mut self, id: ParticipantId, command: &Command) -> Result<Outcome, Refusal> {
        match command {
            Command::Leave => Ok(self.commit(wait_ended(id, LeaveReason::Left).into())),
            _ => Err(ErrorCode::Waiting.into()),
        }
    }

    /// When the next of those whose connection is lost is given up.
    pub(crate) fn grace_deadline(&self) -> Option<Millis> {
        self.lost().map(|(until, _)| until).min()
    }

    /// Gives up who was lost for too long, longest first.
    pub(crate) fn given_up(&self) -> Decision {
        let mut late: Vec<_> = self.lost().filter(|&(until, _)| until <= self.now).collect();
        late.sort_unstable();
        let gone = |(_, participant)| match self.state.is_waiting(participant) {
            true => wait_ended(participant, LeaveReason::Lost),
            false => (Audience::Everyone, EventBody::Left { participant, reason: LeaveReason::Lost }),
        };
        Decision { facts: late.into_iter().map(gone).collect(), ..Decision::default() }
    }

    fn lost(&self) -> impl Iterator<Item = (Millis, ParticipantId)> {
        self.lines.iter().filter_map(|(&id, line)| match *line {
            Line::Lost { until } => Some((until, id)),
            Line::Connected(_) => None,
        })
    }
}

/// How many more of this role can be present.
pub(crate) fn places_left(state: &State, role: Role) -> usize {
    let most = if role.is_staff() { limits::PRESENT } else { limits::PRESENT - limits::RESERVED_FOR_STAFF };
    most.saturating_sub(state.participants().iter().filter(|p| p.present).count())
}

impl Arrival {
    fn waits(self) -> Decision {
        let Arrival { participant, name, consent, .. } = self;
        let body = EventBody::WaitBegan { participant, name, consent };
        (Audience::Staff { and: Some(participant) }, body).into()
    }

    fn joins(self, state: &State) -> Decision {
        let Arrival { participant, name, role, consent } = self;
        let room = Arrivals::new(state).place(participant, &name, role);
        let answered: Vec<Fact> = help_answered(state, participant, role, room);
        let mut decision = Decision::fact(EventBody::Joined { participant, name, role, room, consent });
        decision.facts.extend(answered);
        decision
    }
}
