//! The connections, and the engine behind them: the only module that knows which engine runs.
//!
//! Everything else speaks to sqlx's `Any` driver in the SQL that SQLite and PostgreSQL share: `$1` placeholders, columns
//! of TEXT and BIGINT, `RETURNING`, `ON CONFLICT`.

mod migrations;
mod postgres;
mod problem;
mod sqlite;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, AnyPool, Connection, Executor, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

pub(crate) use migrations::MIGRATIONS;
pub use problem::DatabaseProblem;
pub(crate) use problem::{is_corruption, is_full, is_lost_connection};

use crate::error::StoreError;

/// How long a request waits for a connection before it fails: as long as SQLite waits for another process's lock.
const ACQUIRE: Duration = Duration::from_secs(5);

/// How long a connection that was given back may take to say that it is alive.
const STILL_THERE: Duration = Duration::from_secs(5);

/// Where the database is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A file, by its absolute path.
    Sqlite(PathBuf),
    /// A URL of a PostgreSQL server.
    Postgres(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// The database: connections that write, and others that read.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    engine: Engine,
    pub(crate) reader: AnyPool,
    pub(crate) writer: AnyPool,
}

/// Carries out the steps that the database has not had. SQLite, with its one connection that writes, syncs them to the disk at once, with
/// the first commit that follows, instead of 138 times in a new file: a step that a power cut takes away is carried out again.
async fn bring_up_to_date(engine: Engine, writer: &AnyPool) -> Result<(), StoreError> {
    if engine == Engine::Sqlite {
        writer.execute(sqlite::MANY_COMMITS).await?;
    }
    MIGRATIONS.run(writer).await?;
    if engine == Engine::Sqlite {
        writer.execute(sqlite::CONNECTION_SETTINGS).await?;
    }
    Ok(())
}

impl Database {
    /// Opens the database and brings its layout up to date. A file of SQLite is made when it is not there.
    pub(crate) async fn open(place: &Place) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        match place {
            Place::Sqlite(file) => {
                let options = sqlite::options(file)?;
                sqlite::check(&options).await?;
                Database::connect(Engine::Sqlite, options, sqlite::WRITERS, sqlite::READERS).await
            }
            Place::Postgres(url) => {
                let options = postgres::options(url)?;
                postgres::check(&options).await?;
                let opened = Database::connect(Engine::Postgres, options, postgres::WRITERS, postgres::READERS).await;
                opened.map_err(postgres::name_missing_rights)
            }
        }
    }

    async fn connect(
        engine: Engine,
        options: AnyConnectOptions,
        writers: u32,
        readers: u32,
    ) -> Result<Self, StoreError> {
        let writer = pool(engine, writers).connect_with(options.clone()).await?;
        bring_up_to_date(engine, &writer).await?;
        let reader = pool(engine, readers).connect_with(options).await?;
        Ok(Database { engine, reader, writer })
    }

    /// One connection to a file of SQLite, which others may use meanwhile.
    pub(crate) async fn connect_sqlite(file: &Path) -> Result<AnyConnection, StoreError> {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect_with(&sqlite::options(&file.canonicalize()?)?).await?;
        sqlx::raw_sql(sqlite::CONNECTION_SETTINGS).execute(&mut connection).await?;
        Ok(connection)
    }

    /// One connection to a database that there is, whose layout stays as it is: a server may be running on it.
    pub(crate) async fn connect_beside(place: &Place) -> Result<AnyConnection, StoreError> {
        match place {
            Place::Sqlite(file) if file.is_file() => Self::connect_sqlite(file).await,
            Place::Sqlite(file) => Err(StoreError::NoData(file.parent().unwrap_or(file).to_owned())),
            Place::Postgres(url) => {
                sqlx::any::install_default_drivers();
                let options = postgres::options(url)?;
                postgres::check(&options).await?;
                Ok(AnyConnection::connect_with(&options).await?)
            }
        }
    }

    /// The faults of the database's pages, in the database's own words. PostgreSQL looks after its pages itself.
    pub(crate) async fn damaged_pages(&self) -> Result<Vec<String>, StoreError> {
        match self.engine {
            Engine::Sqlite => sqlite::damaged_pages(&self.reader).await,
            Engine::Postgres => Ok(Vec::new()),
        }
    }

    /// Begins a transaction that writes. SQLite takes its lock now: a transaction that reads first, and then finds that
    /// another process wrote meanwhile, could not wait for the lock any more.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.engine {
            Engine::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.writer.begin().await?,
        })
    }

    /// The time by the database's clock, in milliseconds of the Unix epoch, as SQL.
    pub(crate) fn now(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            Engine::Postgres => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
        }
    }

    /// How long a write may take; `None` where every write is known to end. A database server that is gone without a word
    /// would let its clients wait for a quarter of an hour.
    pub(crate) fn write_patience(&self) -> Option<Duration> {
        (self.engine == Engine::Postgres).then_some(postgres::WRITE_PATIENCE)
    }

    /// Ends all connections; what SQLite has in its write-ahead log is moved into its file before.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.reader.close().await;
        if self.writer.is_closed() {
            return Ok(());
        }
        let done = match self.engine {
            Engine::Sqlite => sqlite::checkpoint(&self.writer).await,
            Engine::Postgres => Ok(()),
        };
        self.writer.close().await;
        done
    }
}

fn pool(engine: Engine, connections: u32) -> AnyPoolOptions {
    let settings = match engine {
        Engine::Sqlite => sqlite::CONNECTION_SETTINGS,
        Engine::Postgres => postgres::CONNECTION_SETTINGS,
    };
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(settings).execute(connection).await?;
                Ok(())
            })
        })
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// Whether a connection may be used again. On a full disk SQLite ends the transaction by itself
/// (<https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>); sqlx then fails to end the
/// transaction, takes it for open, and would make each later transaction a part of it, which no commit writes to disk.
async fn is_clean(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    // The ping comes behind the rollback that is on its way.
    match tokio::time::timeout(STILL_THERE, connection.ping()).await {
        Ok(alive) => alive?,
        Err(_) => return Ok(false),
    }
    Ok(!connection.is_in_transaction())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_write_is_kept_after_transactions_that_the_engine_ended() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let db = Database::open(&Place::Sqlite(folder.path().join("test.db"))).await.expect("open");
        db.writer.execute("CREATE TABLE words (word TEXT)").await.expect("a table");
        for _ in 0..2 {
            let mut tx = db.writer.begin().await.expect("begin");
            // Ends the transaction behind sqlx's back, as SQLite does on a full disk.
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
        let db = Database::open(&Place::Sqlite(folder.path().join("test.db"))).await.expect("open");
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
