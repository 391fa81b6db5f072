//! Files that exist either completely or not at all.

use std::{
    collections::HashSet,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use crate::RecorderError;

const TEMPORARY: &str = ".tmp";
const DAMAGED: &str = "manifest-damaged-";

/// Makes an I/O error at `path` a [`RecorderError`].
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
    /// Opens the folder; makes it when it is absent.
    pub(crate) fn open(path: &Path) -> Result<Folder, RecorderError> {
        std::fs::create_dir_all(path).map_err(io_error(path))?;
        let handle = File::open(path).map_err(io_error(path))?;
        Ok(Folder { path: path.into(), handle })
    }

    /// The path of the folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a copy of a damaged manifest. Returns the name of the copy.
    pub(crate) fn put_aside(&self, manifest: &[u8]) -> Result<String, RecorderError> {
        let mut number = 0;
        let name = loop {
            let name = format!("{DAMAGED}{number}.jsonl");
            if !self.path.join(&name).exists() {
                break name;
            }
            number += 1;
        };
        self.write(&name, manifest)?;
        self.sync()?;
        Ok(name)
    }

    /// Writes a file by a temporary name, fsync and rename. The rename is durable after the next [`sync`](Self::sync).
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

    /// Removes temporary files, and media files that are not in `keep`. Other files stay. All media files stay where a
    /// manifest was damaged, because a line that cannot be read may name them.
    pub(crate) fn sweep(&self, keep: &HashSet<&str>) -> Result<(), RecorderError> {
        let names = self.names()?;
        let was_damaged = names.iter().any(|name| name.starts_with(DAMAGED));
        for name in names {
            let temporary = name.strip_suffix(TEMPORARY);
            let kept = temporary.is_none() && (was_damaged || keep.contains(name.as_str()));
            if is_ours(temporary.unwrap_or(&name)) && !kept {
                tracing::info!(file = name, "removed a file that the manifest does not name");
                let path = self.path.join(name);
                std::fs::remove_file(&path).map_err(io_error(&path))?;
            }
        }
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, RecorderError> {
        let entries = std::fs::read_dir(&self.path).map_err(io_error(&self.path))?;
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect::<Result<_, _>>().map_err(io_error(&self.path))
    }

    /// The names that do not exist.
    pub(crate) fn missing<'a>(&self, names: &HashSet<&'a str>) -> Vec<&'a str> {
        names.iter().copied().filter(|name| !self.path.join(name).exists()).collect()
    }
}

/// The name of the file of a track's init.
pub(crate) fn init_name(track: u32, init: u32, extension: &str) -> String {
    format!("t{track}-i{init}.{extension}")
}

/// The name of the file of a track's segment. No two segments of a track start at the same time.
pub(crate) fn segment_name(track: u32, start: u64, extension: &str) -> String {
    format!("t{track}-s{start}.{extension}")
}

/// Whether [`init_name`] or [`segment_name`] makes this name.
fn is_ours(name: &str) -> bool {
    track_of_file(name).is_some()
}

/// The track to which a recorded file belongs, by its name. `None` for a name that no recorded file has.
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
