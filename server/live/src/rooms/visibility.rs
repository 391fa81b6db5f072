//! Who may see what of this feature: calls for help are for staff and that person, lists of names for staff.

use protocol::{Audience, Event, EventBody, ParticipantId, Snapshot};

use crate::visibility::{STAFF, staff_and};

/// Whether the event is for those to whom events of its kind are told.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::ArrivalsExpected { .. } => STAFF,
        EventBody::HelpAsked { participant, .. } | EventBody::HelpEnded { participant, .. } => staff_and(participant),
        _ => Audience::Everyone,
    };
    event.audience == audience
}

/// Takes out what somebody who is not staff may not see.
pub(crate) fn keep_own(snapshot: &mut Snapshot, you: ParticipantId) {
    snapshot.help.retain(|help| help.participant == you);
}
