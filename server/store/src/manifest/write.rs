//! Appending to manifests, in the transactions of the journal's writer.

use std::sync::LazyLock;

use protocol::SessionId;
use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::next_line;
use crate::{columns::placeholders, error::StoreError};

/// Statements that insert so many rows at once, most first.
static INSERTS: LazyLock<[(usize, String); 3]> = LazyLock::new(|| {
    [64, 8, 1].map(|rows| {
        (rows, format!("INSERT INTO manifest (session, line, entry) VALUES {}", placeholders(rows, COLUMNS)))
    })
});

const COLUMNS: usize = 3;

/// Lines for a session's manifest, and who waits for them to be durable.
#[derive(Debug)]
pub(crate) struct ManifestAppend {
    pub(crate) session: SessionId,
    /// That of the lease under which it is made.
    pub(crate) epoch: i64,
    /// The number of the first line.
    pub(crate) first: u32,
    /// As JSON.
    pub(crate) lines: Vec<String>,
    pub(crate) done: oneshot::Sender<Result<(), StoreError>>,
}

/// Writes lines, unless another holds the session or they do not follow those that are there. What is there already was
/// written under the same lease, by an earlier try of the same append, and stays.
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
