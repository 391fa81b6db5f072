//! Tells why a database server cannot be used, in words for operators of Meridian, and which failures pass by themselves.

use std::sync::Arc;

/// Why the database of `--database` cannot be used. Holds no password.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DatabaseProblem {
    /// The URL is not that of a database.
    #[error("its URL must be like postgres://USER:PASSWORD@HOST/DATABASE")]
    BadUrl,
    /// No server answers there.
    #[error("its server cannot be reached: {0}")]
    Unreachable(#[source] Arc<sqlx::Error>),
    /// User or password is wrong.
    #[error("its server does not let this user in: {0}")]
    SignInRefused(#[source] Arc<sqlx::Error>),
    /// There is no database of that name.
    #[error("its server has no database of that name (createdb makes one): {0}")]
    NoSuchDatabase(#[source] Arc<sqlx::Error>),
    /// The server is older than the oldest supported version.
    #[error("it is PostgreSQL with version number {version}: Meridian needs PostgreSQL 14 or later")]
    TooOld {
        /// Its version, as in PostgreSQL's `server_version_num`.
        version: String,
    },
    /// The encoding cannot hold texts of all languages.
    #[error("its encoding is {encoding}: Meridian needs UTF8 (createdb --encoding=UTF8 --template=template0)")]
    NotUtf8 {
        /// The encoding.
        encoding: String,
    },
    /// The user lacks the right to create tables.
    #[error("this user may not make tables in it (make the user its owner: ALTER DATABASE … OWNER TO …): {0}")]
    NoRights(#[source] Arc<sqlx::Error>),
}

/// `invalid_catalog_name`. All codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>
pub(super) const UNDEFINED_DATABASE: &str = "3D000";

/// `invalid_authorization_specification`, `invalid_password`.
pub(super) fn is_sign_in(code: &str) -> bool {
    code.starts_with("28")
}

/// `insufficient_privilege`, `invalid_schema_name`: PostgreSQL reports a schema without rights as missing.
pub(super) fn lacks_rights(code: &str) -> bool {
    matches!(code, "42501" | "3F000")
}

/// Whether the connection was lost, or could not be made: the statement may succeed when tried again, or has succeeded already.
pub(crate) fn is_lost_connection(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(refused) => refused.code().is_some_and(|code| passes(&code)),
        _ => false,
    }
}

/// Connection exceptions, a transaction that was idle for too long, too many connections, a server that stops, crashes or
/// starts, and transactions that PostgreSQL rolled back so that others could go on.
fn passes(code: &str) -> bool {
    code.starts_with("08") || matches!(code, "25P03" | "53300" | "57P01" | "57P02" | "57P03" | "40001" | "40P01")
}

/// Whether what is stored is damaged: SQLite's `SQLITE_CORRUPT` (its extended codes have it in the lowest byte,
/// <https://www.sqlite.org/rescode.html#corrupt>), PostgreSQL's `data_corrupted` and `index_corrupted`.
pub(crate) fn is_corruption(error: &sqlx::Error) -> bool {
    const SQLITE_CORRUPT: u32 = 11;
    let Some(code) = error.as_database_error().and_then(|refused| refused.code()) else { return false };
    matches!(&*code, "XX001" | "XX002") || code.parse::<u32>().is_ok_and(|code| code & 0xFF == SQLITE_CORRUPT)
}

/// Whether there is no room: SQLite's `SQLITE_FULL`, PostgreSQL's `disk_full`.
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    const SQLITE_FULL: u32 = 13;
    let Some(code) = error.as_database_error().and_then(|refused| refused.code()) else { return false };
    code == "53100" || code.parse::<u32>().is_ok_and(|code| code & 0xFF == SQLITE_FULL)
}
