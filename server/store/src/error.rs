//! The errors of the store.

use std::{io::ErrorKind, path::PathBuf, sync::Arc};

use protocol::Seq;

use crate::database::{DatabaseProblem, is_full, is_lost_connection};

/// Why a call of the store failed. Holds no token and no password.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// The server has an owner already.
    #[error("the server has an owner")]
    OwnerExists,
    /// There is an account with this address.
    #[error("there is an account with this address")]
    EmailTaken,
    /// The person is on the roster already, or somebody with this address is.
    #[error("on the roster already")]
    OnRoster,
    /// The person is on the roster, and left the course or was removed from it.
    #[error("left or removed")]
    WasMember,
    /// The server keeps an owner, and a course an instructor.
    #[error("the last one stays")]
    LastOne,
    /// The course has classes.
    #[error("the course has classes")]
    HasClasses,
    /// The course has as many sessions as it can: see [`protocol::limits::SESSIONS_OF_COURSE`].
    #[error("the course has as many sessions as it can")]
    PlanFull,
    /// The session has as much preparation as it can: see [`protocol::limits::PREPARATION_ITEMS`].
    #[error("the session has as much preparation as it can")]
    PreparationFull,
    /// So much was written today by one person, or in one thread, that no more is taken: see [`protocol::limits::POSTS_OF_DAY`] and
    /// [`protocol::limits::REPLIES`].
    #[error("so much is on the board that no more is taken")]
    BoardFull,
    /// The course has as many bytes of files as it can: see [`protocol::limits::FILES_OF_COURSE_BYTES`].
    #[error("the course has as many bytes of files as it can")]
    FilesFull,
    /// The course had as many announcements today as it can: see [`protocol::limits::ANNOUNCEMENTS_OF_DAY`].
    #[error("the course had as many announcements today as it can")]
    AnnouncementsFull,
    /// What is told before recording was changed meanwhile.
    #[error("what is told before recording was changed meanwhile")]
    ConsentChanged,
    /// The session has as many seats as it can, and none of them can be given up: see [`protocol::limits::SEATS`].
    #[error("no seat is left")]
    Full,
    /// The person has a seat in the session already: ask for a new token of that seat.
    #[error("the person has a seat")]
    SeatExists,
    /// The seat was revoked: it gets no token any more.
    #[error("the seat is revoked")]
    SeatRevoked,
    /// Staff keep this browser out of the session.
    #[error("the browser is kept out")]
    Banned,
    /// Another server holds the session.
    #[error("another server holds the session")]
    Held,
    /// The session was taken since, by another server or again by this one. Nothing was written.
    #[error("the session was taken by another")]
    LeaseLost,
    /// The events do not continue the journal. Nothing of them was written.
    #[error("event {got} does not follow event {last}")]
    NotNext {
        /// The last event in the journal; 0 for none.
        last: Seq,
        /// The number that came.
        got: Seq,
    },
    /// The lines do not continue the manifest. Nothing of them was written.
    #[error("line {got} of a manifest came before line {next}")]
    LineNotNext {
        /// The number of the line that is missing.
        next: u32,
        /// The number that came.
        got: u32,
    },
    /// Too many passwords are being checked just now.
    #[error("too many passwords are being checked")]
    Busy,
    /// There is no database of SQLite in this folder.
    #[error("{} has no database of Meridian in it", .0.display())]
    NoData(PathBuf),
    /// This folder has something in it already.
    #[error("{} is not empty", .0.display())]
    Occupied(PathBuf),
    /// Other accounts of this machine can look into this data folder.
    #[error("other accounts of this machine can look into the data folder, with its recordings and secrets: chmod 700 {}", .0.display())]
    Exposed(PathBuf),
    /// The disk with this data folder is full.
    #[error("the disk with {} is full: make room on it, and start again", .0.display())]
    NoRoom(PathBuf),
    /// A folder cannot be copied into itself.
    #[error("{} is inside of the folder that is copied", .0.display())]
    Inside(PathBuf),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// Another process uses the data folder.
    #[error("the data folder is used by another process")]
    InUse,
    /// Stored data cannot be understood.
    #[error("stored {0} cannot be understood")]
    Corrupt(&'static str),
    /// The database cannot be used at all.
    #[error("the database cannot be used: {0}")]
    Unusable(#[from] DatabaseProblem),
    /// The database does not answer.
    #[error("the database does not answer")]
    Silent,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] Arc<sqlx::Error>),
    /// The database's layout cannot be brought up to date.
    #[error("migration: {0}")]
    Migration(#[source] Arc<sqlx::migrate::MigrateError>),
    /// The file store failed.
    #[error("files: {0}")]
    Files(#[source] Arc<object_store::Error>),
    /// The data folder cannot be used.
    #[error("data folder: {0}")]
    Folder(#[source] Arc<std::io::Error>),
    /// A password could not be hashed.
    #[error("password hashing: {0}")]
    Password(argon2::password_hash::Error),
}

impl StoreError {
    /// Whether the database could not be reached: the same call may succeed later, or may have succeeded already.
    pub fn is_lost_connection(&self) -> bool {
        match self {
            StoreError::Silent => true,
            StoreError::Database(error) => is_lost_connection(error),
            _ => false,
        }
    }

    /// Whether the disk has no room.
    pub fn is_full_disk(&self) -> bool {
        match self {
            StoreError::Database(error) => is_full(error),
            StoreError::NoRoom(_) => true,
            StoreError::Folder(error) => matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => StoreError::NotFound,
            sqlx::Error::PoolClosed => StoreError::Closed,
            sqlx::Error::Database(refused) if refused.is_foreign_key_violation() => StoreError::NotFound,
            other => StoreError::Database(Arc::new(other)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        StoreError::Migration(Arc::new(error))
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => StoreError::NotFound,
            other => StoreError::Files(Arc::new(other)),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        StoreError::Folder(Arc::new(error))
    }
}
