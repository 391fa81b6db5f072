//! Who may see what of this feature: feedback is for staff and for the person who gave it.

use protocol::{Audience, Event, EventBody, ParticipantId, agenda::GivenFeedback};

use crate::visibility::staff_and;

/// Whether the event has the audience that events of its kind have.
pub(crate) fn fits(event: &Event) -> bool {
    let audience = match event.body {
        EventBody::FeedbackSet { participant, .. } => staff_and(participant),
        _ => Audience::Everyone,
    };
    event.audience == audience
}

/// The feedback that somebody who is not staff may see.
pub(crate) fn own(feedback: &[GivenFeedback], you: ParticipantId) -> Vec<GivenFeedback> {
    feedback.iter().filter(|given| given.participant == you).cloned().collect()
}
