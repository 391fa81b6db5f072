//! An event together with its JSON text.

use std::sync::Arc;

use crate::{
    event::{Event, EventBody},
    ids::Seq,
};

/// An event that is serialised once, for the journal and for all clients. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEvent {
    event: Arc<Event>,
    json: Arc<str>,
}

impl SealedEvent {
    /// Serialises an event.
    pub fn new(event: Event) -> Self {
        let json =
            serde_json::to_string(&event).expect("events are made of strings, numbers and maps with string keys");
        SealedEvent { event: Arc::new(event), json: json.into() }
    }

    /// Its event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The event's number.
    pub fn seq(&self) -> Seq {
        self.event.seq
    }

    /// The event's JSON text.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The message of this event with an empty text, as the journal keeps a deleted one. `None` when the event is no
    /// message.
    pub fn erased(&self) -> Option<Self> {
        let mut event = self.event().clone();
        let EventBody::ChatSent { text, .. } = &mut event.body else { return None };
        text.clear();
        Some(SealedEvent::new(event))
    }
}

impl From<Event> for SealedEvent {
    fn from(event: Event) -> Self {
        SealedEvent::new(event)
    }
}

/// The frame [`crate::Down::Events`] of these events.
pub fn events_frame<'a>(events: impl IntoIterator<Item = &'a SealedEvent>) -> String {
    let events: Vec<&str> = events.into_iter().map(SealedEvent::json).collect();
    format!(r#"{{"type":"events","events":[{}]}}"#, events.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Audience, Down, ParticipantId};

    #[test]
    fn a_frame_of_sealed_events_is_the_frame_of_these_events() {
        let event = |seq| {
            let body = EventBody::ChatSent { participant: ParticipantId(2), text: format!("\"{seq}\" \\") };
            Event { seq, at: 7, audience: Audience::Everyone, later: None, body }
        };
        let events = vec![event(3), event(5)];
        let sealed: Vec<_> = events.iter().cloned().map(SealedEvent::new).collect();
        assert_eq!(events_frame(&sealed), serde_json::to_string(&Down::Events { events }).unwrap());
    }
}
