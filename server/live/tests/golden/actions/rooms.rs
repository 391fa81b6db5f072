//! Breakout rooms.

use live::Input;
use protocol::{
    Command, ParticipantId, RoomId,
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
};

use super::{
    Action, does, happens,
    scene::{ADA, BEN, BLUE, CHI, DOV, EVE, FLO, RED, RULES, room},
};

fn moves(name: &'static str, whom: u32, room: RoomId) -> Action {
    does(name, ADA, Command::MovePerson { participant: ParticipantId(whom), room })
}

fn enters(name: &'static str, by: u32, room: RoomId) -> Action {
    does(name, by, Command::EnterRoom { room })
}

pub(super) fn actions() -> Vec<Action> {
    let rules = RoomRules { watching: RoomWatching::Everyone, late: LatePlacement::Smallest, ..RULES };
    let more = vec![room("Green", vec![ParticipantId(EVE), ParticipantId(CHI)]), room("Grey", vec![])];
    let expecting = vec![NewRoom { expected: vec!["Lea".into()], ..room("Green", vec![]) }];
    let ends = |name, by, whose| does(name, by, Command::EndHelp { participant: ParticipantId(whose) });
    vec![
        does("the instructor opens more rooms", ADA, Command::OpenRooms { rooms: more, rules }),
        does("an assistant opens a room for one to come", BEN, Command::OpenRooms { rooms: expecting, rules: RULES }),
        does("the instructor closes the rooms", ADA, Command::CloseRooms { countdown: 0 }),
        does("the instructor closes the rooms after a countdown", ADA, Command::CloseRooms { countdown: 30_000 }),
        Action { after: 700_000, ..happens("the time of a room is over", Input::Tick) },
        does("an assistant gives a room more time", BEN, Command::ExtendRooms { room: Some(RED), by: 60_000 }),
        does("an assistant gives all rooms more time", BEN, Command::ExtendRooms { room: None, by: 60_000 }),
        enters("an assistant comes to a room that asks for help", BEN, RED),
        enters("a guest goes into a room", EVE, BLUE),
        enters("a student goes from room to room", CHI, BLUE),
        enters("a student goes back to the main room", FLO, RoomId::MAIN),
        moves("the instructor moves a guest into a room", EVE, RED),
        moves("the instructor moves a student back", CHI, RoomId::MAIN),
        does("a student asks for help", CHI, Command::AskForHelp { reason: "And now?".into() }),
        does("a student asks for help anew", FLO, Command::AskForHelp { reason: "Still".into() }),
        does("a student hands in for the room", FLO, Command::HandIn { room: RED, text: "Seven".into(), on: None }),
        does("a student hands in anew for the room", CHI, Command::HandIn { room: RED, text: String::new(), on: None }),
        ends("a student needs no help any more", FLO, FLO),
        ends("an assistant ends a call for help", BEN, DOV),
        does("an assistant speaks to all rooms in place of the instructor", BEN, Command::SetVoiceToAll { on: true }),
        does("the instructor speaks to all rooms no longer", ADA, Command::SetVoiceToAll { on: false }),
    ]
}
