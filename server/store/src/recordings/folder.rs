//! The folder of one recording: files that exist either completely or not at all.

use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use protocol::SessionId;

use crate::create_private_folder;

/// The end of a file's name while it is being written.
const TEMPORARY: &str = ".tmp";

/// The folder of a session's recorded files.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder of a session, below the folder of all recordings. It need not exist.
    pub(crate) fn of(media: &Path, session: SessionId) -> Folder {
        Folder(media.join(session.to_string()))
    }

    /// A folder that has files of its own.
    pub(crate) fn at(path: PathBuf) -> Folder {
        Folder(path)
    }

    /// The folder's path.
    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Makes the folder if need be, and removes files that a killed server was writing.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        create_private_folder(&self.0)?;
        for name in self.names()?.iter().filter(|name| name.ends_with(TEMPORARY)) {
            std::fs::remove_file(self.path(name))?;
        }
        Ok(())
    }

    /// The names of its files.
    pub(crate) fn names(&self) -> io::Result<Vec<String>> {
        let names = std::fs::read_dir(&self.0)?.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    /// Writes a file by a temporary name, fsync and rename. The rename is durable after the next [`sync`](Self::sync).
    pub(crate) fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = self.path(&format!("{name}{TEMPORARY}"));
        let write = || {
            let mut file = File::create(&temporary)?;
            file.write_all(content)?;
            file.sync_data()?;
            std::fs::rename(&temporary, self.path(name))
        };
        // The next start would remove the rest of a failed try, too.
        write().inspect_err(|_| drop(std::fs::remove_file(&temporary)))
    }

    /// A folder in it.
    pub(crate) fn below(&self, name: &str) -> Folder {
        Folder(self.0.join(name))
    }

    /// Gives a file that a program has written its name, once its content is durable. The rename is durable after the next
    /// [`sync`](Self::sync). Returns its size.
    pub(crate) fn keep(&self, written: &str, name: &str) -> io::Result<u64> {
        let file = File::open(self.path(written))?;
        file.sync_data()?;
        std::fs::rename(self.path(written), self.path(name))?;
        Ok(file.metadata()?.len())
    }

    /// Removes a file.
    pub(crate) fn delete(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.path(name))
    }

    /// Removes the folder with all its files, if it is there. What is left of a removal that was cut off is removed by the next.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// Makes renames durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }

    /// The bytes that are free on its disk, for whoever runs the server.
    pub(crate) fn free(&self) -> io::Result<u64> {
        let disk = nix::sys::statvfs::statvfs(&self.0)?;
        Ok(disk.blocks_available() * disk.fragment_size())
    }

    /// The bytes of all its files; none when there is no such folder.
    pub(crate) fn bytes(&self) -> io::Result<u64> {
        let entries = match std::fs::read_dir(&self.0) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(0),
            entries => entries?,
        };
        let mut bytes = 0;
        for entry in entries {
            match entry?.metadata() {
                Ok(file) => bytes += file.len(),
                // It was removed in this moment.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bytes)
    }

    /// The size of a file; `None` when it does not exist.
    pub(crate) fn size(&self, name: &str) -> io::Result<Option<u64>> {
        match std::fs::metadata(self.path(name)) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
