//! An event to be appended, and the command that led to it.

use protocol::{CommandId, Event, ParticipantId, SealedEvent};

/// An event to be appended.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The event.
    pub event: SealedEvent,
    /// The command that led to the event, on the first event of that command, if its repetition is to be recognised:
    /// see [`Journal::commands`](super::Journal::commands).
    pub command: Option<(ParticipantId, CommandId)>,
}

impl From<SealedEvent> for Entry {
    fn from(event: SealedEvent) -> Self {
        Entry { event, command: None }
    }
}

impl From<Event> for Entry {
    fn from(event: Event) -> Self {
        SealedEvent::new(event).into()
    }
}
