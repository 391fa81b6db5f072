//! Short videos of announcements, of replies on boards, and in the places of stretches of recordings ([`crate::takes`]): sessions of the kind
//! `clip`. One that nothing has is a take of whoever recorded it, and is gone after a day.

use protocol::{
    AnnouncementId, CourseId, Millis, PostId, SessionId, SessionKind,
    limits::{CLIP_UNUSED_MS, CLIPS_UNUSED},
};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    columns::{millis, unsigned},
    deleted_classes::take,
    error::StoreError,
    ids, mp4,
    people::PersonId,
    roster::lock,
    sessions::{NewSession, SessionRow, insert_row},
    takes,
};

/// A video, as an announcement or a reply shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipRow {
    /// The session.
    pub session: SessionId,
    /// The short code of its link.
    pub code: String,
    /// Its length.
    pub duration: Millis,
}

impl ClipRow {
    /// The video of a row with the columns `clip`, `clip_code` and `clip_duration`; `None` where `clip` is empty.
    pub(crate) fn from_columns(row: &AnyRow) -> Result<Option<Self>, StoreError> {
        let Some(session) = row.try_get::<Option<String>, _>("clip")? else { return Ok(None) };
        Ok(Some(ClipRow {
            session: ids::session(&session)?,
            code: row.try_get("clip_code")?,
            duration: unsigned(row.try_get("clip_duration")?),
        }))
    }
}

/// What has a video.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder {
    Announcement(AnnouncementId),
    Reply(PostId),
}

/// The condition of videos that nothing has, not even an announcement or a reply that can be restored.
macro_rules! free {
    () => {
        "kind = 'clip' AND NOT EXISTS (SELECT 1 FROM announcements WHERE announcements.clip = sessions.id)
         AND NOT EXISTS (SELECT 1 FROM board_posts WHERE board_posts.clip = sessions.id)
         AND NOT EXISTS (SELECT 1 FROM takes WHERE takes.clip = sessions.id AND takes.undone_unix IS NULL)"
    };
}
pub(crate) use free;

/// The same of those that do not run.
macro_rules! idle {
    () => {
        concat!("state <> 'live' AND ", free!())
    };
}

/// The same of those that nobody can put back into their places either.
macro_rules! unused {
    () => {
        concat!(idle!(), " AND NOT EXISTS (SELECT 1 FROM takes WHERE takes.clip = sessions.id)")
    };
}

impl Store {
    /// Makes a video of a course, which its maker is to record. Of those of this person that nothing has, the latest
    /// [`CLIPS_UNUSED`] stay.
    pub async fn create_clip(
        &self,
        owner: PersonId,
        title: &str,
        course: CourseId,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        let id = SessionId(Uuid::new_v4());
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let new = NewSession { owner, kind: SessionKind::Clip, title, guests_allowed: false, course: Some(course) };
        if !insert_row(&mut *tx, id, &new, now_unix).await? {
            return Err(StoreError::Full);
        }
        let takes: Vec<String> = sqlx::query_scalar(concat!(
            "SELECT id FROM sessions WHERE course = $1 AND owner = $2 AND ",
            idle!(),
            " ORDER BY created_unix DESC, CASE WHEN id = $3 THEN 0 ELSE 1 END, id"
        ))
        .bind(course.to_string())
        .bind(owner.to_string())
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let gone = take_each(&mut tx, takes.get(CLIPS_UNUSED..).unwrap_or_default(), now_unix).await?;
        tx.commit().await?;
        self.forget_classes(&gone).await?;
        self.session(id).await?.ok_or(StoreError::NotFound)
    }

    /// The videos that a person has recorded in a course and that nothing has, the latest first.
    pub async fn unused_clips(&self, course: CourseId, owner: PersonId) -> Result<Vec<ClipRow>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT id AS clip, code AS clip_code, duration AS clip_duration FROM sessions
             WHERE course = $1 AND owner = $2 AND state = 'ended' AND ",
            idle!(),
            " ORDER BY ended_unix DESC, id"
        ))
        .bind(course.to_string())
        .bind(owner.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let rows: Vec<Option<ClipRow>> = rows.iter().map(ClipRow::from_columns).collect::<Result<_, _>>()?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Deletes a video of a person that nothing has. Returns [`StoreError::NotFound`] for any other, and for one that runs.
    pub async fn delete_clip(
        &self,
        course: CourseId,
        owner: PersonId,
        session: SessionId,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let found: Option<String> = sqlx::query_scalar(concat!(
            "SELECT id FROM sessions WHERE id = $1 AND course = $2 AND owner = $3 AND ",
            idle!()
        ))
        .bind(session.to_string())
        .bind(course.to_string())
        .bind(owner.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        found.ok_or(StoreError::NotFound)?;
        let gone = take_each(&mut tx, &[session.to_string()], now_unix).await?;
        tx.commit().await?;
        self.forget_classes(&gone).await
    }

    /// Deletes the videos that nothing has since [`CLIP_UNUSED_MS`].
    pub async fn forget_unused_clips(&self, now_unix: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        takes::forget_undone(&mut tx, now_unix).await?;
        tx.commit().await?;
        let old: Vec<(String, String)> = sqlx::query_as(concat!(
            "SELECT id, course FROM sessions WHERE COALESCE(ended_unix, created_unix) <= $1 AND ",
            unused!(),
            " ORDER BY id"
        ))
        .bind(millis(now_unix.saturating_sub(CLIP_UNUSED_MS)))
        .fetch_all(&self.db.reader)
        .await?;
        for (id, course) in old {
            let mut tx = self.db.begin().await?;
            // Nobody takes it into an announcement meanwhile.
            lock(&mut tx, ids::course(&course)?).await?;
            let still: Option<String> =
                sqlx::query_scalar(concat!("SELECT id FROM sessions WHERE id = $1 AND ", unused!()))
                    .bind(&id)
                    .fetch_optional(&mut *tx)
                    .await?;
            let gone = take_each(&mut tx, still.as_slice(), now_unix).await?;
            tx.commit().await?;
            self.forget_classes(&gone).await?;
        }
        Ok(())
    }
}

/// Gives an announcement or a reply its video, or with `None` takes it away. The course is locked. Returns [`StoreError::NotFound`] for a
/// video that is not this person's, goes on, or belongs to something else.
pub(crate) async fn attach(
    tx: &mut AnyConnection,
    course: CourseId,
    holder: Holder,
    clip: Option<SessionId>,
    by: PersonId,
) -> Result<(), StoreError> {
    let (table, id) = match holder {
        Holder::Announcement(id) => ("announcements", id.to_string()),
        Holder::Reply(id) => ("board_posts", id.to_string()),
    };
    let sql = format!(
        concat!(
            "UPDATE {} SET clip = $2 WHERE id = $1 AND ($2 IS NULL OR clip = $2 OR EXISTS (
                SELECT 1 FROM sessions WHERE sessions.id = $2 AND sessions.state = 'ended'
                AND sessions.course = $3 AND sessions.owner = $4 AND ",
            free!(),
            "))"
        ),
        table
    );
    let done = sqlx::query(AssertSqlSafe(sql))
        .bind(id)
        .bind(clip.map(|clip| clip.to_string()))
        .bind(course.to_string())
        .bind(by.to_string())
        .execute(&mut *tx)
        .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    match clip {
        Some(clip) => takes::let_go(tx, clip).await,
        None => Ok(()),
    }
}

/// Deletes the rows of all videos that a person recorded, whatever has them, and that do not run. Their files are to be forgotten once that
/// is committed.
pub(crate) async fn take_all_of(
    tx: &mut AnyConnection,
    person: &str,
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    take_where(tx, "owner", person, now_unix).await
}

/// The same for all videos of a course.
pub(crate) async fn take_all_in(
    tx: &mut AnyConnection,
    course: CourseId,
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    take_where(tx, "course", &course.to_string(), now_unix).await
}

async fn take_where(
    tx: &mut AnyConnection,
    column: &'static str,
    is: &str,
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    let sql = format!("SELECT id FROM sessions WHERE {column} = $1 AND kind = 'clip' ORDER BY id");
    let clips: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).bind(is).fetch_all(&mut *tx).await?;
    take_each(tx, &clips, now_unix).await
}

/// Deletes the rows of these videos. Those that run stay.
pub(crate) async fn take_each(
    tx: &mut AnyConnection,
    clips: &[String],
    now_unix: Millis,
) -> Result<Vec<SessionId>, StoreError> {
    let mut gone = Vec::new();
    for clip in clips {
        let session = ids::session(clip)?;
        if take(tx, session, now_unix).await? {
            // It may stand as a take in the recording of a class.
            mp4::make_anew(tx, session).await?;
            gone.push(session);
        }
    }
    Ok(gone)
}
