//! When the sessions of courses are: plans, series, deadlines.
//!
//! A planned session is a row from the beginning, with its id and its link. It finds its place in its series by its original
//! start; a change of the series writes rows anew and changes no id. Local times are texts here: what they mean is known to
//! whoever passes them.

use std::collections::HashMap;

use protocol::{
    CourseId, Millis, SeriesId, SessionId,
    limits::{HOME_SESSIONS, SESSIONS_OF_COURSE},
    schedule::{Deadline, Deadlines, Holidays},
};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, placeholders},
    error::StoreError,
    ids,
    people::PersonId,
    plans::PlannedTime,
    roster::lock,
    sessions::{SessionRow, random_code, select_sessions},
};

/// Sessions that one statement writes: the databases bind some ten thousand values.
const ROWS_OF_STATEMENT: usize = 100;

/// A series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRow {
    /// Its identity.
    pub id: SeriesId,
    /// The zone of its local times.
    pub zone: String,
    /// From when on its rule counts.
    pub start: String,
    /// How long a session is.
    pub minutes: u16,
    /// How it repeats, as JSON; `None` for a single session.
    pub rule: Option<String>,
}

/// A session that a series has in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The local start that the series gives it.
    pub original: String,
    /// When it is.
    pub time: PlannedTime,
}

/// What becomes of a series when a session and all that follow are moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The rule of what is left of the series; `None` where nothing is.
    pub before: Option<String>,
    /// The series of what was moved.
    pub after: SeriesRow,
    /// The sessions that go on there.
    pub moved: Vec<(SessionId, Place)>,
    /// The sessions that have no place any more.
    pub dropped: Vec<SessionId>,
    /// Places for which there is no session yet.
    pub added: Vec<Place>,
    /// What sessions are called from now on.
    pub title: String,
}

/// What somebody plans.
#[derive(Debug, Clone, Copy)]
pub struct NewPlan<'a> {
    /// Who plans it.
    pub by: PersonId,
    /// The course.
    pub course: CourseId,
    /// The series.
    pub series: &'a SeriesRow,
    /// The title of each session.
    pub title: &'a str,
}

impl Store {
    /// Plans a series with its sessions, and notes how many. A course has at most [`SESSIONS_OF_COURSE`]
    /// ([`StoreError::PlanFull`]).
    pub async fn plan(
        &self,
        plan: NewPlan<'_>,
        places: &[Place],
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, plan.course).await?;
        insert_series(&mut tx, plan, places, now_unix).await?;
        audit::insert(&mut tx, &note.clone().detail(places.len()), now_unix).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The series of a course.
    pub async fn series_of_course(&self, course: CourseId) -> Result<Vec<SeriesRow>, StoreError> {
        let rows =
            sqlx::query("SELECT id, zone, start, minutes, rule FROM series WHERE course = $1 ORDER BY start, id")
                .bind(course.to_string())
                .fetch_all(&self.db.reader)
                .await?;
        rows.iter().map(series_from).collect()
    }

    /// All sessions of a course in the order of their starts: the last [`SESSIONS_OF_COURSE`] of them.
    pub async fn schedule_of_course(&self, course: CourseId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.course = $1 AND kind <> 'clip' AND watches IS NULL ORDER BY COALESCE(start_unix, created_unix) DESC, sessions.id DESC LIMIT $2"
        ))
        .bind(course.to_string())
        .bind(SESSIONS_OF_COURSE as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().rev().map(SessionRow::from_columns).collect()
    }

    /// Sessions of a person's courses that are live, or planned and not over, in the order of their starts.
    pub async fn next_sessions_of(&self, person: PersonId, now_unix: Millis) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.course IN (SELECT course FROM roster WHERE person = $1 AND roster.state = 'active')
             AND sessions.state IN ('live', 'scheduled') AND kind IN ('class', 'study') AND watches IS NULL AND (started_unix IS NOT NULL OR end_unix > $2)
             ORDER BY COALESCE(start_unix, started_unix, created_unix), sessions.id LIMIT $3"
        ))
        .bind(person.to_string())
        .bind(millis(now_unix))
        .bind(HOME_SESSIONS as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// Sessions of a person's courses that have ended, the latest first.
    pub async fn last_sessions_of(&self, person: PersonId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.course IN (SELECT course FROM roster WHERE person = $1 AND roster.state = 'active')
             AND sessions.state = 'ended' AND kind = 'class' ORDER BY ended_unix DESC, sessions.id LIMIT $2"
        ))
        .bind(person.to_string())
        .bind(HOME_SESSIONS as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// Moves one session that has not begun, and says whether it has not.
    pub async fn move_session(
        &self,
        id: SessionId,
        time: &PlannedTime,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE sessions SET plan_start = $2, plan_minutes = $3, start_unix = $4, end_unix = $5,
                                 sequence = sequence + 1, changed_unix = $6
             WHERE id = $1 AND state = 'scheduled' AND series IS NOT NULL",
        )
        .bind(id.to_string())
        .bind(&time.start)
        .bind(i64::from(time.minutes))
        .bind(millis(time.start_unix))
        .bind(millis(time.end_unix))
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        audit::commit(tx, done.rows_affected() > 0, &note.clone().detail(1), now_unix).await
    }

    /// Gives a planned session another title and, if `following`, those of its series that follow, as far as they have not
    /// begun, and notes how many. Says whether it has not begun itself.
    pub async fn retitle(
        &self,
        row: &SessionRow,
        title: &str,
        following: bool,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let Some(plan) = &row.plan else { return Ok(false) };
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE sessions SET title = $2, changed_unix = $3 WHERE state = 'scheduled'
             AND (id = $1 OR ($4 = 1 AND series = $5 AND original >= $6))",
        )
        .bind(row.id.to_string())
        .bind(title)
        .bind(millis(now_unix))
        .bind(i64::from(following))
        .bind(plan.series.to_string())
        .bind(&plan.original)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        audit::commit(tx, done > 0, &note.clone().detail(done), now_unix).await
    }

    /// Cancels a planned session that has not begun, or restores it (`None`). Says whether it has not begun.
    pub async fn cancel_session(
        &self,
        id: SessionId,
        reason: Option<&str>,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE sessions SET cancelled = $2, sequence = sequence + 1, changed_unix = $3
             WHERE id = $1 AND state = 'scheduled' AND series IS NOT NULL",
        )
        .bind(id.to_string())
        .bind(reason)
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        audit::commit(tx, done.rows_affected() > 0, note, now_unix).await
    }

    /// Deletes a planned session and, if `following`, those of its series that follow, as far as nobody was in them. Says how
    /// many it has deleted, also in the note.
    pub async fn delete_planned(
        &self,
        row: &SessionRow,
        following: bool,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<u64, StoreError> {
        let Some(plan) = &row.plan else { return Ok(0) };
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "DELETE FROM sessions WHERE state = 'scheduled' AND seats = 0
             AND (id = $1 OR ($2 = 1 AND series = $3 AND original >= $4))",
        )
        .bind(row.id.to_string())
        .bind(i64::from(following))
        .bind(plan.series.to_string())
        .bind(&plan.original)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        forget_if_empty(&mut tx, plan.series).await?;
        audit::commit(tx, done > 0, &note.clone().detail(done), now_unix).await?;
        Ok(done)
    }

    /// Splits a series, as `decide` says from the series and its sessions that have not begun, in the order of their places.
    /// Nobody else changes the series meanwhile. How many sessions the new series has is noted.
    pub async fn split_series<E>(
        &self,
        (course, id): (CourseId, SeriesId),
        by: PersonId,
        note: &AuditLine,
        now_unix: Millis,
        decide: impl FnOnce(&SeriesRow, &[SessionRow]) -> Result<Split, E>,
    ) -> Result<Result<(), E>, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let found = sqlx::query("SELECT id, zone, start, minutes, rule FROM series WHERE id = $1 AND course = $2")
            .bind(id.to_string())
            .bind(course.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let series = series_from(&found.ok_or(StoreError::NotFound)?)?;
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.series = $1 AND sessions.state = 'scheduled' ORDER BY sessions.original"
        ))
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let sessions = rows.into_iter().map(SessionRow::from_columns).collect::<Result<Vec<_>, _>>()?;
        let split = match decide(&series, &sessions) {
            Ok(split) => split,
            Err(refused) => return Ok(Err(refused)),
        };
        let plan = NewPlan { by, course, series: &split.after, title: &split.title };
        write_split(&mut tx, id, plan, &split, now_unix).await?;
        audit::insert(&mut tx, &note.clone().detail(split.moved.len() + split.added.len()), now_unix).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Says until when work on a course's sessions is due.
    pub async fn set_deadlines(
        &self,
        course: CourseId,
        deadlines: &Deadlines,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let rule = deadlines.rule.as_ref();
        let done = sqlx::query("UPDATE courses SET deadline_days = $2, deadline_time = $3 WHERE id = $1")
            .bind(course.to_string())
            .bind(rule.map(|rule| i64::from(rule.days)))
            .bind(rule.map(|rule| &rule.time))
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sqlx::query("DELETE FROM holidays WHERE course = $1").bind(course.to_string()).execute(&mut *tx).await?;
        if !deadlines.holidays.is_empty() {
            let sql = format!(
                "INSERT INTO holidays (course, first_day, last_day) VALUES {} ON CONFLICT DO NOTHING",
                placeholders(deadlines.holidays.len(), 3)
            );
            let mut insert = sqlx::query(sqlx::AssertSqlSafe(sql));
            for days in &deadlines.holidays {
                insert = insert.bind(course.to_string()).bind(&days.first).bind(&days.last);
            }
            insert.execute(&mut *tx).await?;
        }
        audit::insert(&mut tx, note, now_unix).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The holidays of a course, in their order.
    pub async fn holidays_of(&self, course: CourseId) -> Result<Vec<Holidays>, StoreError> {
        let rows =
            sqlx::query("SELECT first_day, last_day FROM holidays WHERE course = $1 ORDER BY first_day, last_day")
                .bind(course.to_string())
                .fetch_all(&self.db.reader)
                .await?;
        rows.iter().map(holidays_from).collect()
    }

    /// The holidays of all courses of which a person is a member.
    pub async fn holidays_of_person(&self, person: PersonId) -> Result<HashMap<CourseId, Vec<Holidays>>, StoreError> {
        let rows = sqlx::query(
            "SELECT holidays.course AS course, first_day, last_day FROM holidays
             JOIN roster ON roster.course = holidays.course
             WHERE roster.person = $1 AND roster.state = 'active' ORDER BY first_day, last_day",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let mut holidays: HashMap<CourseId, Vec<Holidays>> = HashMap::new();
        for row in &rows {
            let course: String = row.try_get("course")?;
            holidays.entry(ids::course(&course)?).or_default().push(holidays_from(row)?);
        }
        Ok(holidays)
    }
}

/// The rule for a course's deadlines, from the columns of the course.
pub(crate) fn deadline_from(row: &AnyRow) -> Result<Option<Deadline>, StoreError> {
    let days: Option<i64> = row.try_get("deadline_days")?;
    let time: Option<String> = row.try_get("deadline_time")?;
    let Some((days, time)) = days.zip(time) else { return Ok(None) };
    let days = u16::try_from(days).map_err(|_| StoreError::Corrupt("days of a deadline"))?;
    Ok(Some(Deadline { days, time }))
}

pub(crate) fn holidays_from(row: &AnyRow) -> Result<Holidays, StoreError> {
    Ok(Holidays { first: row.try_get("first_day")?, last: row.try_get("last_day")? })
}

fn series_from(row: &AnyRow) -> Result<SeriesRow, StoreError> {
    let id: String = row.try_get("id")?;
    Ok(SeriesRow {
        id: ids::series(&id)?,
        zone: row.try_get("zone")?,
        start: row.try_get("start")?,
        minutes: u16::try_from(row.try_get::<i64, _>("minutes")?)
            .map_err(|_| StoreError::Corrupt("length of a session"))?,
        rule: row.try_get("rule")?,
    })
}

async fn insert_series(
    tx: &mut AnyConnection,
    plan: NewPlan<'_>,
    places: &[Place],
    now_unix: Millis,
) -> Result<(), StoreError> {
    let series = plan.series;
    sqlx::query("INSERT INTO series (id, course, zone, start, minutes, rule) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(series.id.to_string())
        .bind(plan.course.to_string())
        .bind(&series.zone)
        .bind(&series.start)
        .bind(i64::from(series.minutes))
        .bind(&series.rule)
        .execute(&mut *tx)
        .await?;
    insert_sessions(tx, plan, places, now_unix).await
}

/// Makes a session for each place, unless the course would have too many.
async fn insert_sessions(
    tx: &mut AnyConnection,
    plan: NewPlan<'_>,
    places: &[Place],
    now_unix: Millis,
) -> Result<(), StoreError> {
    let present: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sessions WHERE course = $1 AND kind <> 'clip' AND watches IS NULL")
            .bind(plan.course.to_string())
            .fetch_one(&mut *tx)
            .await?;
    if usize::try_from(present).unwrap_or(usize::MAX).saturating_add(places.len()) > SESSIONS_OF_COURSE {
        return Err(StoreError::PlanFull);
    }
    for places in places.chunks(ROWS_OF_STATEMENT) {
        let sql = format!(
            "INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, duration, seats, course,
                                   series, original, plan_start, plan_minutes, start_unix, end_unix, changed_unix)
             VALUES {}",
            placeholders(places.len(), 17)
        );
        let mut insert = sqlx::query(sqlx::AssertSqlSafe(sql));
        for Place { original, time } in places {
            insert = insert
                .bind(uuid::Uuid::new_v4().to_string())
                // Of 2^50 codes, the one that is drawn is not in use.
                .bind(random_code())
                .bind(plan.title)
                .bind(plan.by.to_string())
                .bind(0_i64)
                .bind("scheduled")
                .bind(millis(now_unix))
                .bind(0_i64)
                .bind(0_i64)
                .bind(plan.course.to_string())
                .bind(plan.series.id.to_string())
                .bind(original)
                .bind(&time.start)
                .bind(i64::from(time.minutes))
                .bind(millis(time.start_unix))
                .bind(millis(time.end_unix))
                .bind(millis(now_unix));
        }
        insert.execute(&mut *tx).await?;
    }
    Ok(())
}

async fn write_split(
    tx: &mut AnyConnection,
    before: SeriesId,
    plan: NewPlan<'_>,
    split: &Split,
    now_unix: Millis,
) -> Result<(), StoreError> {
    drop_sessions(tx, &split.dropped, now_unix).await?;
    insert_series(tx, plan, &split.added, now_unix).await?;
    for (session, Place { original, time }) in &split.moved {
        // A session that begins in this moment stays as it was.
        sqlx::query(
            "UPDATE sessions SET series = $2, original = $3, plan_start = $4, plan_minutes = $5, start_unix = $6,
                                 end_unix = $7, title = $8, sequence = sequence + 1, changed_unix = $9
             WHERE id = $1 AND state = 'scheduled'",
        )
        .bind(session.to_string())
        .bind(plan.series.id.to_string())
        .bind(original)
        .bind(&time.start)
        .bind(i64::from(time.minutes))
        .bind(millis(time.start_unix))
        .bind(millis(time.end_unix))
        .bind(plan.title)
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
    }
    if let Some(rule) = &split.before {
        sqlx::query("UPDATE series SET rule = $2 WHERE id = $1")
            .bind(before.to_string())
            .bind(rule)
            .execute(&mut *tx)
            .await?;
    }
    forget_if_empty(tx, before).await
}

/// Deletes sessions that have no place any more; those in which somebody was are cancelled.
async fn drop_sessions(tx: &mut AnyConnection, dropped: &[SessionId], now_unix: Millis) -> Result<(), StoreError> {
    for session in dropped {
        let deleted = sqlx::query("DELETE FROM sessions WHERE id = $1 AND state = 'scheduled' AND seats = 0")
            .bind(session.to_string())
            .execute(&mut *tx)
            .await?;
        if deleted.rows_affected() == 0 {
            sqlx::query(
                "UPDATE sessions SET cancelled = COALESCE(cancelled, ''), sequence = sequence + 1, changed_unix = $2
                 WHERE id = $1 AND state = 'scheduled'",
            )
            .bind(session.to_string())
            .bind(millis(now_unix))
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

/// A series without sessions is nothing.
pub(crate) async fn forget_if_empty(tx: &mut AnyConnection, series: SeriesId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM series WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE series = $1)")
        .bind(series.to_string())
        .execute(tx)
        .await?;
    Ok(())
}
