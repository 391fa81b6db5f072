//! Who may see what of this feature: calls for help are for staff and that person, lists of names for staff.

use protocol::{Audience, Event, EventBody, ParticipantId, rooms::HelpRequest};

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

/// The calls for help that somebody who is not staff may see.
pub(crate) fn own(help: &[HelpRequest], you: ParticipantId) -> Vec<HelpRequest> {
    help.iter().filter(|help| help.participant == you).cloned().collect()
}
