//! Who may see what of this feature: who waits is for staff and that person.

use protocol::{Audience, Event, EventBody, ParticipantId, Snapshot};

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

/// Takes out what somebody who is not staff may not see.
pub(crate) fn keep_own(snapshot: &mut Snapshot, you: ParticipantId) {
    snapshot.waiting.retain(|waiting| waiting.participant == you);
}
