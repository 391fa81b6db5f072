//! Files that staff put on what is to be done before a class. They lie in one folder, each under the digest of what it has: it never changes, and
//! a copy for another class takes no room. A file that no row names is removed by [`Store::sweep_files`].

use std::{
    collections::HashSet,
    io,
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use protocol::{
    CourseId,
    limits::FILES_OF_COURSE_BYTES,
    preparation::{FileId, PreparationFile},
};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::{MediaFile, Store, error::StoreError};

/// A file that no row names is left alone for so long: its row may be about to be written.
const UNNAMED_KEPT: Duration = Duration::from_secs(3_600);

impl Store {
    /// Keeps a file. It is durable then; a row has to name it within the hour.
    pub async fn keep_file(&self, content: Bytes) -> Result<FileId, StoreError> {
        let folder = self.files.whole();
        let kept = tokio::task::spawn_blocking(move || {
            let name = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&content));
            folder.put(&name, &content)?;
            folder.sync()?;
            Ok::<_, io::Error>(FileId(name))
        });
        Ok(kept.await.map_err(io::Error::other)??)
    }

    /// A file that a row names.
    pub async fn kept_file(&self, id: &FileId) -> Result<MediaFile, StoreError> {
        self.files.plain(&id.0).await
    }

    /// Removes files that no row names any more. Returns how many.
    pub async fn sweep_files(&self) -> Result<usize, StoreError> {
        let folder = self.files.whole();
        let kept = folder.names()?;
        if kept.is_empty() {
            return Ok(0);
        }
        let named = named_files(&mut *self.db.reader.acquire().await?).await?;
        let swept = tokio::task::spawn_blocking(move || {
            let is_old = |name: &String| {
                let written = std::fs::metadata(folder.path(name)).and_then(|file| file.modified());
                written.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age >= UNNAMED_KEPT))
            };
            let unnamed: Vec<String> = kept.into_iter().filter(|name| !named.contains(name) && is_old(name)).collect();
            unnamed.iter().try_for_each(|name| folder.delete(name))?;
            Ok::<_, io::Error>(unnamed.len())
        });
        Ok(swept.await.map_err(io::Error::other)??)
    }
}

/// The names of all files that rows name.
pub(crate) async fn named_files(database: &mut AnyConnection) -> Result<HashSet<String>, StoreError> {
    let bodies: Vec<String> =
        sqlx::query_scalar("SELECT body FROM preparation WHERE kind = 'file'").fetch_all(database).await?;
    bodies.iter().map(|body| Ok(read(body)?.file.0)).collect()
}

/// Refuses a file for which a course has no room: all of its files together have at most [`FILES_OF_COURSE_BYTES`].
pub(crate) async fn check_room(
    tx: &mut AnyConnection,
    course: CourseId,
    new: &PreparationFile,
) -> Result<(), StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(
        "SELECT body FROM preparation JOIN sessions ON sessions.id = preparation.session
         WHERE sessions.course = $1 AND preparation.kind = 'file'",
    )
    .bind(course.to_string())
    .fetch_all(tx)
    .await?;
    let files = bodies.iter().map(|body| read(body)).collect::<Result<Vec<_>, _>>()?;
    let mut counted = HashSet::from([&new.file]);
    let others = files.iter().filter(|file| counted.insert(&file.file)).map(|file| file.bytes);
    match new.bytes + others.sum::<u64>() > FILES_OF_COURSE_BYTES {
        true => Err(StoreError::FilesFull),
        false => Ok(()),
    }
}

/// A file as a row has it.
pub(crate) fn read(body: &str) -> Result<PreparationFile, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Corrupt("file of preparation"))
}

/// A file as a row is to have it.
pub(crate) fn written(file: &PreparationFile) -> String {
    serde_json::to_string(file).unwrap_or_default()
}
