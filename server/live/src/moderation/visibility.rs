//! Who may see what of this feature: that a person is asked to unmute is for staff and that person.

use protocol::{Audience, Event, EventBody};

use crate::visibility::staff_and;

/// Whether the event is for those to whom events of its kind are told.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::AskedToUnmute { participant, .. } | EventBody::UnmuteRevoked { participant, .. } => {
            staff_and(participant)
        }
        _ => Audience::Everyone,
    };
    event.audience == audience
}
