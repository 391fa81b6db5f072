//! A study table.

use live::Input;
use protocol::ParticipantId;

use super::{Action, Scene, does, happens};
use crate::table::{set, together};

pub(super) fn actions() -> Vec<Action> {
    let sets = |name, by, command| Action { scene: Scene::Table, ..does(name, by, command) };
    vec![
        sets("a student plays for all", 3, set(true, 0, 100)),
        sets("another goes to a moment", 4, set(false, 12_000, 100)),
        sets("a student works on a task together", 4, together(Some(1))),
        Action {
            scene: Scene::Table,
            ..happens("a student has handed in", Input::Apart { who: vec![ParticipantId(3), ParticipantId(4)] })
        },
        sets("a student pauses what rests", 3, set(false, 0, 100)).silent(),
    ]
}
