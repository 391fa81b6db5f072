//! Why a journal cannot be one.

use protocol::{Event, Millis, ParticipantId, Seq, presence::Participant};

use crate::state::State;

/// Why a journal cannot be folded: no session made it, or parts of it are missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    /// The journal has no events.
    #[error("the journal is empty")]
    Empty,
    /// An event is missing, or occurs twice.
    #[error("event {expected} expected, {found} found")]
    Sequence {
        /// The number that should come.
        expected: Seq,
        /// The number that came.
        found: Seq,
    },
    /// Time goes back.
    #[error("event {seq} is at {at} ms, before the event before it")]
    Time {
        /// The event.
        seq: Seq,
        /// Its time.
        at: Millis,
    },
    /// The first event is not the session's start, or another event is.
    #[error("event {seq}: a journal begins with the session's start, once")]
    Start {
        /// The event.
        seq: Seq,
    },
    /// An event that is no later act comes after the end, or a later act makes an event that only people in class make.
    #[error("event {seq} comes after the end of class")]
    AfterEnd {
        /// The event.
        seq: Seq,
    },
    /// A session is closed while class goes on, is closed twice, or is opened again although it is open.
    #[error("event {seq} does not fit the phase of the session")]
    Phase {
        /// The event.
        seq: Seq,
    },
    /// The event has another audience than events of its kind have.
    #[error("event {seq} is not for those to whom it is told")]
    Audience {
        /// The event.
        seq: Seq,
    },
    /// The event is about somebody who is not present.
    #[error("event {seq} is about participant {}, who is not present", participant.0)]
    NotPresent {
        /// The event.
        seq: Seq,
        /// The person.
        participant: ParticipantId,
    },
    /// A person joins who is present already, waits, or was removed; or the room that they join is not open.
    #[error("event {seq}: participant {} cannot join", participant.0)]
    CannotJoin {
        /// The event.
        seq: Seq,
        /// The person.
        participant: ParticipantId,
    },
    /// A spotlight is on a track that is not in the room, or on sound.
    #[error("event {seq}: the spotlight has no such target")]
    Spotlight {
        /// The event.
        seq: Seq,
    },
    /// A room is not open, was opened before, or is not empty when it closes.
    #[error("event {seq}: a room is not as it would have to be")]
    Room {
        /// The event.
        seq: Seq,
    },
    /// The event is about somebody who waits although they must not, or who does not wait although they must.
    #[error("event {seq}: participant {} does not wait, or does", participant.0)]
    Waiting {
        /// The event.
        seq: Seq,
        /// The person.
        participant: ParticipantId,
    },
    /// The event deletes a message that does not exist, or that had another audience.
    #[error("event {seq} is about a message that is not there")]
    Message {
        /// The event.
        seq: Seq,
    },
    /// The cursor of a table is set where nothing is watched, after the end of what is, or to a speed that players do not have.
    #[error("event {seq}: nothing can be played like this")]
    Playback {
        /// The event.
        seq: Seq,
    },
    /// Somebody does, or could go on doing, what their role and the settings do not permit.
    #[error("event {seq}: participant {} may not do this", participant.0)]
    NotPermitted {
        /// The event.
        seq: Seq,
        /// The person.
        participant: ParticipantId,
    },
    /// A person speaks although their microphone is not on.
    #[error("event {seq}: the microphone of participant {} is not on", participant.0)]
    Microphone {
        /// The event.
        seq: Seq,
        /// The person.
        participant: ParticipantId,
    },
}

/// Fails with this error unless `can` is true.
pub(crate) fn require(can: bool, error: RebuildError) -> Result<(), RebuildError> {
    if can { Ok(()) } else { Err(error) }
}

/// The person who acts. They must be present; if the event is a later act, they must only be known.
pub(crate) fn acting<'a>(
    state: &'a State,
    event: &Event,
    participant: ParticipantId,
) -> Result<&'a Participant, RebuildError> {
    let person = if event.later.is_some() { state.participant(participant) } else { state.present(participant) };
    person.ok_or(RebuildError::NotPresent { seq: event.seq, participant })
}

/// The person whom the event is about. They must be present.
pub(crate) fn present(state: &State, seq: Seq, participant: ParticipantId) -> Result<&Participant, RebuildError> {
    state.present(participant).ok_or(RebuildError::NotPresent { seq, participant })
}
