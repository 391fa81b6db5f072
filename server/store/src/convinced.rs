//! Which reasoning in a class convinced whom. It goes with the class, with the thread and with the account.

use protocol::{
    SessionId,
    convinced::{Convinced, Reasoned},
    limits::{CONVINCED_OF_CLASS, CONVINCED_SHOWN},
};
use sqlx::{Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::{self, PersonId},
};

impl Store {
    /// Which reasoning in a class convinced how many, and whether this person: those first that convinced most.
    pub async fn convinced(&self, session: SessionId, person: PersonId) -> Result<Vec<Convinced>, StoreError> {
        let rows = sqlx::query(
            "SELECT message, thread, COUNT(*) AS people,
             CAST(MAX(CASE WHEN person = $2 THEN 1 ELSE 0 END) AS BIGINT) AS mine
             FROM convinced WHERE session = $1 GROUP BY message, thread
             ORDER BY people DESC, message, thread LIMIT $3",
        )
        .bind(session.to_string())
        .bind(person.to_string())
        .bind(CONVINCED_SHOWN as i64)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(from_columns).collect()
    }

    /// Says that a reasoning convinced somebody. Said again it changes nothing. Returns [`StoreError::Full`] where they said so of
    /// [`CONVINCED_OF_CLASS`] others of this class.
    pub async fn convince(&self, session: SessionId, person: PersonId, by: Reasoned) -> Result<(), StoreError> {
        let (message, thread) = columns(by);
        let mut tx = self.db.begin().await?;
        people::lock(&mut tx, person).await?;
        sqlx::query(
            "INSERT INTO convinced (session, person, message, thread) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(session.to_string())
        .bind(person.to_string())
        .bind(message)
        .bind(thread)
        .execute(&mut *tx)
        .await?;
        let all: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM convinced WHERE session = $1 AND person = $2")
            .bind(session.to_string())
            .bind(person.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if unsigned(all) > CONVINCED_OF_CLASS as u64 {
            return Err(StoreError::Full);
        }
        Ok(tx.commit().await?)
    }

    /// Takes back that a reasoning convinced somebody.
    pub async fn unconvince(&self, session: SessionId, person: PersonId, by: Reasoned) -> Result<(), StoreError> {
        let (message, thread) = columns(by);
        sqlx::query(
            "DELETE FROM convinced WHERE session = $1 AND person = $2 AND COALESCE(message, 0) = COALESCE($3, 0)
             AND COALESCE(thread, '') = COALESCE($4, '')",
        )
        .bind(session.to_string())
        .bind(person.to_string())
        .bind(message)
        .bind(thread)
        .execute(&self.db.writer)
        .await?;
        Ok(())
    }
}

/// The message and the thread of a row, one of which it has.
fn columns(by: Reasoned) -> (Option<i64>, Option<String>) {
    match by {
        Reasoned::Message { seq } => (Some(millis(seq)), None),
        Reasoned::Thread { id } => (None, Some(id.to_string())),
    }
}

fn from_columns(row: &AnyRow) -> Result<Convinced, StoreError> {
    let (message, thread): (Option<i64>, Option<String>) = (row.try_get("message")?, row.try_get("thread")?);
    let reasoned = match (message, thread) {
        (Some(seq), _) => Reasoned::Message { seq: unsigned(seq) },
        (None, Some(id)) => Reasoned::Thread { id: ids::post(&id)? },
        (None, None) => return Err(StoreError::Corrupt("what convinced somebody")),
    };
    let people = u32::try_from(row.try_get::<i64, _>("people")?).unwrap_or(u32::MAX);
    Ok(Convinced { reasoned, people, mine: row.try_get::<i64, _>("mine")? != 0 })
}
