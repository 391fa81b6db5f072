//! Summarises what an earlier process recorded, from its manifest.

use std::collections::{HashMap, HashSet};

use protocol::{
    Millis,
    manifest::{ManifestEntry, TrackContent},
};

use crate::manifest::track_of_entry;

/// The part of one track that an earlier process recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) track: u32,
    pub(crate) content: TrackContent,
    /// The number of its inits, as far as any line mentions them.
    pub(crate) inits: u32,
    /// The end of its last segment.
    pub(crate) end: Millis,
}

/// A summary of the manifest.
#[derive(Debug, Default)]
pub(crate) struct Past<'a> {
    /// The tracks, by number.
    pub(crate) tracks: Vec<Earlier>,
    /// The first number that no line mentions.
    pub(crate) next_track: u32,
    /// All files that are named.
    pub(crate) files: HashSet<&'a str>,
    /// The end of what was recorded, or is known to be missing.
    pub(crate) end: Millis,
    /// Whether the manifest has its last line.
    pub(crate) is_complete: bool,
}

impl<'a> Past<'a> {
    /// Summarises the lines of a manifest.
    pub(crate) fn of(entries: &'a [ManifestEntry]) -> Past<'a> {
        let mut past = Past::default();
        let mut index = HashMap::new();
        for entry in entries {
            if let Some(track) = track_of_entry(entry) {
                past.next_track = past.next_track.max(track.saturating_add(1));
            }
            match entry {
                ManifestEntry::Track { track, content } => {
                    index.insert(*track, past.tracks.len());
                    past.tracks.push(Earlier { track: *track, content: *content, inits: 0, end: 0 });
                }
                ManifestEntry::Init { track, init, file, .. } => {
                    past.files.insert(file);
                    if let Some(earlier) = index.get(track).map(|&i| &mut past.tracks[i]) {
                        earlier.inits = earlier.inits.max(init.saturating_add(1));
                    }
                }
                ManifestEntry::Segment { track, init, file, start, duration, .. } => {
                    past.files.insert(file);
                    let end = start.saturating_add(*duration);
                    past.end = past.end.max(end);
                    if let Some(earlier) = index.get(track).map(|&i| &mut past.tracks[i]) {
                        earlier.inits = earlier.inits.max(init.saturating_add(1));
                        earlier.end = earlier.end.max(end);
                    }
                }
                ManifestEntry::Gap { to, .. } => past.end = past.end.max(*to),
                // Recordings of classes that are over: nothing goes on there.
                ManifestEntry::Erased { .. } => {}
                ManifestEntry::End { .. } => past.is_complete = true,
            }
        }
        past
    }
}
