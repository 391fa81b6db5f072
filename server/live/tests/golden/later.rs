//! Journals of later participation.

use live::{Arrival, Input};
use protocol::{
    Audience, Command, Consent, Event, EventBody, Later, ParticipantId, Role,
    chat::ChatTo,
    polls::{Answer, Ask, Choice, Form, LateAnswers, Question},
};

use crate::{
    Scenario,
    class::{Class, STARTED},
    scenarios::{ABSENT, EVERY_ROLE},
};

pub(crate) fn all() -> Vec<Scenario> {
    vec![after_class(), unknown_kinds()]
}

impl Class {
    pub(crate) fn does_later(&mut self, id: u32, anchor: Option<u64>, command: Command) {
        self.does_together(id, &[], anchor, command);
    }

    pub(crate) fn does_together(&mut self, id: u32, others: &[u32], anchor: Option<u64>, command: Command) {
        let later = Later { unix: STARTED + 86_400_000 + self.journal.len() as u64 * 10_000, anchor };
        let come = |id| Arrival {
            participant: ParticipantId(id),
            name: "Flo".into(),
            role: Role::Guest,
            consent: Consent { record_camera: false, record_voice: true },
            near_ban: false,
        };
        let Arrival { participant, name, role, consent, near_ban } = come(id);
        let company = others.iter().map(|&id| come(id)).collect();
        self.input(Input::Later { participant, name, role, consent, near_ban, later, company, command });
    }
}

/// Staff leave and come back; class ends; people answer and write later; the session is closed and opened again.
fn after_class() -> Scenario {
    let mut class = Class::full();
    let choices = ["Red", "Blue"].map(|text| Choice { text: text.into() }).into();
    let question = Question { text: "Which?".into(), form: Form::Single { choices }, anonymous: false };
    class.does(1, Command::StartPoll { ask: Ask::New { question, key: None }, room: None, duration: None });
    let poll = class.session.state().polls()[0].id;
    let answer = |choice| Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![choice] } };
    class.does(3, answer(0));
    class.does(2, Command::Leave);
    class.does(1, Command::Leave);
    class.wait(30_000).join(1, "Ada", Role::Instructor);
    let write = |text: &str, to| Command::SendChat { text: text.into(), to };
    class.does_later(4, Some(2_000), write("Behind the others", ChatTo::MAIN));
    class.does(1, Command::EndSession);
    class.does_later(4, None, answer(1));
    class.does_later(9, Some(1_500), answer(1));
    class.does_later(9, Some(1_500), write("What was that?", ChatTo::MAIN));
    class.does_later(1, Some(1_500), write("Light", ChatTo::MAIN));
    class.does_later(9, None, write("For staff", ChatTo::Staff));
    let message = class.journal.last().unwrap().seq;
    class.does_later(9, None, Command::DeleteMessage { message });
    let unix = STARTED + 8 * 86_400_000;
    class.does_later(2, None, Command::SetLateAnswers { poll, late_answers: LateAnswers::Until { unix } });
    class.does_later(1, None, Command::CloseSession);
    class.does_later(1, None, Command::ReopenSession);
    class.does_later(1, None, Command::CloseSession);
    let viewers = [EVERY_ROLE.to_vec(), vec![(9, Role::Guest), ABSENT]].concat();
    Scenario { name: "later", journal: class.journal, viewers }
}

/// Kinds that this version does not know count, and change nothing else.
fn unknown_kinds() -> Scenario {
    let mut class = Class::full();
    let mut journal = std::mem::take(&mut class.journal);
    let next = |journal: &[Event], audience, body| {
        let last = journal.last().unwrap();
        Event { seq: last.seq + 1, at: last.at + 500, audience, later: None, body }
    };
    journal.push(next(&journal, Audience::Everyone, EventBody::Unknown));
    journal.push(next(&journal, Audience::Staff { and: None }, EventBody::Unknown));
    let text = "After them".to_owned();
    let body = EventBody::ChatSent { participant: ParticipantId(4), text };
    journal.push(next(&journal, Audience::Everyone, body));
    journal.push(next(&journal, Audience::Staff { and: None }, EventBody::Unknown));
    Scenario { name: "unknown-kinds", journal, viewers: EVERY_ROLE.to_vec() }
}
