//! What members of courses discuss: threads and replies. They go with their course.

use std::collections::HashMap;

use common::folded;
use protocol::{
    CourseId, Event, Millis, ParticipantId, PostId, SessionId,
    board::{MarkRequest, Moment, ThreadMarks},
    limits::{POSTS_OF_DAY, REPLIES, RESTORABLE_MS, THREAD_CHARS, THREADS_PAGE},
    stored,
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store, answers,
    audit::{self, AuditLine},
    clips::{self, ClipRow, Holder},
    columns::{millis, moment_from, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    roster::{lock, pattern},
};

/// Whether one of `threads` is there: its first post is, or was deleted while others had replied, and a reply still is. That a message of a
/// class is discussed goes as a whole.
macro_rules! shown_thread {
    () => {
        "threads.thread IS NULL AND (threads.deleted_unix IS NULL OR (threads.message IS NULL AND EXISTS (
            SELECT 1 FROM board_posts AS standing WHERE standing.thread = threads.id AND standing.deleted_unix IS NULL)))"
    };
}

/// Whether one of `threads` is a question without an answer.
macro_rules! open_question {
    () => {
        "threads.thread IS NULL AND threads.deleted_unix IS NULL AND threads.question = 1 AND NOT EXISTS (
            SELECT 1 FROM board_posts AS answers WHERE answers.id = threads.answer AND answers.deleted_unix IS NULL)"
    };
}

/// Counts open questions by course, for the members (`roster`) and threads of the condition. `$1` is the person.
macro_rules! count_open {
    ($condition:literal) => {
        concat!(
            "SELECT threads.course, COUNT(*) FROM roster JOIN board_posts AS threads ON threads.course = roster.course
             WHERE roster.person = $1 AND roster.state = 'active' AND ",
            $condition,
            " AND ",
            open_question!(),
            " GROUP BY threads.course"
        )
    };
}

const DAY: Millis = 24 * 3_600_000;

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadRow {
    /// Its identity, which is that of its first post.
    pub id: PostId,
    /// Its title; empty where its first post was deleted, or its author erased.
    pub title: String,
    /// Who began it; `None` likewise.
    pub author: Option<PersonId>,
    /// How the roster calls them; empty likewise.
    pub by: String,
    /// Whether they are staff of the course.
    pub staff: bool,
    /// That its first post was deleted, while replies to it stand.
    pub deleted: Option<DeletedFirst>,
    /// When it was begun.
    pub at_unix: Millis,
    /// When something was last written in it.
    pub last_unix: Millis,
    /// How many replies it has.
    pub replies: u32,
    /// How it is marked.
    pub marks: ThreadMarks,
    /// The moment that it is about, and the title of the class.
    pub moment: Option<(Moment, String)>,
    /// The message of that class which is its first post.
    pub message: Option<MessageRow>,
}

/// The first post of a thread, which was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeletedFirst {
    /// When.
    pub at_unix: Millis,
    /// Whether its author did that.
    pub by_author: bool,
    /// Who wrote it; `None` where the account is gone.
    pub author: Option<PersonId>,
}

/// A message of a class, as the first post of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// The event, of which nothing but the number may be left.
    pub event: Event,
    /// The seat that wrote it, of which `by` of the thread is the name, and `staff` says whether it is staff's.
    pub speaker: ParticipantId,
    /// Whether pseudonyms stand for names in the recording, and whether the class is over.
    pub pseudonyms: bool,
}

/// Something that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    /// Its identity.
    pub id: PostId,
    /// Who wrote it; `None` where the account is gone.
    pub author: Option<PersonId>,
    /// How they are called; empty likewise.
    pub by: String,
    /// Whether they teach or help to teach the course now.
    pub staff: bool,
    /// When.
    pub at_unix: Millis,
    /// When it was last changed.
    pub changed_unix: Option<Millis>,
    /// What; empty where its author was erased.
    pub text: String,
    /// Its video.
    pub clip: Option<ClipRow>,
    /// The moment at which it was answered in class, and the title of that class.
    pub moment: Option<(Moment, String)>,
    /// The seat of its author in the class that the thread is about.
    pub seat: Option<ParticipantId>,
}

/// What somebody writes.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The title of a thread; empty for a reply.
    pub title: &'a str,
    /// The text.
    pub text: &'a str,
    /// The video of a reply.
    pub clip: Option<SessionId>,
}

/// Which threads of a course are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThreadFilter<'a> {
    /// Those in which somebody wrote this; all when it is empty.
    pub find: &'a str,
    /// Questions without an answer alone.
    pub open: bool,
    /// Those about this class.
    pub session: Option<SessionId>,
}

/// The columns of a [`ThreadRow`], up to the condition.
macro_rules! select_threads {
    ($condition:literal) => {
        concat!(
            "SELECT threads.id, threads.title, threads.author, threads.deleted_unix AS gone_unix, threads.by_author, COALESCE(seats.name, roster.name, people.name, '') AS author_name,
             CAST(CASE WHEN seats.role IN ('instructor', 'assistant') OR (seats.role IS NULL AND roster.state = 'active'
                AND roster.role IN ('instructor', 'assistant')) THEN 1 ELSE 0 END AS BIGINT)
             AS staff, threads.message, threads.speaker, COALESCE(journal.event, '') AS said,
             CAST(CASE WHEN sessions.pseudonyms = 1 AND sessions.state = 'ended' THEN 1 ELSE 0 END AS BIGINT) AS pseudonyms,
             threads.created_unix, threads.last_unix, threads.pinned, threads.question, answers.id AS answer,
             threads.session, threads.at_ms, COALESCE(sessions.title, '') AS session_title,
             (SELECT COUNT(*) FROM board_posts AS replies
              WHERE replies.thread = threads.id AND replies.deleted_unix IS NULL) AS replies
             FROM board_posts AS threads LEFT JOIN people ON people.id = threads.author
             LEFT JOIN roster ON roster.course = threads.course AND roster.person = threads.author
             LEFT JOIN sessions ON sessions.id = threads.session
             LEFT JOIN seats ON seats.session = threads.session AND seats.participant = threads.speaker
             LEFT JOIN journal ON journal.session = threads.session AND journal.seq = threads.message
             LEFT JOIN board_posts AS answers ON answers.id = threads.answer AND answers.deleted_unix IS NULL
             WHERE threads.course = $1 AND ",
            shown_thread!(),
            " ",
            $condition
        )
    };
}

impl ThreadRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let id: String = row.try_get("id")?;
        let author: Option<String> = row.try_get("author")?;
        let answer: Option<String> = row.try_get("answer")?;
        let is = |column| Ok::<_, StoreError>(row.try_get::<i64, _>(column)? != 0);
        let author = author.map(|id| ids::person(&id)).transpose()?;
        let deleted = row.try_get::<Option<i64>, _>("gone_unix")?.map(unsigned);
        let by_author = is("by_author")?;
        let deleted = deleted.map(|at_unix| DeletedFirst { at_unix, by_author, author });
        let there = deleted.is_none();
        Ok(ThreadRow {
            id: ids::post(&id)?,
            title: if there { row.try_get("title")? } else { String::new() },
            author: author.filter(|_| there),
            by: if there { row.try_get("author_name")? } else { String::new() },
            staff: there && is("staff")?,
            deleted,
            at_unix: unsigned(row.try_get("created_unix")?),
            last_unix: unsigned(row.try_get("last_unix")?),
            replies: u32::try_from(row.try_get::<i64, _>("replies")?).unwrap_or(u32::MAX),
            marks: ThreadMarks {
                pinned: is("pinned")?,
                question: there && is("question")?,
                answer: answer.filter(|_| there).map(|id| ids::post(&id)).transpose()?,
            },
            moment: moment_from(row)?,
            message: MessageRow::from_columns(row)?,
        })
    }
}

impl MessageRow {
    /// `None` where a person wrote the first post, and where the class is gone.
    fn from_columns(row: &AnyRow) -> Result<Option<Self>, StoreError> {
        let (seq, speaker): (Option<i64>, Option<i64>) = (row.try_get("message")?, row.try_get("speaker")?);
        let (Some(seq), Some(speaker), Some((moment, _))) = (seq, speaker, moment_from(row)?) else { return Ok(None) };
        let said: String = row.try_get("said")?;
        Ok(Some(MessageRow {
            event: stored::event(unsigned(seq), moment.at, &said),
            speaker: ids::participant(speaker)?,
            pseudonyms: row.try_get::<i64, _>("pseudonyms")? != 0,
        }))
    }
}

impl Store {
    /// Begins a thread. A person writes at most [`POSTS_OF_DAY`] posts in a course within a day ([`StoreError::BoardFull`]). Returns
    /// [`StoreError::NotFound`] for a moment of a class that is not one of the course, has not begun, or is a lecture's draft.
    pub async fn begin_thread(
        &self,
        course: CourseId,
        by: PersonId,
        written: Written<'_>,
        question: bool,
        moment: Option<Moment>,
        now_unix: Millis,
    ) -> Result<PostId, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        if let Some(Moment { session, .. }) = moment {
            let begun: Option<i64> = sqlx::query_scalar(
                "SELECT started_unix FROM sessions WHERE id = $1 AND course = $2 AND kind <> 'clip' AND watches IS NULL AND started_unix IS NOT NULL
                   AND (kind <> 'lecture' OR published_unix IS NOT NULL)",
            )
            .bind(session.to_string())
            .bind(course.to_string())
            .fetch_optional(&mut *tx)
            .await?;
            begun.ok_or(StoreError::NotFound)?;
        }
        let id = insert(&mut tx, course, None, by, written, now_unix).await?;
        sqlx::query("UPDATE board_posts SET question = $2, session = $3, at_ms = $4 WHERE id = $1")
            .bind(id.to_string())
            .bind(i64::from(question))
            .bind(moment.map(|moment| moment.session.to_string()))
            .bind(moment.map_or(0, |moment| millis(moment.at)))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Adds a reply to a thread. Returns [`StoreError::NotFound`] for a video that is not its author's to show. A thread has at most
    /// [`REPLIES`] and [`THREAD_CHARS`], and a person writes at most [`POSTS_OF_DAY`] posts ([`StoreError::BoardFull`]).
    pub async fn reply(
        &self,
        course: CourseId,
        thread: PostId,
        by: PersonId,
        written: Written<'_>,
        now_unix: Millis,
    ) -> Result<PostId, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let id = add_reply(&mut tx, course, thread, by, written, now_unix).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Makes a post of this author say something else. A reply has no title, and a first post no video. A thread has at most [`THREAD_CHARS`]
    /// ([`StoreError::BoardFull`]).
    pub async fn change_post(
        &self,
        course: CourseId,
        id: PostId,
        by: PersonId,
        Written { title, text, clip }: Written<'_>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let thread: Option<String> = sqlx::query_scalar(
            "UPDATE board_posts SET title = CASE WHEN thread IS NULL THEN $4 ELSE '' END, body = $5, search_key = $6,
             changed_unix = $7 WHERE id = $1 AND course = $2 AND author = $3 AND deleted_unix IS NULL
             AND (thread IS NOT NULL OR $4 <> '') RETURNING COALESCE(thread, id)",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .bind(by.to_string())
        .bind(title)
        .bind(text)
        .bind(search_key(title, text))
        .bind(millis(now_unix))
        .fetch_optional(&mut *tx)
        .await?;
        check_length(&mut tx, ids::post(&thread.ok_or(StoreError::NotFound)?)?).await?;
        clips::attach(&mut tx, course, Holder::Reply(id), clip, by).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Marks a thread. The answer must be one of its replies ([`StoreError::NotFound`]). Where the first post was deleted it is pinned or not,
    /// and what else was said of it comes back with that post.
    pub async fn mark_thread(
        &self,
        course: CourseId,
        thread: PostId,
        by: PersonId,
        mark: MarkRequest,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = match mark {
            MarkRequest::Pinned { .. } => {
                "UPDATE board_posts SET pinned = $3 WHERE id = $1 AND course = $2 AND thread IS NULL
                 AND (deleted_unix IS NULL OR message IS NULL)"
            }
            MarkRequest::Question { .. } => {
                "UPDATE board_posts SET question = $3 WHERE id = $1 AND course = $2 AND thread IS NULL
                 AND deleted_unix IS NULL"
            }
            MarkRequest::Answer { .. } => {
                "UPDATE board_posts SET answer = $3 WHERE id = $1 AND course = $2 AND thread IS NULL AND deleted_unix IS NULL
                 AND ($3 IS NULL OR EXISTS (SELECT 1 FROM board_posts AS replies
                      WHERE replies.id = $3 AND replies.thread = $1 AND replies.deleted_unix IS NULL))"
            }
        };
        if mark == (MarkRequest::Answer { answer: None }) {
            answers::forget(&mut tx, thread).await?;
        }
        let query = sqlx::query(sql).bind(thread.to_string()).bind(course.to_string());
        let query = match mark {
            MarkRequest::Pinned { pinned: is } | MarkRequest::Question { question: is } => query.bind(i64::from(is)),
            MarkRequest::Answer { answer } => query.bind(answer.map(|answer| answer.to_string())),
        };
        if query.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        if let MarkRequest::Answer { answer: Some(answer) } = mark {
            answers::note_marked(&mut tx, answer, by, now_unix).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Deletes a post, a first one with its thread unless others have replied. It can be restored for [`RESTORABLE_MS`](protocol::limits::RESTORABLE_MS).
    /// What somebody does to another's post is noted: `by_others` has the line.
    pub async fn delete_post(
        &self,
        course: CourseId,
        id: PostId,
        by_others: Option<&AuditLine>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let thread: Option<Option<String>> = sqlx::query_scalar(
            "UPDATE board_posts SET deleted_unix = $3, by_author = $4
             WHERE id = $1 AND course = $2 AND deleted_unix IS NULL RETURNING thread",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .bind(millis(now_unix))
        .bind(i64::from(by_others.is_none()))
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(thread) = thread.ok_or(StoreError::NotFound)? {
            let thread = ids::post(&thread)?;
            note_last(&mut tx, thread).await?;
            answers::pass_on(&mut tx, thread).await?;
        }
        if let Some(line) = by_others {
            audit::insert(&mut tx, line, now_unix).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Restores a post that was deleted, and returns its thread, unless there is no room in it ([`StoreError::BoardFull`]), or its message is
    /// discussed anew. What others deleted is restored by others: `by` is `None` for them,
    /// and the author for whoever restores what they deleted themselves. What somebody does to another's post is noted.
    pub async fn restore_post(
        &self,
        course: CourseId,
        id: PostId,
        by: Option<PersonId>,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<PostId, StoreError> {
        let mut tx = self.db.begin().await?;
        let restored: Option<(Option<String>, Option<String>)> = sqlx::query_as(
            "UPDATE board_posts SET deleted_unix = NULL WHERE id = $1 AND course = $2 AND deleted_unix > $4
             AND ($3 = '' OR (author = $3 AND by_author = 1))
             AND (message IS NULL OR NOT EXISTS (SELECT 1 FROM board_posts AS anew WHERE anew.session = board_posts.session
                  AND anew.message = board_posts.message AND anew.deleted_unix IS NULL)) RETURNING thread, author",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .bind(by.map_or_else(String::new, |person| person.to_string()))
        .bind(millis(now_unix.saturating_sub(RESTORABLE_MS)))
        .fetch_optional(&mut *tx)
        .await?;
        let (thread, author) = restored.ok_or(StoreError::NotFound)?;
        let thread = thread.map_or(Ok(id), |thread| ids::post(&thread))?;
        check_length(&mut tx, thread).await?;
        note_last(&mut tx, thread).await?;
        answers::pass_on(&mut tx, thread).await?;
        if !line.is_by(author.map(|author| ids::person(&author)).transpose()?) {
            audit::insert(&mut tx, line, now_unix).await?;
        }
        tx.commit().await?;
        Ok(thread)
    }

    /// Deletes for good what was deleted [`RESTORABLE_MS`] ago. Of a first post to which others have replied its place is left, and whose it
    /// was: they responded to a classmate.
    pub async fn forget_deleted_posts(&self, now_unix: Millis) -> Result<(), StoreError> {
        let long_ago = millis(now_unix.saturating_sub(RESTORABLE_MS));
        for sql in [
            "DELETE FROM board_posts WHERE deleted_unix <= $1 AND (thread IS NOT NULL OR message IS NOT NULL
             OR NOT EXISTS (SELECT 1 FROM board_posts AS replies WHERE replies.thread = board_posts.id))",
            "UPDATE board_posts SET title = '', body = '', search_key = '', question = 0, answer = NULL, changed_unix = NULL
             WHERE deleted_unix <= $1 AND thread IS NULL AND message IS NULL AND (title <> '' OR body <> '')",
        ] {
            sqlx::query(sql).bind(long_ago).execute(&self.db.writer).await?;
        }
        Ok(())
    }

    /// A page of a course's threads, pinned ones first, then by when something was last written: at most [`THREADS_PAGE`], and which
    /// comes before the next page.
    pub async fn threads(
        &self,
        course: CourseId,
        filter: ThreadFilter<'_>,
        before: Option<PostId>,
    ) -> Result<(Vec<ThreadRow>, Option<PostId>), StoreError> {
        let rows = sqlx::query(select_threads!(
            "AND ($2 = '' OR threads.session = $2)
             AND ($3 = 0 OR (threads.question = 1 AND threads.deleted_unix IS NULL AND answers.id IS NULL))
             AND ($4 = '' OR EXISTS (SELECT 1 FROM board_posts AS said
                  WHERE (said.id = threads.id OR said.thread = threads.id) AND said.deleted_unix IS NULL
                  AND said.search_key LIKE $4 ESCAPE '\\'))
             AND ($5 = '' OR (threads.pinned, threads.last_unix, threads.id) < (
                SELECT border.pinned, border.last_unix, border.id FROM board_posts AS border
                WHERE border.id = $5 AND border.course = $1))
             ORDER BY threads.pinned DESC, threads.last_unix DESC, threads.id DESC LIMIT $6"
        ))
        .bind(course.to_string())
        .bind(filter.session.map_or_else(String::new, |session| session.to_string()))
        .bind(i64::from(filter.open))
        .bind(if filter.find.is_empty() { String::new() } else { pattern(&folded(filter.find)) })
        .bind(before.map_or_else(String::new, |id| id.to_string()))
        .bind(THREADS_PAGE as i64 + 1)
        .fetch_all(&self.db.reader)
        .await?;
        let more = rows.len() > THREADS_PAGE;
        let rows = rows.iter().take(THREADS_PAGE).map(ThreadRow::from_columns);
        let rows: Vec<ThreadRow> = rows.collect::<Result<_, _>>()?;
        let next = rows.last().filter(|_| more).map(|row| row.id);
        Ok((rows, next))
    }

    /// How many questions of a course have no answer.
    pub async fn open_questions(&self, course: CourseId) -> Result<u32, StoreError> {
        let open: i64 = sqlx::query_scalar(concat!(
            "SELECT COUNT(*) FROM board_posts AS threads WHERE threads.course = $1 AND ",
            open_question!()
        ))
        .bind(course.to_string())
        .fetch_one(&self.db.reader)
        .await?;
        Ok(u32::try_from(open).unwrap_or(u32::MAX))
    }

    /// How many questions have no answer, in each course whose staff a person is and that has any.
    pub async fn open_questions_of(&self, person: PersonId) -> Result<HashMap<CourseId, u32>, StoreError> {
        self.count_open(count_open!("roster.role IN ('instructor', 'assistant')"), person).await
    }

    /// How many of a person's own questions have no answer, in each course whose staff they are not and that has any.
    pub async fn own_open_questions(&self, person: PersonId) -> Result<HashMap<CourseId, u32>, StoreError> {
        self.count_open(count_open!("roster.role NOT IN ('instructor', 'assistant') AND threads.author = $1"), person)
            .await
    }

    async fn count_open(&self, sql: &'static str, person: PersonId) -> Result<HashMap<CourseId, u32>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(sql).bind(person.to_string()).fetch_all(&self.db.reader).await?;
        let count =
            |(course, open): (String, i64)| Ok((ids::course(&course)?, u32::try_from(open).unwrap_or(u32::MAX)));
        rows.into_iter().map(count).collect()
    }

    /// A thread of a course that is there, and what people wrote in it, in its order.
    pub async fn thread(&self, course: CourseId, id: PostId) -> Result<Option<(ThreadRow, Vec<PostRow>)>, StoreError> {
        let row = sqlx::query(select_threads!("AND threads.id = $2"))
            .bind(course.to_string())
            .bind(id.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let posts = sqlx::query(
            "SELECT posts.id, posts.author, COALESCE(roster.name, people.name, '') AS author_name, posts.created_unix,
             posts.changed_unix, posts.body, seats.participant AS seat, CASE WHEN posts.thread IS NULL THEN NULL ELSE
             posts.session END AS session, clips.id AS clip, clips.code AS clip_code, clips.duration AS clip_duration, posts.at_ms,
             COALESCE(sessions.title, '') AS session_title,
             CASE WHEN roster.state = 'active' AND roster.role IN ('instructor', 'assistant') THEN 1 ELSE 0 END AS staff
             FROM board_posts AS posts LEFT JOIN people ON people.id = posts.author
             LEFT JOIN roster ON roster.course = posts.course AND roster.person = posts.author
             LEFT JOIN sessions ON sessions.id = posts.session
             LEFT JOIN sessions AS clips ON clips.id = posts.clip
             LEFT JOIN board_posts AS threads ON threads.id = $1
             LEFT JOIN seats ON seats.session = threads.session AND seats.person = posts.author
             WHERE (posts.id = $1 OR posts.thread = $1) AND posts.message IS NULL AND posts.deleted_unix IS NULL
             ORDER BY CASE WHEN posts.thread IS NULL THEN 0 ELSE 1 END, posts.created_unix, posts.id LIMIT $2",
        )
        .bind(id.to_string())
        .bind(REPLIES as i64 + 1)
        .fetch_all(&self.db.reader)
        .await?;
        let post = |row: &AnyRow| {
            let (id, author): (String, Option<String>) = (row.try_get("id")?, row.try_get("author")?);
            Ok(PostRow {
                id: ids::post(&id)?,
                author: author.map(|id| ids::person(&id)).transpose()?,
                by: row.try_get("author_name")?,
                staff: row.try_get::<i64, _>("staff")? != 0,
                at_unix: unsigned(row.try_get("created_unix")?),
                changed_unix: row.try_get::<Option<i64>, _>("changed_unix")?.map(unsigned),
                text: row.try_get("body")?,
                clip: ClipRow::from_columns(row)?,
                moment: moment_from(row)?,
                seat: row.try_get::<Option<i64>, _>("seat")?.map(ids::participant).transpose()?,
            })
        };
        let posts = posts.iter().map(post).collect::<Result<_, StoreError>>()?;
        Ok(Some((ThreadRow::from_columns(&row)?, posts)))
    }

    /// The class about which a thread of a course is; `None` where it is about none, or there is no such thread.
    pub async fn class_of_thread(&self, course: CourseId, thread: PostId) -> Result<Option<SessionId>, StoreError> {
        let session: Option<Option<String>> =
            sqlx::query_scalar("SELECT session FROM board_posts WHERE id = $1 AND course = $2 AND thread IS NULL")
                .bind(thread.to_string())
                .bind(course.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        session.flatten().as_deref().map(ids::session).transpose()
    }

    /// Who wrote a post of a course that was not deleted, and its thread. What is a message of a class nobody wrote on the board.
    pub async fn post_of(
        &self,
        course: CourseId,
        id: PostId,
    ) -> Result<Option<(Option<PersonId>, PostId)>, StoreError> {
        let row: Option<(Option<String>, Option<String>)> = sqlx::query_as(
            "SELECT CASE WHEN message IS NULL THEN author END AS author, thread FROM board_posts
             WHERE id = $1 AND course = $2 AND deleted_unix IS NULL",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        let Some((author, thread)) = row else { return Ok(None) };
        let author = author.map(|id| ids::person(&id)).transpose()?;
        Ok(Some((author, thread.map_or(Ok(id), |thread| ids::post(&thread))?)))
    }
}

/// Adds a reply to a thread of a course that is locked.
pub(crate) async fn add_reply(
    tx: &mut AnyConnection,
    course: CourseId,
    thread: PostId,
    by: PersonId,
    Written { text, clip, .. }: Written<'_>,
    now_unix: Millis,
) -> Result<PostId, StoreError> {
    let replies: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT (SELECT COUNT(*) FROM board_posts AS replies WHERE replies.thread = threads.id)
         FROM board_posts AS threads WHERE id = $1 AND course = $2 AND ",
        shown_thread!()
    ))
    .bind(thread.to_string())
    .bind(course.to_string())
    .fetch_optional(&mut *tx)
    .await?;
    if unsigned(replies.ok_or(StoreError::NotFound)?) >= REPLIES as u64 {
        return Err(StoreError::BoardFull);
    }
    let id = insert(&mut *tx, course, Some(thread), by, Written { title: "", text, clip }, now_unix).await?;
    clips::attach(&mut *tx, course, Holder::Reply(id), clip, by).await?;
    answers::note_reply_of_staff(&mut *tx, id, by, now_unix).await?;
    check_length(&mut *tx, thread).await?;
    note_last(&mut *tx, thread).await?;
    Ok(id)
}

async fn insert(
    tx: &mut AnyConnection,
    course: CourseId,
    thread: Option<PostId>,
    by: PersonId,
    Written { title, text, .. }: Written<'_>,
    now_unix: Millis,
) -> Result<PostId, StoreError> {
    let today: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM board_posts WHERE author = $1 AND course = $2 AND created_unix > $3 AND message IS NULL",
    )
    .bind(by.to_string())
    .bind(course.to_string())
    .bind(millis(now_unix.saturating_sub(DAY)))
    .fetch_one(&mut *tx)
    .await?;
    if unsigned(today) >= POSTS_OF_DAY as u64 {
        return Err(StoreError::BoardFull);
    }
    let id = PostId(Uuid::new_v4());
    sqlx::query(
        "INSERT INTO board_posts (id, course, thread, author, title, body, search_key, created_unix, last_unix)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(id.to_string())
    .bind(course.to_string())
    .bind(thread.map(|thread| thread.to_string()))
    .bind(by.to_string())
    .bind(title)
    .bind(text)
    .bind(search_key(title, text))
    .bind(millis(now_unix))
    .execute(tx)
    .await?;
    Ok(id)
}

/// Refuses what was just written where it is too much for its thread.
async fn check_length(tx: &mut AnyConnection, thread: PostId) -> Result<(), StoreError> {
    let length: i64 = sqlx::query_scalar(
        "SELECT CAST(SUM(LENGTH(body)) AS BIGINT) FROM board_posts WHERE (id = $1 OR thread = $1) AND deleted_unix IS NULL",
    )
    .bind(thread.to_string())
    .fetch_one(tx)
    .await?;
    if unsigned(length) > THREAD_CHARS as u64 { Err(StoreError::BoardFull) } else { Ok(()) }
}

/// Notes when something was last written in a thread.
async fn note_last(tx: &mut AnyConnection, thread: PostId) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE board_posts SET last_unix = COALESCE((SELECT MAX(posts.created_unix) FROM board_posts AS posts
         WHERE (posts.id = $1 OR posts.thread = $1) AND posts.deleted_unix IS NULL), last_unix) WHERE id = $1",
    )
    .bind(thread.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

fn search_key(title: &str, text: &str) -> String {
    folded(&format!("{title}\n{text}"))
}
