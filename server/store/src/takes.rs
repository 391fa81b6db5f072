//! New takes of stretches of recordings: short videos that stand in the place of what is cut out.
//!
//! Where a take stands is said by the journal of its class. The rows here say the same, written in the transaction of the events
//! ([`crate::projections`]), for whoever asks which class a video belongs to. Whoever places a take offers it first, so that it is
//! checked under the lock of its course and not deleted meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Event, EventBody, Millis, SessionId, limits::CLIP_UNUSED_MS};
use sqlx::AnyConnection;

use crate::{
    Store,
    clips::{free, take_each},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    roster::lock,
};

/// Since when each take that some events speak of stands nowhere; `None` for one that stands in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Placed(BTreeMap<SessionId, Option<Millis>>);

impl Placed {
    /// Takes note of an event.
    pub(crate) fn add(&mut self, event: &Event) {
        let undone_unix = || Some(event.later.map_or(0, |later| later.unix));
        match event.body {
            EventBody::CutMade { cut, .. } => self.0.extend(cut.take.map(|take| (take.session, None))),
            EventBody::CutUndone { cut, .. } => self.0.extend(cut.take.map(|take| (take.session, undone_unix()))),
            _ => {}
        }
    }

    /// Writes it down.
    pub(crate) async fn apply(&self, tx: &mut AnyConnection, class: SessionId) -> Result<(), StoreError> {
        for (clip, undone_unix) in &self.0 {
            sqlx::query("UPDATE takes SET undone_unix = $3 WHERE clip = $1 AND session = $2")
                .bind(clip.to_string())
                .bind(class.to_string())
                .bind(undone_unix.map(millis))
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Keeps a video for a class in whose recording it is about to be placed, and returns its length. Returns [`StoreError::NotFound`] for one
    /// that goes on, is of another course, has another use, or is neither this person's nor was ever offered to the class.
    pub async fn offer_take(
        &self,
        class: SessionId,
        clip: SessionId,
        by: PersonId,
        now_unix: Millis,
    ) -> Result<Millis, StoreError> {
        let mut tx = self.db.begin().await?;
        let course: Option<Option<String>> = sqlx::query_scalar("SELECT course FROM sessions WHERE id = $1")
            .bind(class.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let course = ids::course(&course.flatten().ok_or(StoreError::NotFound)?)?;
        lock(&mut tx, course).await?;
        let duration: Option<i64> = sqlx::query_scalar(concat!(
            "SELECT duration FROM sessions WHERE id = $1 AND course = $2 AND state = 'ended' AND (
                (owner = $3 AND ",
            free!(),
            ") OR EXISTS (SELECT 1 FROM takes WHERE takes.clip = $1 AND takes.session = $4)
             )"
        ))
        .bind(clip.to_string())
        .bind(course.to_string())
        .bind(by.to_string())
        .bind(class.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        let duration = duration.ok_or(StoreError::NotFound)?;
        // One that stands in its place stays as it is: whoever places it once more is told by the journal.
        sqlx::query(
            "INSERT INTO takes (clip, session, undone_unix) VALUES ($1, $2, $3) ON CONFLICT (clip) DO UPDATE
             SET session = excluded.session,
             undone_unix = CASE WHEN takes.session = excluded.session THEN takes.undone_unix ELSE excluded.undone_unix END
             WHERE takes.undone_unix IS NOT NULL",
        )
        .bind(clip.to_string())
        .bind(class.to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(unsigned(duration))
    }

    /// The class in whose recording a video stands as a take.
    pub async fn class_of_take(&self, clip: SessionId) -> Result<Option<SessionId>, StoreError> {
        let class: Option<String> =
            sqlx::query_scalar("SELECT session FROM takes WHERE clip = $1 AND undone_unix IS NULL")
                .bind(clip.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        class.map(|class| ids::session(&class)).transpose()
    }

    /// The takes that are gone though they stand in their places, by class: those of somebody whose account was erased.
    pub async fn lost_takes(&self) -> Result<BTreeMap<SessionId, BTreeSet<SessionId>>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT session, clip FROM takes WHERE undone_unix IS NULL
             AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.id = takes.clip)",
        )
        .fetch_all(&self.db.reader)
        .await?;
        let mut lost: BTreeMap<SessionId, BTreeSet<SessionId>> = BTreeMap::new();
        for (class, clip) in rows {
            lost.entry(ids::session(&class)?).or_default().insert(ids::session(&clip)?);
        }
        Ok(lost)
    }
}

/// Lets go of takes whose stretches were put back a while ago.
pub(crate) async fn forget_undone(tx: &mut AnyConnection, now_unix: Millis) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM takes WHERE undone_unix <= $1")
        .bind(millis(now_unix.saturating_sub(CLIP_UNUSED_MS)))
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets go of a video that stands nowhere and has another use now.
pub(crate) async fn let_go(tx: &mut AnyConnection, clip: SessionId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM takes WHERE clip = $1 AND undone_unix IS NOT NULL")
        .bind(clip.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes the rows of all takes of a class, also of those that can be used again. Their files are to be forgotten once that is committed.
pub(crate) async fn take_all_of(
    tx: &mut AnyConnection,
    class: SessionId,
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    let clips: Vec<String> = sqlx::query_scalar("SELECT clip FROM takes WHERE session = $1 ORDER BY clip")
        .bind(class.to_string())
        .fetch_all(&mut *tx)
        .await?;
    take_each(tx, &clips, now_unix).await
}
