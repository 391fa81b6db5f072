//! Later acts.

use live::{Arrival, Input};
use protocol::{
    Command, Consent, Later, Millis, ParticipantId, PollId, Role, SessionId,
    chat::ChatTo,
    polls::{Answer, Ask, Form, Key, LateAnswers, Question},
    recording::{Cut, Take},
};

use uuid::Uuid;

use super::{
    Action, Scene,
    chat::message,
    happens,
    scene::{ADA, BEN, CHI, DOV, EVE, OPEN, OVER_IN_RED, RED},
};
use crate::class::{Class, STARTED};

/// A person who has a seat and has never been in class.
const LEA: u32 = 11;

/// An act with a moved cursor, two days after class began.
pub(super) fn act(id: u32, anchor: Option<Millis>, command: Command) -> Input {
    let later = Later { unix: STARTED + 2 * 86_400_000, anchor };
    let (participant, name, role) = (ParticipantId(id), "Lea".into(), Role::Student);
    let (consent, company) = (Consent::default(), Vec::new());
    Input::Later { participant, name, role, consent, near_ban: false, later, company, command }
}

/// Two people whom class does not know hand in for a room.
fn together(id: u32, other: u32, text: &str) -> Input {
    let come = |id| Arrival {
        participant: ParticipantId(id),
        name: "Lea".into(),
        role: Role::Student,
        consent: Consent::default(),
        near_ban: false,
    };
    let Arrival { participant, name, role, consent, near_ban } = come(id);
    let later = Later { unix: STARTED + 2 * 86_400_000, anchor: None };
    let command = Command::HandInTogether { room: RED, text: text.into() };
    Input::Later { participant, name, role, consent, near_ban, later, company: vec![come(other)], command }
}

fn asks() -> Command {
    let question = Question { text: "Clear so far?".into(), form: Form::YesNo, anonymous: false };
    let key = Key { right: Answer::Choices { choices: vec![0] }, tolerance: 0, points: 1, explanation: String::new() };
    Command::StartPoll { ask: Ask::New { question, key: Some(key) }, room: None, duration: None }
}

fn names() -> Command {
    Command::SetChapter { from: None, title: "Light".into() }
}

/// What is cut out when class is over.
pub(super) const CUTS: [Cut; 2] = [Cut::out(100, 200), Cut::out(300, 400)];

fn cut(from: Millis, to: Millis) -> Command {
    Command::CutOut { cut: Cut::out(from, to) }
}

fn replaces() -> Command {
    let take = Take { session: SessionId(Uuid::from_u128(7)), duration: 80_000 };
    Command::CutOut { cut: Cut { take: Some(take), ..Cut::out(1_000, 2_000) } }
}

pub(super) fn actions(class: &Class) -> Vec<Action> {
    let acts = |name, scene, id, anchor, command| Action { scene, ..happens(name, act(id, anchor, command)) };
    let says = |text: &str, to| Command::SendChat { text: text.into(), to };
    let answers = |poll| Command::AnswerPoll { poll: PollId(poll), answer: Answer::Choices { choices: vec![0] } };
    let late_answers = |late_answers| Command::SetLateAnswers { poll: PollId(OVER_IN_RED), late_answers };
    let deadline = LateAnswers::Until { unix: STARTED + 9 * 86_400_000 };
    let deletes = |text| Command::DeleteMessage { message: message(class, text) };
    let (live, ended, closed) = (Scene::Class, Scene::Ended, Scene::Closed);
    vec![
        acts("a late student writes while class goes on", live, LEA, Some(500), says("Behind", ChatTo::MAIN)),
        acts("a late student answers a poll that is open", live, LEA, None, answers(OPEN)),
        acts("an absent student writes at a moment", ended, LEA, Some(500), says("What was that?", ChatTo::MAIN)),
        acts("an absent student writes to staff", ended, LEA, None, says("In private", ChatTo::Staff)),
        acts("the instructor answers an absent student", ended, ADA, Some(500), says("Light", ChatTo::MAIN)),
        acts("a guest answers a poll after class", ended, EVE, None, answers(OPEN)),
        acts("a student answers what their room was asked", ended, CHI, None, answers(OVER_IN_RED)),
        acts("an assistant deletes a message after class", ended, BEN, None, deletes("in main")),
        acts("a guest deletes their message after class", ended, DOV, None, deletes("to staff")),
        acts("the instructor puts a question to whoever comes to a moment", ended, ADA, Some(500), asks()),
        acts("an assistant names a chapter after class", ended, BEN, Some(500), names()),
        acts("the instructor cuts a stretch out", ended, ADA, None, cut(0, 500)),
        acts("the instructor replaces a stretch by a take", ended, ADA, None, replaces()),
        acts("an assistant puts one back", ended, BEN, None, Command::UndoCut { cut: CUTS[0] }),
        acts("an assistant hides a room", ended, BEN, None, Command::HideRoom { room: RED, hidden: true }),
        Action { scene: ended, ..happens("two absent students hand in together", together(LEA, 12, "Eight")) },
        acts("an assistant closes the late answers of a poll", ended, BEN, None, late_answers(LateAnswers::Closed)),
        acts("an assistant sets a deadline while class goes on", live, BEN, None, late_answers(deadline)),
        acts("the instructor closes the session", ended, ADA, None, Command::CloseSession),
        acts("the instructor opens the session again", closed, ADA, None, Command::ReopenSession),
    ]
}
