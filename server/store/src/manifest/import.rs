//! Manifests of earlier versions, which kept them as a file in the folder of the recording.

use std::path::Path;

use protocol::SessionId;
use sqlx::{AnyConnection, Connection};

use super::{next_line, write::insert};
use crate::{database::Database, error::StoreError, ids, journal::lock_end, recordings::Folder};

/// The name of the file, which had one line of JSON for each line of the manifest.
const FILE_NAME: &str = "manifest.jsonl";

/// Sessions that have no line yet. An erased recording has none any more, and its file may not be gone yet.
const WITHOUT_LINES: &str = "SELECT id FROM sessions
    WHERE NOT EXISTS (SELECT 1 FROM manifest WHERE manifest.session = sessions.id)
    AND NOT EXISTS (SELECT 1 FROM deleted_recordings AS deleted
                    WHERE deleted.session = sessions.id AND erased_unix IS NOT NULL)";

/// Takes over the manifests that are files in the folders of recordings below `media`. The files stay, and are not read again.
pub(crate) async fn import_all(db: &Database, media: &Path) -> Result<(), StoreError> {
    let sessions: Vec<String> = sqlx::query_scalar(WITHOUT_LINES).fetch_all(&db.reader).await?;
    for session in with_file(media, &sessions)? {
        let mut tx = db.begin().await?;
        import_one(&mut tx, media, session).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Does the same as [`import_all`], into a SQLite database that nobody else uses.
pub(crate) async fn import(database: &mut AnyConnection, media: &Path) -> Result<(), StoreError> {
    let sessions: Vec<String> = sqlx::query_scalar(WITHOUT_LINES).fetch_all(&mut *database).await?;
    for session in with_file(media, &sessions)? {
        let mut tx = database.begin().await?;
        import_one(&mut tx, media, session).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn with_file(media: &Path, sessions: &[String]) -> Result<Vec<SessionId>, StoreError> {
    let sessions = sessions.iter().filter(|session| media.join(session).join(FILE_NAME).is_file());
    sessions.map(|session| ids::session(session)).collect()
}

/// Writes all lines of a file, or none when another server has written some meanwhile.
async fn import_one(tx: &mut AnyConnection, media: &Path, session: SessionId) -> Result<(), StoreError> {
    let text = std::fs::read(Folder::of(media, session).path(FILE_NAME))?;
    lock_end(tx).await?;
    if next_line(tx, session).await? > 0 {
        return Ok(());
    }
    let lines = complete_lines(&text);
    insert(tx, session, 0, &lines).await?;
    tracing::info!(%session, lines = lines.len(), "took the manifest of an earlier version over into the database");
    Ok(())
}

/// The lines that end in a newline. A last line without one was being written when the server was killed. Lines that are not
/// UTF-8 are kept as far as they are, and count as unreadable.
fn complete_lines(text: &[u8]) -> Vec<String> {
    let lines = text.split_inclusive(|&byte| byte == b'\n').filter_map(|line| line.strip_suffix(b"\n"));
    // PostgreSQL takes no texts with a zero byte.
    lines.map(|line| String::from_utf8_lossy(line).replace('\0', "\u{FFFD}")).collect()
}
