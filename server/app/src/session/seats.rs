//! Keeps in step with the journal what is stored beside it: seats, and texts that were deleted.

use std::collections::BTreeMap;

use protocol::{Consent, Event, EventBody, LeaveReason, ParticipantId, Role, Seq, SessionId};
use store::{Store, StoreError};

/// What events change in the store. Of several changes of the same thing, the last one counts.
#[derive(Default)]
struct Projection {
    consents: BTreeMap<ParticipantId, Consent>,
    roles: BTreeMap<ParticipantId, Role>,
    waiting: BTreeMap<ParticipantId, bool>,
    /// Whether the participant's browser is banned, too.
    removed: BTreeMap<ParticipantId, bool>,
    erased: Vec<Seq>,
}

/// Stores what follows from events, before anybody hears of them. Doing it twice does no harm: after a restart it is
/// done again for the whole journal, because the server may have stopped in between.
///
/// Returns the participants whose seats were revoked because they joined from a browser that was banned: they must
/// leave, too.
pub async fn project_seats(
    store: &Store,
    session: SessionId,
    events: impl Iterator<Item = &Event>,
) -> Vec<ParticipantId> {
    let mut projection = Projection::default();
    events.for_each(|event| projection.note(&event.body));
    let (others, done) = projection.store_in(store, session).await;
    if let Err(error) = done {
        tracing::error!(%session, %error, "the journal has it, the seat does not");
    }
    others
}

impl Projection {
    fn note(&mut self, body: &EventBody) {
        match *body {
            EventBody::ConsentChanged { participant, consent } => drop(self.consents.insert(participant, consent)),
            EventBody::RoleChanged { participant, role, .. } => drop(self.roles.insert(participant, role)),
            EventBody::WaitBegan { participant, .. } => drop(self.waiting.insert(participant, true)),
            EventBody::WaitEnded { participant, reason: None } => drop(self.waiting.insert(participant, false)),
            // Somebody who waited, lost their connection, and came back after the waiting room was switched off, was
            // never admitted.
            EventBody::Joined { participant, .. } if self.waiting.contains_key(&participant) => {
                self.waiting.insert(participant, false);
            }
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

    /// Makes as many of the changes as possible. Returns the other participants of banned browsers, and the first
    /// error.
    async fn store_in(self, store: &Store, session: SessionId) -> (Vec<ParticipantId>, Result<(), StoreError>) {
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
        (others, done)
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, RoomId};
    use store::SeatRequest;

    use super::*;

    fn events(bodies: Vec<EventBody>) -> Vec<Event> {
        let event = |(seq, body)| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        (1..).zip(bodies).map(event).collect()
    }

    #[tokio::test]
    async fn seats_follow_the_journal_as_far_as_they_can() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let session = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        let seat = async |name: &str, waits: bool, visitor: Option<&str>| {
            let wanted = SeatRequest { waits, visitor, ..SeatRequest::new(name, Role::Guest, Consent::default()) };
            store.create_seat(session, wanted, 0).await.unwrap()
        };
        let gus = seat("Gus", true, None).await;
        let (eve, twin) = (seat("Eve", false, Some("e")).await, seat("Twin", false, Some("e")).await);

        let name = || "Gus".to_owned();
        let (participant, role, consent) = (gus.participant, Role::Guest, Consent::default());
        let came_back = events(vec![
            EventBody::WaitBegan { participant, name: name(), namesake: None, consent },
            EventBody::WaitEnded { participant, reason: Some(LeaveReason::Lost) },
            EventBody::Joined { participant, name: name(), namesake: None, role, consent, room: RoomId::MAIN },
        ]);
        project_seats(&store, session, came_back.iter()).await;
        let gus = store.seat_of_token(gus.token.reveal(), 0).await.unwrap().unwrap();
        assert!(!gus.waits, "they are in");

        let reason = LeaveReason::Banned;
        let nobody = ParticipantId(99);
        let banned = events(vec![
            EventBody::Left { participant: eve.participant, reason },
            EventBody::Left { participant: nobody, reason: LeaveReason::Removed },
        ]);
        assert_eq!(project_seats(&store, session, banned.iter()).await, [twin.participant]);
    }
}
