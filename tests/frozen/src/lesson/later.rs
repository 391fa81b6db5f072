//! The acts of people who take part later.

use protocol::{
    Command,
    chat::ChatTo,
    polls::{Answer, PollId},
};

use crate::stage::Stage;

/// Sends messages with and without a moment, and a late answer; staff close the session for a while.
pub async fn take_part(stage: &mut Stage, poll: PollId) {
    let says = |text: &str| Command::SendChat { text: text.to_owned(), to: ChatTo::MAIN };
    let absent = stage.comes_later("Lea").await;
    absent.does(Some(4_000), says("What was that?")).await;
    absent.does(None, Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![1] } }).await;
    let ada = stage.later("Ada");
    ada.does(None, Command::CloseSession).await;
    ada.does(None, Command::ReopenSession).await;
    ada.does(Some(4_000), says("That was a wave")).await;
}
