//! The connections. The only file that knows which engine runs.
//!
//! Everything else speaks to sqlx's `Any` driver in the SQL that SQLite and PostgreSQL share: `$1` placeholders, columns
//! of TEXT and BIGINT, `RETURNING`, `ON CONFLICT`. PostgreSQL is then a URL here and a Cargo feature.

use std::{fmt::Write, path::Path, str::FromStr};

use sqlx::{
    AnyConnection, AnyPool, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
};

use crate::error::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// SQLite readers work in parallel beside the writer; more of them than cores in a small machine gain nothing.
const READERS: u32 = 4;

/// Every connection: a commit is on disk when it returns (`synchronous = FULL` syncs the write-ahead log at each
/// commit, <https://www.sqlite.org/pragma.html#pragma_synchronous>), references are enforced, a lock held by another
/// process (a backup) is waited for, and what is deleted is overwritten with zeros: a text that is erased is in no part of
/// the file. The write-ahead log has it until a checkpoint, which the end of the server is.
const CONNECTION_PRAGMAS: &str = "PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;";

/// The database: one connection that writes, a few that read.
///
/// SQLite admits one writer at a time. With a single writing connection, writers queue here in order of arrival, and no
/// transaction ever fails because another holds the lock.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) reader: AnyPool,
    pub(crate) writer: AnyPool,
}

impl Database {
    /// Opens or creates the database in `file`, an absolute path, and brings its layout up to date.
    pub(crate) async fn open(file: &Path) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(&sqlite_url(file)?)?;
        // Before a pool, which would try a file that is no database again and again, and then tell of its patience alone.
        let mut first = AnyConnection::connect_with(&options).await?;
        first.execute(CONNECTION_PRAGMAS).await?;
        first.close().await?;
        let writer = pool(1).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        let reader = pool(READERS).connect_with(options).await?;
        Ok(Database { reader, writer })
    }

    /// Moves the write-ahead log into the database file and ends all connections.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.reader.close().await;
        if self.writer.is_closed() {
            return Ok(());
        }
        let checkpoint = self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
        self.writer.close().await;
        checkpoint?;
        Ok(())
    }
}

fn pool(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(CONNECTION_PRAGMAS).await?;
                Ok(())
            })
        })
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// Whether a connection may be used again. On a full disk SQLite ends the transaction by itself
/// (<https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>); sqlx then fails to end it,
/// takes it for open, and would make of each later one a part of it, which no commit writes to disk.
async fn is_clean(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    // Behind the rollback that is on its way.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// `sqlite:///path?mode=rwc`, with all of the path but letters, digits and `/ - . _ ~` percent-encoded (RFC 3986,
/// section 2.3).
fn sqlite_url(file: &Path) -> Result<String, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_write_is_kept_after_transactions_that_the_engine_ended() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let db = Database::open(&folder.path().join("test.db")).await.expect("open");
        db.writer.execute("CREATE TABLE words (word TEXT)").await.expect("a table");
        for _ in 0..2 {
            let mut tx = db.writer.begin().await.expect("begin");
            // As SQLite does on a full disk, behind sqlx's back.
            tx.execute("ROLLBACK").await.expect("an end");
        }
        let mut tx = db.writer.begin().await.expect("begin");
        tx.execute("INSERT INTO words VALUES ('kept')").await.expect("insert");
        tx.commit().await.expect("commit");
        let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM words").fetch_one(&db.reader).await.expect("count");
        assert_eq!(kept, 1);
        db.close().await.expect("close");
    }

    #[tokio::test]
    async fn every_connection_is_durable_and_strict() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let db = Database::open(&folder.path().join("test.db")).await.expect("open");
        for pool in [&db.writer, &db.reader] {
            let mut connection = pool.acquire().await.expect("connection");
            let mode: String =
                sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.expect("mode");
            assert_eq!(mode, "wal");
            // 2 is FULL.
            for (pragma, expected) in [
                ("PRAGMA synchronous", 2_i64),
                ("PRAGMA foreign_keys", 1),
                ("PRAGMA busy_timeout", 5_000),
                ("PRAGMA secure_delete", 1),
            ] {
                let value: i64 = sqlx::query_scalar(pragma).fetch_one(&mut *connection).await.expect(pragma);
                assert_eq!(value, expected, "{pragma}");
            }
        }
    }
}
