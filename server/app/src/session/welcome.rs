//! What a client is told first: who they are, and the class as it is, or what they missed of it.

use live::{Session, Viewer, RoomMembership};
use protocol::{Action, Down, Event, EventBody, Millis, ParticipantId, Role, Seq, SessionId, Snapshot};
use store::Store;

use super::{clients::CLIENT_QUEUE, viewer};

/// What somebody is told about the class, as it is when that is decided: what happens later follows.
pub struct Welcome {
    now: Millis,
    /// The role of whoever is welcomed.
    pub role: Role,
    snapshot: Snapshot,
    permissions: Vec<Action>,
}

impl Welcome {
    /// The session knows best what somebody is; of who waits, it knows nothing, and the seat says it.
    pub fn new(session: &Session, now: Millis, participant: ParticipantId, role_of_seat: Role) -> Self {
        let role = session.participant(participant).map_or(role_of_seat, |person| person.role);
        Welcome {
            now,
            role,
            snapshot: session.snapshot_for(viewer(participant, role)),
            permissions: session.permissions(participant),
        }
    }

    /// The last event that the snapshot contains.
    pub fn seq(&self) -> Seq {
        self.snapshot.seq
    }

    /// The frame.
    pub fn into_frame(self, you: ParticipantId, with_snapshot: bool) -> Down {
        Down::Welcome {
            version: protocol::VERSION,
            you,
            role: self.role,
            permissions: self.permissions,
            now: self.now,
            snapshot: with_snapshot.then(|| Box::new(self.snapshot)),
        }
    }
}

/// The visible events after `after` up to `until`. `None` when they are too many, when they cannot be read, or when one of
/// them changed what the viewer may know of the past: the viewer then needs a snapshot.
pub async fn missed(
    store: &Store,
    session: SessionId,
    after: Seq,
    until: Seq,
    you: Viewer,
    membership: &RoomMembership,
) -> Option<Vec<Event>> {
    const MOST: usize = CLIENT_QUEUE / 2;
    // A journal that ends before what the client has is not the one that the client knows.
    if after > until {
        return None;
    }
    let events = store.journal().events(session, after + 1, MOST + 1).await.ok()?;
    if events.len() > MOST || events.iter().any(|event| changes_view(event, you.participant)) {
        return None;
    }
    Some(events.into_iter().filter(|event| event.seq <= until && live::visible(event, you, membership)).collect())
}

/// Whether this event changed what somebody may know of the past.
fn changes_view(event: &Event, you: ParticipantId) -> bool {
    match event.body {
        EventBody::RoleChanged { participant, .. } | EventBody::WaitEnded { participant, .. } => participant == you,
        _ => false,
    }
}
