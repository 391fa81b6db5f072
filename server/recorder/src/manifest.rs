//! `manifest.jsonl`: reading it, and appending to it so that every complete line is true.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use protocol::manifest::ManifestEntry;

use crate::{RecorderError, files::io_error};

const FILE_NAME: &str = "manifest.jsonl";

/// The entries from line `from` (counted from 0) on. A folder without a recording has none; a last line that is still
/// being written, or was torn by a crash, is left out.
///
/// # Errors
/// [`RecorderError::Io`], or [`RecorderError::Damaged`] where a line before the last cannot be understood.
pub fn read_manifest(dir: &Path, from: usize) -> Result<Vec<ManifestEntry>, RecorderError> {
    Ok(read_manifest_at(dir, 0)?.into_iter().skip(from).map(|line| line.entry).collect())
}

/// A line of a manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestLine {
    /// What it says.
    pub entry: ManifestEntry,
    /// Where the next line begins, in bytes from the start of the file.
    pub end: u64,
}

/// The lines from a byte on, which must be where a line begins: for those who read what is new, again and again.
///
/// # Errors
/// As [`read_manifest`]; lines are counted from the first that was read.
pub fn read_manifest_at(dir: &Path, start: u64) -> Result<Vec<ManifestLine>, RecorderError> {
    let path = dir.join(FILE_NAME);
    let error = io_error(&path);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(error(e)),
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start)).and_then(|_| file.read_to_end(&mut bytes)).map_err(&error)?;
    let mut lines = parse(&path, &bytes)?;
    lines.iter_mut().for_each(|line| line.end += start);
    Ok(lines)
}

/// A line counts when it ends in a newline. The last one may be torn in any way; then parsing stops before it.
fn parse(path: &Path, bytes: &[u8]) -> Result<Vec<ManifestLine>, RecorderError> {
    let mut lines = Vec::new();
    let mut end = 0;
    for (index, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
        end += line.len();
        let Some(json) = line.strip_suffix(b"\n") else { break };
        match serde_json::from_slice(json) {
            Ok(entry) => lines.push(ManifestLine { entry, end: end as u64 }),
            Err(_) if end == bytes.len() => break,
            Err(source) => return Err(RecorderError::Damaged { path: path.into(), line: index + 1, source }),
        }
    }
    Ok(lines)
}

/// The manifest of one recording, open for appending. Lines are staged, and become durable together.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
    /// Where the durable lines end; what is behind is a failed attempt.
    durable_bytes: u64,
    durable_lines: usize,
    staged: Vec<u8>,
    staged_lines: usize,
}

impl Manifest {
    /// Opens or makes the manifest in `dir`, cuts off a torn last line, and yields what it says.
    pub(crate) fn open(dir: &Path) -> Result<(Manifest, Vec<ManifestEntry>), RecorderError> {
        let path = dir.join(FILE_NAME);
        let error = io_error(&path);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(&error)?;
        file.try_lock().map_err(|e| match e {
            std::fs::TryLockError::WouldBlock => RecorderError::Busy(dir.into()),
            std::fs::TryLockError::Error(e) => error(e),
        })?;
        let bytes = std::fs::read(&path).map_err(&error)?;
        let lines = parse(&path, &bytes)?;
        let sound_bytes = lines.last().map_or(0, |line| line.end);
        if sound_bytes < bytes.len() as u64 {
            tracing::warn!(path = %path.display(), "dropped a torn last line");
            file.set_len(sound_bytes).and_then(|()| file.sync_all()).map_err(&error)?;
        }
        let durable_lines = lines.len();
        let entries = lines.into_iter().map(|line| line.entry).collect();
        let manifest =
            Manifest { path, file, durable_bytes: sound_bytes, durable_lines, staged: Vec::new(), staged_lines: 0 };
        Ok((manifest, entries))
    }

    /// Adds a line. The file that it names, if any, has its final name already.
    pub(crate) fn stage(&mut self, entry: &ManifestEntry) {
        // Writing such a value to memory cannot fail: all keys are strings.
        if serde_json::to_writer(&mut self.staged, entry).is_ok() {
            self.staged.push(b'\n');
            self.staged_lines += 1;
        }
    }

    /// Whether there is something to commit.
    pub(crate) fn has_staged(&self) -> bool {
        self.staged_lines > 0
    }

    /// Makes staged lines durable. On failure they stay staged, and the file is as before for the next attempt.
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
