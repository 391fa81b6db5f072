//! Copies of everything that is kept, made while class runs.
//!
//! Recordings come first, the database last: a copy never knows of a file that it does not have, and its journals reach
//! as far as its recordings or further. A copy bears its name only once it is whole and was read again.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use protocol::{Damage, SessionId};
use sqlx::Connection;

use crate::{
    DATABASE_FILE, MEDIA_FOLDER, create_private_folder, damage, database::Database, error::StoreError, ids, manifest,
};

/// What a copy has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Sessions.
    pub sessions: usize,
    /// Events in their journals.
    pub events: u64,
    /// Files of their recordings.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// What the original has lost before, and the copy has not either.
    pub damage: Vec<(SessionId, Damage)>,
}

/// Copies a data folder with a database of SQLite to `to`, which must not exist yet. A server may be running on it.
pub async fn backup(data: &Path, to: &Path) -> Result<Copied, StoreError> {
    copy(data, to, Links::Allowed).await
}

/// Makes a data folder, which must not exist yet or be empty, of a backup.
pub async fn restore(backup: &Path, data: &Path) -> Result<Copied, StoreError> {
    copy(backup, data, Links::Forbidden).await
}

/// Whether a copied file may be the same file under a second name. Recorded files never change, so that a backup may
/// share them with its original; what is restored is a copy by itself.
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
    let (files, bytes) = tokio::task::spawn_blocking(move || copy_media(&media, &copied_media, links))
        .await
        .map_err(io::Error::other)??;
    copy_database(&database, &unfinished.join(DATABASE_FILE)).await?;
    let mut copied = read_again(&unfinished).await?;
    (copied.files, copied.bytes) = (files, bytes);
    // An empty folder gives way.
    fs::rename(&unfinished, to)?;
    sync_folder(to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(copied)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Copies the recordings of all sessions: how many files, and how many bytes.
fn copy_media(from: &Path, to: &Path, links: Links) -> Result<(u64, u64), StoreError> {
    create_private_folder(to)?;
    let (mut files, mut bytes) = (0, 0);
    let sessions = match fs::read_dir(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((0, 0)),
        read => read?,
    };
    for session in sessions {
        let session = session?;
        if !session.file_type()?.is_dir() {
            continue;
        }
        let (more, size) = copy_recording(&session.path(), &to.join(session.file_name()), links)?;
        files += more;
        bytes += size;
    }
    sync_folder(to)?;
    Ok((files, bytes))
}

/// Copies one recording as far as its manifest tells now: a file that is named later is none of the copy's.
fn copy_recording(from: &Path, to: &Path, links: Links) -> Result<(u64, u64), StoreError> {
    let manifest = manifest::Manifest::read(from)?;
    create_private_folder(to)?;
    let (mut files, mut bytes) = (0, 0);
    for file in manifest.files() {
        match copy_file(&from.join(file.name), &to.join(file.name), links) {
            Ok(size) => {
                files += 1;
                bytes += size;
            }
            // It was lost before; the copy's damage tells.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    fs::write(to.join(manifest::FILE_NAME), &manifest.text)?;
    File::open(to.join(manifest::FILE_NAME))?.sync_all()?;
    sync_folder(to)?;
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

/// Copies the database as it is at one moment, whoever writes to it meanwhile.
async fn copy_database(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut original = Database::connect_sqlite(from).await?;
    let name = to.to_str().ok_or_else(|| io::Error::other("the backup's path is not UTF-8"))?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut original).await?;
    original.close().await?;
    Ok(File::open(to)?.sync_all()?)
}

/// Reads a copy whole: its database must be sound, and what is missing in it is told.
async fn read_again(copy: &Path) -> Result<Copied, StoreError> {
    let mut database = Database::connect_sqlite(&copy.join(DATABASE_FILE)).await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut database).await?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt("copy of the database"));
    }
    // A server on the copy is another one, and alone.
    sqlx::query("UPDATE sessions SET holder = NULL").execute(&mut database).await?;
    let sessions: Vec<String> = sqlx::query_scalar("SELECT id FROM sessions").fetch_all(&mut database).await?;
    let events: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM journal").fetch_one(&mut database).await?;
    let mut copied = Copied { sessions: sessions.len(), events: crate::columns::unsigned(events), ..Copied::default() };
    for id in sessions {
        let session = ids::session(&id)?;
        let mut found = damage::of_journal(&mut database, session).await?;
        found.extend(damage::of_recording(&copy.join(MEDIA_FOLDER).join(id))?);
        copied.damage.extend(found.into_iter().map(|damage| (session, damage)));
    }
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut database).await?;
    database.close().await?;
    Ok(copied)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
