//! What people do before a session: the items that staff add, in their order, and who has done them.

use std::collections::HashMap;

use protocol::{
    CourseId, MemberId, Millis, PreparationId, SessionId,
    limits::{PREPARATION_ITEMS, ROSTER},
    preparation::{NewPreparation, PreparationContent, PreparationProgress},
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    files, ids,
    people::PersonId,
    restorable::Restorable,
    roster::lock,
    sessions::{SessionRow, select_sessions},
};

const BIN: Restorable = Restorable { table: "preparation", of: "session", since: "removed_unix" };

/// Something to be done before a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparationRow {
    /// Its identity.
    pub id: PreparationId,
    /// What staff say of it.
    pub said: NewPreparation,
}

/// Whether a student has done something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedRow {
    /// Their line of the roster.
    pub member: MemberId,
    /// Their name there.
    pub name: String,
    /// When they said so.
    pub done_unix: Option<Millis>,
}

impl PreparationRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (id, kind, body): (String, String, String) =
            (row.try_get("id")?, row.try_get("kind")?, row.try_get("body")?);
        let content = match kind.as_str() {
            "link" => PreparationContent::Link { url: body },
            "text" => PreparationContent::Text { text: body },
            "recording" => PreparationContent::Recording { session: ids::session(&body)? },
            "file" => PreparationContent::File(files::read(&body)?),
            _ => return Err(StoreError::Corrupt("kind of preparation")),
        };
        Ok(PreparationRow {
            id: ids::preparation(&id)?,
            said: NewPreparation { title: row.try_get("title")?, content },
        })
    }
}

/// The columns `kind` and `body`.
fn columns(content: &PreparationContent) -> (&'static str, String) {
    match content {
        PreparationContent::Link { url } => ("link", url.clone()),
        PreparationContent::Text { text } => ("text", text.clone()),
        PreparationContent::Recording { session } => ("recording", session.to_string()),
        PreparationContent::File(file) => ("file", files::written(file)),
    }
}

/// Counts what is to be done before sessions, and what of it the person `$1` has done: of the sessions of these tables, under this
/// condition.
macro_rules! select_progress {
    ($sessions:literal, $condition:literal) => {
        concat!(
            "SELECT preparation.session AS session, COUNT(*) AS items, COUNT(prepared.item) AS done FROM ",
            $sessions,
            " JOIN preparation ON preparation.session = sessions.id
             LEFT JOIN prepared ON prepared.item = preparation.id AND prepared.member = roster.member
             WHERE removed_unix IS NULL AND ",
            $condition,
            " GROUP BY preparation.session"
        )
    };
}

impl Store {
    /// What is to be done before a session, in its order.
    pub async fn preparation(&self, session: SessionId) -> Result<Vec<PreparationRow>, StoreError> {
        of_session(&mut *self.db.reader.acquire().await?, session).await
    }

    /// The classes whose recordings are to be watched before a session, as far as there are such.
    pub async fn recordings_before(&self, session: SessionId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.id IN (SELECT body FROM preparation WHERE session = $1 AND kind = 'recording'
                                   AND removed_unix IS NULL)"
        ))
        .bind(session.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// Adds something at the end of what is to be done before a session: at most [`PREPARATION_ITEMS`]
    /// ([`StoreError::PreparationFull`]), and no file for which the course has no room ([`StoreError::FilesFull`]).
    pub async fn add_preparation(
        &self,
        course: CourseId,
        session: SessionId,
        new: &NewPreparation,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        if let PreparationContent::File(file) = &new.content {
            files::check_room(&mut tx, course, file).await?;
        }
        insert(&mut tx, session, std::slice::from_ref(new)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes what staff say of something. What people have done stays.
    pub async fn change_preparation(
        &self,
        session: SessionId,
        item: PreparationId,
        new: &NewPreparation,
    ) -> Result<(), StoreError> {
        let (kind, body) = columns(&new.content);
        let done = sqlx::query(
            "UPDATE preparation SET title = $3, kind = $4, body = $5
             WHERE id = $1 AND session = $2 AND removed_unix IS NULL",
        )
        .bind(item.to_string())
        .bind(session.to_string())
        .bind(&new.title)
        .bind(kind)
        .bind(body)
        .execute(&self.db.writer)
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Removes something, with the possibility to bring it back: [`Self::restore_preparation`].
    pub async fn remove_preparation(
        &self,
        session: SessionId,
        item: PreparationId,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        BIN.remove(&self.db.writer, session, item, now_unix).await.map(drop)
    }

    /// Brings back what was removed, to its place and with what people have done.
    pub async fn restore_preparation(
        &self,
        course: CourseId,
        session: SessionId,
        item: PreparationId,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        BIN.restore(&mut *tx, session, item).await?;
        if of_session(&mut tx, session).await?.len() > PREPARATION_ITEMS {
            return Err(StoreError::PreparationFull);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Deletes what was removed too long ago to be brought back.
    pub async fn tidy_preparation(&self, now_unix: Millis) -> Result<(), StoreError> {
        BIN.forget(&self.db.writer, now_unix).await
    }

    /// Puts what is to be done in an order. What is not named comes after what is, as before.
    pub async fn order_preparation(
        &self,
        course: CourseId,
        session: SessionId,
        first: &[PreparationId],
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let present: Vec<PreparationId> = of_session(&mut tx, session).await?.into_iter().map(|row| row.id).collect();
        let named = first.iter().filter(|id| present.contains(id));
        let others = present.iter().filter(|id| !first.contains(id));
        for (place, item) in (1_i64..).zip(named.chain(others)) {
            sqlx::query("UPDATE preparation SET place = $2 WHERE id = $1")
                .bind(item.to_string())
                .bind(place)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Adds to a session what another one of the course has and this one does not.
    pub async fn copy_preparation(&self, course: CourseId, from: SessionId, to: SessionId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let present: Vec<NewPreparation> = of_session(&mut tx, to).await?.into_iter().map(|row| row.said).collect();
        let other = of_session(&mut tx, from).await?.into_iter().map(|row| row.said);
        let missing: Vec<NewPreparation> = other.filter(|said| !present.contains(said)).collect();
        insert(&mut tx, to, &missing).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Says whether a member of the course has done something; the first time counts.
    pub async fn set_prepared(
        &self,
        course: CourseId,
        session: SessionId,
        item: PreparationId,
        member: MemberId,
        done_unix: Option<Millis>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let found: Option<String> =
            sqlx::query_scalar("SELECT id FROM preparation WHERE id = $1 AND session = $2 AND removed_unix IS NULL")
                .bind(item.to_string())
                .bind(session.to_string())
                .fetch_optional(&mut *tx)
                .await?;
        if found.is_none() {
            return Err(StoreError::NotFound);
        }
        let statement = match done_unix {
            Some(_) => {
                "INSERT INTO prepared (item, member, course, done_unix) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (item, member) DO NOTHING"
            }
            None => "DELETE FROM prepared WHERE item = $1 AND member = $2",
        };
        let query = sqlx::query(statement).bind(item.to_string()).bind(i64::from(member.0));
        match done_unix {
            Some(done_unix) => query.bind(course.to_string()).bind(millis(done_unix)),
            None => query,
        }
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What a member is to watch of a session before others of its course, and has not done.
    pub async fn to_watch(
        &self,
        course: CourseId,
        session: SessionId,
        member: MemberId,
    ) -> Result<Vec<PreparationId>, StoreError> {
        let items: Vec<String> = sqlx::query_scalar(
            "SELECT preparation.id FROM preparation JOIN sessions ON sessions.id = preparation.session
             WHERE preparation.kind = 'recording' AND preparation.body = $1 AND sessions.course = $2
             AND removed_unix IS NULL AND NOT EXISTS (
                SELECT 1 FROM prepared WHERE prepared.item = preparation.id AND prepared.member = $3
             )",
        )
        .bind(session.to_string())
        .bind(course.to_string())
        .bind(i64::from(member.0))
        .fetch_all(&self.db.reader)
        .await?;
        items.iter().map(|item| ids::preparation(item)).collect()
    }

    /// Notes that a member has done these things, as far as they have not said so already.
    pub async fn note_prepared(
        &self,
        course: CourseId,
        items: &[PreparationId],
        member: MemberId,
        done_unix: Millis,
    ) -> Result<(), StoreError> {
        for item in items {
            sqlx::query(
                "INSERT INTO prepared (item, member, course, done_unix)
                 SELECT id, $2, $3, $4 FROM preparation WHERE id = $1 ON CONFLICT (item, member) DO NOTHING",
            )
            .bind(item.to_string())
            .bind(i64::from(member.0))
            .bind(course.to_string())
            .bind(millis(done_unix))
            .execute(&self.db.writer)
            .await?;
        }
        Ok(())
    }

    /// When a member has done what is to be done before a session.
    pub async fn prepared_by(
        &self,
        session: SessionId,
        member: MemberId,
    ) -> Result<HashMap<PreparationId, Millis>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT item, done_unix FROM prepared JOIN preparation ON preparation.id = prepared.item
             WHERE preparation.session = $1 AND prepared.member = $2",
        )
        .bind(session.to_string())
        .bind(i64::from(member.0))
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(|(item, done_unix)| Ok((ids::preparation(&item)?, unsigned(done_unix)))).collect()
    }

    /// How many students have done what is to be done before a session: nothing for what nobody has done.
    pub async fn prepared_counts(&self, session: SessionId) -> Result<HashMap<PreparationId, u32>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT prepared.item, COUNT(*) FROM preparation JOIN prepared ON prepared.item = preparation.id
             JOIN roster ON roster.course = prepared.course AND roster.member = prepared.member
             WHERE preparation.session = $1 AND roster.role = 'student' AND roster.state = 'active'
             GROUP BY prepared.item",
        )
        .bind(session.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        rows.into_iter().map(|(item, students)| Ok((ids::preparation(&item)?, count(students)))).collect()
    }

    /// How many students a course has.
    pub async fn students(&self, course: CourseId) -> Result<u32, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM roster WHERE course = $1 AND role = 'student' AND state = 'active'",
        )
        .bind(course.to_string())
        .fetch_one(&self.db.reader)
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The students of a course by name, with when they have done something.
    pub async fn who_prepared(&self, course: CourseId, item: PreparationId) -> Result<Vec<PreparedRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT roster.member AS member, name, done_unix FROM roster
             LEFT JOIN prepared ON prepared.item = $2 AND prepared.member = roster.member
             WHERE roster.course = $1 AND role = 'student' AND state = 'active'
             ORDER BY name_key, roster.member LIMIT $3",
        )
        .bind(course.to_string())
        .bind(item.to_string())
        .bind(ROSTER as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let row = |row: &AnyRow| {
            let done_unix: Option<i64> = row.try_get("done_unix")?;
            let member = ids::member(row.try_get("member")?)?;
            Ok(PreparedRow { member, name: row.try_get("name")?, done_unix: done_unix.map(unsigned) })
        };
        rows.iter().map(row).collect()
    }

    /// How far a person is with what is to be done before the sessions of a course, for those that have something.
    pub async fn progress_in(
        &self,
        course: CourseId,
        person: PersonId,
    ) -> Result<HashMap<SessionId, PreparationProgress>, StoreError> {
        let rows = sqlx::query(select_progress!(
            "sessions LEFT JOIN roster
             ON roster.course = sessions.course AND roster.person = $1 AND roster.state = 'active'",
            "sessions.course = $2"
        ))
        .bind(person.to_string())
        .bind(course.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(progress).collect()
    }

    /// The same for the sessions of all courses of the person that are not over.
    pub async fn progress_of(&self, person: PersonId) -> Result<HashMap<SessionId, PreparationProgress>, StoreError> {
        let rows = sqlx::query(select_progress!(
            "roster JOIN sessions ON sessions.course = roster.course",
            "roster.person = $1 AND roster.state = 'active' AND sessions.state <> 'ended'"
        ))
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(progress).collect()
    }
}

fn progress(row: &AnyRow) -> Result<(SessionId, PreparationProgress), StoreError> {
    let session: String = row.try_get("session")?;
    let count = |column| row.try_get::<i64, _>(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok((ids::session(&session)?, PreparationProgress { items: count("items")?, done: count("done")? }))
}

async fn of_session(database: &mut AnyConnection, session: SessionId) -> Result<Vec<PreparationRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, kind, title, body FROM preparation WHERE session = $1 AND removed_unix IS NULL ORDER BY place, id",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    rows.iter().map(PreparationRow::from_columns).collect()
}

/// Adds at the end, under the course's lock.
async fn insert(tx: &mut AnyConnection, session: SessionId, all: &[NewPreparation]) -> Result<(), StoreError> {
    if of_session(tx, session).await?.len() + all.len() > PREPARATION_ITEMS {
        return Err(StoreError::PreparationFull);
    }
    for new in all {
        let (kind, body) = columns(&new.content);
        sqlx::query(
            "INSERT INTO preparation (id, session, place, kind, title, body)
             SELECT $1, $2, COALESCE(MAX(place), 0) + 1, $3, $4, $5 FROM preparation WHERE session = $2",
        )
        .bind(Uuid::new_v4().to_string())
        .bind(session.to_string())
        .bind(kind)
        .bind(&new.title)
        .bind(body)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
