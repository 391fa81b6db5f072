//! How quantities stand in columns, and rows in statements.

use protocol::Millis;

/// Times, lengths and numbers stand in BIGINT columns. What is beyond (292 million years) is as good as for ever.
pub(crate) fn millis(time: Millis) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// Back again. No column holds a negative one.
pub(crate) fn unsigned(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
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
