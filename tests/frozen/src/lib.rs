//! Recordings of real sessions of released versions, one folder each beside this crate's `src`. They are never edited and
//! never written anew: every later version reads them, and folds them to the snapshots that are written there. The program
//! `freeze` of this crate makes the folder of a new version.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use protocol::{Event, EventBody, ParticipantId, Role, Seq, manifest::ManifestEntry};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The recording of a class by one version.
#[derive(Debug, Clone)]
pub struct FrozenClass {
    /// Its folder.
    pub folder: PathBuf,
    /// The rows of its journal.
    pub journal: Vec<Row>,
    /// The views that people have of the journal.
    pub views: Vec<View>,
    /// The welcomes of people while class ran.
    pub moments: Vec<Moment>,
    /// The lines of its manifest.
    pub manifest: Vec<ManifestEntry>,
}

/// A row of the journal, as the database had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The event's number.
    pub seq: Seq,
    /// Its time.
    pub at: u64,
    /// The whole event as JSON.
    pub event: String,
}

/// A viewer and their role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Their seat.
    pub participant: ParticipantId,
    /// Their role.
    pub role: Role,
}

/// The view that somebody has of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct View {
    /// Why this view is here.
    pub name: String,
    /// The viewer; absent: somebody who may see all.
    pub viewer: Option<Who>,
    /// The events that they may see.
    pub events: Vec<Seq>,
    /// The fold of these events.
    pub snapshot: Value,
}

/// The welcome of somebody while class ran.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Moment {
    /// The person who is welcomed.
    pub viewer: Who,
    /// The snapshot; its `seq` says when.
    pub snapshot: Value,
}

/// The e-mail address of the owner of the recorded servers.
pub const OWNER_EMAIL: &str = "teacher@school.example";
/// The owner's password.
pub const OWNER_PASSWORD: &str = "correct horse battery";

/// The folder of all versions.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of a version's files.
pub mod names {
    /// All of the database but the rows of `journal` and `manifest`, as SQL.
    pub const DATABASE: &str = "database.sql";
    /// A class's rows of `journal`: seq, at, event, between tabs.
    pub const JOURNAL: &str = "journal.tsv";
    /// A class's views, one a line.
    pub const VIEWS: &str = "views.jsonl";
    /// A class's moments, one a line.
    pub const MOMENTS: &str = "moments.jsonl";
    /// A class's recorded files.
    pub const RECORDING: &str = "recording";
    /// The lines of its manifest, one of JSON each, among these files.
    pub const MANIFEST: &str = "manifest.jsonl";
}

/// The folders of all versions.
pub fn versions() -> anyhow::Result<Vec<PathBuf>> {
    let mut versions: Vec<PathBuf> =
        fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    versions.retain(|path| path.join(names::DATABASE).exists());
    versions.sort();
    Ok(versions)
}

/// The classes of a version.
pub fn classes(version: &Path) -> anyhow::Result<Vec<FrozenClass>> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(version)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.into_iter().map(FrozenClass::read).collect()
}

/// What was frozen, without what is right in polls and what was answered where that is kept now: see [`FrozenClass::told`].
pub fn without_kept(mut frozen: Value, now: &Value) -> Value {
    let polls = frozen["polls"].as_array_mut().into_iter().flatten();
    for (poll, now) in polls.zip(now["polls"].as_array().into_iter().flatten()) {
        ["key", "shared"].into_iter().filter(|field| now[field].is_null()).for_each(|field| poll[field] = Value::Null);
    }
    frozen
}

/// Whether all that was frozen is there as it was. Fields that later versions have added do not count.
pub fn holds(now: &Value, frozen: &Value) -> bool {
    match (now, frozen) {
        (Value::Object(now), Value::Object(frozen)) => {
            frozen.iter().all(|(field, value)| now.get(field).is_some_and(|now| holds(now, value)))
        }
        (Value::Array(now), Value::Array(frozen)) => {
            now.len() == frozen.len() && now.iter().zip(frozen).all(|(now, frozen)| holds(now, frozen))
        }
        _ => now == frozen,
    }
}

impl FrozenClass {
    /// The events with these numbers, which somebody was told then, as they have to be told now. Since 0.1.0 what is right in a poll, and what
    /// was answered, is kept from whoever can still answer it: where that is not in what they are told `now`, it is left out.
    pub fn told(&self, then: &[Seq], now: &[Event]) -> anyhow::Result<Vec<Event>> {
        let mut told = Vec::new();
        for row in self.journal.iter().filter(|row| then.contains(&row.seq)) {
            let mut event: Event = serde_json::from_str(&row.event)?;
            let now = now.iter().find(|event| event.seq == row.seq);
            match (&mut event.body, now.map(|event| &event.body)) {
                (EventBody::ResultsShared { .. } | EventBody::PollKeySet { .. }, None) => continue,
                (EventBody::PollClosed { key, .. }, Some(EventBody::PollClosed { key: None, .. })) => *key = None,
                _ => {}
            }
            told.push(event);
        }
        Ok(told)
    }

    fn read(folder: PathBuf) -> anyhow::Result<Self> {
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        let journal = text(names::JOURNAL)?.lines().map(Row::read).collect::<anyhow::Result<_>>()?;
        let views = text(names::VIEWS)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let moments = text(names::MOMENTS)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let manifest = text(&format!("{}/{}", names::RECORDING, names::MANIFEST))?;
        let manifest = manifest.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(FrozenClass { journal, views, moments, manifest, folder })
    }
}

impl Row {
    fn read(line: &str) -> anyhow::Result<Self> {
        let mut parts = line.splitn(3, '\t');
        let mut part = || parts.next().with_context(|| format!("{line:?} is no row"));
        Ok(Row { seq: part()?.parse()?, at: part()?.parse()?, event: part()?.to_owned() })
    }

    /// The line of the file.
    pub fn to_line(&self) -> anyhow::Result<String> {
        ensure!(!self.event.contains(['\t', '\n']), "JSON has neither tabs nor line breaks: {}", self.event);
        Ok(format!("{}\t{}\t{}\n", self.seq, self.at, self.event))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn more_fields_hold_and_nothing_else_does() {
        let frozen = json!({ "seq": 3, "rooms": [{ "id": 0 }], "ended": null });
        let holds = |now| holds(&now, &frozen);
        assert!(holds(json!({ "seq": 3, "rooms": [{ "id": 0, "new": [] }], "ended": null, "new": 1 })));
        assert!(!holds(json!({ "seq": 3, "rooms": [{ "id": 0 }] })), "a field is gone");
        assert!(!holds(json!({ "seq": 4, "rooms": [{ "id": 0 }], "ended": null })), "a value is another");
        assert!(!holds(json!({ "seq": 3, "rooms": [{ "id": 0 }, { "id": 1 }], "ended": null })), "a list is longer");
        assert!(!holds(json!({ "seq": 3, "rooms": [], "ended": null })), "a list is shorter");
    }
}
