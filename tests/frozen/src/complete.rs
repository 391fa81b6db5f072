//! Whether what is to be frozen has all that the version can write.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::ensure;
use frozen::{classes, names};
use protocol::typescript;
use serde_json::Value;

/// What media types of recorded tracks begin with, and the codecs that browsers send.
const MEDIA: [&str; 4] = [
    "audio/webm; codecs=\"opus\"",
    "video/webm; codecs=\"vp8\"",
    "video/webm; codecs=\"vp09",
    "video/mp4; codecs=\"avc1",
];

/// An error when a kind of event or of recorded media does not occur: the classes must be held otherwise then.
pub fn check(version: &Path) -> anyhow::Result<()> {
    let (mut kinds, mut manifests) = (BTreeSet::new(), String::new());
    for class in classes(version)? {
        for row in class.journal {
            let event: Value = serde_json::from_str(&row.event)?;
            kinds.extend(event["kind"].as_str().map(str::to_owned));
        }
        manifests += &fs::read_to_string(class.folder.join(names::RECORDING).join("manifest.jsonl"))?;
    }
    let all = kinds_of_events();
    ensure!(!all.is_empty(), "the generated protocol has no kinds of events");
    let missing: Vec<String> = all.difference(&kinds).cloned().collect();
    ensure!(missing.is_empty(), "no event of these kinds: {missing:?}");
    // Quotes stand escaped in a line of JSON.
    let recorded = |media: &&str| manifests.contains(&media.replace('"', "\\\""));
    let missing: Vec<&str> = MEDIA.into_iter().filter(|media| !recorded(media)).collect();
    ensure!(missing.is_empty(), "no recording of {missing:?}");
    Ok(())
}

/// The tags of all events, from their TypeScript form.
fn kinds_of_events() -> BTreeSet<String> {
    let generated = typescript::generate();
    let declaration = generated.split("\nexport ").find(|declaration| declaration.starts_with("type EventBody ="));
    let kinds = declaration.unwrap_or_default().split("\"kind\": \"").skip(1);
    kinds.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
}
