//! Scenarios of breakout rooms.

use protocol::{
    Command, Millis, ParticipantId, Role, RoomId, Source,
    TrackState::On,
    chat::ChatTo,
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
};

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

pub(crate) fn all() -> Vec<Scenario> {
    vec![help(), late(), watched_by_all(), handed_in()]
}

fn scenario(name: &'static str, class: Class) -> Scenario {
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), ABSENT]].concat();
    Scenario { name, journal: class.journal, viewers }
}

fn room(name: &str, members: &[u32], duration: Option<Millis>) -> NewRoom {
    let members = members.iter().copied().map(ParticipantId).collect();
    NewRoom { name: name.into(), task: format!("Measure {name}"), duration, members, expected: Vec::new() }
}

fn enters(room: u32) -> Command {
    Command::EnterRoom { room: RoomId(room) }
}

fn asks(reason: &str) -> Command {
    Command::AskForHelp { reason: reason.into() }
}

/// Calls for help in order, answered by a visit, taken back, gone with a move; a voice to all; time for more, and the
/// end.
fn help() -> Scenario {
    let mut class = Class::full();
    class.track(1, Source::Microphone, On);
    let rooms = vec![room("red", &[3], Some(300_000)), room("blue", &[4, 5], None)];
    class.does(1, Command::OpenRooms { rooms, rules: RoomRules::default() });
    class.does(4, asks("We are stuck"));
    class.does(3, asks(""));
    class.does(5, Command::RaiseHand);
    class.does(4, asks("We are stuck at 2b"));
    class.does(5, asks("Me too"));
    class.does(5, Command::EndHelp { participant: ParticipantId(5) });
    class.does(2, enters(2));
    class.says(4, ChatTo::Room { room: RoomId(2) }, "Among us");
    class.does(1, Command::SetVoiceToAll { on: true });
    class.does(2, enters(0));
    class.does(1, Command::ExtendRooms { room: None, by: 60_000 });
    class.does(2, Command::MovePerson { participant: ParticipantId(3), room: RoomId(2) });
    class.does(5, enters(0));
    class.does(1, Command::CloseRooms { countdown: 10_000 });
    class.wait(10_000).tick();
    class.does(3, Command::RaiseHand);
    scenario("rooms-help", class)
}

/// A person who comes while rooms are open is placed where their name is expected, else in the smallest room; rooms are
/// reopened under new numbers.
fn late() -> Scenario {
    let mut class = Class::full();
    let rules = RoomRules { may_choose: true, late: LatePlacement::Smallest, ..RoomRules::default() };
    let expecting = NewRoom { expected: vec!["Flo Ren".into()], ..room("green", &[3], Some(60_000)) };
    class.does(1, Command::OpenRooms { rooms: vec![expecting, room("blue", &[5], None)], rules });
    class.does(1, Command::OpenRooms { rooms: vec![room("red", &[], None)], rules });
    class.wait(500).join(6, "  flo   REN", Role::Student);
    class.join(7, "Gil", Role::Guest);
    class.does(4, enters(2));
    class.drop(5);
    class.wait(61_000).tick();
    class.join(5, "Eve", Role::Guest);
    class.does(1, Command::CloseRooms { countdown: 0 });
    class.does(1, Command::OpenRooms { rooms: vec![room("white", &[4, 3], None)], rules: RoomRules::default() });
    class.does(4, Command::Leave);
    class.does(1, Command::EndSession);
    scenario("rooms-late", class)
}

/// Everybody may read the messages in rooms that everybody may watch.
fn watched_by_all() -> Scenario {
    let mut class = Class::full();
    let rules = RoomRules { may_return: false, watching: RoomWatching::Everyone, ..RoomRules::default() };
    class.does(2, Command::OpenRooms { rooms: vec![room("red", &[3, 4], None)], rules });
    class.says(3, ChatTo::Room { room: RoomId(1) }, "Everybody may read this");
    class.says(1, ChatTo::Everywhere, "Five minutes more");
    class.does(1, Command::CloseRooms { countdown: 0 });
    scenario("rooms-watched-by-all", class)
}

/// Rooms hand in what they made, and so does somebody who missed them, who sees the rest from then on.
fn handed_in() -> Scenario {
    let mut class = Class::full();
    let rules = RoomRules { watching: RoomWatching::AfterOwn, ..RoomRules::default() };
    let hand_in = |room, text: &str| Command::HandIn { room: RoomId(room), text: text.into(), on: None };
    class.does(1, Command::OpenRooms { rooms: vec![room("red", &[3], None), room("blue", &[4], None)], rules });
    class.says(3, ChatTo::Room { room: RoomId(1) }, "Is it seven?");
    class.does(3, hand_in(1, "Seven"));
    class.does(3, hand_in(1, "Seven,\nand a half"));
    class.does(4, hand_in(2, "Eight"));
    class.does(1, Command::CloseRooms { countdown: 0 });
    class.does(1, Command::EndSession);
    class.does_later(9, Some(100), hand_in(2, "Six"));
    class.does_later(9, None, hand_in(2, "Six and a half"));
    // Two of one name, whom class does not know, hand in together, and the other one hands in anew.
    let together = Command::HandInTogether { room: RoomId(1), text: "Five".into() };
    class.does_together(11, &[10], Some(100), together);
    class.does_later(10, None, hand_in(1, "Five and a half"));
    let mut scenario = scenario("rooms-handed-in", class);
    scenario.viewers.push((10, Role::Guest));
    scenario
}
