//! Appends lines to manifests, in the transactions of the journal's writer.

use std::sync::LazyLock;

use protocol::SessionId;
use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::next_line;
use crate::{columns::placeholders, error::StoreError};

/// Statements with the number of rows that each inserts, the largest first.
static INSERTS: LazyLock<[(usize, String); 3]> = LazyLock::new(|| {
    [64, 8, 1].map(|rows| {
        (rows, format!("INSERT INTO manifest (session, line, entry) VALUES {}", placeholders(rows, COLUMNS)))
    })
});

const COLUMNS: usize = 3;

/// Lines for a session's manifest, and the caller who waits until they are durable.
#[derive(Debug)]
pub(crate) struct ManifestAppend {
    pub(crate) session: SessionId,
    /// The epoch of the lease under which the append is made.
    pub(crate) epoch: i64,
    /// The number of the first line.
    pub(crate) first: u32,
    /// The lines as JSON.
    pub(crate) lines: Vec<String>,
    pub(crate) done: oneshot::Sender<Result<(), StoreError>>,
}

/// Writes lines, unless another server holds the session or the lines do not follow those that are there. Lines that are there
/// already come from an earlier try of the same append under the same lease, and stay.
pub(crate) async fn write(
    tx: &mut AnyConnection,
    append: &ManifestAppend,
) -> Result<Result<(), StoreError>, StoreError> {
    let epoch: Option<i64> = sqlx::query_scalar("SELECT epoch FROM sessions WHERE id = $1")
        .bind(append.session.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    let Some(epoch) = epoch else { return Ok(Err(StoreError::NotFound)) };
    if epoch != append.epoch {
        return Ok(Err(StoreError::LeaseLost));
    }
    let next = next_line(tx, append.session).await?;
    if append.first > next {
        return Ok(Err(StoreError::LineNotNext { next, got: append.first }));
    }
    let news = append.lines.get((next - append.first) as usize..).unwrap_or_default();
    insert(tx, append.session, next, news).await?;
    Ok(Ok(()))
}

/// Inserts lines, of which the first has the number `line`.
pub(super) async fn insert<T: AsRef<str> + Sync>(
    tx: &mut AnyConnection,
    session: SessionId,
    mut line: u32,
    mut entries: &[T],
) -> Result<(), StoreError> {
    for (size, statement) in INSERTS.iter() {
        while let Some((now, later)) = entries.split_at_checked(*size) {
            let mut query = sqlx::query(statement.as_str());
            for entry in now {
                query = query.bind(session.to_string()).bind(i64::from(line)).bind(entry.as_ref());
                line += 1;
            }
            query.execute(&mut *tx).await?;
            entries = later;
        }
    }
    Ok(())
}
