//! Weekly digests: whom there may be something to tell, and who was told last when.

use std::ops::Range;

use protocol::{Millis, NoticeKind};
use sqlx::AssertSqlSafe;

use crate::{
    Store,
    columns::{millis, placeholders},
    error::StoreError,
    mail_queue::ROWS_OF_STATEMENT,
    notices::{NewNotice, Recipient, kind_text, queue_notices, told_by},
    people::PersonId,
};

/// The zone in which somebody reads times: theirs, or one of their courses'.
macro_rules! readers_zone {
    () => {
        "COALESCE(people.zone, (SELECT MIN(courses.zone) FROM roster JOIN courses ON courses.id = roster.course
         WHERE roster.person = people.id AND roster.state = 'active'))"
    };
}

/// Which readers of digests are asked for.
#[derive(Debug, Clone)]
pub struct DigestQuery<'a> {
    /// The zone in which they read times.
    pub zone: &'a str,
    /// Those alone whose last digest was due before then.
    pub before: Millis,
    /// The time whose planned classes count.
    pub coming: Range<Millis>,
    /// Classes that ended later count for their students.
    pub ended_after: Millis,
    /// Those alone who come after this one.
    pub after: Option<PersonId>,
    /// How many at most.
    pub most: usize,
}

impl Store {
    /// The zones in which people read times who may get notices.
    pub async fn zones_of_readers(&self) -> Result<Vec<String>, StoreError> {
        let zones: Vec<Option<String>> =
            sqlx::query_scalar(concat!("SELECT DISTINCT ", readers_zone!(), " FROM people"))
                .fetch_all(&self.db.reader)
                .await?;
        Ok(zones.into_iter().flatten().collect())
    }

    /// The next of those people of a zone who want digests, whose last one is some time ago, and to whom there may be something to tell:
    /// a class that is planned, one that a student may not have caught up on, a question that waits for staff.
    pub async fn readers_of_digests(&self, query: &DigestQuery<'_>) -> Result<Vec<Recipient>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT people.id AS person, people.email, ",
            readers_zone!(),
            " AS zone, quiet_from, quiet_until, COALESCE(strict, 0) AS strict, ",
            told_by!(columns),
            " FROM people LEFT JOIN notice_settings AS settings ON settings.person = people.id
             LEFT JOIN notice_ways AS ways ON ways.person = people.id AND ways.kind = $1
             LEFT JOIN digests ON digests.person = people.id
             WHERE (digests.due_unix IS NULL OR digests.due_unix < $3) AND people.id > $7 AND ",
            told_by!(any),
            " AND ",
            readers_zone!(),
            " = $2 AND EXISTS (SELECT 1 FROM roster WHERE roster.person = people.id AND roster.state = 'active' AND (
                (roster.role <> 'observer' AND EXISTS (SELECT 1 FROM sessions WHERE sessions.course = roster.course
                    AND sessions.state = 'scheduled' AND series IS NOT NULL AND cancelled IS NULL
                    AND start_unix >= $4 AND start_unix < $5))
                OR (roster.role = 'student' AND EXISTS (SELECT 1 FROM sessions WHERE sessions.course = roster.course
                    AND sessions.state = 'ended' AND sessions.kind = 'class' AND ended_unix > $6))
                OR (roster.role IN ('instructor', 'assistant') AND EXISTS (SELECT 1 FROM board_posts AS threads
                    LEFT JOIN board_posts AS answers ON answers.id = threads.answer AND answers.deleted_unix IS NULL
                    WHERE threads.course = roster.course AND threads.thread IS NULL AND threads.deleted_unix IS NULL
                    AND threads.question = 1 AND answers.id IS NULL))))
             ORDER BY people.id LIMIT $8"
        ))
        .bind(kind_text(NoticeKind::WeeklyDigest))
        .bind(query.zone)
        .bind(millis(query.before))
        .bind(millis(query.coming.start))
        .bind(millis(query.coming.end))
        .bind(millis(query.ended_after))
        .bind(query.after.map_or_else(String::new, |person| person.to_string()))
        .bind(i64::try_from(query.most).unwrap_or(i64::MAX))
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(Recipient::from_columns).collect()
    }

    /// Notes that the digests that were due then are decided, and queues them: all, or nothing. [`StoreError::Full`] when many mails wait.
    pub async fn note_digests(
        &self,
        digests: &[NewNotice],
        due_unix: Millis,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for digests in digests.chunks(ROWS_OF_STATEMENT) {
            let sql = format!(
                "INSERT INTO digests (person, due_unix) VALUES {}
                 ON CONFLICT (person) DO UPDATE SET due_unix = excluded.due_unix",
                placeholders(digests.len(), 2)
            );
            let mut insert = sqlx::query(AssertSqlSafe(sql));
            for digest in digests {
                insert = insert.bind(digest.person.to_string()).bind(millis(due_unix));
            }
            insert.execute(&mut *tx).await?;
        }
        queue_notices(&mut tx, digests, now_unix).await?;
        tx.commit().await?;
        Ok(())
    }
}
