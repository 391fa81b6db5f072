//! Polls.

use live::Input;
use protocol::{
    Command, PollId, RoomId,
    polls::{Answer, Ask, Form, Key, Question},
};

use super::{
    Action, does, happens,
    scene::{
        ADA, BEN, CHI, DOV, EVE, FLO, IN_RED, OPEN, OVER_IN_RED, PREPARED, RED, SECRET, WORDS, choices, key, no,
        question, yes,
    },
};

fn prepares(name: &'static str, question: Question, key: Option<Key>) -> Action {
    does(name, BEN, Command::PreparePoll { question, key })
}

fn starts(name: &'static str, ask: Ask, room: Option<RoomId>) -> Action {
    does(name, ADA, Command::StartPoll { ask, room, duration: Some(60_000) })
}

fn answers(name: &'static str, by: u32, poll: u32, answer: Answer) -> Action {
    does(name, by, Command::AnswerPoll { poll: PollId(poll), answer })
}

fn closes(name: &'static str, poll: u32) -> Action {
    does(name, BEN, Command::ClosePoll { poll: PollId(poll) })
}

fn shares(name: &'static str, poll: u32, hide: Vec<String>) -> Action {
    does(name, ADA, Command::ShareResults { poll: PollId(poll), hide })
}

pub(super) fn actions() -> Vec<Action> {
    let order = Form::Order { choices: choices(&["a", "b", "c"]) };
    let right = Answer::Order { order: vec![2, 0, 1] };
    let new = |question, key| Ask::New { question, key };
    vec![
        prepares("an assistant prepares a quiz question", question("Which first?", order, false), Some(key(right))),
        prepares("an assistant prepares a poll", question("g?", Form::Number, true), None),
        does("an assistant forgets a prepared question", BEN, Command::DiscardPoll { poll: PollId(PREPARED) }),
        starts("the instructor asks all", new(question("Clear?", Form::YesNo, false), None), None),
        starts(
            "the instructor asks all a quiz question",
            new(question("1 < 2?", Form::YesNo, false), Some(key(yes()))),
            None,
        ),
        starts("the instructor asks a room", new(question("Done?", Form::YesNo, true), None), Some(RED)),
        starts("the instructor puts a prepared question", Ask::Prepared { poll: PollId(PREPARED) }, None),
        starts("the instructor asks again", Ask::Again { poll: PollId(OVER_IN_RED) }, None),
        answers("a guest answers", EVE, OPEN, no()),
        answers("a student answers anew", CHI, OPEN, no()),
        answers("a guest answers secretly", DOV, SECRET, yes()),
        answers("a student answers in a room", FLO, IN_RED, no()),
        closes("an assistant closes a poll", OPEN),
        closes("an assistant closes a secret poll", SECRET),
        closes("an assistant closes a quiz question in a room", IN_RED),
        Action { after: 310_000, ..happens("the time of a poll is over", Input::Tick) },
        shares("the instructor shares all but one text", WORDS, vec!["rude".into()]),
        shares("the instructor shares results", WORDS, vec![]),
    ]
}
