//! The links by which other programs read a person's calendar.

use protocol::{CourseId, Millis, limits::CALENDAR_SESSIONS};
use sqlx::{AnyConnection, Row};

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    secret::{Secret, digest},
    sessions::{SessionRow, select_sessions},
};

/// What a link shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarOf {
    /// Whose calendar it is.
    pub person: PersonId,
    /// The course; `None` for all in which the person is a member.
    pub course: Option<CourseId>,
}

impl Store {
    /// Makes the link of a calendar. The former one ends.
    pub async fn make_calendar_link(
        &self,
        of: CalendarOf,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<Secret, StoreError> {
        let (secret, mut tx) = (Secret::random(), self.db.begin().await?);
        sqlx::query(
            "INSERT INTO calendars (secret_hash, person, course, made_unix) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person, (COALESCE(course, ''))) DO UPDATE
             SET secret_hash = excluded.secret_hash, made_unix = excluded.made_unix",
        )
        .bind(secret.digest())
        .bind(of.person.to_string())
        .bind(of.course.map(|course| course.to_string()))
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Since when there is a link of this calendar.
    pub async fn calendar_link_made(&self, of: CalendarOf) -> Result<Option<Millis>, StoreError> {
        let made: Option<i64> =
            sqlx::query_scalar("SELECT made_unix FROM calendars WHERE person = $1 AND COALESCE(course, '') = $2")
                .bind(of.person.to_string())
                .bind(of.course.map_or_else(String::new, |course| course.to_string()))
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(made.map(unsigned))
    }

    /// Ends the link of a calendar, if there is one.
    pub async fn end_calendar_link(&self, of: CalendarOf) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM calendars WHERE person = $1 AND COALESCE(course, '') = $2")
            .bind(of.person.to_string())
            .bind(of.course.map_or_else(String::new, |course| course.to_string()))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// The calendar of a link.
    pub async fn calendar_of_secret(&self, secret: &str) -> Result<Option<CalendarOf>, StoreError> {
        let row = sqlx::query("SELECT person, course FROM calendars WHERE secret_hash = $1")
            .bind(digest(secret))
            .fetch_optional(&self.db.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let person: String = row.try_get("person")?;
        let course: Option<String> = row.try_get("course")?;
        let course = course.map(|course| ids::course(&course)).transpose()?;
        Ok(Some(CalendarOf { person: ids::person(&person)?, course }))
    }

    /// The planned sessions of a calendar, of the courses in which the person is a member now: the last
    /// [`CALENDAR_SESSIONS`] of them, in their order.
    pub async fn sessions_of_calendar(&self, of: CalendarOf) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.course IN (SELECT course FROM roster WHERE person = $1 AND roster.state = 'active')
             AND ($2 = '' OR sessions.course = $2) AND sessions.series IS NOT NULL
             ORDER BY start_unix DESC, sessions.id DESC LIMIT $3"
        ))
        .bind(of.person.to_string())
        .bind(of.course.map_or_else(String::new, |course| course.to_string()))
        .bind(CALENDAR_SESSIONS as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().rev().map(SessionRow::from_columns).collect()
    }
}

/// Ends the link to a course's calendar of somebody who is no member any more.
pub(crate) async fn end_link_of_member(
    tx: &mut AnyConnection,
    course: CourseId,
    person: PersonId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM calendars WHERE person = $1 AND course = $2")
        .bind(person.to_string())
        .bind(course.to_string())
        .execute(tx)
        .await?;
    Ok(())
}
