//! Who may see what of this feature: a request to unmute is for staff and for the person who is asked.

use protocol::{Audience, Event, EventBody};

use crate::visibility::staff_and;

/// Whether the event has the audience that events of its kind have.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::AskedToUnmute { participant, .. } | EventBody::UnmuteRevoked { participant, .. } => {
            staff_and(participant)
        }
        _ => Audience::Everyone,
    };
    event.audience == audience
}
