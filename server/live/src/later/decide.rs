//! Commands of people who take part later.

use protocol::{Audience, Command, ErrorCode, EventBody, Later, Millis, ParticipantId, Refusal, limits};

use crate::{
    by::{By, Moment},
    chapters, chat,
    decision::Decision,
    permission, polls,
    presence::{
        connect::Arrival,
        entry::{Comer, Purpose, entry},
        expected::Expected,
    },
    recording, rooms,
    state::State,
    text,
};

/// Decides on a later act of this person; `now` is class time. A person who was never in class is introduced first.
/// Changes nothing.
pub(crate) fn decide(
    state: &State,
    expected: &Expected,
    viewer: Arrival,
    now: Millis,
    later: Later,
    command: Command,
) -> Result<Decision, Refusal> {
    if later.anchor.is_some_and(|anchor| anchor > now) {
        return Err(Refusal::because(ErrorCode::NotNow, "class has not come to that moment"));
    }
    let known = state.participant(viewer.participant);
    let role = known.map_or(viewer.role, |person| person.role);
    entry(state, expected, &Comer { role, ..viewer.comer() }, Purpose::TakePart)?;
    let by = By { id: viewer.participant, role, moment: Moment::Later(later) };
    permission::permit_later(state, by, now, &command)?;
    let introduction = if known.is_none() { Some(introduce(state, viewer)?) } else { None };
    let mut decision = act(state, by, now, later, command)?;
    if !decision.facts.is_empty() {
        decision.facts.splice(0..0, introduction.map(|body| (Audience::Everyone, body)));
    }
    Ok(decision)
}

fn act(state: &State, by: By, now: Millis, later: Later, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SendChat { .. } | Command::DeleteMessage { .. } => chat::decide::decide(state, by, command),
        Command::SetChapter { .. } | Command::RemoveChapter { .. } => chapters::decide::decide(state, by, now, command),
        Command::CutOut { .. } | Command::UndoCut { .. } | Command::HideRoom { .. } => {
            recording::decide::decide_later(state, by.id, command)
        }
        Command::StartPoll { ask, .. } => polls::late::put(state, by.id, ask),
        Command::AnswerPoll { poll, answer } => polls::late::answer(state, by.id, (now, later.unix), poll, answer),
        Command::SetLateAnswers { poll, late_answers } => {
            polls::late::set(state, by.id, later.unix, poll, late_answers)
        }
        Command::HandIn { room, text } => rooms::work::hand_in_later(state, by.id, room, &text),
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

fn introduce(state: &State, viewer: Arrival) -> Result<EventBody, Refusal> {
    if state.participants().len() + state.waiting().len() >= limits::PEOPLE {
        return Err(Refusal::because(ErrorCode::Full, "too many people were here"));
    }
    let Arrival { participant, name, role, consent, .. } = viewer;
    let name = text::valid_name(&name)?;
    let namesake = state.namesake(participant, &name);
    Ok(EventBody::ViewerJoined { participant, name, namesake, role, consent })
}
