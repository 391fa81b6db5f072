//! What decisions about presence need and no snapshot shows.

use std::collections::BTreeMap;

use protocol::{Consent, ErrorCode, EventBody, LeaveReason, ParticipantId};

use super::names::Names;

/// Who cannot come back, who has which name, and what those who wait consent to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PresenceState {
    /// Why people cannot come back.
    bans: BTreeMap<ParticipantId, ErrorCode>,
    /// What may be recorded of people who wait, once they are admitted.
    consents: BTreeMap<ParticipantId, Consent>,
    names: Names,
}

impl PresenceState {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, body: &EventBody) {
        match *body {
            EventBody::WaitBegan { participant, ref name, consent, .. } => {
                self.consents.insert(participant, consent);
                self.names.take(participant, name);
            }
            EventBody::Joined { participant, ref name, .. }
            | EventBody::ViewerJoined { participant, ref name, .. }
            | EventBody::Renamed { participant, ref name, .. } => {
                self.names.take(participant, name);
            }
            EventBody::WaitEnded { participant, reason } => {
                self.consents.remove(&participant);
                self.bans.extend(reason.and_then(lasting).map(|code| (participant, code)));
            }
            EventBody::Left { participant, reason } => {
                self.bans.extend(lasting(reason).map(|code| (participant, code)));
            }
            _ => {}
        }
    }

    /// Why this person cannot come back: `Removed` or `Banned`.
    pub(crate) fn ban_reason(&self, id: ParticipantId) -> Option<ErrorCode> {
        self.bans.get(&id).copied()
    }

    /// The number that tells the person from others of this name.
    pub(crate) fn namesake(&self, id: ParticipantId, name: &str) -> Option<u32> {
        self.names.namesake(id, name)
    }

    /// The names that people have or had.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// What may be recorded of somebody who waits.
    pub(crate) fn consent_of_waiting(&self, id: ParticipantId) -> Option<Consent> {
        self.consents.get(&id).copied()
    }
}

/// The refusal that somebody who left for this reason gets when they come back. `None` if they may come back.
fn lasting(reason: LeaveReason) -> Option<ErrorCode> {
    match reason {
        LeaveReason::Removed => Some(ErrorCode::Removed),
        LeaveReason::Banned => Some(ErrorCode::Banned),
        LeaveReason::Left | LeaveReason::Lost => None,
    }
}
