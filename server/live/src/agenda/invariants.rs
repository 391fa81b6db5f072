//! What always holds of the agenda.

use protocol::{agenda::RunningActivity, limits};

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let whole = state.whole();
    assert!(whole.agenda.len() <= limits::ACTIVITIES, "at most {} activities", limits::ACTIVITIES);
    if let Some(running) = &whole.activity {
        check_running(state, running);
    }
    assert!(whole.feedback.is_sorted_by(|a, b| a.participant < b.participant), "feedback is ordered by seat, one each");
    for given in &whole.feedback {
        assert!(state.present(given.participant).is_some(), "{given:?}: who gives feedback is here");
        let since = whole.activity.as_ref().map_or(0, |running| running.at);
        assert!(given.at >= since, "{given:?}: feedback is on the activity that goes on");
    }
}

fn check_running(state: &State, running: &RunningActivity) {
    assert!(!state.is_ended(), "no activity goes on after the end");
    assert!(running.until.is_none_or(|until| until > running.at), "{running:?}: an activity takes time");
    if let Some(position) = running.position {
        let planned = state.whole().agenda.get(position as usize);
        assert_eq!(planned, Some(&running.activity), "what goes on is what the agenda has at this position");
    }
}
