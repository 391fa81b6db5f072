//! SQLite: one file, one writer at a time.

use std::{fmt::Write, path::Path, str::FromStr};

use sqlx::{AnyConnection, AnyPool, Connection, Executor, any::AnyConnectOptions};

use super::problem::is_corruption;
use crate::error::StoreError;

/// SQLite admits one writer at a time. With a single writing connection, writers queue in order of arrival, and no
/// transaction of this process ever waits for another's lock.
pub(super) const WRITERS: u32 = 1;

/// Readers work in parallel beside the writer. More readers than a small machine has cores gain nothing.
pub(super) const READERS: u32 = 4;

/// The settings of every connection: a commit is on disk when it returns (`synchronous = FULL` syncs the write-ahead log at each
/// commit, <https://www.sqlite.org/pragma.html#pragma_synchronous>), references are enforced, a connection waits for a lock
/// that another process (a backup) holds, and deleted content is overwritten with zeros: an erased text is in no part of the
/// file. The write-ahead log holds it until a checkpoint, which the end of the server makes.
pub(super) const CONNECTION_SETTINGS: &str = "PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;";

/// The setting of a connection whose commits need not be on disk before the next one that another setting makes.
pub(super) const MANY_COMMITS: &str = "PRAGMA synchronous = NORMAL";

/// Names the database in `file`, an absolute path.
pub(super) fn options(file: &Path) -> Result<AnyConnectOptions, StoreError> {
    Ok(AnyConnectOptions::from_str(&url(file)?)?)
}

/// Opens the file once. A pool would try a file that is not a database again and again, and then report a timeout alone.
pub(super) async fn check(options: &AnyConnectOptions) -> Result<(), StoreError> {
    let mut first = AnyConnection::connect_with(options).await?;
    first.execute(CONNECTION_SETTINGS).await?;
    Ok(first.close().await?)
}

/// Moves the write-ahead log into the database file.
pub(super) async fn checkpoint(pool: &AnyPool) -> Result<(), StoreError> {
    pool.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(())
}

/// The faults that a check of every page finds, in a few lines at most. The check takes as long as reading the file.
pub(super) async fn damaged_pages(pool: &AnyPool) -> Result<Vec<String>, StoreError> {
    let found: Result<Vec<String>, sqlx::Error> = sqlx::query_scalar("PRAGMA quick_check(8)").fetch_all(pool).await;
    match found {
        Ok(lines) => Ok(lines.into_iter().filter(|line| line != "ok").collect()),
        // Some damage stops the check.
        Err(error) if is_corruption(&error) => Ok(vec![error.to_string()]),
        Err(error) => Err(error.into()),
    }
}

/// `sqlite:///path?mode=rwc`, with all of the path but letters, digits and `/ - . _ ~` percent-encoded (RFC 3986,
/// section 2.3).
fn url(file: &Path) -> Result<String, StoreError> {
    let path = file.to_str().ok_or_else(|| std::io::Error::other("its path is not UTF-8"))?;
    let mut url = String::from("sqlite://");
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            // Writing to a String cannot fail.
            _ => drop(write!(url, "%{byte:02X}")),
        }
    }
    url.push_str("?mode=rwc");
    Ok(url)
}
