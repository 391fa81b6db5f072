//! The days that one person is given for a class after the deadline of all.

use std::collections::HashMap;

use protocol::{
    CourseId, CourseRole, MemberId, MemberState, Millis, SessionId,
    limits::{ROSTER, SESSIONS_OF_COURSE},
};
use sqlx::{Row, any::AnyRow};

use crate::{
    Store,
    audit::{self, AuditLine},
    error::StoreError,
    ids,
    people::PersonId,
    roster,
};

/// What somebody was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionRow {
    /// The class.
    pub session: SessionId,
    /// The line of the roster.
    pub member: MemberId,
    /// The name there.
    pub name: String,
    /// How many days.
    pub days: u16,
}

impl ExtensionRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let session: String = row.try_get("session")?;
        Ok(ExtensionRow {
            session: ids::session(&session)?,
            member: ids::member(row.try_get("member")?)?,
            name: row.try_get("name")?,
            days: days(row)?,
        })
    }
}

pub(crate) fn days(row: &AnyRow) -> Result<u16, StoreError> {
    u16::try_from(row.try_get::<i64, _>("days")?).map_err(|_| StoreError::Corrupt("days of an extension"))
}

/// The columns of an [`ExtensionRow`], up to the condition.
macro_rules! select_extensions {
    ($condition:literal) => {
        concat!(
            "SELECT extensions.session AS session, roster.member AS member, roster.name AS name, days FROM extensions
             JOIN roster ON roster.course = extensions.course AND roster.member = extensions.member
             JOIN sessions ON sessions.id = extensions.session ",
            $condition
        )
    };
}

impl Store {
    /// Gives somebody days for a class, in place of what they had, or takes them away (`None`). Says whether anything has changed.
    /// Days are for students, also for one who has not come so far: [`StoreError::NotFound`] for anybody else.
    pub async fn set_extension(
        &self,
        course: CourseId,
        session: SessionId,
        member: MemberId,
        days: Option<u16>,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let query = match days {
            Some(days) => sqlx::query(
                "INSERT INTO extensions (session, course, member, days) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (session, member) DO UPDATE SET days = excluded.days WHERE extensions.days <> excluded.days",
            )
            .bind(session.to_string())
            .bind(course.to_string())
            .bind(i64::from(member.0))
            .bind(i64::from(days)),
            None => sqlx::query("DELETE FROM extensions WHERE session = $1 AND course = $2 AND member = $3")
                .bind(session.to_string())
                .bind(course.to_string())
                .bind(i64::from(member.0)),
        };
        let done = query.execute(&mut *tx).await?.rows_affected() > 0;
        let to = roster::line(&mut tx, course, member).await?.ok_or(StoreError::NotFound)?;
        let works = to.role == CourseRole::Student && matches!(to.state, MemberState::Active | MemberState::Invited);
        if days.is_some() && !works {
            return Err(StoreError::NotFound);
        }
        audit::commit(tx, done, &line.clone().to(to.person, &to.name), now_unix).await
    }

    /// Who was given days for a class, by name.
    pub async fn extensions_of_session(&self, session: SessionId) -> Result<Vec<ExtensionRow>, StoreError> {
        let rows = sqlx::query(select_extensions!(
            "WHERE extensions.session = $1 ORDER BY roster.name_key, roster.member LIMIT $2"
        ))
        .bind(session.to_string())
        .bind(ROSTER as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(ExtensionRow::from_columns).collect()
    }

    /// The classes for which somebody was given days, in their order.
    pub async fn extensions_of_member(
        &self,
        course: CourseId,
        member: MemberId,
    ) -> Result<Vec<ExtensionRow>, StoreError> {
        let rows = sqlx::query(select_extensions!(
            "WHERE extensions.course = $1 AND extensions.member = $2
             ORDER BY COALESCE(start_unix, created_unix), sessions.id LIMIT $3"
        ))
        .bind(course.to_string())
        .bind(i64::from(member.0))
        .bind(SESSIONS_OF_COURSE as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(ExtensionRow::from_columns).collect()
    }

    /// The days that a person was given, in all courses of which they are a member.
    pub async fn extensions_of(&self, person: PersonId) -> Result<HashMap<SessionId, u16>, StoreError> {
        let rows = sqlx::query(
            "SELECT session, days FROM extensions
             JOIN roster ON roster.course = extensions.course AND roster.member = extensions.member
             WHERE roster.person = $1 AND roster.state = 'active'",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let one = |row: &AnyRow| {
            let session: String = row.try_get("session")?;
            Ok((ids::session(&session)?, days(row)?))
        };
        rows.iter().map(one).collect()
    }
}
