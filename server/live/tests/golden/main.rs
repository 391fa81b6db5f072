//! The golden files of the reducer: journals, and what each viewer makes of them; actions, and what each client makes
//! of what it is told.
//!
//! The same files hold the browser's reducer to the same results. `UPDATE_GOLDEN=1 cargo test -p live --test golden`
//! writes them anew; the difference is then for a person to read.

mod actions;
mod agenda;
mod class;
mod counts;
mod later;
mod moderation;
mod polls;
mod recording;
mod rooms;
mod scenarios;
mod table;
mod verify;

use std::{collections::BTreeSet, path::PathBuf};

use live::{RoomMembership, State, Viewer, reduce, visible};
use protocol::{Audience, Event, EventBody, ParticipantId, Role, Seq, Snapshot, typescript};
use serde::{Deserialize, Serialize};

/// A golden file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Golden {
    name: String,
    journal: Vec<Event>,
    views: Vec<View>,
}

/// The events that one viewer may see, and their fold.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct View {
    viewer: Who,
    /// The events that they may see.
    events: Vec<Seq>,
    /// The fold of all of those.
    snapshot: Snapshot,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Who {
    participant: ParticipantId,
    role: Role,
}

impl From<Viewer> for Who {
    fn from(Viewer { participant, role }: Viewer) -> Self {
        Who { participant, role }
    }
}

/// A journal, and its viewers.
struct Scenario {
    name: &'static str,
    journal: Vec<Event>,
    viewers: Vec<(u32, Role)>,
}

impl Scenario {
    fn golden(self) -> Golden {
        let views = self.viewers.iter().map(|&(id, role)| self.view(Viewer { participant: ParticipantId(id), role }));
        Golden { name: self.name.to_owned(), views: views.collect(), journal: self.journal.clone() }
    }

    fn view(&self, viewer: Viewer) -> View {
        let mut state = State::default();
        for (i, event) in self.journal.iter().enumerate() {
            state.apply(event);
            let (_, folded) = fold(&self.journal[..=i], viewer, state.membership());
            assert_eq!(
                state.snapshot_for(viewer),
                folded,
                "{}: {viewer:?} at {}: the view is the fold of what is seen",
                self.name,
                event.seq
            );
        }
        let (events, snapshot) = fold(&self.journal, viewer, state.membership());
        View { viewer: viewer.into(), events, snapshot }
    }
}

/// The events of a journal that the viewer may see, and their fold.
fn fold(journal: &[Event], viewer: Viewer, membership: &RoomMembership) -> (Vec<Seq>, Snapshot) {
    let mut folded = Snapshot::empty();
    let seen: Vec<&Event> = journal.iter().filter(|event| visible(event, viewer, membership)).collect();
    seen.iter().for_each(|event| reduce(&mut folded, event));
    (seen.iter().map(|event| event.seq).collect(), folded)
}

impl Golden {
    /// JSON with a line for each event and each snapshot, so that differences can be read.
    fn to_text(&self) -> String {
        let lines = |values: Vec<String>| format!("[\n{}\n]", values.join(",\n"));
        let views = self.views.iter().map(View::to_text).collect();
        let (name, journal) = (json(&self.name), lines(self.journal.iter().map(json).collect()));
        format!("{{\n\"name\": {name},\n\"journal\": {journal},\n\"views\": {}\n}}\n", lines(views))
    }
}

impl View {
    fn to_text(&self) -> String {
        let (viewer, events, snapshot) = (json(&self.viewer), json(&self.events), json(&self.snapshot));
        format!("{{\n  \"viewer\": {viewer},\n  \"events\": {events},\n  \"snapshot\": {snapshot}\n}}")
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../protocol/golden")
}

#[test]
fn journals_fold_as_written() {
    for scenario in scenarios::all() {
        let golden = scenario.golden();
        let path = folder().join(format!("{}.json", golden.name));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, golden.to_text()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let written: Golden = serde_json::from_str(&written).unwrap();
        assert_eq!(golden, written, "{} has drifted: see the top of this test", path.display());
    }
}

/// Every kind of event, audience and reason to leave occurs.
#[test]
fn scenarios_are_complete() {
    let journals: Vec<Event> = scenarios::all().into_iter().flat_map(|s| s.journal).collect();
    let kinds: BTreeSet<String> =
        journals.iter().map(|e| serde_json::to_value(e).unwrap()["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, tags("EventBody", "kind"));
    let audiences: BTreeSet<String> =
        journals.iter().map(|e| serde_json::to_value(e.audience).unwrap()["to"].as_str().unwrap().to_owned()).collect();
    assert_eq!(audiences, tags("Audience", "to"));
    for concerned in [true, false] {
        let staff = |e: &Event| matches!(e.audience, Audience::Staff { and } if and.is_some() == concerned);
        assert!(journals.iter().any(staff), "staff, and one more: {concerned}");
    }
    let reasons: BTreeSet<String> = journals
        .iter()
        .filter_map(|e| if let EventBody::Left { reason, .. } = e.body { Some(json(&reason)) } else { None })
        .collect();
    assert_eq!(reasons, ["left", "lost", "removed", "banned"].map(|reason| json(&reason)).into());
}

/// The tags of a type's variants, from its TypeScript form.
fn tags(type_name: &str, tag: &str) -> BTreeSet<String> {
    let generated = typescript::generate();
    let start = generated.find(&format!("export type {type_name} = ")).unwrap();
    let declaration = generated[start..].split("\nexport ").next().unwrap();
    let mark = format!("\"{tag}\": \"");
    declaration.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
