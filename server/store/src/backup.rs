//! Copies of everything that is kept, made while class runs.
//!
//! The database comes first, as it is at one moment. Files that its manifests name were there before their lines were
//! written, and never change: they are copied afterwards. A copy bears its name only once it is whole and was read again. Files that are in
//! a bucket alone stay there.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use protocol::{Damage, SessionId};
use sqlx::{AnyConnection, Connection};

use crate::{
    DATABASE_FILE, FILES_FOLDER, MEDIA_FOLDER, create_private_folder, damage,
    database::{self, Database},
    deleted_classes, deletions,
    error::StoreError,
    files, ids, manifest, privacy,
    recordings::Folder,
    uploads,
};

/// The contents of a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Sessions.
    pub sessions: usize,
    /// Events in their journals.
    pub events: u64,
    /// Files of their recordings, and those that were uploaded.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// Files of recordings that are in the bucket alone.
    pub in_bucket: u64,
    /// The losses of the original, which the copy shares.
    pub damage: Vec<(SessionId, Damage)>,
}

/// Copies a data folder with a database of SQLite to `to`, which must not exist yet. A server may be running on that folder.
pub async fn backup(data: &Path, to: &Path) -> Result<Copied, StoreError> {
    copy(data, to, Links::Allowed).await
}

/// Makes a data folder, which must not exist yet or be empty, of a backup.
pub async fn restore(backup: &Path, data: &Path) -> Result<Copied, StoreError> {
    copy(backup, data, Links::Forbidden).await
}

/// Whether a copied file may be the same file under a second name. Recorded files never change, so a backup may share them
/// with its original. A restored folder has files of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Allowed,
    Forbidden,
}

async fn copy(from: &Path, to: &Path, links: Links) -> Result<Copied, StoreError> {
    let database = from.join(DATABASE_FILE);
    if !database.is_file() {
        return Err(StoreError::NoData(from.to_owned()));
    }
    if std::path::absolute(to)?.starts_with(std::path::absolute(from)?) {
        return Err(StoreError::Inside(to.to_owned()));
    }
    let is_free = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(error.into()),
    };
    if !is_free {
        return Err(StoreError::Occupied(to.to_owned()));
    }
    let unfinished = with_suffix(to, ".unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    create_private_folder(&unfinished)?;
    let (media, copied_media) = (from.join(MEDIA_FOLDER), unfinished.join(MEDIA_FOLDER));
    copy_database(&database, &unfinished.join(DATABASE_FILE), &media).await?;
    let wanted = named_files(&unfinished.join(DATABASE_FILE)).await?;
    let uploaded = uploaded_files(&unfinished.join(DATABASE_FILE)).await?;
    let (uploads, copied_uploads) = (from.join(FILES_FOLDER), unfinished.join(FILES_FOLDER));
    let (files, bytes) = tokio::task::spawn_blocking(move || {
        let recorded = copy_media(&media, &copied_media, &wanted, links)?;
        let (uploads, copied) = (Folder::at(uploads), Folder::at(copied_uploads));
        let (files, bytes) = copy_files(&uploads, &copied, &uploaded, links)?;
        Ok::<_, StoreError>((recorded.0 + files, recorded.1 + bytes))
    })
    .await
    .map_err(io::Error::other)??;
    follow_deletions(&database, &unfinished.join(DATABASE_FILE)).await?;
    let mut copied = read_again(&unfinished).await?;
    (copied.files, copied.bytes) = (files, bytes);
    // An empty folder is replaced.
    fs::rename(&unfinished, to)?;
    sync_folder(to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(copied)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The files that the manifests of a copied database name.
async fn named_files(database: &Path) -> Result<Vec<(SessionId, Vec<String>)>, StoreError> {
    let mut database = Database::connect_sqlite(database).await?;
    let sessions: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT session FROM manifest").fetch_all(&mut database).await?;
    let mut named = Vec::with_capacity(sessions.len());
    for session in sessions {
        let session = ids::session(&session)?;
        let lines = manifest::read(&mut database, session, 0).await?;
        named.push((session, lines.files().map(|file| file.name.to_owned()).collect()));
    }
    database.close().await?;
    Ok(named)
}

/// The files that lists of preparation name in a copied database.
async fn uploaded_files(database: &Path) -> Result<Vec<String>, StoreError> {
    let mut database = Database::connect_sqlite(database).await?;
    let named = files::named_files(&mut database).await?;
    database.close().await?;
    Ok(named.into_iter().collect())
}

/// Copies recorded files. Returns their number, and the sum of their bytes.
fn copy_media(
    from: &Path,
    to: &Path,
    wanted: &[(SessionId, Vec<String>)],
    links: Links,
) -> Result<(u64, u64), StoreError> {
    create_private_folder(to)?;
    let (mut files, mut bytes) = (0, 0);
    for (session, names) in wanted {
        let copied = copy_files(&Folder::of(from, *session), &Folder::of(to, *session), names, links)?;
        files += copied.0;
        bytes += copied.1;
    }
    sync_folder(to)?;
    Ok((files, bytes))
}

/// Copies files of these names. Returns their number, and the sum of their bytes.
fn copy_files(from: &Folder, to: &Folder, names: &[String], links: Links) -> Result<(u64, u64), StoreError> {
    to.prepare()?;
    let (mut files, mut bytes) = (0, 0);
    for name in names {
        match copy_file(&from.path(name), &to.path(name), links) {
            Ok(size) => {
                files += 1;
                bytes += size;
            }
            // The file was lost before. The damage of the copy names it.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    to.sync()?;
    Ok((files, bytes))
}

fn copy_file(from: &Path, to: &Path, links: Links) -> io::Result<u64> {
    if links == Links::Allowed && fs::hard_link(from, to).is_ok() {
        return Ok(fs::metadata(to)?.len());
    }
    let size = fs::copy(from, to)?;
    File::open(to)?.sync_all()?;
    let original = fs::metadata(from)?.len();
    if size == original { Ok(size) } else { Err(io::Error::other(format!("{} was not copied whole", to.display()))) }
}

/// Copies the database as it is at one moment, even while others write to it. The copy of an earlier version's database gets
/// the present layout, and takes its manifests over from `media`.
async fn copy_database(from: &Path, to: &Path, media: &Path) -> Result<(), StoreError> {
    let mut original = Database::connect_sqlite(from).await?;
    let name = to.to_str().ok_or_else(|| io::Error::other("the backup's path is not UTF-8"))?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut original).await?;
    original.close().await?;
    let mut copy = Database::connect_sqlite(to).await?;
    database::MIGRATIONS.run(&mut copy).await?;
    manifest::import(&mut copy, media).await?;
    copy.close().await?;
    Ok(File::open(to)?.sync_all()?)
}

/// Erases in the copy what was erased in the original while it was copied.
async fn follow_deletions(original: &Path, copy: &Path) -> Result<(), StoreError> {
    let mut original = Database::connect_sqlite(original).await?;
    let mut copy = Database::connect_sqlite(copy).await?;
    // A database of an earlier version, which no server has open, knows less.
    if knows(&mut original, "deleted_recordings").await? {
        deletions::follow(&mut original, &mut copy).await?;
    }
    if knows(&mut original, "deleted_classes").await? {
        deleted_classes::follow(&mut original, &mut copy).await?;
    }
    if knows(&mut original, "manifest").await? {
        privacy::follow(&mut original, &mut copy).await?;
    }
    if knows(&mut original, "uploads").await? {
        uploads::follow(&mut original, &mut copy).await?;
    }
    original.close().await?;
    Ok(copy.close().await?)
}

async fn knows(database: &mut AnyConnection, table: &str) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = $1")
        .bind(table)
        .fetch_one(database)
        .await?;
    Ok(found > 0)
}

/// Reads a whole copy. Its database must be sound; missing events, lines and files are returned as its damage.
async fn read_again(copy: &Path) -> Result<Copied, StoreError> {
    let mut database = Database::connect_sqlite(&copy.join(DATABASE_FILE)).await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut database).await?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt("copy of the database"));
    }
    // A server on the copy has an identity of its own, and no other server beside it.
    sqlx::query("UPDATE sessions SET holder = NULL").execute(&mut database).await?;
    let sessions: Vec<String> = sqlx::query_scalar("SELECT id FROM sessions").fetch_all(&mut database).await?;
    let events: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM journal").fetch_one(&mut database).await?;
    let mut copied = Copied { sessions: sessions.len(), events: crate::columns::unsigned(events), ..Copied::default() };
    for id in sessions {
        let session = ids::session(&id)?;
        let mut found = damage::of_journal(&mut database, session).await?;
        let folder = Folder::of(&copy.join(MEDIA_FOLDER), session);
        let recording = damage::of_recording(&mut database, session, folder, damage::Elsewhere::AsNoted).await?;
        copied.in_bucket += recording.elsewhere;
        found.extend(recording.damage);
        copied.damage.extend(found.into_iter().map(|damage| (session, damage)));
    }
    // Files that were made of recordings are not copied.
    sqlx::query("DELETE FROM mp4").execute(&mut database).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut database).await?;
    database.close().await?;
    Ok(copied)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
