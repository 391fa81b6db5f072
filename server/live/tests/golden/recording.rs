//! Scenarios of what is not recorded.

use protocol::{
    Command, EventBody, ParticipantId, Role, Seq, SessionId, Settings,
    chat::ChatTo,
    limits,
    moderation::WithoutStaff,
    recording::{Cut, Take},
    rooms::{NewRoom, RoomRules, RoomWatching},
};

use uuid::Uuid;

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

pub(crate) fn all() -> Vec<Scenario> {
    vec![off_the_record(), off_the_record_without_staff(), edits()]
}

/// Cut out, twice, overlapping, put back; replaced by a take; a room is hidden, shown and hidden again; also by an assistant, and once closed.
fn edits() -> Scenario {
    let cut = |from, to| Command::CutOut { cut: Cut::out(from, to) };
    let mut class = Class::full();
    class.does(1, Command::OpenRooms { rooms: vec![room(&[3]), room(&[4])], rules: RoomRules::default() });
    let [red, blue] = [1, 2].map(|n| class.session.state().rooms()[n].id);
    class.says(3, ChatTo::Room { room: red }, "In the room");
    class.wait(60_000).does(1, Command::EndSession);
    class.does_later(1, None, cut(10_000, 20_000));
    class.does_later(2, Some(5_000), cut(0, 5_000));
    class.does_later(2, None, cut(0, 5_000));
    class.does_later(1, None, cut(15_000, 30_000));
    class.does_later(1, None, Command::UndoCut { cut: Cut::out(10_000, 20_000) });
    class.does_later(1, None, Command::UndoCut { cut: Cut::out(10_000, 20_001) });
    let take = Some(Take { session: SessionId(Uuid::from_u128(7)), duration: 80_000 });
    let replaced = Cut { take, ..Cut::out(30_000, 40_000) };
    class.does_later(1, None, Command::CutOut { cut: Cut { take, ..Cut::out(50_000, 55_000) } });
    class.does_later(2, None, Command::UndoCut { cut: Cut { take, ..Cut::out(50_000, 55_000) } });
    class.does_later(2, None, Command::CutOut { cut: replaced });
    class.does_later(1, None, Command::UndoCut { cut: Cut::out(30_000, 40_000) });
    for (room, hidden) in [(blue, true), (red, true), (red, true), (blue, false)] {
        class.does_later(1, None, Command::HideRoom { room, hidden });
    }
    class.does_later(1, None, Command::CloseSession);
    class.does_later(1, None, cut(40_000, 50_000));
    Scenario { name: "edits", journal: class.journal, viewers: [EVERY_ROLE.to_vec(), vec![ABSENT]].concat() }
}

fn room(members: &[u32]) -> NewRoom {
    let members = members.iter().copied().map(ParticipantId).collect();
    NewRoom { name: "Red".into(), task: String::new(), duration: None, members, expected: Vec::new() }
}

/// The number of a message.
fn message(class: &Class, wanted: &str) -> Seq {
    let is_it = |body: &EventBody| matches!(body, EventBody::ChatSent { text, .. } if text == wanted);
    class.journal.iter().find(|event| is_it(&event.body)).expect("it was said").seq
}

/// Off the record and back, with messages in class, in a room that everybody may watch, and to others; one comes meanwhile, one
/// goes, the server is killed, and class ends off the record.
fn off_the_record() -> Scenario {
    let off = |off| Command::SetOffRecord { off };
    let mut class = Class::full();
    class.says(3, ChatTo::MAIN, "On the record");
    class.wait(10_000).does(2, off(true));
    class.does(1, off(true));
    class.says(3, ChatTo::MAIN, "Between us");
    class.says(4, ChatTo::Staff, "To staff");
    class.does(4, Command::Leave);
    class.says(1, ChatTo::Everywhere, "To all rooms");
    class.wait(1_000).join(6, "Fay", Role::Guest);
    class.says(6, ChatTo::MAIN, "What was that?");
    class.does_later(99, Some(5_000), Command::SendChat { text: "Behind".into(), to: ChatTo::MAIN });
    let rules = RoomRules { watching: RoomWatching::Everyone, ..RoomRules::default() };
    class.does(1, Command::OpenRooms { rooms: vec![room(&[3])], rules });
    let breakout = class.session.state().rooms()[1].id;
    class.says(3, ChatTo::Room { room: breakout }, "In the room");
    let between = message(&class, "Between us");
    class.does(3, Command::DeleteMessage { message: between });
    class.restart(2_000);
    class.wait(5_000).does(1, off(false));
    class.does(1, off(false));
    class.says(3, ChatTo::Room { room: breakout }, "On it again");
    class.wait(1_000).does(1, off(true));
    class.does(1, Command::EndSession);
    let viewers = [EVERY_ROLE.to_vec(), vec![(6, Role::Guest), ABSENT]].concat();
    Scenario { name: "off-the-record", journal: class.journal, viewers }
}

/// Staff leave a class that then goes off the record by itself; one of them is back, takes it off the record and leaves: it stays
/// there, until they say so.
fn off_the_record_without_staff() -> Scenario {
    let mut class = Class::full();
    let settings = Settings { without_staff: WithoutStaff::OffRecord, ..Settings::default() };
    class.does(1, Command::ChangeSettings { settings: settings.into() });
    for staff in [1, 2] {
        class.wait(1_000).does(staff, Command::Leave);
    }
    class.says(3, ChatTo::MAIN, "Still on the record");
    class.wait(limits::WITHOUT_STAFF_MS).tick();
    class.says(3, ChatTo::MAIN, "Between us");
    class.wait(60_000).join(2, "Ben", Role::Assistant);
    class.says(3, ChatTo::MAIN, "On the record again");
    class.does(2, Command::SetOffRecord { off: true });
    class.wait(1_000).does(2, Command::Leave);
    class.wait(limits::WITHOUT_STAFF_MS + 1_000).tick();
    class.join(1, "Ada", Role::Instructor);
    class.does(1, Command::SetOffRecord { off: false });
    class.does(1, Command::EndSession);
    Scenario { name: "off-the-record-without-staff", journal: class.journal, viewers: EVERY_ROLE.to_vec() }
}
