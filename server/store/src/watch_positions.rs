//! Where somebody was last in the recording of a class.

use protocol::{ParticipantId, SessionId, http::WatchPosition};
use sqlx::AnyConnection;

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
};

/// Keeps where the holder of a seat is. What was kept later by the clock of a server stays.
pub(crate) async fn keep(
    tx: &mut AnyConnection,
    (session, participant): (SessionId, ParticipantId),
    position: WatchPosition,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO watch_positions (session, participant, at, kept_unix) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session, participant) DO UPDATE SET at = excluded.at, kept_unix = excluded.kept_unix
         WHERE watch_positions.kept_unix <= excluded.kept_unix",
    )
    .bind(session.to_string())
    .bind(i64::from(participant.0))
    .bind(millis(position.at))
    .bind(millis(position.kept_unix))
    .execute(tx)
    .await?;
    Ok(())
}

impl Store {
    /// Keeps where the holder of a seat is in the recording of its class.
    pub async fn keep_watch_position(
        &self,
        seat: (SessionId, ParticipantId),
        position: WatchPosition,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        keep(&mut tx, seat, position).await?;
        Ok(tx.commit().await?)
    }

    /// Where the holder of a seat was last in the recording of its class.
    pub async fn watch_position(
        &self,
        (session, participant): (SessionId, ParticipantId),
    ) -> Result<Option<WatchPosition>, StoreError> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT at, kept_unix FROM watch_positions WHERE session = $1 AND participant = $2")
                .bind(session.to_string())
                .bind(i64::from(participant.0))
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(row.map(|(at, kept)| WatchPosition { at: unsigned(at), kept_unix: unsigned(kept) }))
    }
}
