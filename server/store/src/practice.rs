//! Quiz questions that come back to students: of which classes they can be, and how far somebody is with one.
//!
//! What facts mean is another's matter: here they are texts.

use protocol::{CourseId, Millis, PollId, Seq, SessionId, practice::Explained};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    ledger::is_counted,
    people::{self, PersonId},
};

/// A class that is over, in a course in which somebody is a student to whom questions come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeRow {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Its course.
    pub course: CourseId,
    /// The title of the course.
    pub course_title: String,
    /// How long it was.
    pub duration: Millis,
    /// When it ended; of a lecture when it was handed out.
    pub over_unix: Millis,
    /// When the student came to the course.
    pub added_unix: Millis,
    /// The last event of its journal that is counted, and the last that there is; 0 for none.
    pub counted: (Seq, Seq),
    /// What its journal tells of participation; `None` before it is counted.
    pub class: Option<String>,
    /// What it tells beside it; likewise.
    pub insight: Option<String>,
    /// What it tells of the student's seat; `None` where it has nothing of them.
    pub seat: Option<String>,
}

/// How far somebody is with a question that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeStep {
    /// How often in a row they had it right.
    pub step: u32,
    /// When it comes back.
    pub due_unix: Millis,
}

/// The rows of a person, up to the end of the condition. What they may not watch is not there: a class whose recording was deleted, and one in
/// which their seat was taken from them.
macro_rules! practice_rows {
    ($condition:literal) => {
        concat!(
            "SELECT sessions.id AS session, sessions.title AS title, courses.id AS course, courses.title AS course_title,
             sessions.duration AS duration, COALESCE(published_unix, ended_unix) AS over_unix,
             roster.added_unix AS added_unix, ledger_classes.seq AS counted,
             (SELECT MAX(journal.seq) FROM journal WHERE journal.session = sessions.id) AS last,
             ledger_classes.facts AS class_facts, ledger_classes.insight AS class_insight,
             ledger_seats.insight AS seat_insight
             FROM roster JOIN courses ON courses.id = roster.course JOIN sessions ON sessions.course = roster.course
             LEFT JOIN ledger_classes ON ledger_classes.session = sessions.id
             LEFT JOIN seats ON seats.session = sessions.id AND seats.person = roster.person
             LEFT JOIN ledger_seats
             ON ledger_seats.session = seats.session AND ledger_seats.participant = seats.participant
             WHERE roster.person = $1 AND roster.role = 'student' AND roster.state = 'active' AND courses.practice = 1
             AND sessions.state = 'ended' AND COALESCE(seats.revoked, 0) = 0
             AND NOT EXISTS (SELECT 1 FROM deleted_recordings AS deleted WHERE deleted.session = sessions.id)
             AND COALESCE(published_unix, ended_unix) > $2 AND ",
            is_counted!(),
            " AND ",
            $condition
        )
    };
}

impl PracticeRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (session, course): (String, String) = (row.try_get("session")?, row.try_get("course")?);
        let seq = |column| row.try_get::<Option<i64>, _>(column).map(|seq| seq.map_or(0, unsigned));
        Ok(PracticeRow {
            session: ids::session(&session)?,
            title: row.try_get("title")?,
            course: ids::course(&course)?,
            course_title: row.try_get("course_title")?,
            duration: unsigned(row.try_get("duration")?),
            over_unix: unsigned(row.try_get("over_unix")?),
            added_unix: unsigned(row.try_get("added_unix")?),
            counted: (seq("counted")?, seq("last")?),
            class: row.try_get("class_facts")?,
            insight: row.try_get("class_insight")?,
            seat: row.try_get("seat_insight")?,
        })
    }
}

/// Says whether questions come back to the students of a course.
pub(crate) async fn set(tx: &mut AnyConnection, course: CourseId, on: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE courses SET practice = $2 WHERE id = $1")
        .bind(course.to_string())
        .bind(i64::from(on))
        .execute(tx)
        .await?;
    Ok(())
}

fn step_from((step, due_unix): (i64, i64)) -> Result<PracticeStep, StoreError> {
    let step = u32::try_from(step).map_err(|_| StoreError::Corrupt("step of practice"))?;
    Ok(PracticeStep { step, due_unix: unsigned(due_unix) })
}

fn poll_from(poll: i64) -> Result<PollId, StoreError> {
    u32::try_from(poll).map(PollId).map_err(|_| StoreError::Corrupt("poll of practice"))
}

impl Store {
    /// The classes that were over after an instant whose questions can come back to a person, the latest first.
    pub async fn practice_classes(
        &self,
        person: PersonId,
        after_unix: Millis,
        most: usize,
    ) -> Result<Vec<PracticeRow>, StoreError> {
        let rows = sqlx::query(practice_rows!("1 = 1 ORDER BY over_unix DESC, sessions.id LIMIT $3"))
            .bind(person.to_string())
            .bind(millis(after_unix))
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(&self.db.reader)
            .await?;
        rows.iter().map(PracticeRow::from_columns).collect()
    }

    /// One of these classes.
    pub async fn practice_class(
        &self,
        person: PersonId,
        after_unix: Millis,
        session: SessionId,
    ) -> Result<Option<PracticeRow>, StoreError> {
        let row = sqlx::query(practice_rows!("sessions.id = $3"))
            .bind(person.to_string())
            .bind(millis(after_unix))
            .bind(session.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        row.as_ref().map(PracticeRow::from_columns).transpose()
    }

    /// How far a person is with the questions that they answered since these first came back.
    pub async fn practice_steps(
        &self,
        person: PersonId,
    ) -> Result<Vec<((SessionId, PollId), PracticeStep)>, StoreError> {
        let rows: Vec<(String, i64, i64, i64)> =
            sqlx::query_as("SELECT session, poll, step, due_unix FROM practice WHERE person = $1")
                .bind(person.to_string())
                .fetch_all(&self.db.reader)
                .await?;
        let step = |(session, poll, step, due): (String, i64, i64, i64)| {
            Ok(((ids::session(&session)?, poll_from(poll)?), step_from((step, due))?))
        };
        rows.into_iter().map(step).collect()
    }

    /// Changes how far a person is with a question. `decide` is given how far they were, and returns nothing where it stays. Answers of one
    /// person, from whatever pages, come one after the other. Returns what was decided.
    pub async fn practise(
        &self,
        person: PersonId,
        (session, poll): (SessionId, PollId),
        decide: impl FnOnce(Option<PracticeStep>) -> Option<PracticeStep>,
    ) -> Result<Option<PracticeStep>, StoreError> {
        let mut tx = self.db.begin().await?;
        people::lock(&mut tx, person).await?;
        let before: Option<(i64, i64)> =
            sqlx::query_as("SELECT step, due_unix FROM practice WHERE person = $1 AND session = $2 AND poll = $3")
                .bind(person.to_string())
                .bind(session.to_string())
                .bind(i64::from(poll.0))
                .fetch_optional(&mut *tx)
                .await?;
        let Some(step) = decide(before.map(step_from).transpose()?) else { return Ok(None) };
        sqlx::query(
            "INSERT INTO practice (person, session, poll, step, due_unix) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person, session, poll) DO UPDATE SET step = excluded.step, due_unix = excluded.due_unix",
        )
        .bind(person.to_string())
        .bind(session.to_string())
        .bind(i64::from(poll.0))
        .bind(i64::from(step.step))
        .bind(millis(step.due_unix))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Some(step))
    }

    /// The moments of a class at which questions are explained, where staff said so, by poll.
    pub async fn explained(&self, session: SessionId) -> Result<Vec<Explained>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT poll, at FROM explained WHERE session = $1 ORDER BY poll")
            .bind(session.to_string())
            .fetch_all(&self.db.reader)
            .await?;
        rows.into_iter().map(|(poll, at)| Ok(Explained { poll: poll_from(poll)?, at: unsigned(at) })).collect()
    }

    /// Says at which moment of class a question is explained; `None` for where it was put.
    pub async fn explain(&self, session: SessionId, poll: PollId, at: Option<Millis>) -> Result<(), StoreError> {
        let query = match at {
            None => sqlx::query("DELETE FROM explained WHERE session = $1 AND poll = $2")
                .bind(session.to_string())
                .bind(i64::from(poll.0)),
            Some(at) => sqlx::query(
                "INSERT INTO explained (session, poll, at) VALUES ($1, $2, $3)
                 ON CONFLICT (session, poll) DO UPDATE SET at = excluded.at",
            )
            .bind(session.to_string())
            .bind(i64::from(poll.0))
            .bind(millis(at)),
        };
        query.execute(&self.db.writer).await?;
        Ok(())
    }
}
