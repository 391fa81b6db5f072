//! The golden files of actions.

use std::{collections::BTreeMap, path::Path};

use protocol::{Event, ParticipantId, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Action, Scene, all};
use crate::{
    Who, folder, json,
    verify::{Change, Clients},
};

/// An action, and what each client is told of it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Golden {
    name: String,
    scene: String,
    /// Those for whom it means the same.
    told: Vec<Told>,
    /// The people who were welcomed anew, and so need no events.
    welcomed: Vec<ParticipantId>,
}

/// The events for some people, and the state to which they lead.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Told {
    to: Vec<ParticipantId>,
    events: Vec<Event>,
    /// The parts of the snapshot that are others than in the scene.
    changed: Map<String, Value>,
}

/// The state of a client when the scene is set.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Held {
    viewer: Who,
    snapshot: Snapshot,
}

impl Action {
    fn golden(&self) -> Golden {
        let act = self.act();
        assert_eq!(act.outcome.events.is_empty(), self.silent, "{}: who is told of it?", self.name);
        let mut golden =
            Golden { name: self.name.to_owned(), scene: self.scene.name().to_owned(), told: vec![], welcomed: vec![] };
        for Change { viewer, before, told } in act.changes {
            match told {
                None => golden.welcomed.push(viewer.participant),
                Some(told) if told.events.is_empty() => {}
                Some(told) => golden.tell(viewer.participant, changed(&before, &told.after), told.events),
            }
        }
        golden
    }
}

impl Golden {
    fn tell(&mut self, whom: ParticipantId, changed: Map<String, Value>, events: Vec<Event>) {
        match self.told.iter_mut().find(|told| (&told.events, &told.changed) == (&events, &changed)) {
            Some(told) => told.to.push(whom),
            None => self.told.push(Told { to: vec![whom], events, changed }),
        }
    }
}

fn changed(before: &Snapshot, after: &Snapshot) -> Map<String, Value> {
    let fields = |snapshot: &Snapshot| match serde_json::to_value(snapshot).unwrap() {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    };
    let before = fields(before);
    fields(after).into_iter().filter(|(field, value)| before.get(field) != Some(value)).collect()
}

fn scenes() -> BTreeMap<String, Vec<Held>> {
    let held = |scene: Scene| {
        let clients = Clients::of(scene.set().session.state()).into_iter();
        clients.map(|(viewer, snapshot)| Held { viewer: viewer.into(), snapshot }).collect()
    };
    [Scene::Class, Scene::Empty, Scene::Ended, Scene::Closed, Scene::Table]
        .into_iter()
        .map(|scene| (scene.name().to_owned(), held(scene)))
        .collect()
}

/// Compares a file with the text made now, or writes it.
fn is_as_written<T: PartialEq + std::fmt::Debug + for<'a> Deserialize<'a>>(now: &T, text: &str, path: &Path) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, text).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let written: T = serde_json::from_str(&written).unwrap();
    assert!(*now == written, "{} has drifted: see the top of this test", path.display());
}

/// A line for each, so that differences can be read.
fn lines<T: Serialize>(values: &[T]) -> String {
    format!("[\n{}\n]", values.iter().map(json).collect::<Vec<_>>().join(",\n"))
}

#[test]
fn actions_mean_what_is_written() {
    let folder = folder().join("actions");
    let scenes = scenes();
    let text: Vec<_> = scenes.iter().map(|(name, held)| format!("{}: {}", json(name), lines(held))).collect();
    is_as_written(&scenes, &format!("{{\n{}\n}}\n", text.join(",\n")), &folder.join("scenes.json"));
    for (feature, actions) in all() {
        let goldens: Vec<Golden> = actions.iter().map(Action::golden).collect();
        is_as_written(&goldens, &(lines(&goldens) + "\n"), &folder.join(format!("{feature}.json")));
    }
}
