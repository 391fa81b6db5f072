//! Files that either exist completely, or not at all.

use std::{
    collections::HashSet,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use crate::RecorderError;

const TEMPORARY: &str = ".tmp";

/// Names `path` as the place of an I/O error.
pub(crate) fn io_error(path: &Path) -> impl Fn(std::io::Error) -> RecorderError + use<> {
    let path = path.to_path_buf();
    move |source| RecorderError::Io { path: path.clone(), source }
}

/// The folder of one recording.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    handle: File,
}

impl Folder {
    /// Opens the folder; makes it when absent.
    pub(crate) fn open(path: &Path) -> Result<Folder, RecorderError> {
        std::fs::create_dir_all(path).map_err(io_error(path))?;
        let handle = File::open(path).map_err(io_error(path))?;
        Ok(Folder { path: path.into(), handle })
    }

    /// Writes a file: temporary name, fsync, rename. The rename is durable after the next [`sync`](Self::sync).
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<(), RecorderError> {
        let temporary = self.path.join(format!("{name}{TEMPORARY}"));
        let write = || {
            let mut file = File::create(&temporary)?;
            file.write_all(content)?;
            file.sync_data()?;
            std::fs::rename(&temporary, self.path.join(name))
        };
        write().map_err(|e| {
            let _ = std::fs::remove_file(&temporary); // The next start would remove it, too.
            io_error(&self.path.join(name))(e)
        })
    }

    /// Makes renames durable.
    pub(crate) fn sync(&self) -> Result<(), RecorderError> {
        self.handle.sync_all().map_err(io_error(&self.path))
    }

    /// Removes temporary files, and media files that are not in `keep`. Files of other making are left alone.
    pub(crate) fn sweep(&self, keep: &HashSet<&str>) -> Result<(), RecorderError> {
        for entry in std::fs::read_dir(&self.path).map_err(io_error(&self.path))? {
            let path = entry.map_err(io_error(&self.path))?.path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
            if is_ours(name.strip_suffix(TEMPORARY).unwrap_or(name)) && !keep.contains(name) {
                tracing::info!(file = name, "removed a file that the manifest does not name");
                std::fs::remove_file(&path).map_err(io_error(&path))?;
            }
        }
        Ok(())
    }

    /// Those of `names` that do not exist.
    pub(crate) fn missing<'a>(&self, names: &HashSet<&'a str>) -> Vec<&'a str> {
        names.iter().copied().filter(|name| !self.path.join(name).exists()).collect()
    }
}

/// The name of a track's init.
pub(crate) fn init_name(track: u32, init: u32, extension: &str) -> String {
    format!("t{track}-i{init}.{extension}")
}

/// The name of a track's segment: a track has at most one that starts at a given time.
pub(crate) fn segment_name(track: u32, start: u64, extension: &str) -> String {
    format!("t{track}-s{start}.{extension}")
}

/// Whether a name is one that [`init_name`] or [`segment_name`] gives.
fn is_ours(name: &str) -> bool {
    track_of_file(name).is_some()
}

/// The track to which a recorded file belongs, by its name; nothing for a name that no recorded file has.
pub fn track_of_file(name: &str) -> Option<u32> {
    let (stem, "webm" | "mp4") = name.rsplit_once('.')? else { return None };
    let (track, part) = stem.strip_prefix('t')?.split_once('-')?;
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    (is_number(track) && part.strip_prefix(['i', 's']).is_some_and(is_number)).then(|| track.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_names() {
        for name in [init_name(3, 0, "webm"), segment_name(12, 345_678, "mp4")] {
            assert!(is_ours(&name), "{name}");
        }
        for name in ["manifest.jsonl", "t1-i.webm", "t-s1.webm", "t1-s1.webm.zip", "t1-x1.webm", "class.webm", "t1.mp4"]
        {
            assert!(!is_ours(name), "{name}");
        }
    }

    #[test]
    fn sweeps_what_is_not_named_and_leaves_what_is_foreign() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        for name in ["t0-i0.webm", "t0-s0.webm", "t0-s2000.webm"] {
            folder.write(name, b"x").unwrap();
        }
        std::fs::write(dir.path().join("t0-s4000.webm.tmp"), b"x").unwrap();
        std::fs::write(dir.path().join("notes.txt"), b"x").unwrap();
        folder.sweep(&HashSet::from(["t0-i0.webm", "t0-s0.webm"])).unwrap();
        let mut left: Vec<_> =
            std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, ["notes.txt", "t0-i0.webm", "t0-s0.webm"]);
    }
}
