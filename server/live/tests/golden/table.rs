//! A study table.

use live::Made;
use protocol::{Command, Role, RoomId, SessionId, SessionKind, table::WatchedClass};

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

const WATCHED: SessionId = SessionId(uuid::Uuid::from_u128(0x7AB1E));

/// Two students at a table, where half a minute is watched.
pub(crate) fn at_table() -> Class {
    let watches = Some(WatchedClass { session: WATCHED, length: 30_000 });
    let mut class = Class::made(Made { kind: SessionKind::Study, unrecorded: true, watches });
    class.wait(100).join(3, "Chi", Role::Student);
    class.wait(100).join(4, "Dov", Role::Student);
    class
}

/// The same table, while one of them works on a task together with whoever says so, too.
pub(crate) fn at_work() -> Class {
    let mut class = at_table();
    class.wait(100).does(3, together(Some(1)));
    class
}

/// Plays, pauses, goes to a moment or changes the speed.
pub(crate) fn set(playing: bool, position: u64, speed_percent: u16) -> Command {
    Command::SetPlayback { playing, position, speed_percent }
}

/// Works on the task of a room together with the others there, or on none.
pub(crate) fn together(room: Option<u32>) -> Command {
    Command::SetTogether { room: room.map(RoomId) }
}

/// Who works on a task together: it ends as they take it back, and as they leave.
pub(crate) fn worked_together() -> Scenario {
    let mut class = at_table();
    class.wait(100).join(5, "Eve", Role::Student);
    class.wait(1_000).does(3, together(Some(1)));
    class.wait(1_000).does(4, together(Some(1)));
    class.wait(1_000).does(5, together(Some(1)));
    class.wait(1_000).does(3, together(Some(2)));
    class.wait(1_000).does(3, together(Some(2)));
    class.wait(1_000).does(4, together(None));
    class.wait(1_000).does(5, Command::Leave);
    class.wait(1_000).join(5, "Eve", Role::Student);
    Scenario {
        name: "study-table-together",
        journal: class.journal,
        viewers: vec![EVERY_ROLE[2], (4, Role::Student), ABSENT],
    }
}

/// Two set one cursor; what is out of bounds counts as the nearest bound, and what is so already is no news.
pub(crate) fn watched_together() -> Scenario {
    let mut class = at_table();
    class.wait(1_000).does(3, set(true, 0, 100));
    class.wait(1_000).does(4, set(true, 1_000, 150));
    class.wait(1_000).does(4, set(false, 2_500, 150));
    class.wait(1_000).does(3, set(false, 2_500, 150));
    class.wait(1_000).does(3, set(true, 90_000, 1_000));
    Scenario { name: "study-table", journal: class.journal, viewers: vec![EVERY_ROLE[2], (4, Role::Student), ABSENT] }
}
