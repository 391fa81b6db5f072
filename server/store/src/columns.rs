//! Converts quantities to and from columns, and writes places for rows in statements.

use protocol::{Millis, board::Moment};
use sqlx::{Row, any::AnyRow};

use crate::{error::StoreError, ids};

/// Times, lengths and numbers stand in BIGINT columns. Times beyond their range (292 million years) are as good as for
/// ever.
pub(crate) fn millis(time: Millis) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// Converts a column back. No column holds a negative number.
pub(crate) fn unsigned(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}

/// The moment of a row with the columns `session`, `at_ms` and `session_title`, and the title of the class.
pub(crate) fn moment_from(row: &AnyRow) -> Result<Option<(Moment, String)>, StoreError> {
    let Some(session) = row.try_get::<Option<String>, _>("session")? else { return Ok(None) };
    let moment = Moment { session: ids::session(&session)?, at: unsigned(row.try_get("at_ms")?) };
    Ok(Some((moment, row.try_get("session_title")?)))
}

/// Places for the values of many rows in one statement: `($1, $2), ($3, $4)`.
pub(crate) fn placeholders(rows: usize, columns: usize) -> String {
    let row = |n: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", columns * n + column)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    rows.join(", ")
}
