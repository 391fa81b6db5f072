//! Who may see what of this feature: who waits is for staff and that person.

use protocol::{Audience, Event, EventBody, ParticipantId, presence::Waiting};

use crate::visibility::staff_and;

/// Whether the event is for those to whom events of its kind are told.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::WaitBegan { participant, .. }
        | EventBody::WaitEnded { participant, .. }
        | EventBody::WaitingTold { participant, .. } => staff_and(participant),
        _ => Audience::Everyone,
    };
    event.audience == audience
}

/// Of those who wait, whom somebody who is not staff may see.
pub(crate) fn own(waiting: &[Waiting], you: ParticipantId) -> Vec<Waiting> {
    waiting.iter().filter(|waiting| waiting.participant == you).cloned().collect()
}
