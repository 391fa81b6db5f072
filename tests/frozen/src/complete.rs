//! Checks that the recordings to be frozen have everything that the version can write.

use std::{collections::BTreeSet, path::Path};

use anyhow::ensure;
use frozen::classes;
use protocol::{manifest::ManifestEntry, typescript};
use serde_json::Value;

/// The beginnings of the media types of recorded tracks, with the codecs that browsers send.
const MEDIA: [&str; 4] = [
    "audio/webm; codecs=\"opus\"",
    "video/webm; codecs=\"vp8\"",
    "video/webm; codecs=\"vp09",
    "video/mp4; codecs=\"avc1",
];

/// Returns an error when a kind of event or of recorded media does not occur: then the classes must be held otherwise.
pub fn check(version: &Path) -> anyhow::Result<()> {
    let (mut kinds, mut media) = (BTreeSet::new(), Vec::new());
    for class in classes(version)? {
        for row in class.journal {
            let event: Value = serde_json::from_str(&row.event)?;
            kinds.extend(event["kind"].as_str().map(str::to_owned));
        }
        media.extend(class.manifest.into_iter().filter_map(|entry| match entry {
            ManifestEntry::Init { mime, .. } => Some(mime),
            _ => None,
        }));
    }
    let mut all = kinds_of_events();
    // This kind stands for events that a later version has written.
    all.remove("unknown");
    ensure!(!all.is_empty(), "the generated protocol has no kinds of events");
    let missing: Vec<String> = all.difference(&kinds).cloned().collect();
    ensure!(missing.is_empty(), "no event of these kinds: {missing:?}");
    let recorded = |wanted: &&str| media.iter().any(|mime| mime.starts_with(*wanted));
    let missing: Vec<&str> = MEDIA.into_iter().filter(|wanted| !recorded(wanted)).collect();
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
