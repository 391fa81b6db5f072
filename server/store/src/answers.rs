//! Answers to questions on boards, of which whoever asked is told.
//!
//! A reply answers the question of its thread once staff wrote it, unless they say that it does not, or once it was marked as the answer by
//! somebody else than whoever asked.

use protocol::{
    CourseId, EventBody, Millis, NoticeKind, PostId, board::Moment, limits::HOME_ANSWERS, privacy::pseudonym_of, stored,
};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, moment_from, unsigned},
    error::StoreError,
    ids,
    notices::{Recipient, kind_text, told_by},
    people::PersonId,
};

/// An answer of which whoever asked is not told so far, and wants to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntoldAnswer {
    /// The reply.
    pub post: PostId,
    /// Its thread.
    pub thread: PostId,
    /// The course of the board.
    pub course: CourseId,
    /// Since when it answers the question.
    pub answers_unix: Millis,
    /// Who asked.
    pub asker: Recipient,
}

/// An answer that whoever asked has not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswerRow {
    /// The answer.
    pub answer: AnswerRow,
    /// Since when it answers the question.
    pub answers_unix: Millis,
    /// The title of the course.
    pub course_title: String,
    /// Its colour.
    pub colour: u8,
}

/// An answer as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// The course of the board.
    pub course: CourseId,
    /// The thread.
    pub thread: PostId,
    /// Its title, or what is asked in the message that is its first post.
    pub title: String,
    /// Who wrote the answer, as whoever asked may know them.
    pub by: String,
    /// What it says.
    pub text: String,
    /// How long its video is.
    pub clip: Option<Millis>,
    /// The moment at which it was given in class, and the title of the class.
    pub moment: Option<(Moment, String)>,
    /// Whether whoever asked has written in the thread since: they know it.
    pub known: bool,
}

/// That whoever asked has written in the thread since it was answered: they know the answer.
macro_rules! known {
    () => {
        "EXISTS (SELECT 1 FROM board_posts AS later WHERE later.thread = threads.id
            AND later.author = threads.author AND later.created_unix > answers.answers_unix)"
    };
}

impl Store {
    /// The answers since then and until then of which whoever asked is not told, by their threads, the first ones first. Where they were told
    /// of an answer in the thread after `apart`, more of them wait.
    pub async fn untold_answers(
        &self,
        after: Millis,
        until: Millis,
        apart: Millis,
    ) -> Result<Vec<UntoldAnswer>, StoreError> {
        let rows = sqlx::query(
            concat!("SELECT answers.id AS post, answers.thread, answers.course, answers.answers_unix, roster.person, people.email,
             COALESCE(people.zone, courses.zone) AS zone, quiet_from, quiet_until, COALESCE(strict, 0) AS strict, ",
            told_by!(columns),
            " FROM board_posts AS answers
             JOIN board_posts AS threads ON threads.id = answers.thread AND threads.deleted_unix IS NULL
             JOIN courses ON courses.id = threads.course
             JOIN roster ON roster.course = threads.course AND roster.person = threads.author AND roster.state = 'active'
                AND roster.role <> 'observer'
             JOIN people ON people.id = roster.person
             LEFT JOIN notice_settings AS settings ON settings.person = people.id
             LEFT JOIN notice_ways AS ways ON ways.person = people.id AND ways.kind = $1
             WHERE answers.told = 0 AND answers.answers_unix > $2 AND answers.answers_unix <= $3
             AND answers.deleted_unix IS NULL AND ",
            told_by!(any),
            "
             AND NOT EXISTS (SELECT 1 FROM board_posts AS earlier
                WHERE earlier.thread = threads.id AND earlier.told = 1 AND earlier.answers_unix > $4)
             ORDER BY answers.thread, answers.answers_unix, answers.id"
        ))
        .bind(kind_text(NoticeKind::QuestionAnswered))
        .bind(millis(after))
        .bind(millis(until))
        .bind(millis(apart))
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(untold_from).collect()
    }

    /// Notes that whoever asked is told of the answers of a thread until then.
    pub async fn answers_were_told(&self, thread: PostId, until: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE board_posts SET told = 1 WHERE thread = $1 AND answers_unix <= $2")
            .bind(thread.to_string())
            .bind(millis(until))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// The answers to a person's questions that they have not seen, the latest first, at most [`HOME_ANSWERS`].
    pub async fn new_answers(&self, asker: PersonId) -> Result<Vec<NewAnswerRow>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT answers.id AS post, answers.answers_unix, courses.title AS course_title, courses.colour
             FROM board_posts AS threads
             JOIN board_posts AS answers ON answers.id = threads.answer AND answers.deleted_unix IS NULL
             JOIN courses ON courses.id = threads.course
             JOIN roster ON roster.course = threads.course AND roster.person = $1 AND roster.state = 'active'
             WHERE threads.author = $1 AND threads.thread IS NULL AND threads.deleted_unix IS NULL AND threads.question = 1
             AND answers.answers_unix IS NOT NULL AND (threads.answer_seen IS NULL OR threads.answer_seen <> threads.answer)
             AND NOT ",
            known!(),
            " ORDER BY answers.answers_unix DESC, answers.id LIMIT $2",
        ))
        .bind(asker.to_string())
        .bind(HOME_ANSWERS as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let mut news = Vec::new();
        for row in &rows {
            let post: String = row.try_get("post")?;
            let Some(answer) = self.answer(ids::post(&post)?, asker).await? else { continue };
            news.push(NewAnswerRow {
                answer,
                answers_unix: unsigned(row.try_get("answers_unix")?),
                course_title: row.try_get("course_title")?,
                colour: u8::try_from(row.try_get::<i64, _>("colour")?).map_err(|_| StoreError::Corrupt("colour"))?,
            });
        }
        Ok(news)
    }

    /// Notes that whoever asked has seen the answer of their thread. Of somebody else it notes nothing.
    pub async fn see_answer(&self, course: CourseId, thread: PostId, asker: PersonId) -> Result<(), StoreError> {
        sqlx::query("UPDATE board_posts SET answer_seen = answer WHERE id = $1 AND course = $2 AND author = $3 AND thread IS NULL")
            .bind(thread.to_string())
            .bind(course.to_string())
            .bind(asker.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// An answer to a question of a person; `None` where it is none, or not any more.
    pub async fn answer(&self, post: PostId, asker: PersonId) -> Result<Option<AnswerRow>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT answers.course, answers.thread, threads.title, answers.body, answers.session, answers.at_ms,
             COALESCE(sessions.title, '') AS session_title, COALESCE(journal.event, '') AS said, threads.message,
             COALESCE(people.name, '') AS by_name, clips.duration AS clip, seats.participant AS seat,
             CASE WHEN classes.pseudonyms = 1 AND classes.state = 'ended' AND threads.message IS NOT NULL
                AND (roster.role IS NULL OR roster.role NOT IN ('instructor', 'assistant')) THEN 1 ELSE 0 END AS pseudonymous,
             CASE WHEN ",
            known!(),
            " THEN 1 ELSE 0 END AS known
             FROM board_posts AS answers JOIN board_posts AS threads ON threads.id = answers.thread
             LEFT JOIN people ON people.id = answers.author
             LEFT JOIN roster ON roster.course = answers.course AND roster.person = answers.author
             LEFT JOIN sessions ON sessions.id = answers.session
             LEFT JOIN sessions AS clips ON clips.id = answers.clip
             LEFT JOIN sessions AS classes ON classes.id = threads.session
             LEFT JOIN seats ON seats.session = threads.session AND seats.person = answers.author
             LEFT JOIN journal ON journal.session = threads.session AND journal.seq = threads.message
             WHERE answers.id = $1 AND threads.author = $2 AND threads.question = 1 AND answers.answers_unix IS NOT NULL
             AND answers.deleted_unix IS NULL AND threads.deleted_unix IS NULL",
        ))
        .bind(post.to_string())
        .bind(asker.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (course, thread): (String, String) = (row.try_get("course")?, row.try_get("thread")?);
        let (message, said): (Option<i64>, String) = (row.try_get("message")?, row.try_get("said")?);
        let asked = match message.map(|seq| stored::event(unsigned(seq), 0, &said).body) {
            Some(EventBody::ChatSent { text, .. }) => text,
            _ => row.try_get("title")?,
        };
        let seat = row.try_get::<Option<i64>, _>("seat")?.map(ids::participant).transpose()?;
        let by = match row.try_get::<i64, _>("pseudonymous")? {
            0 => row.try_get("by_name")?,
            _ => pseudonym_of(seat),
        };
        Ok(Some(AnswerRow {
            course: ids::course(&course)?,
            thread: ids::post(&thread)?,
            title: asked,
            by,
            text: row.try_get("body")?,
            clip: row.try_get::<Option<i64>, _>("clip")?.map(unsigned),
            moment: moment_from(&row)?,
            known: row.try_get::<i64, _>("known")? != 0,
        }))
    }
}

/// Notes that a reply answers the question of its thread, where staff wrote it: it is the answer, unless the thread has one. Whose account is
/// gone, or who has none, may have asked.
pub(crate) async fn note_reply_of_staff(
    tx: &mut AnyConnection,
    reply: PostId,
    by: PersonId,
    now_unix: Millis,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE board_posts SET answers_unix = $3 WHERE id = $1 AND EXISTS (
            SELECT 1 FROM board_posts AS threads JOIN roster ON roster.course = threads.course
            WHERE threads.id = board_posts.thread AND threads.question = 1 AND (threads.author IS NULL OR threads.author <> $2)
            AND roster.person = $2 AND roster.state = 'active' AND roster.role IN ('instructor', 'assistant'))",
    )
    .bind(reply.to_string())
    .bind(by.to_string())
    .bind(millis(now_unix))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "UPDATE board_posts SET answer = $1 WHERE id = (SELECT thread FROM board_posts WHERE id = $1 AND answers_unix IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM board_posts AS answers WHERE answers.id = board_posts.answer AND answers.deleted_unix IS NULL)",
    )
    .bind(reply.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

/// Somebody says that the question of a thread has no answer: what was its answer does not answer it, nor does what nobody was told of so
/// far.
pub(crate) async fn forget(tx: &mut AnyConnection, thread: PostId) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE board_posts SET answers_unix = NULL WHERE thread = $1
         AND (told = 0 OR id = (SELECT threads.answer FROM board_posts AS threads WHERE threads.id = $1))",
    )
    .bind(thread.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

/// Where the answer of a thread does not stand any more, the first reply that answers its question and stands is its answer. Whoever had seen
/// the one knows the other, too.
pub(crate) async fn pass_on(tx: &mut AnyConnection, thread: PostId) -> Result<(), StoreError> {
    let next: Option<String> = sqlx::query_scalar(
        "SELECT replies.id FROM board_posts AS threads JOIN board_posts AS replies ON replies.thread = threads.id
         WHERE threads.id = $1 AND threads.question = 1 AND threads.answer IS NOT NULL
         AND replies.answers_unix IS NOT NULL AND replies.deleted_unix IS NULL
         AND NOT EXISTS (SELECT 1 FROM board_posts AS answers
              WHERE answers.id = threads.answer AND answers.deleted_unix IS NULL)
         ORDER BY replies.answers_unix, replies.id LIMIT 1",
    )
    .bind(thread.to_string())
    .fetch_optional(&mut *tx)
    .await?;
    let Some(next) = next else { return Ok(()) };
    sqlx::query(
        "UPDATE board_posts SET answer_seen = CASE WHEN answer_seen = answer THEN $2 ELSE answer_seen END, answer = $2
         WHERE id = $1",
    )
    .bind(thread.to_string())
    .bind(next)
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that a reply answers the question of its thread, where it was marked by somebody else than whoever asked, who did not write it
/// either.
pub(crate) async fn note_marked(
    tx: &mut AnyConnection,
    reply: PostId,
    by: PersonId,
    now_unix: Millis,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE board_posts SET answers_unix = $3 WHERE id = $1 AND answers_unix IS NULL AND EXISTS (
            SELECT 1 FROM board_posts AS threads WHERE threads.id = board_posts.thread AND threads.question = 1
            AND threads.author <> $2 AND threads.author <> board_posts.author)",
    )
    .bind(reply.to_string())
    .bind(by.to_string())
    .bind(millis(now_unix))
    .execute(tx)
    .await?;
    Ok(())
}

fn untold_from(row: &AnyRow) -> Result<UntoldAnswer, StoreError> {
    let (post, thread, course): (String, String, String) =
        (row.try_get("post")?, row.try_get("thread")?, row.try_get("course")?);
    Ok(UntoldAnswer {
        post: ids::post(&post)?,
        thread: ids::post(&thread)?,
        course: ids::course(&course)?,
        answers_unix: unsigned(row.try_get("answers_unix")?),
        asker: Recipient::from_columns(row)?,
    })
}
