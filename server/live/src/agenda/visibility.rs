//! Who may see what of this feature: feedback is for staff and who gave it.

use protocol::{Audience, Event, EventBody, ParticipantId, Snapshot};

use crate::visibility::staff_and;

/// Whether the event is for those to whom events of its kind are told.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::FeedbackSet { participant, .. } => staff_and(participant),
        _ => Audience::Everyone,
    };
    event.audience == audience
}

/// Takes out what somebody who is not staff may not see.
pub(crate) fn keep_own(snapshot: &mut Snapshot, you: ParticipantId) {
    snapshot.feedback.retain(|given| given.participant == you);
}
