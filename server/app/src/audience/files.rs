//! Files that an audience reads just now: of many who ask for one within some seconds, one reads it from the disk.

use axum::body::Bytes;
use protocol::{Millis, Refusal, SessionId, limits::MEDIA_KEY_PERIOD_MS};
use quick_cache::{Weighter, sync::Cache};

/// What is kept of all files: two seconds of a class come to some 100 kB, so this is what many classes have in the seconds in which
/// everybody asks for it.
const BYTES: usize = 32 * 1024 * 1024;
/// What a file comes to, about.
const USUAL_BYTES: usize = 32 * 1024;

/// Whose file it is, its name, and the period in which it was read: one that is gone is kept for no longer.
type Of = (SessionId, String, Millis);

/// A file.
#[derive(Debug, Clone)]
pub struct WholeFile {
    /// The media type of its container.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: Bytes,
}

/// The files.
pub struct Files(Cache<Of, WholeFile, ByLength>);

#[derive(Clone)]
struct ByLength;

impl Weighter<Of, WholeFile> for ByLength {
    fn weight(&self, (_, name, _): &Of, file: &WholeFile) -> u64 {
        (size_of::<Of>() + name.len() + file.bytes.len()) as u64
    }
}

impl Default for Files {
    fn default() -> Self {
        Files(Cache::with_weighter(BYTES / USUAL_BYTES, BYTES as u64, ByLength))
    }
}

impl Files {
    /// The file of this name, as it was read for somebody else, or by `read`. Whoever asks while it is read waits for it.
    pub async fn of(
        &self,
        session: SessionId,
        name: &str,
        now_unix: Millis,
        read: impl Future<Output = Result<WholeFile, Refusal>>,
    ) -> Result<WholeFile, Refusal> {
        self.0.get_or_insert_async(&(session, name.to_owned(), now_unix / MEDIA_KEY_PERIOD_MS), read).await
    }

    /// Forgets the files of a session.
    pub fn forget(&self, session: SessionId) {
        self.0.retain(|(of, ..), _| *of != session);
    }
}

#[cfg(test)]
mod tests {
    use protocol::ErrorCode;
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_file_is_read_once_in_a_period_and_what_is_kept_is_bounded() {
        let (files, session) = (Files::default(), SessionId(Uuid::nil()));
        let file = |length: usize| WholeFile { content_type: "video/webm", bytes: vec![0; length].into() };
        let length = async |name: &str, now, length| {
            files.of(session, name, now, async { Ok(file(length)) }).await.unwrap().bytes.len()
        };
        let missing = files.of(session, "a", 0, async { Err(ErrorCode::NotFound.into()) }).await;
        assert_eq!(missing.unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(length("a", 0, 1).await, 1);
        assert_eq!(length("a", MEDIA_KEY_PERIOD_MS - 1, 2).await, 1);
        assert_eq!(length("b", 0, 3).await, 3);
        assert_eq!(length("a", MEDIA_KEY_PERIOD_MS, 4).await, 4);
        files.forget(session);
        assert_eq!(length("a", MEDIA_KEY_PERIOD_MS, 5).await, 5);
        for number in 0..100 {
            length(&number.to_string(), 0, BYTES / 50).await;
        }
        assert!(files.0.weight() <= BYTES as u64);
    }
}
