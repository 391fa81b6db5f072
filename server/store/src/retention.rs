//! How long the classes of courses are kept.

use protocol::{CourseId, Millis, SessionId, courses::Retention};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    mail_queue::{self, NewMail},
};

/// What says until when the classes of a course are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionRow {
    /// The course.
    pub course: CourseId,
    /// Its title.
    pub title: String,
    /// Its home time zone.
    pub zone: String,
    /// The last day of its term.
    pub to: Option<String>,
    /// How long its classes are kept.
    pub retention: Retention,
    /// When its instructors were told that classes are about to be deleted.
    pub told_unix: Option<Millis>,
    /// When the first of its classes that are over ended.
    pub first_ended_unix: Millis,
    /// When its last class ended, or is to end.
    pub last_unix: Millis,
}

impl RetentionRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let course: String = row.try_get("id")?;
        Ok(RetentionRow {
            course: ids::course(&course)?,
            title: row.try_get("title")?,
            zone: row.try_get("zone")?,
            to: row.try_get("last_day")?,
            retention: retention_from(row.try_get("retention_days")?),
            told_unix: row.try_get::<Option<i64>, _>("expiry_told_unix")?.map(unsigned),
            first_ended_unix: unsigned(row.try_get("first_ended")?),
            last_unix: unsigned(row.try_get::<Option<i64>, _>("last_end")?.unwrap_or(0)),
        })
    }
}

/// How long classes are kept, from its column.
pub(crate) fn retention_from(days: Option<i64>) -> Retention {
    match days {
        None => Retention::Usual,
        Some(0) => Retention::ForEver,
        Some(days) => Retention::Days { days: u32::try_from(days).unwrap_or(u32::MAX) },
    }
}

fn column(retention: Retention) -> Option<i64> {
    match retention {
        Retention::Usual => None,
        Retention::ForEver => Some(0),
        Retention::Days { days } => Some(i64::from(days)),
    }
}

/// Says how long the classes of a course are kept. Where that is another time than before, its instructors were told of none yet.
pub(crate) async fn set(tx: &mut AnyConnection, course: CourseId, retention: Retention) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE courses SET retention_days = $2,
                            expiry_told_unix = CASE WHEN retention_days IS NOT DISTINCT FROM $2 THEN expiry_told_unix END
         WHERE id = $1",
    )
    .bind(course.to_string())
    .bind(column(retention))
    .execute(tx)
    .await?;
    Ok(())
}

/// The courses with a class that is over, or the one of them that is named. Videos of announcements go with the classes, and do not say
/// when the last of these was.
async fn rows(reader: &mut AnyConnection, course: Option<CourseId>) -> Result<Vec<RetentionRow>, StoreError> {
    // A condition of its own for one course: with an OR the database would go through all of them.
    let which = if course.is_some() { "courses.id = $1" } else { "$1 = ''" };
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT courses.id, courses.title, courses.zone, courses.last_day, retention_days, expiry_told_unix,
                MIN(CASE WHEN sessions.state = 'ended' THEN ended_unix END) AS first_ended,
                COALESCE(MAX(CASE WHEN sessions.kind <> 'clip' AND sessions.watches IS NULL
                             THEN COALESCE(ended_unix, CASE WHEN cancelled IS NULL THEN end_unix END) END),
                         MAX(ended_unix)) AS last_end
         FROM courses JOIN sessions ON sessions.course = courses.id WHERE {which}
         GROUP BY courses.id, courses.title, courses.zone, courses.last_day, retention_days, expiry_told_unix
         HAVING MIN(CASE WHEN sessions.state = 'ended' THEN ended_unix END) IS NOT NULL
         ORDER BY courses.id",
    )))
    .bind(course.map_or_else(String::new, |course| course.to_string()))
    .fetch_all(reader)
    .await?;
    rows.iter().map(RetentionRow::from_columns).collect()
}

/// What is said of a course at this moment. Nobody says anything else before the transaction is over.
pub(crate) async fn locked(tx: &mut AnyConnection, course: CourseId) -> Result<Option<RetentionRow>, StoreError> {
    sqlx::query("UPDATE courses SET lines = lines WHERE id = $1").bind(course.to_string()).execute(&mut *tx).await?;
    Ok(rows(tx, Some(course)).await?.pop())
}

impl Store {
    /// The courses with a class that is over, or the one of them that is named.
    pub async fn retention(&self, course: Option<CourseId>) -> Result<Vec<RetentionRow>, StoreError> {
        rows(&mut *self.db.reader.acquire().await?, course).await
    }

    /// Notes that a course's instructors are told by these mails that classes are about to be deleted, once. Nobody is told of what
    /// `row` says if something else was said meanwhile.
    pub async fn tell_of_expiry(
        &self,
        row: &RetentionRow,
        mails: &[NewMail],
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        if row.told_unix.is_some() || locked(&mut tx, row.course).await?.as_ref() != Some(row) {
            return Ok(false);
        }
        sqlx::query("UPDATE courses SET expiry_told_unix = $2 WHERE id = $1")
            .bind(row.course.to_string())
            .bind(millis(now_unix))
            .execute(&mut *tx)
            .await?;
        for mail in mails {
            mail_queue::insert(&mut tx, mail, now_unix).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Notes that no class of a course is about to be deleted any more.
    pub async fn forget_expiry(&self, course: CourseId) -> Result<(), StoreError> {
        sqlx::query("UPDATE courses SET expiry_told_unix = NULL WHERE id = $1")
            .bind(course.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// The classes of a course that ended until then, with their titles.
    pub async fn classes_ended_until(
        &self,
        course: CourseId,
        ended_unix: Millis,
    ) -> Result<Vec<(SessionId, String)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, title FROM sessions WHERE course = $1 AND state = 'ended' AND ended_unix <= $2
             ORDER BY ended_unix, id",
        )
        .bind(course.to_string())
        .bind(millis(ended_unix))
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(|(id, title)| Ok((ids::session(&id)?, title))).collect()
    }

    /// The addresses of a course's instructors.
    pub async fn addresses_of_instructors(&self, course: CourseId) -> Result<Vec<String>, StoreError> {
        let addresses = sqlx::query_scalar(
            "SELECT people.email FROM roster JOIN people ON people.id = roster.person
             WHERE roster.course = $1 AND roster.role = 'instructor' AND roster.state = 'active' ORDER BY member",
        )
        .bind(course.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        Ok(addresses)
    }
}
