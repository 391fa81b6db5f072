//! What a client is told first: who it is, and either the class as it is or the events that it missed.

use axum::extract::ws::Utf8Bytes;
use live::Session;
use protocol::{Down, Millis, ParticipantId, Role, Seq, Snapshot, sealed::events_frame};

use super::{clients::text, recent::RecentEvents, viewer};

/// The first frames to a client. They contain every event so far that it may see.
pub struct Welcome {
    /// The role of the client.
    pub role: Role,
    /// The frames, in order.
    pub frames: Vec<Utf8Bytes>,
}

impl Welcome {
    /// A welcome with the events after `resume`, if they suffice. Otherwise it has a snapshot, which costs more.
    ///
    /// The session knows the current role of a participant. It does not know the role of people who wait: theirs is the
    /// role of their seat.
    pub fn new(
        session: &Session,
        recent: &RecentEvents,
        now: Millis,
        participant: ParticipantId,
        role_of_seat: Role,
        resume: Option<Seq>,
    ) -> Self {
        let role = session.participant(participant).map_or(role_of_seat, |person| person.role);
        let you = viewer(participant, role);
        let missed = resume.and_then(|after| recent.missed(after, you, session.state().membership()));
        let welcome = |snapshot: Option<Snapshot>| {
            text(&Down::Welcome {
                version: protocol::VERSION,
                you: participant,
                role,
                permissions: session.permissions(participant),
                now,
                snapshot: snapshot.map(Box::new),
            })
        };
        let frames = match missed {
            Some(missed) if missed.is_empty() => vec![welcome(None)],
            Some(missed) => vec![welcome(None), events_frame(missed).into()],
            None => vec![welcome(Some(session.snapshot_for(you)))],
        };
        Welcome { role, frames }
    }
}
