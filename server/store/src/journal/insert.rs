//! Inserts many rows by few statements.

use std::sync::LazyLock;

use protocol::{SealedEvent, SessionId, stored::FORMAT};
use sqlx::AnyConnection;

use crate::{
    columns::{millis, placeholders},
    error::StoreError,
};

/// Statements with the number of rows that each inserts, the largest first: many rows need one round trip, and few statements
/// stay prepared.
static INSERTS: LazyLock<[(usize, String); 3]> =
    LazyLock::new(|| [64, 8, 1].map(|rows| (rows, insert_statement(rows))));

const COLUMNS: usize = 6;

fn insert_statement(rows: usize) -> String {
    let values = placeholders(rows, COLUMNS);
    format!("INSERT INTO journal (session, seq, position, format, at, event) VALUES {values}")
}

/// Inserts rows at the positions that follow `position`.
pub(super) async fn insert(
    tx: &mut AnyConnection,
    mut position: u64,
    mut rows: &[(SessionId, &SealedEvent)],
) -> Result<(), StoreError> {
    for (size, statement) in INSERTS.iter() {
        while let Some((now, later)) = rows.split_at_checked(*size) {
            let mut query = sqlx::query(statement.as_str());
            for (session, event) in now {
                position += 1;
                query = query.bind(session.to_string()).bind(millis(event.seq())).bind(millis(position));
                query = query.bind(i64::from(FORMAT)).bind(millis(event.event().at)).bind(event.json());
            }
            query.execute(&mut *tx).await?;
            rows = later;
        }
    }
    Ok(())
}
