//! Classes that are over, until when they have to be caught up on, and the students who may have something of them left.

use std::collections::HashMap;

use protocol::{
    CourseId, Millis, SessionId,
    ledger::LedgerRule,
    schedule::{Deadline, Holidays},
};
use sqlx::{Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    extensions, ids,
    ledger::{LedgerColumns, responses, rule_from},
    notices::{NoticeKey, NoticeSubject, Recipient, bind_recipients, select_recipients, told_by},
    people::PersonId,
    schedule::{deadline_from, holidays_from},
};

/// A class of a course that is over, whose recording was not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverClass {
    /// The class.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// When it ended.
    pub ended_unix: Millis,
    /// When it was over by its plan, if that was later than when it ended.
    pub planned_end_unix: Option<Millis>,
    /// How long it was.
    pub duration: Millis,
    /// The zone of its course.
    pub zone: String,
    /// What counts as full participation there.
    pub rule: LedgerRule,
    /// The rule for deadlines there.
    pub deadline: Option<Deadline>,
}

/// A student to whom it matters what is left of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// Who.
    pub recipient: Recipient,
    /// What is kept of their part in it.
    pub columns: LedgerColumns,
    /// The days that they were given for it after the deadline of all.
    pub extension: u16,
}

impl OverClass {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (session, course): (String, String) = (row.try_get("session")?, row.try_get("course")?);
        Ok(OverClass {
            session: ids::session(&session)?,
            course: ids::course(&course)?,
            ended_unix: unsigned(row.try_get("ended_unix")?),
            planned_end_unix: row.try_get::<Option<i64>, _>("end_unix")?.map(unsigned),
            duration: unsigned(row.try_get("duration")?),
            zone: row.try_get("zone")?,
            rule: rule_from(row)?,
            deadline: deadline_from(row)?,
        })
    }

    /// When it was over: a class that ended before its time counts until then.
    pub fn over_unix(&self) -> Millis {
        self.planned_end_unix.unwrap_or(0).max(self.ended_unix)
    }
}

impl Store {
    /// The classes that ended after an instant, and until another.
    pub async fn classes_over(&self, after: Millis, until: Millis) -> Result<Vec<OverClass>, StoreError> {
        let rows = sqlx::query(
            "SELECT sessions.id AS session, sessions.course, ended_unix, end_unix, duration, courses.zone,
             courses.full_percent, courses.full_polls, courses.full_response, courses.deadline_days, courses.deadline_time
             FROM sessions JOIN courses ON courses.id = sessions.course
             WHERE sessions.state = 'ended' AND sessions.kind = 'class' AND ended_unix > $1 AND ended_unix <= $2
             AND NOT EXISTS (SELECT 1 FROM deleted_recordings AS deleted WHERE deleted.session = sessions.id)
             ORDER BY ended_unix, sessions.id",
        )
        .bind(millis(after))
        .bind(millis(until))
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(OverClass::from_columns).collect()
    }

    /// The most days after class on which work on it can be due, in any course, without holidays; `None` where no course has deadlines.
    pub async fn longest_deadline(&self) -> Result<Option<u64>, StoreError> {
        let rule: Option<i64> =
            sqlx::query_scalar("SELECT MAX(deadline_days) FROM courses").fetch_one(&self.db.reader).await?;
        let Some(rule) = rule else { return Ok(None) };
        let given: Option<i64> =
            sqlx::query_scalar("SELECT MAX(days) FROM extensions").fetch_one(&self.db.reader).await?;
        Ok(Some(unsigned(rule) + given.map_or(0, unsigned)))
    }

    /// The holidays of all courses that have deadlines.
    pub async fn holidays_with_deadlines(&self) -> Result<HashMap<CourseId, Vec<Holidays>>, StoreError> {
        let rows = sqlx::query(
            "SELECT holidays.course AS course, holidays.first_day AS first_day, holidays.last_day AS last_day
             FROM holidays JOIN courses ON courses.id = holidays.course WHERE courses.deadline_days IS NOT NULL
             ORDER BY holidays.first_day, holidays.last_day",
        )
        .fetch_all(&self.db.reader)
        .await?;
        let mut holidays: HashMap<CourseId, Vec<Holidays>> = HashMap::new();
        for row in &rows {
            let course: String = row.try_get("course")?;
            holidays.entry(ids::course(&course)?).or_default().push(holidays_from(row)?);
        }
        Ok(holidays)
    }

    /// The days that anybody was given for classes that ended after an instant, each number once a class.
    pub async fn extensions_after(&self, after: Millis) -> Result<HashMap<SessionId, Vec<u16>>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT extensions.session AS session, days FROM extensions
             JOIN sessions ON sessions.id = extensions.session WHERE ended_unix > $1 ORDER BY days",
        )
        .bind(millis(after))
        .fetch_all(&self.db.reader)
        .await?;
        let mut given: HashMap<SessionId, Vec<u16>> = HashMap::new();
        for row in &rows {
            let session: String = row.try_get("session")?;
            given.entry(ids::session(&session)?).or_default().push(extensions::days(row)?);
        }
        Ok(given)
    }

    /// The next of those students of a class's course who want to be told, and for whom this is not decided yet, by their identities: all,
    /// or those who were given so many days.
    pub async fn students_of(
        &self,
        key: &NoticeKey,
        extension: Option<u16>,
        after: Option<PersonId>,
        most: usize,
    ) -> Result<Vec<Student>, StoreError> {
        let query = sqlx::query(select_recipients!(
            concat!(
                "COALESCE(extensions.days, 0) AS days, ledger_classes.facts AS class_facts, ledger_seats.facts AS seat_facts,
                 watched.stretches AS stretches, watched.done_unix AS done_unix, CAST(NULL AS BIGINT) AS position, 0 AS comments, ",
                responses!("roster.person", "$7", "roster.course")
            ),
            "LEFT JOIN extensions ON extensions.session = $7 AND extensions.member = roster.member
             LEFT JOIN ledger_classes ON ledger_classes.session = $7
             LEFT JOIN seats ON seats.session = $7 AND seats.person = roster.person
             LEFT JOIN ledger_seats ON ledger_seats.session = $7 AND ledger_seats.participant = seats.participant
             LEFT JOIN watched ON watched.session = $7 AND watched.participant = seats.participant",
            "AND roster.role = 'student' AND ($8 < 0 OR COALESCE(extensions.days, 0) = $8)"
        ));
        let NoticeSubject::Session(session) = key.subject else { return Ok(Vec::new()) };
        let rows = bind_recipients(query, key, after, most)
            .bind(session.to_string())
            .bind(extension.map_or(-1, i64::from))
            .fetch_all(&self.db.reader)
            .await?;
        let student = |row: &AnyRow| {
            Ok(Student {
                recipient: Recipient::from_columns(row)?,
                columns: LedgerColumns::of(row)?,
                extension: extensions::days(row)?,
            })
        };
        rows.iter().map(student).collect()
    }
}
