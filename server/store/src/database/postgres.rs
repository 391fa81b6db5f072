//! PostgreSQL, which several servers may share.

use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{AnyConnection, Connection, Executor, any::AnyConnectOptions};

use super::problem::{DatabaseProblem, UNDEFINED_DATABASE, is_sign_in, lacks_rights};
use crate::error::StoreError;

/// Connections that write. The journal's writer uses one at a time; the others serve people who come in.
pub(super) const WRITERS: u32 = 4;

/// Connections that read: so many requests read at a time.
pub(super) const READERS: u32 = 8;

/// How long a write may take. Every group of appends takes less. When a server does not answer, class stands still for as
/// long as this.
pub(super) const WRITE_PATIENCE: Duration = Duration::from_secs(15);

/// The oldest version that the PostgreSQL project still maintains, <https://www.postgresql.org/support/versioning/>, as
/// `server_version_num` has it.
const OLDEST: u32 = 140_000;

/// The settings of every connection: a commit is on disk when it returns, whatever the server's default is; a stronger setting
/// (a standby has it too) is kept. PostgreSQL ends an idle transaction: otherwise a Meridian that was cut off in the middle of
/// one would hold up all others. Other deadlines in PostgreSQL's configuration are meant for other programs.
pub(super) const CONNECTION_SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
    SET idle_in_transaction_session_timeout = '20s';
    SET statement_timeout = 0;";

/// Parses a URL.
pub(super) fn options(url: &str) -> Result<AnyConnectOptions, StoreError> {
    let names_server = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let options = AnyConnectOptions::from_str(url).ok().filter(|_| names_server).ok_or(DatabaseProblem::BadUrl)?;
    let is_complete = !options.database_url.path().trim_matches('/').is_empty();
    if is_complete { Ok(options) } else { Err(DatabaseProblem::BadUrl.into()) }
}

/// Connects once, and reports in clear words what a pool would report as a timeout of its own, or not at all.
pub(super) async fn check(options: &AnyConnectOptions) -> Result<(), StoreError> {
    let mut first = AnyConnection::connect_with(options).await.map_err(name_refusal)?;
    let version: String =
        sqlx::query_scalar("SELECT current_setting('server_version_num')").fetch_one(&mut first).await?;
    if is_too_old(&version) {
        return Err(DatabaseProblem::TooOld { version }.into());
    }
    let encoding: String =
        sqlx::query_scalar("SELECT current_setting('server_encoding')").fetch_one(&mut first).await?;
    if encoding != "UTF8" {
        return Err(DatabaseProblem::NotUtf8 { encoding }.into());
    }
    first.execute(CONNECTION_SETTINGS).await?;
    Ok(first.close().await?)
}

fn is_too_old(version: &str) -> bool {
    version.parse::<u32>().is_ok_and(|version| version < OLDEST)
}

fn name_refusal(error: sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(|refused| refused.code()).unwrap_or_default().into_owned();
    let error = Arc::new(error);
    match &*error {
        sqlx::Error::Configuration(_) => DatabaseProblem::BadUrl,
        _ if is_sign_in(&code) => DatabaseProblem::SignInRefused(error),
        _ if code == UNDEFINED_DATABASE => DatabaseProblem::NoSuchDatabase(error),
        _ if lacks_rights(&code) => DatabaseProblem::NoRights(error),
        _ => DatabaseProblem::Unreachable(error),
    }
    .into()
}

/// Tells a user without the right to create tables from a database that failed.
pub(super) fn name_missing_rights(error: StoreError) -> StoreError {
    use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
    let code_of =
        |error: &sqlx::Error| error.as_database_error().and_then(|refused| Some(refused.code()?.into_owned()));
    let StoreError::Migration(migration) = &error else { return error };
    let (Execute(cause) | ExecuteMigration(cause, _)) = &**migration else { return error };
    if !code_of(cause).is_some_and(|code| lacks_rights(&code)) {
        return error;
    }
    DatabaseProblem::NoRights(Arc::new(sqlx::Error::Configuration(cause.to_string().into()))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_from_fourteen_on_are_supported() {
        assert!(is_too_old("130023") && is_too_old("90624"));
        assert!(!is_too_old("140000") && !is_too_old("150018") && !is_too_old("190001"));
    }

    #[test]
    fn a_url_names_a_server_and_a_database() {
        for url in ["postgres://h/d", "postgresql://u:p@h:5432/d?sslmode=require", "postgres:///d?host=/run/postgresql"]
        {
            assert!(options(url).is_ok(), "{url}");
        }
        for none in
            ["", "postgres", "postgres://h", "postgres://h/", "mysql://h/d", "/var/lib/x.db", "postgres://h:x/d"]
        {
            let refused = options(none);
            assert!(matches!(refused, Err(StoreError::Unusable(DatabaseProblem::BadUrl))), "{none}: {refused:?}");
        }
    }
}
