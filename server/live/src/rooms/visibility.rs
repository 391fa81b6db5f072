//! Who may see what of this feature: a call for help is for staff and for the person who calls, lists of names are for
//! staff, work is for whoever may see what its room made.

use protocol::{Audience, Event, EventBody, ParticipantId, rooms::HelpRequest};

use crate::visibility::{STAFF, staff_and};

/// Whether the event has the audience that events of its kind have.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::WorkHandedIn { room, participant, .. } if event.later.is_some() => {
            return [Audience::Room { room }, staff_and(participant)].contains(&event.audience);
        }
        EventBody::WorkHandedIn { room, .. } => Audience::Room { room },
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
