//! Breakout rooms.

use protocol::{
    Command, EventBody, RoomId,
    chat::ChatTo,
    polls::{Answer, Ask, Form, PollId},
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
};
use server_tests::plan::room;

use super::{
    BLUE, RED,
    polls::{choices, key, question},
};
use crate::stage::Stage;

/// The second of the rooms that are opened at the end.
const GREY: RoomId = RoomId(4);

const RULES: RoomRules =
    RoomRules { may_return: true, may_choose: true, late: LatePlacement::Main, watching: RoomWatching::Members };

/// Opens two rooms, with a quiz in one of them, and a late arrival in the other.
pub async fn open(stage: &mut Stage) -> PollId {
    let (chi, dov, fay) = (stage.id("Chi"), stage.id("Dov"), stage.id("Fay"));
    let red = NewRoom { task: "Exercise 3,\nboth parts".into(), duration: Some(600_000), ..room("Red", &[chi, dov]) };
    let blue = NewRoom { expected: vec!["Kim".into(), "Lea".into()], ..room("Blue", &[fay]) };
    stage.does("Ada", Command::OpenRooms { rooms: vec![red, blue], rules: RULES }).await;
    stage.hears("Dov", "the move", |body| matches!(body, EventBody::Moved { room: RED, .. })).await;
    stage.enters("Kim", None).await;
    stage.says("Chi", ChatTo::Room { room: RED }, "Red alone reads this").await;
    stage.says("Fay", ChatTo::Room { room: BLUE }, "Blue alone reads this").await;
    stage.says("Ada", ChatTo::Everywhere, "Ten minutes").await;
    let right = key(Answer::Choices { choices: vec![1] });
    let ask = Ask::New {
        question: question("In Red", Form::Single { choices: choices(&["a", "b"]) }, false),
        key: Some(right),
    };
    let poll = stage.asks("Ada", ask, Some(RED), None).await;
    stage.answer(poll, &[("Chi", Answer::Choices { choices: vec![1] })]).await;
    stage.does("Dov", Command::AskForHelp { reason: "Which exercise?".into() }).await;
    stage.does("Fay", Command::AskForHelp { reason: String::new() }).await;
    poll
}

/// Staff come, people change rooms, results are told.
pub async fn go_on(stage: &mut Stage, poll: PollId) {
    stage.answer(poll, &[("Dov", Answer::Choices { choices: vec![0] })]).await;
    stage.does("Ada", Command::ClosePoll { poll }).await;
    stage.does("Ada", Command::ShareResults { poll, hide: vec![] }).await;
    stage.does("Ben", Command::EnterRoom { room: RED }).await;
    stage.does("Ben", Command::EndHelp { participant: stage.id("Dov") }).await;
    stage.says("Ben", ChatTo::Room { room: RED }, "All of them").await;
    stage.does("Fay", Command::EndHelp { participant: stage.id("Fay") }).await;
    stage.does("Ada", Command::MovePerson { participant: stage.id("Dov"), room: BLUE }).await;
    stage.says("Dov", ChatTo::Room { room: BLUE }, "I was in Red before").await;
    stage.does("Chi", Command::EnterRoom { room: RoomId::MAIN }).await;
    stage.does("Chi", Command::EnterRoom { room: RED }).await;
    stage.does("Ada", Command::SetVoiceToAll { on: true }).await;
    stage.does("Ada", Command::ExtendRooms { room: Some(RED), by: 60_000 }).await;
    stage.does("Dov", Command::RaiseHand).await;
}

/// Closes the rooms after a countdown; then the results are for all.
pub async fn close(stage: &mut Stage, poll: PollId) {
    stage.does("Ada", Command::CloseRooms { countdown: 1_000 }).await;
    stage.goes_on_until("Ada", |body| matches!(body, EventBody::RoomsClosed { .. })).await;
    stage.does("Ada", Command::ShareResults { poll, hide: vec![] }).await;
}

/// Opens other rooms, which everybody may watch; they are open when class ends.
pub async fn open_again(stage: &mut Stage) {
    let rules = RoomRules { watching: RoomWatching::Everyone, late: LatePlacement::Smallest, ..RULES };
    let rooms = vec![room("Green", &[stage.id("Hal")]), room("Grey", &[stage.id("Chi")])];
    stage.does("Ada", Command::OpenRooms { rooms, rules }).await;
    stage.hears("Chi", "the move", |body| matches!(body, EventBody::Moved { room: GREY, .. })).await;
    stage.says("Chi", ChatTo::Room { room: GREY }, "Whoever wants to may read this").await;
}
