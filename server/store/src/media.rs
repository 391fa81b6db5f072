//! Recorded media, and files that staff uploaded: behind `object_store`, in local folders.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Key};
use protocol::SessionId;

use crate::{error::StoreError, recordings::Folder};

/// The longest name of a media file, in bytes.
const NAME_BYTES: usize = 80;

/// What is read at once: most segments are smaller, and each further piece costs another round through the threads that wait for disks.
const SMALL_BYTES: u64 = 256 * 1024;

/// The media files of all sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MediaFiles {
    root: PathBuf,
    files: Arc<dyn ObjectStore>,
}

/// A file that exists.
#[derive(Debug, Clone)]
pub struct MediaFile {
    /// Its length in bytes.
    pub size: u64,
    /// The media type of its container, of pictures unless more is known.
    pub content_type: &'static str,
    key: Key,
    files: Arc<dyn ObjectStore>,
}

impl MediaFiles {
    /// Opens an existing folder, which has a folder for each session.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let files = Arc::new(LocalFileSystem::new_with_prefix(root)?);
        Ok(MediaFiles { root: root.to_owned(), files })
    }

    /// The folder of a session's recording; it exists once the session was live.
    pub(crate) fn folder(&self, session: SessionId) -> Folder {
        Folder::of(&self.root, session)
    }

    /// The folder itself, where it has the files.
    pub(crate) fn whole(&self) -> Folder {
        Folder::at(self.root.clone())
    }

    /// A file that lies in the folder itself, of whatever type.
    pub(crate) async fn plain(&self, name: &str) -> Result<MediaFile, StoreError> {
        let key = Key::from_iter([name]);
        let size = self.files.head(&key).await?.size;
        Ok(MediaFile { size, content_type: "application/octet-stream", key, files: self.files.clone() })
    }

    /// A media file in one of its folders.
    pub(crate) async fn within(&self, folder: &str, name: &str) -> Result<MediaFile, StoreError> {
        let content_type = content_type(name).ok_or(StoreError::NotFound)?;
        let key = Key::from_iter([folder, name]);
        let size = self.files.head(&key).await?.size;
        Ok(MediaFile { size, content_type, key, files: self.files.clone() })
    }

    /// The sessions that have a folder of recordings.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        let folders = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok()).collect()
    }

    /// The file of this name in a session's recording. A name that is not of a media file is [`StoreError::NotFound`]
    /// like one that does not exist.
    pub async fn file(&self, session: SessionId, name: &str) -> Result<MediaFile, StoreError> {
        let content_type = content_type(name).ok_or(StoreError::NotFound)?;
        let key = Key::from_iter([session.to_string().as_str(), name]);
        let size = self.files.head(&key).await?.size;
        Ok(MediaFile { size, content_type, key, files: self.files.clone() })
    }
}

impl MediaFile {
    /// The bytes of `range`, as far as the file goes, in pieces.
    pub async fn read(&self, range: Range<u64>) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        if range.start >= range.end.min(self.size) {
            return Ok(stream::empty().boxed());
        }
        let is_small = range.end.min(self.size) - range.start <= SMALL_BYTES;
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = self.files.get_opts(&self.key, options).await?;
        if is_small {
            let bytes = found.bytes().await?;
            return Ok(stream::once(async { Ok(bytes) }).boxed());
        }
        Ok(found.into_stream().map_err(StoreError::from).boxed())
    }
}

/// The media type of a file that may be served: `[a-z0-9._-]{1,80}`, no leading dot, and a known ending. Other files, such
/// as those that the recorder is still writing, have none.
fn content_type(name: &str) -> Option<&'static str> {
    let plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    if name.len() > NAME_BYTES || name.starts_with('.') || !name.bytes().all(plain) {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "webm" => Some("video/webm"),
        "mp4" | "m4s" => Some("video/mp4"),
        _ => None,
    }
}
