//! What the events of this feature mean.

use protocol::{
    Event, EventBody, ParticipantId, Snapshot,
    agenda::{GivenFeedback, RunningActivity},
};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::AgendaSet { activities } => {
            state.agenda.clone_from(activities);
            if let Some(running) = &mut state.activity {
                let stays = |&position: &u32| activities.get(position as usize) == Some(&running.activity);
                running.position = running.position.filter(stays);
            }
        }
        EventBody::ActivityStarted { position, activity, until } => {
            let (position, activity, until) = (*position, activity.clone(), *until);
            state.activity = Some(RunningActivity { position, activity, at: event.at, until });
            state.feedback.clear();
        }
        EventBody::ActivityExtended { until } => {
            if let Some(running) = &mut state.activity {
                running.until = Some(*until);
            }
        }
        EventBody::ActivityEnded => state.activity = None,
        EventBody::FeedbackSet { participant, feedback } => {
            state.feedback.retain(|given| given.participant != *participant);
            if let Some(feedback) = *feedback {
                let i = state.feedback.partition_point(|given| given.participant < *participant);
                state.feedback.insert(i, GivenFeedback { participant: *participant, feedback, at: event.at });
            }
        }
        _ => {}
    }
}

/// A person leaves the session: their feedback is gone.
pub(crate) fn leave(state: &mut Snapshot, id: ParticipantId) {
    state.feedback.retain(|given| given.participant != id);
}

/// The session is over: no activity goes on, no feedback is left.
pub(crate) fn end(state: &mut Snapshot) {
    state.feedback.clear();
    state.activity = None;
}
