//! Recorded media, and files that staff uploaded: behind `object_store`, in local folders. What was recorded may be in a bucket, too: it is
//! read there once it is not in its folder any more.

use std::{
    collections::BTreeMap,
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{
    GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Key,
};
use protocol::SessionId;

use crate::{bucket::Bucket, error::StoreError, recordings::Folder};

/// The longest name of a media file, in bytes.
const NAME_BYTES: usize = 80;

/// What is read at once: most segments are smaller, and each further piece costs another round through the threads that wait for disks.
const SMALL_BYTES: u64 = 256 * 1024;

/// The media files of all sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MediaFiles {
    root: PathBuf,
    files: Arc<dyn ObjectStore>,
    bucket: Option<Bucket>,
}

/// A file that exists.
#[derive(Debug, Clone)]
pub struct MediaFile {
    /// Its length in bytes.
    pub size: u64,
    /// The media type of its container, of pictures unless more is known.
    pub content_type: &'static str,
    place: Place,
}

/// Where a file is.
#[derive(Debug, Clone)]
enum Place {
    Folder {
        files: Arc<dyn ObjectStore>,
        key: Key,
        /// Where it is once it is not in the folder any more.
        bucket: Option<InBucket>,
    },
    Bucket {
        file: InBucket,
        /// Its first bytes, which came with its size.
        beginning: Bytes,
    },
}

/// A file of a bucket.
#[derive(Debug, Clone)]
struct InBucket {
    bucket: Bucket,
    session: SessionId,
    name: String,
}

impl MediaFiles {
    /// Opens an existing folder, which has a folder for each session.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let files = Arc::new(LocalFileSystem::new_with_prefix(root)?);
        Ok(MediaFiles { root: root.to_owned(), files, bucket: None })
    }

    /// Has files read from a bucket that are not in the folder.
    pub(crate) fn and_bucket(&mut self, bucket: Bucket) {
        self.bucket = Some(bucket);
    }

    /// The bucket, if there is one.
    pub(crate) fn bucket(&self) -> Option<&Bucket> {
        self.bucket.as_ref()
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
        self.in_folder(Key::from_iter([name]), "application/octet-stream", None).await
    }

    /// A media file in one of its folders.
    pub(crate) async fn within(&self, folder: &str, name: &str) -> Result<MediaFile, StoreError> {
        let content_type = content_type(name).ok_or(StoreError::NotFound)?;
        self.in_folder(Key::from_iter([folder, name]), content_type, None).await
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
        let file = self.bucket.clone().map(|bucket| InBucket { bucket, session, name: name.to_owned() });
        match (self.in_folder(key, content_type, file.clone()).await, file) {
            (Err(StoreError::NotFound), Some(file)) => file.found(content_type).await,
            (found, _) => found,
        }
    }

    async fn in_folder(
        &self,
        key: Key,
        content_type: &'static str,
        bucket: Option<InBucket>,
    ) -> Result<MediaFile, StoreError> {
        let size = self.files.head(&key).await?.size;
        Ok(MediaFile { size, content_type, place: Place::Folder { files: Arc::clone(&self.files), key, bucket } })
    }

    /// The content of a file in the folder of a session's recording; `None` when it is not there.
    pub(crate) async fn content(&self, session: SessionId, name: &str) -> Result<Option<Bytes>, StoreError> {
        match self.files.get(&Key::from_iter([session.to_string().as_str(), name])).await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            found => Ok(Some(found?.bytes().await?)),
        }
    }

    /// The bytes that each session's recording has in its folder.
    pub(crate) async fn sizes(&self) -> Result<BTreeMap<SessionId, u64>, StoreError> {
        let folders: Vec<_> = self.sessions().into_iter().map(|session| (session, self.folder(session))).collect();
        let counted = tokio::task::spawn_blocking(move || {
            let size = |(session, folder): (SessionId, Folder)| Ok((session, folder.bytes()?));
            folders.into_iter().map(size).collect::<io::Result<_>>()
        });
        Ok(counted.await.map_err(io::Error::other)??)
    }
}

impl InBucket {
    /// The file, with its beginning: most files are read whole, and have no more than that.
    async fn found(self, content_type: &'static str) -> Result<MediaFile, StoreError> {
        let found = self.bucket.read(self.session, &self.name, 0..SMALL_BYTES).await?;
        let size = found.meta.size;
        let beginning = found.bytes().await?;
        Ok(MediaFile { size, content_type, place: Place::Bucket { file: self, beginning } })
    }

    async fn read(&self, range: Range<u64>) -> Result<GetResult, StoreError> {
        self.bucket.read(self.session, &self.name, range).await
    }
}

impl MediaFile {
    /// The bytes of `range`, as far as the file goes, in pieces.
    pub async fn read(&self, range: Range<u64>) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let range = range.start..range.end.min(self.size);
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let is_small = range.end - range.start <= SMALL_BYTES;
        let found = match &self.place {
            Place::Bucket { beginning, .. } if range.end <= beginning.len() as u64 => {
                let bytes = beginning.slice(range.start as usize..range.end as usize);
                return Ok(stream::once(async { Ok(bytes) }).boxed());
            }
            Place::Bucket { file, .. } => file.read(range).await?,
            Place::Folder { files, key, bucket } => {
                let bounds = Some(GetRange::Bounded(range.clone()));
                let found = files.get_opts(key, GetOptions { range: bounds, ..GetOptions::default() }).await;
                match (found.map_err(StoreError::from), bucket) {
                    (Err(StoreError::NotFound), Some(file)) => file.read(range).await?,
                    (found, _) => found?,
                }
            }
        };
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
