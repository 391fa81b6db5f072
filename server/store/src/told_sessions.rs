//! When planned sessions are, as members of their courses know it, and what has changed since.

use protocol::{CourseId, Millis, SessionId};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    notices::{NewNotice, NoticeKey, insert_notices},
};

/// Changes that are looked at together: those of a series at its longest.
const CHANGES: i64 = 1_000;

/// How long it is kept when a session was: one that is moved later than that is as good as a new one.
const KEPT_MS: Millis = 7 * 24 * 3_600_000;

/// A planned session that is not any more as members know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldSession {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// What it was called.
    pub title: String,
    /// When it was to begin.
    pub start_unix: Millis,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether the course's clocks are to show the same as was known, whatever the instant is: what moved is the rule of its zone.
    pub by_the_clock: bool,
    /// How it is now; `None` once it is deleted.
    pub present: Option<PresentTime>,
}

/// How a planned session is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentTime {
    /// When it is to begin.
    pub start_unix: Millis,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Whether it has begun.
    pub has_begun: bool,
    /// When its plan was changed last.
    pub changed_unix: Millis,
}

impl Store {
    /// Takes over planned sessions that are new, and lets go of those that are long over.
    pub async fn follow_plans(&self, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM told_sessions WHERE start_unix <= $1")
            .bind(millis(now_unix.saturating_sub(KEPT_MS)))
            .execute(&self.db.writer)
            .await?;
        sqlx::query(
            "INSERT INTO told_sessions (session, course, title, start_unix, cancelled, plan_start)
             SELECT id, course, title, start_unix, CASE WHEN cancelled IS NULL THEN 0 ELSE 1 END, plan_start FROM sessions
             WHERE state = 'scheduled' AND series IS NOT NULL AND course IS NOT NULL AND start_unix > $1
             AND NOT EXISTS (SELECT 1 FROM told_sessions WHERE session = sessions.id) ON CONFLICT DO NOTHING",
        )
        .bind(millis(now_unix))
        .execute(&self.db.writer)
        .await?;
        Ok(())
    }

    /// The sessions that are not as members know them, by their courses.
    pub async fn changed_sessions(&self) -> Result<Vec<ToldSession>, StoreError> {
        let rows = sqlx::query(
            "SELECT told.session, told.course, told.title, told.start_unix, told.cancelled, sessions.id AS present,
             sessions.state, sessions.start_unix AS present_start, sessions.cancelled AS present_cancelled,
             sessions.changed_unix,
             CAST(CASE WHEN told.plan_start = sessions.plan_start THEN 1 ELSE 0 END AS BIGINT) AS by_the_clock
             FROM told_sessions AS told LEFT JOIN sessions ON sessions.id = told.session
             WHERE sessions.id IS NULL OR sessions.start_unix <> told.start_unix
             OR (sessions.cancelled IS NULL AND told.cancelled = 1)
             OR (sessions.cancelled IS NOT NULL AND told.cancelled = 0)
             ORDER BY told.course, told.start_unix, told.session LIMIT $1",
        )
        .bind(CHANGES)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(told_from).collect()
    }

    /// Notes that members know now how these sessions are, with what is told to them: all, or nothing. Another server that
    /// shares the database may have told it: then nothing is told again.
    pub async fn tell_changes(
        &self,
        sessions: &[ToldSession],
        told: Option<(&NoticeKey, &[NewNotice])>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let mut taken = 0;
        for session in sessions {
            taken += take_over(&mut tx, session).await?;
        }
        if let Some((key, notices)) = told.filter(|_| taken > 0) {
            insert_notices(&mut tx, key, notices, now_unix).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Takes over how a session is now, unless somebody else has; returns how many lines have changed.
async fn take_over(tx: &mut AnyConnection, session: &ToldSession) -> Result<u64, StoreError> {
    let query = match session.present {
        None => sqlx::query("DELETE FROM told_sessions WHERE session = $1 AND start_unix = $2 AND cancelled = $3"),
        Some(_) => sqlx::query(
            "UPDATE told_sessions SET start_unix = $4, cancelled = $5, plan_start =
             (SELECT plan_start FROM sessions WHERE sessions.id = $1 AND sessions.start_unix = $4)
             WHERE session = $1 AND start_unix = $2 AND cancelled = $3",
        ),
    };
    let query =
        query.bind(session.session.to_string()).bind(millis(session.start_unix)).bind(i64::from(session.cancelled));
    let query = match session.present {
        None => query,
        Some(present) => query.bind(millis(present.start_unix)).bind(i64::from(present.cancelled)),
    };
    Ok(query.execute(tx).await?.rows_affected())
}

fn told_from(row: &AnyRow) -> Result<ToldSession, StoreError> {
    let (session, course): (String, String) = (row.try_get("session")?, row.try_get("course")?);
    let present = match row.try_get::<Option<String>, _>("present")? {
        None => None,
        Some(_) => Some(PresentTime {
            start_unix: unsigned(row.try_get("present_start")?),
            cancelled: row.try_get::<Option<String>, _>("present_cancelled")?.is_some(),
            has_begun: row.try_get::<String, _>("state")? != "scheduled",
            changed_unix: row.try_get::<Option<i64>, _>("changed_unix")?.map_or(0, unsigned),
        }),
    };
    Ok(ToldSession {
        session: ids::session(&session)?,
        course: ids::course(&course)?,
        title: row.try_get("title")?,
        start_unix: unsigned(row.try_get("start_unix")?),
        cancelled: row.try_get::<i64, _>("cancelled")? != 0,
        by_the_clock: row.try_get::<i64, _>("by_the_clock")? != 0,
        present,
    })
}
