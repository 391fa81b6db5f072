//! The control connections of those who are present, or wait. Transient.

use std::collections::BTreeMap;

use protocol::{ErrorCode, LeaveReason, Millis, ParticipantId, limits};

use crate::outcome::{ConnectionId, Effect};

/// How a person who is present, or waits, is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConnectionState {
    /// By this connection.
    Connected(ConnectionId),
    /// By none. The seat is kept until `until`. Before that the person is marked as away, once, at `away_at`.
    Lost { until: Millis, away_at: Option<Millis> },
}

impl ConnectionState {
    /// A connection that is lost just now. The person is marked as away after `away_after`.
    fn lost(now: Millis, away_after: Millis) -> ConnectionState {
        ConnectionState::Lost { until: now + limits::GRACE_MS, away_at: Some(now + away_after) }
    }
}

/// One entry for everybody who is present or waits, and for nobody else.
#[derive(Debug, Default)]
pub(crate) struct Connections(BTreeMap<ParticipantId, ConnectionState>);

impl Connections {
    /// The connections after a restart: those of all these people are lost, and they can come back.
    pub(crate) fn all_lost(people: impl Iterator<Item = ParticipantId>, now: Millis) -> Connections {
        let lost = ConnectionState::lost(now, limits::AWAY_AFTER_RESTART_MS);
        Connections(people.map(|id| (id, lost)).collect())
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

    /// Connects the person by this connection from now on. Returns the connection that it supersedes.
    pub(crate) fn connect(&mut self, id: ParticipantId, connection: ConnectionId) -> Option<ConnectionId> {
        match self.0.insert(id, ConnectionState::Connected(connection)) {
            Some(ConnectionState::Connected(old)) if old != connection => Some(old),
            _ => None,
        }
    }

    /// Notes that this connection is gone. Nothing happens when the person has another by now.
    pub(crate) fn disconnect(&mut self, id: ParticipantId, connection: ConnectionId, now: Millis) {
        if let Some(state) = self.0.get_mut(&id)
            && *state == ConnectionState::Connected(connection)
        {
            *state = ConnectionState::lost(now, limits::AWAY_MS);
        }
    }

    /// Forgets a person who has left for this reason. Returns the effect that closes their connection, if they have
    /// one.
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

    /// When the next person whose connection is lost is to be given up or marked as away.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        let due = |state: &ConnectionState| match *state {
            ConnectionState::Lost { until, away_at } => Some(away_at.unwrap_or(until)),
            ConnectionState::Connected(_) => None,
        };
        self.0.values().filter_map(due).min()
    }

    /// The people who are to be marked as away by now, by seat. Each is returned once.
    pub(crate) fn take_away(&mut self, now: Millis) -> Vec<ParticipantId> {
        let due = |state: &mut ConnectionState| match state {
            ConnectionState::Lost { away_at, .. } => away_at.take_if(|at| *at <= now).is_some(),
            ConnectionState::Connected(_) => false,
        };
        self.0.iter_mut().filter_map(|(&id, state)| due(state).then_some(id)).collect()
    }

    /// The people whose grace is over by now, longest first.
    pub(crate) fn given_up(&self, now: Millis) -> Vec<ParticipantId> {
        let mut late: Vec<_> = self.lost().filter(|&(until, _)| until <= now).collect();
        late.sort_unstable();
        late.into_iter().map(|(_, participant)| participant).collect()
    }

    fn lost(&self) -> impl Iterator<Item = (Millis, ParticipantId)> {
        self.0.iter().filter_map(|(&id, state)| match *state {
            ConnectionState::Lost { until, .. } => Some((until, id)),
            ConnectionState::Connected(_) => None,
        })
    }
}
