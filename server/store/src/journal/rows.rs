//! Reads rows of the journal, some of which may be damaged.

use futures_util::TryStreamExt;
use protocol::{Event, Millis, Seq, SessionId, stored};
use sqlx::AnyConnection;

use crate::{
    columns::{millis, unsigned},
    database::is_corruption,
    error::StoreError,
};

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) seq: Seq,
    /// Class time; `None` when the row cannot be read.
    pub(crate) at: Option<Millis>,
    /// The event as JSON; `None` when the row cannot be read.
    pub(crate) event: Option<String>,
}

/// Rows with `seq >= from` in order, at most `limit`, and none after the row with which their text comes to `bytes`. Rows on
/// a damaged page of the database have no content; all others are read.
pub(crate) async fn read(
    reader: &mut AnyConnection,
    session: SessionId,
    from: Seq,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Row>, StoreError> {
    match until(reader, session, from, limit, bytes).await {
        Ok(rows) => Ok(rows),
        Err(error) if is_corruption(&error) => one_by_one(reader, session, from, limit).await,
        Err(error) => Err(error.into()),
    }
}

/// Reads rows one after the other, so that of long ones no more is read than asked for.
async fn until(
    reader: &mut AnyConnection,
    session: SessionId,
    from: Seq,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Row>, sqlx::Error> {
    let mut stream =
        sqlx::query_as("SELECT seq, at, event FROM journal WHERE session = $1 AND seq >= $2 ORDER BY seq LIMIT $3")
            .bind(session.to_string())
            .bind(millis(from))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch(reader);
    let (mut rows, mut text) = (Vec::new(), 0);
    while text < bytes
        && let Some((seq, at, event)) = stream.try_next().await?
    {
        let event: String = event;
        text += event.len();
        rows.push(Row { seq: unsigned(seq), at: Some(unsigned(at)), event: Some(event) });
    }
    Ok(rows)
}

/// Reads the numbers from the index, and then each row by itself.
async fn one_by_one(
    reader: &mut AnyConnection,
    session: SessionId,
    from: Seq,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let numbers: Vec<i64> =
        sqlx::query_scalar("SELECT seq FROM journal WHERE session = $1 AND seq >= $2 ORDER BY seq LIMIT $3")
            .bind(session.to_string())
            .bind(millis(from))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&mut *reader)
            .await?;
    let mut rows = Vec::with_capacity(numbers.len());
    for seq in numbers {
        let row: Result<Option<(i64, String)>, sqlx::Error> =
            sqlx::query_as("SELECT at, event FROM journal WHERE session = $1 AND seq = $2")
                .bind(session.to_string())
                .bind(seq)
                .fetch_optional(&mut *reader)
                .await;
        let (at, event) = match row {
            Ok(found) => found.unzip(),
            Err(error) if is_corruption(&error) => (None, None),
            Err(error) => return Err(error.into()),
        };
        rows.push(Row { seq: unsigned(seq), at: at.map(unsigned), event });
    }
    Ok(rows)
}

/// The events of rows from number `from` on, at most `limit`, with an unknown event for each number that is missing in between.
pub(super) fn events(rows: Vec<Row>, from: Seq, limit: usize) -> Vec<Event> {
    let mut events = Vec::with_capacity(rows.len());
    // An event without a time of its own gets the time of the event before it.
    let (mut next, mut at) = (from, 0);
    for Row { seq, at: own, event } in rows {
        while next < seq && events.len() < limit {
            events.push(stored::event(next, at, ""));
            next += 1;
        }
        at = own.unwrap_or(at);
        events.push(stored::event(seq, at, event.as_deref().unwrap_or_default()));
        next = seq + 1;
    }
    events.truncate(limit);
    events
}
