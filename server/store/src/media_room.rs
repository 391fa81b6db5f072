//! Room on the disk for recordings that are in the bucket: of those, the folder keeps the latest.

use std::{collections::BTreeMap, io};

use protocol::SessionId;

use crate::{Store, bucket::Bucket, error::StoreError, ids, manifest::ManifestLines, recordings::Folder};

impl Store {
    /// Removes files of recordings from the folder until it has at most so many bytes, of those first that ended first: files that the
    /// bucket has as they are, of sessions that are over. Returns how many bytes were removed.
    pub async fn make_media_room(&self, bytes: u64) -> Result<u64, StoreError> {
        let Some(bucket) = self.media.bucket() else { return Ok(0) };
        let sizes = self.media.sizes().await?;
        let before: u64 = sizes.values().sum();
        let mut left = before;
        if left <= bytes {
            return Ok(0);
        }
        for session in self.brought_sessions().await? {
            if left <= bytes {
                break;
            }
            if sizes.get(&session).is_some_and(|size| *size > 0) {
                left = left.saturating_sub(self.remove_brought(session, bucket).await?);
            }
        }
        Ok(before - left)
    }

    /// The sessions that are over, and all of whose files this server has brought; those first that ended first.
    async fn brought_sessions(&self) -> Result<Vec<SessionId>, StoreError> {
        let sessions: Vec<String> = sqlx::query_scalar(
            "SELECT sessions.id FROM sessions JOIN uploads ON uploads.session = sessions.id AND uploads.server = $1
             WHERE sessions.state = 'ended'
             AND lines > (SELECT MAX(line) FROM manifest WHERE manifest.session = sessions.id)
             ORDER BY ended_unix, sessions.id",
        )
        .bind(self.server.id())
        .fetch_all(&self.db.reader)
        .await?;
        sessions.iter().map(|session| ids::session(session)).collect()
    }

    /// Removes the files of a session from its folder that the bucket has. Those that it lacks, against what was noted, are brought again.
    async fn remove_brought(&self, session: SessionId, bucket: &Bucket) -> Result<u64, StoreError> {
        let lines = self.manifest(session, 0).await?;
        let kept = bucket.sizes(session).await?;
        let folder = self.media.folder(session);
        let removed = tokio::task::spawn_blocking(move || remove(&folder, &lines, &kept));
        let (removed, lacking) = removed.await.map_err(io::Error::other)??;
        if lacking > 0 {
            tracing::warn!(%session, files = lacking, "the bucket lacks files that were brought there; they are brought again");
            self.upload_anew(session).await?;
        }
        Ok(removed)
    }
}

/// Removes the files that are elsewhere in the same size. Returns the bytes of these, and the number of those that are not.
fn remove(folder: &Folder, lines: &ManifestLines, kept: &BTreeMap<String, u64>) -> io::Result<(u64, u64)> {
    let (mut removed, mut lacking) = (0, 0);
    for file in lines.files() {
        match folder.size(file.name)? {
            Some(size) if kept.get(file.name) == Some(&size) => {
                folder.delete(file.name)?;
                removed += size;
            }
            Some(_) => lacking += 1,
            None => {}
        }
    }
    Ok((removed, lacking))
}
