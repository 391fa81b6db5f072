//! What a client is told first: who it is, and either the class as it is or the events that it missed.

use live::{RoomMembership, Session, Viewer};
use protocol::{Action, Down, Event, EventBody, Millis, ParticipantId, Role, Seq, SessionId, Snapshot};
use store::Store;

use super::{clients::CLIENT_QUEUE, viewer};

/// The first frame to a client, as of the moment when it is decided. Later events follow it.
pub struct Welcome {
    now: Millis,
    /// The role of the client.
    pub role: Role,
    snapshot: Snapshot,
    permissions: Vec<Action>,
}

impl Welcome {
    /// The session knows the current role of a participant. It does not know those who wait: their role is that of
    /// their seat.
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

    /// The welcome as a frame.
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

/// The visible events after `after` up to `until`. `None` when they are too many, when they cannot be read, or when one
/// of them changed what the viewer may know of the past: the client then needs a snapshot.
pub async fn missed(
    store: &Store,
    session: SessionId,
    after: Seq,
    until: Seq,
    you: Viewer,
    membership: &RoomMembership,
) -> Option<Vec<Event>> {
    const MOST: usize = CLIENT_QUEUE / 2;
    // The client has events that are not in this journal: it knows another one.
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
