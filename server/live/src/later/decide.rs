//! Commands of people who take part later.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Audience, Command, ErrorCode, EventBody, Later, Millis, ParticipantId, Refusal, limits};

use crate::{
    by::{By, Moment},
    chapters, chat,
    decision::Decision,
    outcome::Arrival,
    permission, polls,
    presence::{
        entry::{Comer, Purpose, entry},
        expected::Expected,
    },
    recording, rooms,
    state::State,
    text,
};

/// Decides on a later act of this person, which they may do together with others; `now` is class time. Whoever was never in class is
/// introduced first. Changes nothing.
pub(crate) fn decide(
    state: &State,
    expected: &Expected,
    (viewer, company): (Arrival, Vec<Arrival>),
    now: Millis,
    later: Later,
    command: Command,
) -> Result<Decision, Refusal> {
    if later.anchor.is_some_and(|anchor| anchor > now) {
        return Err(Refusal::because(ErrorCode::NotNow, "class has not come to that moment"));
    }
    let permit = |come: &Arrival| permitted(state, expected, come, (now, later), &command);
    let by = permit(&viewer)?;
    let company = company.into_iter().filter(|come| come.participant != by.id && permit(come).is_ok());
    let company: BTreeMap<_, _> = company.map(|come| (come.participant, come)).collect();
    let others = company.keys().copied().collect();
    let mut decision = act(state, by, &others, now, later, command)?;
    if !decision.facts.is_empty() {
        let with = company.into_values().filter(|come| is_done_with(&decision, come.participant));
        let known = |come: &Arrival| state.participant(come.participant).is_some();
        let newcomers = [viewer].into_iter().chain(with).filter(|come| !known(come)).collect();
        let introductions = introduce(state, newcomers)?;
        decision.facts.splice(0..0, introductions.into_iter().map(|body| (Audience::Everyone, body)));
    }
    Ok(decision)
}

/// Whether something is done for this person, too, who did not send the command.
fn is_done_with(decision: &Decision, other: ParticipantId) -> bool {
    decision.facts.iter().any(|(_, body)| matches!(body, EventBody::WorkHandedIn { with, .. } if with.contains(&other)))
}

/// Whoever acts, if they may come in and do this.
fn permitted<'a>(
    state: &State,
    expected: &Expected,
    viewer: &Arrival,
    (now, later): (Millis, Later),
    command: &Command,
) -> Result<By<'a>, Refusal> {
    let known = state.participant(viewer.participant);
    let role = known.map_or(viewer.role, |person| person.role);
    entry(state, expected, &Comer { role, ..viewer.comer() }, Purpose::TakePart)?;
    let by = By { id: viewer.participant, role, moment: Moment::Later(later) };
    permission::permit_later(state, by, now, command)?;
    Ok(by)
}

fn act(
    state: &State,
    by: By,
    others: &BTreeSet<ParticipantId>,
    now: Millis,
    later: Later,
    command: Command,
) -> Result<Decision, Refusal> {
    match command {
        Command::SendChat { .. } | Command::DeleteMessage { .. } => chat::decide::decide(state, by, command),
        Command::SetChapter { .. } | Command::HideChapter { .. } | Command::RemoveChapter { .. } => {
            chapters::decide::decide(state, by, now, command)
        }
        Command::CutOut { .. } | Command::UndoCut { .. } | Command::HideRoom { .. } => {
            recording::decide::decide_later(state, by.id, command)
        }
        Command::StartPoll { ask, .. } => polls::late::put(state, by.id, ask),
        Command::AnswerPoll { poll, answer } => polls::late::answer(state, by.id, (now, later.unix), poll, answer),
        Command::SetLateAnswers { poll, late_answers } => {
            polls::late::set(state, by.id, later.unix, poll, late_answers)
        }
        Command::HandIn { room, text, on } => rooms::work::hand_in_later(state, by.id, room, (&text, on)),
        Command::HandInTogether { room, text } => rooms::together::hand_in(state, by.id, others, room, &text),
        Command::CloseSession => close(state, by.id),
        Command::ReopenSession => Ok(Decision::fact_if(state.is_closed(), EventBody::SessionReopened { by: by.id })),
        _ => Err(ErrorCode::LiveOnly.into()),
    }
}

fn close(state: &State, by: ParticipantId) -> Result<Decision, Refusal> {
    if !state.is_ended() {
        return Err(Refusal::because(ErrorCode::NotNow, "class goes on"));
    }
    Ok(Decision::fact_if(!state.is_closed(), EventBody::SessionClosed { by }))
}

/// Introduces people whom the session does not know, one after the other: each has a name that tells them from those before.
fn introduce(state: &State, newcomers: Vec<Arrival>) -> Result<Vec<EventBody>, Refusal> {
    if state.participants().len() + state.waiting().len() + newcomers.len() > limits::PEOPLE {
        return Err(Refusal::because(ErrorCode::Full, "too many people were here"));
    }
    let mut names = state.names().clone();
    let introduced = newcomers.into_iter().map(|Arrival { participant, name, role, consent, .. }| {
        let name = text::valid_name(&name)?;
        let namesake = names.namesake(participant, &name);
        names.take(participant, &name);
        Ok(EventBody::ViewerJoined { participant, name, namesake, role, consent })
    });
    introduced.collect()
}
