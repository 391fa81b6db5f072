//! Keeps what is stored beside the journal in step with it: seats, and texts that were deleted.

use std::collections::BTreeMap;

use protocol::{Consent, Event, EventBody, LeaveReason, ParticipantId, Role, Seq, SessionId};
use store::{Store, StoreError};

/// What events ask of the store: of things that are set, the last word counts.
#[derive(Default)]
struct Wishes {
    consents: BTreeMap<ParticipantId, Consent>,
    roles: BTreeMap<ParticipantId, Role>,
    waiting: BTreeMap<ParticipantId, bool>,
    /// Whether to keep their browser out.
    removed: BTreeMap<ParticipantId, bool>,
    erased: Vec<Seq>,
}

/// Does what follows from events, before anybody hears of them. To do it twice does no harm: after a restart it is done
/// again for all of the journal, since the server may have stopped in between.
///
/// Returns the other seats that were taken from browsers that were banned: who holds them must go as well.
pub async fn keep_in_step(
    store: &Store,
    session: SessionId,
    events: impl Iterator<Item = &Event>,
) -> Vec<ParticipantId> {
    let mut wishes = Wishes::default();
    events.for_each(|event| wishes.note(&event.body));
    wishes.carry_out(store, session).await.unwrap_or_else(|error| {
        tracing::error!(%session, %error, "the journal has it, the seat does not");
        Vec::new()
    })
}

impl Wishes {
    fn note(&mut self, body: &EventBody) {
        match *body {
            EventBody::ConsentChanged { participant, consent } => drop(self.consents.insert(participant, consent)),
            EventBody::RoleChanged { participant, role, .. } => drop(self.roles.insert(participant, role)),
            EventBody::WaitBegan { participant, .. } => drop(self.waiting.insert(participant, true)),
            EventBody::WaitEnded { participant, reason: None } => drop(self.waiting.insert(participant, false)),
            EventBody::Left { participant, reason } | EventBody::WaitEnded { participant, reason: Some(reason) } => {
                match reason {
                    LeaveReason::Removed => drop(self.removed.entry(participant).or_insert(false)),
                    LeaveReason::Banned => drop(self.removed.insert(participant, true)),
                    LeaveReason::Left | LeaveReason::Lost => {}
                }
            }
            EventBody::ChatDeleted { message, .. } => self.erased.push(message),
            _ => {}
        }
    }

    /// Does as much as can be done; the first thing that cannot is the error.
    async fn carry_out(self, store: &Store, session: SessionId) -> Result<Vec<ParticipantId>, StoreError> {
        let mut done = Ok(());
        let mut others = Vec::new();
        for (participant, ban) in self.removed {
            match ban {
                true => match store.ban_seat(session, participant).await {
                    Ok(seats) => others.extend(seats.into_iter().filter(|&seat| seat != participant)),
                    Err(error) => done = done.and(Err(error)),
                },
                false => done = done.and(store.void_seat(session, participant).await),
            }
        }
        for (participant, consent) in self.consents {
            done = done.and(store.set_consent(session, participant, consent).await);
        }
        for (participant, role) in self.roles {
            done = done.and(store.set_role(session, participant, role).await);
        }
        for (participant, waits) in self.waiting {
            done = done.and(store.set_waiting(session, participant, waits).await);
        }
        for message in self.erased {
            done = done.and(store.journal().erase_text(session, message).await);
        }
        done.map(|()| others)
    }
}
