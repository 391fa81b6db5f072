//! What is kept of the classes of a course from which its staff learn: one statement for its students, one for its classes, and one for all
//! that these have of those.
//!
//! What facts and stretches mean is another's matter: here they are texts.

use protocol::{CourseId, MemberId, Millis, ParticipantId, Seq, SessionId, limits::ROSTER};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

use crate::{
    Store,
    columns::{placeholders, unsigned},
    error::StoreError,
    ids,
    ledger::{responses, responses_from},
};

/// An active student of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsightStudentRow {
    /// Their line of the roster.
    pub member: MemberId,
    /// The name there.
    pub name: String,
    /// When the line was added.
    pub added_unix: Millis,
}

/// A class with what is counted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsightClassRow {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// When it began.
    pub started_unix: Millis,
    /// When it ended; `None` while it is live.
    pub ended_unix: Option<Millis>,
    /// How long it was; 0 while it is live.
    pub duration: Millis,
    /// The last event of its journal that is counted, and the last that there is; 0 for none.
    pub counted: (Seq, Seq),
    /// What its journal tells of participation; `None` before it is counted.
    pub class: Option<String>,
    /// What it tells beside it; likewise.
    pub insight: Option<String>,
}

/// What is kept of a student's part in a class in which they have a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsightSeatRow {
    /// The class.
    pub session: SessionId,
    /// The student.
    pub member: MemberId,
    /// What the journal tells of participation; `None` where it has nothing of them.
    pub seat: Option<String>,
    /// What it tells beside it; likewise.
    pub insight: Option<String>,
    /// The stretches that they watched later.
    pub watched: Option<String>,
    /// Those to which they went back.
    pub again: Option<String>,
    /// How often they responded to classmates on the board, where the rule of the course asks for it and somebody was there to respond to.
    pub responses: Option<u32>,
}

/// The columns of an [`InsightClassRow`], up to the end of the condition.
macro_rules! class_rows {
    ($condition:literal) => {
        concat!(
            "SELECT sessions.id, title, started_unix, ended_unix, duration, ledger_classes.seq AS counted,
             (SELECT MAX(journal.seq) FROM journal WHERE journal.session = sessions.id) AS last, facts, insight
             FROM sessions LEFT JOIN ledger_classes ON ledger_classes.session = sessions.id
             WHERE sessions.started_unix IS NOT NULL AND ",
            $condition
        )
    };
}

impl InsightClassRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let session: String = row.try_get("id")?;
        let seq = |column| row.try_get::<Option<i64>, _>(column).map(|seq| seq.map_or(0, unsigned));
        Ok(InsightClassRow {
            session: ids::session(&session)?,
            title: row.try_get("title")?,
            started_unix: unsigned(row.try_get("started_unix")?),
            ended_unix: row.try_get::<Option<i64>, _>("ended_unix")?.map(unsigned),
            duration: unsigned(row.try_get("duration")?),
            counted: (seq("counted")?, seq("last")?),
            class: row.try_get("facts")?,
            insight: row.try_get("insight")?,
        })
    }
}

impl Store {
    /// The active students of a course, by name.
    pub async fn insight_students(&self, course: CourseId) -> Result<Vec<InsightStudentRow>, StoreError> {
        let rows: Vec<(i64, String, i64)> = sqlx::query_as(
            "SELECT member, name, added_unix FROM roster WHERE course = $1 AND role = 'student' AND state = 'active'
             ORDER BY name_key, member LIMIT $2",
        )
        .bind(course.to_string())
        .bind(ROSTER as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let student = |(member, name, added): (i64, String, i64)| {
            Ok(InsightStudentRow { member: ids::member(member)?, name, added_unix: unsigned(added) })
        };
        rows.into_iter().map(student).collect()
    }

    /// The latest classes of a course that are over, the last one first.
    pub async fn insight_classes(&self, course: CourseId, most: usize) -> Result<Vec<InsightClassRow>, StoreError> {
        let rows = sqlx::query(class_rows!(
            "course = $1 AND state = 'ended' AND kind = 'class' ORDER BY started_unix DESC, sessions.id LIMIT $2"
        ))
        .bind(course.to_string())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(InsightClassRow::from_columns).collect()
    }

    /// A class that has begun.
    pub async fn insight_class(&self, session: SessionId) -> Result<Option<InsightClassRow>, StoreError> {
        let row = sqlx::query(class_rows!("sessions.id = $1"))
            .bind(session.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        row.as_ref().map(InsightClassRow::from_columns).transpose()
    }

    /// Changes the stretches to which the holder of a seat went back while they watched; `decide` is given those so far. Where nothing
    /// is kept of what they watched, this is not kept either.
    pub async fn go_back(
        &self,
        (session, participant): (SessionId, ParticipantId),
        decide: impl FnOnce(&str) -> Option<String>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        // Written first, so that reports of two pages come one after the other.
        let again: Option<String> = sqlx::query_scalar(
            "UPDATE watched SET again = again WHERE session = $1 AND participant = $2 RETURNING again",
        )
        .bind(session.to_string())
        .bind(i64::from(participant.0))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(again) = again.as_deref().and_then(decide) else { return Ok(()) };
        sqlx::query("UPDATE watched SET again = $3 WHERE session = $1 AND participant = $2")
            .bind(session.to_string())
            .bind(i64::from(participant.0))
            .bind(again)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// What is kept of the parts that the active students of a course take in these classes of it.
    pub async fn insight_seats(
        &self,
        course: CourseId,
        sessions: &[SessionId],
    ) -> Result<Vec<InsightSeatRow>, StoreError> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT seats.session, roster.member, ledger_seats.facts, ledger_seats.insight, watched.stretches,
                    watched.again, {}
             FROM seats JOIN roster ON roster.course = ${} AND roster.person = seats.person
             LEFT JOIN ledger_seats
             ON ledger_seats.session = seats.session AND ledger_seats.participant = seats.participant
             LEFT JOIN watched ON watched.session = seats.session AND watched.participant = seats.participant
             WHERE seats.session IN {} AND roster.role = 'student' AND roster.state = 'active'",
            responses!("roster.person", "seats.session", "roster.course"),
            sessions.len() + 1,
            placeholders(1, sessions.len()),
        );
        let query = sessions.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
        let rows = query.bind(course.to_string()).fetch_all(&self.db.reader).await?;
        let seat = |row: &AnyRow| {
            let session: String = row.try_get("session")?;
            Ok(InsightSeatRow {
                session: ids::session(&session)?,
                member: ids::member(row.try_get("member")?)?,
                seat: row.try_get("facts")?,
                insight: row.try_get("insight")?,
                watched: row.try_get("stretches")?,
                again: row.try_get("again")?,
                responses: responses_from(row)?,
            })
        };
        rows.iter().map(seat).collect()
    }
}
