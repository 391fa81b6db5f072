//! What is appended: an event, and the command that led to it.

use protocol::{CommandId, Event, ParticipantId, SealedEvent};

/// An event to be appended.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The event.
    pub event: SealedEvent,
    /// On the first event of a command that was carried out, if it is to be known when it is sent again: see
    /// [`Journal::commands`](super::Journal::commands).
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
