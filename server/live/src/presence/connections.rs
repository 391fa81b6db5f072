//! The control connections of those who are present, or wait. Transient.

use std::collections::BTreeMap;

use protocol::{ErrorCode, LeaveReason, Millis, ParticipantId, limits};

use crate::outcome::{ConnectionId, Effect};

/// How a person who is present, or waits, is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConnectionState {
    /// By this connection.
    Connected(ConnectionId),
    /// By none; the seat is kept until then.
    Lost { until: Millis },
}

/// One entry for everybody who is present or waits, and for nobody else.
#[derive(Debug, Default)]
pub(crate) struct Connections(BTreeMap<ParticipantId, ConnectionState>);

impl Connections {
    /// After a restart: all of these people are lost, and can come back until then.
    pub(crate) fn all_lost(people: impl Iterator<Item = ParticipantId>, until: Millis) -> Connections {
        Connections(people.map(|id| (id, ConnectionState::Lost { until })).collect())
    }

    /// Whether the person is present or waits.
    pub(crate) fn contains(&self, id: ParticipantId) -> bool {
        self.0.contains_key(&id)
    }

    /// How many are present or wait.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Who is present or waits, by seat.
    pub(crate) fn people(&self) -> impl Iterator<Item = ParticipantId> {
        self.0.keys().copied()
    }

    /// The person's connection, if they have one just now.
    pub(crate) fn of(&self, id: ParticipantId) -> Option<ConnectionId> {
        match self.0.get(&id) {
            Some(&ConnectionState::Connected(connection)) => Some(connection),
            Some(ConnectionState::Lost { .. }) | None => None,
        }
    }

    /// The person is connected by this connection from now on. Returns the one that it supersedes.
    pub(crate) fn connect(&mut self, id: ParticipantId, connection: ConnectionId) -> Option<ConnectionId> {
        match self.0.insert(id, ConnectionState::Connected(connection)) {
            Some(ConnectionState::Connected(old)) if old != connection => Some(old),
            _ => None,
        }
    }

    /// This connection is gone. Nothing happens when the person has another by now.
    pub(crate) fn disconnect(&mut self, id: ParticipantId, connection: ConnectionId, now: Millis) {
        if let Some(state) = self.0.get_mut(&id)
            && *state == ConnectionState::Connected(connection)
        {
            *state = ConnectionState::Lost { until: now + limits::GRACE_MS };
        }
    }

    /// The person has left for this reason; their connection is closed.
    pub(crate) fn hang_up(&mut self, participant: ParticipantId, reason: LeaveReason) -> Option<Effect> {
        let code = match reason {
            LeaveReason::Removed => ErrorCode::Removed,
            LeaveReason::Banned => ErrorCode::Banned,
            LeaveReason::Left | LeaveReason::Lost => ErrorCode::Left,
        };
        match self.0.remove(&participant) {
            Some(ConnectionState::Connected(connection)) => Some(Effect::Close { participant, connection, code }),
            Some(ConnectionState::Lost { .. }) | None => None,
        }
    }

    /// Forgets everybody.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// When the next of those whose connection is lost is given up.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.lost().map(|(until, _)| until).min()
    }

    /// Those whose grace is over by now, longest first.
    pub(crate) fn given_up(&self, now: Millis) -> Vec<ParticipantId> {
        let mut late: Vec<_> = self.lost().filter(|&(until, _)| until <= now).collect();
        late.sort_unstable();
        late.into_iter().map(|(_, participant)| participant).collect()
    }

    fn lost(&self) -> impl Iterator<Item = (Millis, ParticipantId)> {
        self.0.iter().filter_map(|(&id, state)| match *state {
            ConnectionState::Lost { until } => Some((until, id)),
            ConnectionState::Connected(_) => None,
        })
    }
}
