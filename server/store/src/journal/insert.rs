//! Inserts many rows by few statements.

use std::sync::LazyLock;

use protocol::{SessionId, stored::FORMAT};
use sqlx::AnyConnection;

use super::Entry;
use crate::{
    columns::{millis, placeholders},
    error::StoreError,
};

/// Statements with the number of rows that each inserts, the largest first: many rows need one round trip, and few statements
/// stay prepared.
static INSERTS: LazyLock<[(usize, String); 3]> =
    LazyLock::new(|| [64, 8, 1].map(|rows| (rows, insert_statement(rows))));

const COLUMNS: usize = 8;

fn insert_statement(rows: usize) -> String {
    let values = placeholders(rows, COLUMNS);
    format!("INSERT INTO journal (session, seq, position, format, at, event, sender, command) VALUES {values}")
}

/// Inserts rows at the positions that follow `position`.
pub(super) async fn insert(
    tx: &mut AnyConnection,
    mut position: u64,
    mut rows: &[(SessionId, &Entry)],
) -> Result<(), StoreError> {
    for (size, statement) in INSERTS.iter() {
        while let Some((now, later)) = rows.split_at_checked(*size) {
            let mut query = sqlx::query(statement.as_str());
            for (session, Entry { event, command }) in now {
                position += 1;
                let (sender, command) = command.unzip();
                query = query.bind(session.to_string()).bind(millis(event.seq())).bind(millis(position));
                query = query.bind(i64::from(FORMAT)).bind(millis(event.event().at)).bind(event.json());
                query = query.bind(sender.map(|sender| i64::from(sender.0)));
                query = query.bind(command.map(|id| millis(id.into())));
            }
            query.execute(&mut *tx).await?;
            rows = later;
        }
    }
    Ok(())
}
