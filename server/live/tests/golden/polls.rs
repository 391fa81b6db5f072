//! Scenarios of polls.

use protocol::{
    Command, ParticipantId, PollId, Role, RoomId,
    polls::{Answer, Ask, Choice, Form, Key, Question},
    rooms::{NewRoom, RoomRules},
};

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

pub(crate) fn all() -> Vec<Scenario> {
    vec![named(), every_form(), anonymous(), quiz(), again()]
}

fn scenario(name: &'static str, class: Class) -> Scenario {
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), ABSENT]].concat();
    Scenario { name, journal: class.journal, viewers }
}

fn question(text: &str, form: Form) -> Question {
    Question { text: text.into(), form, anonymous: false }
}

fn choices<const N: usize>(texts: [&str; N]) -> Vec<Choice> {
    texts.map(|text| Choice { text: text.into() }).into()
}

fn choose(choices: &[u32]) -> Answer {
    Answer::Choices { choices: choices.to_vec() }
}

fn words(text: &str) -> Answer {
    Answer::Text { text: text.into() }
}

fn start(question: Question) -> Command {
    Command::StartPoll { ask: Ask::New { question, key: None }, room: None, duration: None }
}

impl Class {
    pub(crate) fn answers(&mut self, id: u32, poll: u32, answer: Answer) {
        self.does(id, Command::AnswerPoll { poll: PollId(poll), answer });
    }

    pub(crate) fn closes(&mut self, poll: u32) {
        self.does(2, Command::ClosePoll { poll: PollId(poll) });
    }

    pub(crate) fn shares(&mut self, poll: u32, hide: &[&str]) {
        let hide = hide.iter().map(|&text| text.to_owned()).collect();
        self.does(1, Command::ShareResults { poll: PollId(poll), hide });
    }
}

/// Answered, answered anew, closed by the clock, shared; one to a room alone, still open at the end of the session.
fn named() -> Scenario {
    let mut class = Class::full();
    let form = Form::Single { choices: choices(["Longitudinal", "Transverse", "<b>Both</b>"]) };
    let ask = Ask::New { question: question("What kind of wave is light?", form), key: None };
    class.does(1, Command::StartPoll { ask, room: None, duration: Some(30_000) });
    class.answers(4, 1, choose(&[0]));
    class.answers(3, 1, choose(&[2]));
    class.answers(4, 1, choose(&[1]));
    class.answers(4, 1, choose(&[1]));
    class.wait(27_000).tick();
    class.closes(1);
    class.shares(1, &[]);
    let room = NewRoom {
        name: "Lab".into(),
        task: String::new(),
        duration: None,
        members: vec![ParticipantId(3)],
        expected: Vec::new(),
    };
    class.does(1, Command::OpenRooms { rooms: vec![room], rules: RoomRules::default() });
    let ask = Ask::New { question: question("Is your measurement done?", Form::YesNo), key: None };
    class.does(2, Command::StartPoll { ask, room: Some(RoomId(1)), duration: None });
    class.answers(3, 2, choose(&[0]));
    class.does(1, Command::EndSession);
    scenario("polls-named", class)
}

/// A question of every form.
fn every_form() -> Scenario {
    let mut class = Class::full();
    let items = ["red", "green", "blue"];
    let scale = Form::Scale { steps: 5, low: "lost".into(), high: String::new() };
    let asked = [
        (Form::Multiple { choices: choices(items) }, choose(&[0, 2]), choose(&[2])),
        (Form::YesNo, choose(&[0]), choose(&[1])),
        (scale, choose(&[4]), choose(&[0])),
        (Form::Number, Answer::Number { value: 9_810 }, Answer::Number { value: -500 }),
        (Form::Text, words("  Red shift "), words("red SHIFT")),
        (
            Form::Order { choices: choices(items) },
            Answer::Order { order: vec![2, 0, 1] },
            Answer::Order { order: vec![2, 1, 0] },
        ),
    ];
    for (poll, (form, one, other)) in (1..).zip(asked) {
        class.does(1, start(question("And?", form)));
        class.answers(5, poll, other.clone());
        class.answers(3, poll, one);
        class.answers(4, poll, other);
        class.closes(poll);
    }
    class.does(1, start(question("In a word?", Form::Text)));
    for (id, text) in [(3, "fine"), (4, "Rude"), (5, "Fine")] {
        class.answers(id, 7, words(text));
    }
    class.closes(7);
    class.shares(7, &[" RUDE "]);
    class.shares(7, &[]);
    scenario("polls-every-form", class)
}

/// Nobody learns who gave which answer; a restart in between loses answers; few answers are not shown.
fn anonymous() -> Scenario {
    let mut class = Class::full();
    let asked = |text: &str, form| start(Question { anonymous: true, ..question(text, form) });
    class.does(1, asked("Was that too fast?", Form::Text));
    class.answers(3, 1, words("Yes, by far"));
    class.answers(4, 1, words("A little"));
    class.restart(5_000);
    for (id, role) in EVERY_ROLE.into_iter().chain([(5, Role::Guest)]) {
        class.wait(100).join(id, "As before", role);
    }
    class.answers(5, 1, words("not at all"));
    class.answers(4, 1, words("A bit"));
    class.answers(3, 1, words("Yes"));
    class.answers(3, 1, words("No"));
    class.closes(1);
    class.shares(1, &[]);
    class.does(1, asked("Again?", Form::YesNo));
    class.answers(4, 2, choose(&[1]));
    class.answers(3, 2, choose(&[0]));
    class.closes(2);
    class.shares(2, &[]);
    scenario("polls-anonymous", class)
}

fn key(right: Answer) -> Key {
    Key { right, tolerance: 0, points: 2, explanation: "It is in chapter 3.".into() }
}

/// Prepared, one discarded; the key is staff's until it closes.
fn quiz() -> Scenario {
    let mut class = Class::full();
    let capital = question("Which are noble gases?", Form::Multiple { choices: choices(["He", "Li", "Ne"]) });
    class.does(1, Command::PreparePoll { question: capital, key: Some(key(choose(&[0, 2]))) });
    class.does(2, Command::PreparePoll { question: question("Ready?", Form::YesNo), key: None });
    class.does(1, Command::PreparePoll { question: question("g, in m/s²?", Form::Number), key: None });
    class.does(1, Command::DiscardPoll { poll: PollId(2) });
    class.does(1, Command::DiscardPoll { poll: PollId(2) });
    class.does(1, Command::StartPoll { ask: Ask::Prepared { poll: PollId(1) }, room: None, duration: None });
    class.answers(3, 4, choose(&[0, 2]));
    class.answers(4, 4, choose(&[0, 1]));
    class.closes(4);
    class.shares(4, &[]);
    scenario("polls-quiz", class)
}

/// Two rounds, to compare before and after.
fn again() -> Scenario {
    let mut class = Class::full();
    let question = question("Does it float?", Form::YesNo);
    let ask = Ask::New { question, key: Some(key(choose(&[1]))) };
    class.does(1, Command::StartPoll { ask, room: None, duration: None });
    class.answers(3, 1, choose(&[0]));
    class.answers(5, 1, choose(&[0]));
    class.closes(1);
    class.does(1, Command::StartPoll { ask: Ask::Again { poll: PollId(1) }, room: None, duration: None });
    class.answers(5, 2, choose(&[1]));
    class.answers(3, 2, choose(&[0]));
    class.does(5, Command::Leave);
    class.closes(2);
    class.shares(1, &[]);
    class.shares(2, &[]);
    scenario("polls-again", class)
}
