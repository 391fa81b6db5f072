//! The instants of planned sessions, which follow from their local times by the rules of zones. Those rules change.

use protocol::{Millis, SessionId};

use crate::{
    Store,
    columns::millis,
    error::StoreError,
    plans::PlannedTime,
    sessions::{SessionRow, select_sessions},
};

/// Sessions that are looked at together.
const BATCH: i64 = 500;

/// The instants that a planned session has, and those that it is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstants {
    /// The session.
    pub session: SessionId,
    /// When it is, as it is kept.
    pub old: PlannedTime,
    /// The instant at which it starts.
    pub start_unix: Millis,
    /// The instant at which it ends.
    pub end_unix: Millis,
}

impl Store {
    /// Planned sessions that have not begun and are not over, cancelled ones, too, in the order of their identities: some that come after
    /// one, none after the last.
    pub async fn sessions_to_come(
        &self,
        after: Option<SessionId>,
        now_unix: Millis,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.state = 'scheduled' AND sessions.series IS NOT NULL AND end_unix > $1 AND sessions.id > $2
             ORDER BY sessions.id LIMIT $3"
        ))
        .bind(millis(now_unix))
        .bind(after.map_or_else(String::new, |id| id.to_string()))
        .bind(BATCH)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// Gives planned sessions other instants, at which their local times are now. Calendars of other programs take them over. One that has
    /// begun, or was moved meanwhile, stays as it is. Returns how many have changed.
    pub async fn set_instants(&self, sessions: &[NewInstants], now_unix: Millis) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut changed = 0;
        for NewInstants { session, old, start_unix, end_unix } in sessions {
            let done = sqlx::query(
                "UPDATE sessions SET start_unix = $2, end_unix = $3, sequence = sequence + 1, changed_unix = $4
                 WHERE id = $1 AND state = 'scheduled' AND plan_start = $5 AND plan_minutes = $6 AND start_unix = $7",
            )
            .bind(session.to_string())
            .bind(millis(*start_unix))
            .bind(millis(*end_unix))
            .bind(millis(now_unix))
            .bind(&old.start)
            .bind(i64::from(old.minutes))
            .bind(millis(old.start_unix))
            .execute(&mut *tx)
            .await?;
            changed += done.rows_affected();
        }
        tx.commit().await?;
        Ok(changed)
    }
}
