//! Commands of staff about rooms and questions.

use protocol::{
    Command, ParticipantId,
    polls::{Answer, Ask, Form, Key, Question},
    rooms::{NewRoom, RoomRules},
};

/// A breakout room with these members, without a time limit.
pub fn room(name: &str, members: &[ParticipantId]) -> NewRoom {
    let (name, members) = (name.to_owned(), members.to_vec());
    NewRoom { name, task: String::new(), duration: None, members, expected: Vec::new() }
}

/// The command that opens rooms.
pub fn open(rooms: Vec<NewRoom>, rules: RoomRules) -> Command {
    Command::OpenRooms { rooms, rules }
}

/// The command that asks everybody a question.
pub fn ask(form: Form, anonymous: bool, key: Option<Key>) -> Command {
    let question = Question { text: "What is it?".to_owned(), form, anonymous };
    Command::StartPoll { ask: Ask::New { question, key }, room: None, duration: None }
}

/// An answer in words.
pub fn words(text: &str) -> Answer {
    Answer::Text { text: text.to_owned() }
}
