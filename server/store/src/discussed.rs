//! One discussion on the timeline of a class: threads that begin with a message of its chat, and questions that are answered in class.

use protocol::{CourseId, Millis, ParticipantId, PostId, Seq, SessionId, board::Moment};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Store,
    board::{Written, add_reply},
    columns::millis,
    error::StoreError,
    ids,
    people::PersonId,
    roster::lock,
};

/// A message of a class that is discussed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discussed {
    /// The class, and the moment of the message.
    pub moment: Moment,
    /// The number of its event.
    pub message: Seq,
    /// The seat that wrote it.
    pub speaker: ParticipantId,
}

impl Store {
    /// Discusses a message: begins its thread, unless there is one, makes it a question if `question` says so, and adds a reply unless it
    /// is empty. Returns [`StoreError::NotFound`] unless the session is a class of the course of which something is kept.
    pub async fn discuss(
        &self,
        course: CourseId,
        by: PersonId,
        discussed: Discussed,
        text: &str,
        question: bool,
        now_unix: Millis,
    ) -> Result<PostId, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        is_kept(&mut tx, course, discussed.moment.session).await?;
        let thread = match thread_of(&mut tx, discussed).await? {
            Some(thread) => thread,
            None => begin(&mut tx, course, discussed, now_unix).await?,
        };
        if question {
            sqlx::query("UPDATE board_posts SET question = 1 WHERE id = $1")
                .bind(thread.to_string())
                .execute(&mut *tx)
                .await?;
        }
        if !text.is_empty() {
            add_reply(&mut tx, course, thread, by, Written { title: "", text, clip: None }, now_unix).await?;
        }
        tx.commit().await?;
        Ok(thread)
    }

    /// Adds a reply that leads to a moment of a class, and marks it as the answer. Returns [`StoreError::NotFound`] unless the thread is a
    /// question without an answer, and the session a class of the course of which something is kept.
    pub async fn answer_in_class(
        &self,
        course: CourseId,
        thread: PostId,
        by: PersonId,
        moment: Moment,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        is_kept(&mut tx, course, moment.session).await?;
        let reply =
            add_reply(&mut tx, course, thread, by, Written { title: "", text: "", clip: None }, now_unix).await?;
        sqlx::query("UPDATE board_posts SET session = $2, at_ms = $3 WHERE id = $1")
            .bind(reply.to_string())
            .bind(moment.session.to_string())
            .bind(millis(moment.at))
            .execute(&mut *tx)
            .await?;
        let done = sqlx::query(
            "UPDATE board_posts SET answer = $2 WHERE id = $1 AND question = 1 AND deleted_unix IS NULL AND (answer = $2 OR NOT EXISTS (
                SELECT 1 FROM board_posts AS answers WHERE answers.id = board_posts.answer AND answers.deleted_unix IS NULL))",
        )
        .bind(thread.to_string())
        .bind(reply.to_string())
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(tx.commit().await?)
    }
}

/// Refuses all but classes of the course that have begun, and of which the journal is kept.
async fn is_kept(tx: &mut AnyConnection, course: CourseId, session: SessionId) -> Result<(), StoreError> {
    let kept: Option<i64> = sqlx::query_scalar(
        "SELECT started_unix FROM sessions WHERE id = $1 AND course = $2 AND kind = 'class' AND unrecorded = 0
         AND started_unix IS NOT NULL",
    )
    .bind(session.to_string())
    .bind(course.to_string())
    .fetch_optional(tx)
    .await?;
    kept.map(drop).ok_or(StoreError::NotFound)
}

/// The thread that a message has.
async fn thread_of(
    tx: &mut AnyConnection,
    Discussed { moment, message, .. }: Discussed,
) -> Result<Option<PostId>, StoreError> {
    let id: Option<String> =
        sqlx::query_scalar("SELECT id FROM board_posts WHERE session = $1 AND message = $2 AND deleted_unix IS NULL")
            .bind(moment.session.to_string())
            .bind(millis(message))
            .fetch_optional(tx)
            .await?;
    id.map(|id| ids::post(&id)).transpose()
}

/// Begins the thread of a message. Its author is whoever wrote the message, if they have an account: they asked, and are told of answers.
async fn begin(
    tx: &mut AnyConnection,
    course: CourseId,
    Discussed { moment, message, speaker }: Discussed,
    now_unix: Millis,
) -> Result<PostId, StoreError> {
    let id = PostId(Uuid::new_v4());
    sqlx::query(
        "INSERT INTO board_posts (id, course, author, title, body, search_key, created_unix, last_unix, session, at_ms,
            message, speaker)
         VALUES ($1, $2, (SELECT person FROM seats WHERE session = $4 AND participant = $7), '', '', '', $3, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(course.to_string())
    .bind(millis(now_unix))
    .bind(moment.session.to_string())
    .bind(millis(moment.at))
    .bind(millis(message))
    .bind(i64::from(speaker.0))
    .execute(tx)
    .await?;
    Ok(id)
}
