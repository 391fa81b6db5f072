//! `manifest.jsonl`: reading it, and appending to it so that every complete line is true.

use std::{
    fs::File,
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use protocol::manifest::ManifestEntry;

use crate::{
    RecorderError,
    files::{Folder, io_error},
};

const FILE_NAME: &str = "manifest.jsonl";

/// The entries from line `from` (counted from 0) on. A folder without a recording has none. Lines that cannot be read
/// are left out; so is a last line that is still being written, or was torn by a crash.
///
/// # Errors
/// [`RecorderError::Io`].
pub fn read_manifest(dir: &Path, from: usize) -> Result<Vec<ManifestEntry>, RecorderError> {
    let mut reader = ManifestReader::default();
    reader.read_on(dir)?;
    Ok(reader.entries.split_off(from.min(reader.entries.len())))
}

/// Reads a growing manifest: each time only what is new.
#[derive(Debug, Default)]
pub struct ManifestReader {
    entries: Vec<ManifestEntry>,
    /// Where the line of the last entry ends.
    bytes: u64,
}

impl ManifestReader {
    /// All entries read so far.
    pub fn entries(&self) -> &[ManifestEntry] {
        &self.entries
    }

    /// Reads what is new in the manifest of `dir`, which must be the same each time. Returns the new entries; all
    /// entries when the manifest was replaced meanwhile.
    ///
    /// # Errors
    /// As [`read_manifest`]; the entries read so far stay.
    pub fn read_on(&mut self, dir: &Path) -> Result<&[ManifestEntry], RecorderError> {
        let path = dir.join(FILE_NAME);
        let tail = match self.tail(&path) {
            Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
            read => read.map_err(io_error(&path))?,
        };
        let known = self.entries.len();
        let parsed = parse(&tail);
        self.entries.extend(parsed.entries);
        self.bytes += parsed.bytes;
        Ok(&self.entries[known..])
    }

    /// The bytes after the last line that was read.
    fn tail(&mut self, path: &Path) -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let mut tail = Vec::new();
        if self.bytes > 0 {
            file.seek(SeekFrom::Start(self.bytes - 1))?;
            file.read_to_end(&mut tail)?;
            if tail.first() == Some(&b'\n') {
                tail.remove(0);
                return Ok(tail);
            }
            // The recorder has replaced the manifest by what it could read of it.
            *self = ManifestReader::default();
            file.rewind()?;
            tail.clear();
        }
        file.read_to_end(&mut tail)?;
        Ok(tail)
    }
}

/// The track to which an entry belongs; `None` where it concerns all tracks.
pub fn track_of_entry(entry: &ManifestEntry) -> Option<u32> {
    match entry {
        ManifestEntry::Track { track, .. }
        | ManifestEntry::Init { track, .. }
        | ManifestEntry::Segment { track, .. } => Some(*track),
        ManifestEntry::Gap { track, .. } => *track,
        ManifestEntry::End { .. } => None,
    }
}

struct Parsed {
    entries: Vec<ManifestEntry>,
    /// Where the line of the last entry ends.
    bytes: u64,
    /// Whether lines other than a torn last one cannot be read.
    is_damaged: bool,
}

/// Reads the lines that end in a newline. The last line may be torn anywhere.
fn parse(bytes: &[u8]) -> Parsed {
    let mut entries = Vec::new();
    let (mut end, mut sound_end, mut unreadable) = (0, 0, 0);
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        end += line.len();
        match serde_json::from_slice(line) {
            Ok(entry) if line.ends_with(b"\n") => {
                entries.push(entry);
                sound_end = end;
            }
            _ => unreadable += 1,
        }
    }
    let is_torn = sound_end < end;
    Parsed { entries, bytes: sound_end as u64, is_damaged: unreadable > usize::from(is_torn) }
}

/// The manifest of one recording, open for appending. Lines are staged, and become durable together.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
    /// Where the durable lines end. Bytes after it are of a failed attempt.
    durable_bytes: u64,
    durable_lines: usize,
    staged: Vec<u8>,
    staged_lines: usize,
}

impl Manifest {
    /// Opens or makes the manifest in `folder`, cuts off a torn last line, and returns the entries. A damaged manifest
    /// is put aside and replaced by the lines that can be read.
    pub(crate) fn open(folder: &Folder) -> Result<(Manifest, Vec<ManifestEntry>), RecorderError> {
        let path = folder.path().join(FILE_NAME);
        let error = io_error(&path);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(&error)?;
        file.try_lock().map_err(|e| match e {
            std::fs::TryLockError::WouldBlock => RecorderError::Busy(folder.path().into()),
            std::fs::TryLockError::Error(e) => error(e),
        })?;
        let bytes = std::fs::read(&path).map_err(&error)?;
        let parsed = parse(&bytes);
        if parsed.is_damaged {
            let aside = folder.put_aside(&bytes)?;
            tracing::error!(path = %path.display(), aside, "the manifest is damaged; going on with what can be read");
            folder.write(FILE_NAME, &lines(&parsed.entries))?;
            // The new file has its own lock. The lock of the damaged file is held until that is taken.
            return Manifest::open(folder);
        }
        if parsed.bytes < bytes.len() as u64 {
            tracing::warn!(path = %path.display(), "dropped a torn last line");
            file.set_len(parsed.bytes).and_then(|()| file.sync_all()).map_err(&error)?;
        }
        let manifest = Manifest {
            path,
            file,
            durable_bytes: parsed.bytes,
            durable_lines: parsed.entries.len(),
            staged: Vec::new(),
            staged_lines: 0,
        };
        Ok((manifest, parsed.entries))
    }

    /// Adds a line. The file that it names must already have its final name.
    pub(crate) fn stage(&mut self, entry: &ManifestEntry) {
        self.staged.extend(lines(std::slice::from_ref(entry)));
        self.staged_lines += 1;
    }

    /// Whether there are staged lines.
    pub(crate) fn has_staged(&self) -> bool {
        self.staged_lines > 0
    }

    /// Makes the staged lines durable. On failure they stay staged, and the file is restored for the next attempt.
    pub(crate) fn commit(&mut self) -> Result<(), RecorderError> {
        let written = self
            .file
            .seek(SeekFrom::Start(self.durable_bytes))
            .and_then(|_| self.file.write_all(&self.staged))
            .and_then(|()| self.file.sync_data());
        if let Err(e) = written {
            let _ = self.file.set_len(self.durable_bytes); // The reader ignores a torn tail, too.
            return Err(io_error(&self.path)(e));
        }
        self.durable_bytes += self.staged.len() as u64;
        self.durable_lines += self.staged_lines;
        self.staged.clear();
        self.staged_lines = 0;
        Ok(())
    }

    /// How many lines are durable.
    pub(crate) fn durable_lines(&self) -> usize {
        self.durable_lines
    }
}

fn lines(entries: &[ManifestEntry]) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        // Writing such a value to memory cannot fail: all keys are strings.
        if serde_json::to_writer(&mut lines, entry).is_ok() {
            lines.push(b'\n');
        }
    }
    lines
}
