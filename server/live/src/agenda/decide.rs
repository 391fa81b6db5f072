//! Commands about the agenda and feedback.

use protocol::{
    Command, ErrorCode, EventBody, Millis, Refusal,
    agenda::{Activity, Feedback},
    limits,
    presence::Participant,
};

use crate::{
    decision::{Decision, misdirected},
    state::State,
    text,
    visibility::staff_and,
};

/// Decides on a command of this feature. Activities never end by themselves.
pub(crate) fn decide(state: &State, by: &Participant, now: Millis, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SetAgenda { activities } => set(state, activities),
        Command::StartActivity { position, activity } => start(state, now, position, activity),
        Command::ExtendActivity { by } => extend(state, now, by),
        Command::EndActivity => Ok(Decision::fact_if(state.whole().activity.is_some(), EventBody::ActivityEnded)),
        Command::SetFeedback { feedback } => Ok(give_feedback(state, by, feedback)),
        _ => Err(misdirected()),
    }
}

fn set(state: &State, activities: Vec<Activity>) -> Result<Decision, Refusal> {
    if activities.len() > limits::ACTIVITIES {
        return Err(invalid("too many activities"));
    }
    let activities = activities.into_iter().map(valid_activity).collect::<Result<Vec<_>, _>>()?;
    Ok(Decision::fact_if(state.whole().agenda != activities, EventBody::AgendaSet { activities }))
}

/// Starts an activity, unless it is the running one and has time left.
fn start(state: &State, now: Millis, position: Option<u32>, improvised: Option<Activity>) -> Result<Decision, Refusal> {
    let activity = match (position, improvised) {
        (Some(position), None) => {
            let planned = state.whole().agenda.get(position as usize);
            planned.cloned().ok_or_else(|| invalid("no such position"))?
        }
        (None, Some(activity)) => valid_activity(activity)?,
        _ => return Err(invalid("either a position or an activity")),
    };
    let goes_on = state.whole().activity.as_ref().is_some_and(|running| {
        let same = running.position == position && running.activity == activity;
        same && running.until.is_none_or(|until| now < until)
    });
    let until = activity.planned.map(|planned| now + planned);
    Ok(Decision::fact_if(!goes_on, EventBody::ActivityStarted { position, activity, until }))
}

fn extend(state: &State, now: Millis, by: Millis) -> Result<Decision, Refusal> {
    let running = state.whole().activity.as_ref();
    let running = running.ok_or_else(|| Refusal::because(ErrorCode::NothingToDo, "no activity goes on"))?;
    let until = valid_duration(by)? + running.until.unwrap_or(now).max(now);
    valid_duration(until - now)?;
    Ok(Decision::fact(EventBody::ActivityExtended { until }))
}

fn give_feedback(state: &State, by: &Participant, feedback: Option<Feedback>) -> Decision {
    let given = state.whole().feedback.iter().find(|given| given.participant == by.id).map(|given| given.feedback);
    let fact = (staff_and(by.id), EventBody::FeedbackSet { participant: by.id, feedback });
    Decision::from_facts((given != feedback).then_some(fact))
}

fn valid_activity(activity: Activity) -> Result<Activity, Refusal> {
    let title = match activity.title.trim() {
        "" => String::new(),
        title => text::valid_title(title).map_err(|_| invalid("a title is too long, or cannot be shown"))?,
    };
    activity.planned.map(valid_duration).transpose()?;
    Ok(Activity { title, ..activity })
}

fn valid_duration(duration: Millis) -> Result<Millis, Refusal> {
    if (1..=limits::DURATION_MS).contains(&duration) { Ok(duration) } else { Err(invalid("how long it takes")) }
}

fn invalid(detail: &str) -> Refusal {
    Refusal::because(ErrorCode::PlanInvalid, detail)
}
