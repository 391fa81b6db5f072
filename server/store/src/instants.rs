//! The instants of planned sessions and announcements, which follow from their local times by the rules of zones. Those rules change.

use protocol::{AnnouncementId, Millis, SessionId};
use sqlx::{Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
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

/// When members are to see an announcement that is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAnnouncement {
    /// The announcement.
    pub id: AnnouncementId,
    /// What clocks show then.
    pub local: String,
    /// The zone of these clocks.
    pub zone: String,
    /// The instant, as it is kept.
    pub at_unix: Millis,
}

impl PlannedAnnouncement {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let id: String = row.try_get("id")?;
        Ok(PlannedAnnouncement {
            id: ids::announcement(&id)?,
            local: row.try_get("local_at")?,
            zone: row.try_get("zone")?,
            at_unix: unsigned(row.try_get("at_unix")?),
        })
    }
}

impl Store {
    /// Announcements that members do not see yet, those that were deleted, too, in the order of their identities: some that come after one,
    /// none after the last.
    pub async fn announcements_to_come(
        &self,
        after: Option<AnnouncementId>,
        now_unix: Millis,
    ) -> Result<Vec<PlannedAnnouncement>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, local_at, zone, at_unix FROM announcements
             WHERE told = 0 AND at_unix > $1 AND local_at IS NOT NULL AND zone IS NOT NULL AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(millis(now_unix))
        .bind(after.map_or_else(String::new, |id| id.to_string()))
        .bind(BATCH)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(PlannedAnnouncement::from_columns).collect()
    }

    /// Has members see a planned announcement at another instant, at which its local time is now. One that was changed meanwhile stays
    /// as it is. Says whether it has changed.
    pub async fn set_announced_instant(
        &self,
        planned: &PlannedAnnouncement,
        at_unix: Millis,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE announcements SET at_unix = $2 WHERE id = $1 AND at_unix = $3 AND local_at = $4 AND zone = $5",
        )
        .bind(planned.id.to_string())
        .bind(millis(at_unix))
        .bind(millis(planned.at_unix))
        .bind(&planned.local)
        .bind(&planned.zone)
        .execute(&self.db.writer)
        .await?;
        Ok(done.rows_affected() > 0)
    }

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
