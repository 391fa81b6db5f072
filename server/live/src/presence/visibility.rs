//! Who may see what of this feature: an event about a person who waits is for staff and for that person.

use protocol::{Audience, Event, EventBody, ParticipantId, presence::Waiting};

use crate::visibility::staff_and;

/// Whether the event has the audience that events of its kind have.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::WaitBegan { participant, .. }
        | EventBody::WaitEnded { participant, .. }
        | EventBody::WaitingTold { participant, .. } => staff_and(participant),
        _ => Audience::Everyone,
    };
    event.audience == audience
}

/// The people who wait, as far as somebody who is not staff may see them: themselves alone.
pub(crate) fn own(waiting: &[Waiting], you: ParticipantId) -> Vec<Waiting> {
    waiting.iter().filter(|waiting| waiting.participant == you).cloned().collect()
}
