//! The table of actions: every command and every other input, in a class where much is going on.
//!
//! What each client is told of an action leads from what it held to what it would be welcomed with: [`crate::verify`]
//! sees to that here, and `golden/actions` holds the browser's reducer to the same.

mod agenda;
mod chat;
mod golden;
mod later;
mod moderation;
mod polls;
mod presence;
mod recording;
mod rooms;
mod scene;
mod stage;
mod table;

use std::collections::BTreeSet;

use live::Input;
use protocol::{Command, Millis, ParticipantId};

use crate::{
    class::{Act, Class},
    table::at_work,
    tags,
};

/// A line of the table.
struct Action {
    name: &'static str,
    scene: Scene,
    /// How long after the scene was set.
    after: Millis,
    happening: Happening,
    /// Nobody is told of it.
    silent: bool,
}

/// Where it happens.
#[derive(Clone, Copy)]
enum Scene {
    /// A class where much is going on: [`scene::class`].
    Class,
    /// A class that everybody has left: [`scene::empty`].
    Empty,
    /// The class, when it is over: [`scene::ended`].
    Ended,
    /// The class, when it is over and closed: [`scene::closed`].
    Closed,
    /// A study table: [`at_work`].
    Table,
}

#[expect(clippy::large_enum_variant, reason = "there are a hundred of them, in a test")]
enum Happening {
    Input(Input),
    /// The server is killed and comes back.
    Restart,
}

impl Action {
    fn silent(self) -> Action {
        Action { silent: true, ..self }
    }

    fn act(&self) -> Act {
        let mut class = self.scene.set();
        class.wait(self.after);
        match &self.happening {
            Happening::Input(input) => class.act(input.clone()),
            Happening::Restart => class.restart(1_000),
        }
    }
}

impl Scene {
    fn set(self) -> Class {
        match self {
            Scene::Class => scene::class(),
            Scene::Empty => scene::empty(),
            Scene::Ended => scene::ended(),
            Scene::Closed => scene::closed(),
            Scene::Table => at_work(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Scene::Class => "class",
            Scene::Empty => "empty",
            Scene::Ended => "ended",
            Scene::Closed => "closed",
            Scene::Table => "table",
        }
    }
}

/// Somebody wishes something.
fn does(name: &'static str, by: u32, command: Command) -> Action {
    happens(name, Input::Command { participant: ParticipantId(by), command })
}

/// Something happens a second after the scene was set.
fn happens(name: &'static str, input: Input) -> Action {
    Action { name, scene: Scene::Class, after: 1_000, happening: Happening::Input(input), silent: false }
}

/// All actions, by the feature to which they belong.
fn all() -> Vec<(&'static str, Vec<Action>)> {
    // For the numbers of what has happened there.
    let class = scene::class();
    vec![
        ("presence", presence::actions()),
        ("chat", chat::actions(&class)),
        ("stage", stage::actions()),
        ("rooms", rooms::actions()),
        ("polls", polls::actions()),
        ("agenda", agenda::actions()),
        ("recording", recording::actions()),
        ("table", table::actions()),
        ("moderation", moderation::actions()),
        ("later", later::actions(&class)),
    ]
}

/// The kinds of input. A new one does not compile before it stands here, and fails before an action has it.
const INPUTS: [&str; 11] = [
    "connect",
    "disconnect",
    "command",
    "speaking",
    "media lost",
    "consent",
    "banned",
    "tick",
    "later",
    "away",
    "apart",
];

fn kind(input: &Input) -> &'static str {
    match input {
        Input::Connect { .. } => INPUTS[0],
        Input::Disconnect { .. } => INPUTS[1],
        Input::Command { .. } => INPUTS[2],
        Input::Speaking { .. } => INPUTS[3],
        Input::MediaLost { .. } => INPUTS[4],
        Input::Consent { .. } => INPUTS[5],
        Input::Banned { .. } => INPUTS[6],
        Input::Tick => INPUTS[7],
        Input::Later { .. } => INPUTS[8],
        Input::Away { .. } => INPUTS[9],
        Input::Apart { .. } => INPUTS[10],
    }
}

#[test]
fn every_command_and_every_other_input_is_in_the_table() {
    let all = all();
    let actions = || all.iter().flat_map(|(_, actions)| actions);
    let inputs = || {
        actions().filter_map(|action| if let Happening::Input(input) = &action.happening { Some(input) } else { None })
    };
    let commands: BTreeSet<String> = inputs()
        .filter_map(|input| match input {
            Input::Command { command, .. } | Input::Later { command, .. } => Some(command),
            _ => None,
        })
        .map(|command| serde_json::to_value(command).unwrap()["do"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(commands, tags("Command", "do"));
    assert_eq!(inputs().map(kind).collect::<BTreeSet<_>>(), INPUTS.into());
    assert!(actions().any(|action| matches!(action.happening, Happening::Restart)));
    let names: BTreeSet<_> = actions().map(|action| action.name).collect();
    assert_eq!(names.len(), actions().count(), "each action has a name of its own");
}
