//! Who may see what of this feature: a call for help is for staff and for the person who calls, lists of names are for
//! staff.

use protocol::{Audience, Event, EventBody, ParticipantId, rooms::HelpRequest};

use crate::visibility::{STAFF, staff_and};

/// Whether the event has the audience that events of its kind have.
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
