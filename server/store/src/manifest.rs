//! The manifest of a recording, as its folder has it: which files there must be.

use std::{io::ErrorKind, path::Path};

use protocol::manifest::ManifestEntry;

/// The file's name in the folder of a session's recording.
pub(crate) const FILE_NAME: &str = "manifest.jsonl";

/// A manifest as far as it can be read.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    /// The complete lines as they stand in the file: all but a last one that is still being written.
    pub(crate) text: Vec<u8>,
    /// What they say.
    pub(crate) entries: Vec<ManifestEntry>,
    /// How many of them say nothing that is understood.
    pub(crate) unreadable: usize,
}

/// A file of the recording, with what its line says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedFile<'a> {
    pub(crate) name: &'a str,
    /// Its size; of an init, nothing is known.
    pub(crate) bytes: Option<u64>,
    /// From when to when it plays; of an init, nothing is known.
    pub(crate) time: Option<(u64, u64)>,
}

impl Manifest {
    /// Reads the manifest in a folder; an empty one where there is none.
    pub(crate) fn read(folder: &Path) -> std::io::Result<Manifest> {
        let mut text = match std::fs::read(folder.join(FILE_NAME)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Manifest::default()),
            read => read?,
        };
        let end = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        text.truncate(end);
        let mut manifest = Manifest::default();
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(entry) => manifest.entries.push(entry),
                Err(_) => manifest.unreadable += 1,
            }
        }
        Ok(Manifest { text, ..manifest })
    }

    /// The files that it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = NamedFile<'_>> {
        self.entries.iter().filter_map(|entry| match entry {
            ManifestEntry::Init { file, .. } => Some(NamedFile { name: file, bytes: None, time: None }),
            ManifestEntry::Segment { file, bytes, start, duration, .. } => {
                Some(NamedFile { name: file, bytes: Some(*bytes), time: Some((*start, start + duration)) })
            }
            _ => None,
        })
    }
}
