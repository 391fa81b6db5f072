//! Announcements of courses, and who has seen them. They go with their course.

use protocol::{
    AnnouncementId, CourseId, Millis, SessionId,
    limits::{ANNOUNCEMENT_NEW_MS, ANNOUNCEMENTS_OF_DAY, ANNOUNCEMENTS_PAGE, HOME_ANNOUNCEMENTS, ROSTER},
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    clips::{self, ClipRow, Holder},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    restorable::Restorable,
    roster::lock,
};

const DAY: Millis = 24 * 3_600_000;

const BIN: Restorable = Restorable { table: "announcements", of: "course", since: "deleted_unix" };

/// An announcement, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncementRow {
    /// Its identity.
    pub id: AnnouncementId,
    /// Its course.
    pub course: CourseId,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Its video.
    pub clip: Option<ClipRow>,
    /// Who wrote it; `None` where the account is gone.
    pub author: Option<PersonId>,
    /// How they are called; empty likewise.
    pub by: String,
    /// From when on members see it.
    pub at_unix: Millis,
    /// When it was changed last after members could see it.
    pub changed_unix: Option<Millis>,
    /// Whether the reader has seen it, or wrote it.
    pub seen: bool,
}

/// What somebody says.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The title.
    pub title: &'a str,
    /// The text.
    pub text: &'a str,
    /// The video: a session.
    pub clip: Option<SessionId>,
    /// From when on members see it; `None` for at once.
    pub at: Option<AnnouncedAt<'a>>,
}

/// From when on members see an announcement that is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnouncedAt<'a> {
    /// What clocks show then.
    pub local: &'a str,
    /// The zone of these clocks.
    pub zone: &'a str,
    /// The instant at which they do, by the rules of today.
    pub at_unix: Millis,
}

/// How many members have seen an announcement, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenBy {
    /// Those who have.
    pub seen: u32,
    /// All of them.
    pub all: u32,
}

/// An announcement that is new to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsOfCourse {
    /// The title of its course.
    pub course_title: String,
    /// The colour of its course.
    pub colour: u8,
    /// The announcement.
    pub row: AnnouncementRow,
}

/// An announcement of which notices are not decided yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntoldAnnouncement {
    /// Its identity.
    pub id: AnnouncementId,
    /// Its course.
    pub course: CourseId,
    /// Who wrote it.
    pub author: Option<PersonId>,
    /// From when on members see it.
    pub at_unix: Millis,
}

/// The columns of an [`AnnouncementRow`], up to the condition. `$1` is the reader.
macro_rules! select_announcements {
    ($more_columns:literal, $condition:literal) => {
        concat!(
            "SELECT announcements.id, announcements.course, announcements.title, announcements.body, announcements.author,
             COALESCE(people.name, '') AS author_name, announcements.at_unix, announcements.changed_unix,
             CAST(CASE WHEN announcements.author = $1 OR seen.person IS NOT NULL THEN 1 ELSE 0 END AS BIGINT) AS seen,
             clips.id AS clip, clips.code AS clip_code, clips.duration AS clip_duration ",
            $more_columns,
            " FROM announcements LEFT JOIN people ON people.id = announcements.author
             LEFT JOIN sessions AS clips ON clips.id = announcements.clip
             LEFT JOIN announcements_seen AS seen ON seen.announcement = announcements.id AND seen.person = $1 ",
            $condition
        )
    };
}

/// The members who are meant by an announcement: all active ones but who wrote it.
macro_rules! readers {
    () => {
        "roster.course = announcements.course AND roster.state = 'active'
         AND (announcements.author IS NULL OR roster.person <> announcements.author)"
    };
}

impl AnnouncementRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (id, course): (String, String) = (row.try_get("id")?, row.try_get("course")?);
        let author: Option<String> = row.try_get("author")?;
        Ok(AnnouncementRow {
            id: ids::announcement(&id)?,
            course: ids::course(&course)?,
            title: row.try_get("title")?,
            text: row.try_get("body")?,
            clip: ClipRow::from_columns(row)?,
            author: author.map(|id| ids::person(&id)).transpose()?,
            by: row.try_get("author_name")?,
            at_unix: unsigned(row.try_get("at_unix")?),
            changed_unix: row.try_get::<Option<i64>, _>("changed_unix")?.map(unsigned),
            seen: row.try_get::<i64, _>("seen")? != 0,
        })
    }
}

impl Store {
    /// Makes an announcement. A course has at most [`ANNOUNCEMENTS_OF_DAY`] within a day ([`StoreError::AnnouncementsFull`]), those
    /// included that were deleted.
    pub async fn announce(
        &self,
        course: CourseId,
        by: PersonId,
        said: Said<'_>,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<AnnouncementId, StoreError> {
        let id = AnnouncementId(Uuid::new_v4());
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let today: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM announcements WHERE course = $1 AND created_unix > $2")
                .bind(course.to_string())
                .bind(millis(now_unix.saturating_sub(DAY)))
                .fetch_one(&mut *tx)
                .await?;
        if unsigned(today) >= ANNOUNCEMENTS_OF_DAY as u64 {
            return Err(StoreError::AnnouncementsFull);
        }
        sqlx::query(
            "INSERT INTO announcements (id, course, author, title, body, at_unix, created_unix, local_at, zone)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .bind(by.to_string())
        .bind(said.title)
        .bind(said.text)
        .bind(millis(said.at.map_or(now_unix, |at| at.at_unix)))
        .bind(millis(now_unix))
        .bind(said.at.map(|at| at.local))
        .bind(said.at.map(|at| at.zone))
        .execute(&mut *tx)
        .await?;
        clips::attach(&mut tx, course, Holder::Announcement(id), said.clip, by).await?;
        audit::insert(&mut tx, &line.clone().about(said.title), now_unix).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Makes an announcement say something else. When members see it is changed only as long as they do not.
    pub async fn change_announcement(
        &self,
        course: CourseId,
        id: AnnouncementId,
        by: PersonId,
        said: Said<'_>,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let done = sqlx::query(
            "UPDATE announcements
             SET title = $3, body = $4, at_unix = CASE WHEN at_unix <= $6 THEN at_unix ELSE $5 END,
                 local_at = CASE WHEN at_unix <= $6 THEN local_at ELSE $7 END,
                 zone = CASE WHEN at_unix <= $6 THEN zone ELSE $8 END,
                 changed_unix = CASE WHEN at_unix <= $6 THEN $6 ELSE changed_unix END
             WHERE id = $1 AND course = $2 AND deleted_unix IS NULL",
        )
        .bind(id.to_string())
        .bind(course.to_string())
        .bind(said.title)
        .bind(said.text)
        .bind(millis(said.at.map_or(now_unix, |at| at.at_unix)))
        .bind(millis(now_unix))
        .bind(said.at.map(|at| at.local))
        .bind(said.at.map(|at| at.zone))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        clips::attach(&mut tx, course, Holder::Announcement(id), said.clip, by).await?;
        audit::insert(&mut tx, &line.clone().about(said.title), now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes an announcement. It can be restored for [`protocol::limits::RESTORABLE_MS`].
    pub async fn delete_announcement(
        &self,
        course: CourseId,
        id: AnnouncementId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let title = BIN.remove(&mut *tx, course, id, now_unix).await?;
        audit::insert(&mut tx, &line.clone().about(&title), now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Restores an announcement that was deleted.
    pub async fn restore_announcement(
        &self,
        course: CourseId,
        id: AnnouncementId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let title = BIN.restore(&mut *tx, course, id).await?;
        audit::insert(&mut tx, &line.clone().about(&title), now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes for good what was deleted a while ago.
    pub async fn forget_deleted_announcements(&self, now_unix: Millis) -> Result<(), StoreError> {
        BIN.forget(&self.db.writer, now_unix).await
    }

    /// An announcement that was not deleted, as a reader sees it.
    pub async fn announcement(
        &self,
        id: AnnouncementId,
        reader: PersonId,
    ) -> Result<Option<AnnouncementRow>, StoreError> {
        let row = sqlx::query(select_announcements!(
            "",
            "WHERE announcements.id = $2 AND announcements.deleted_unix IS NULL"
        ))
        .bind(reader.to_string())
        .bind(id.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        row.as_ref().map(AnnouncementRow::from_columns).transpose()
    }

    /// A page of a course's announcements, the latest first: at most [`ANNOUNCEMENTS_PAGE`], and which comes before the next page.
    /// `later`: whether those are among them that members do not see yet.
    pub async fn announcements_of(
        &self,
        course: CourseId,
        reader: PersonId,
        later: bool,
        before: Option<AnnouncementId>,
        now_unix: Millis,
    ) -> Result<(Vec<AnnouncementRow>, Option<AnnouncementId>), StoreError> {
        let rows = sqlx::query(select_announcements!(
            "",
            "WHERE announcements.course = $2 AND announcements.deleted_unix IS NULL
             AND ($3 = 1 OR announcements.at_unix <= $4)
             AND ($5 = '' OR (announcements.at_unix, announcements.id) < (
                SELECT border.at_unix, border.id FROM announcements AS border WHERE border.id = $5 AND border.course = $2
             ))
             ORDER BY announcements.at_unix DESC, announcements.id DESC LIMIT $6"
        ))
        .bind(reader.to_string())
        .bind(course.to_string())
        .bind(i64::from(later))
        .bind(millis(now_unix))
        .bind(before.map_or_else(String::new, |id| id.to_string()))
        .bind(ANNOUNCEMENTS_PAGE as i64 + 1)
        .fetch_all(&self.db.reader)
        .await?;
        let more = rows.len() > ANNOUNCEMENTS_PAGE;
        let rows = rows.iter().take(ANNOUNCEMENTS_PAGE).map(AnnouncementRow::from_columns);
        let rows: Vec<AnnouncementRow> = rows.collect::<Result<_, _>>()?;
        let next = rows.last().filter(|_| more).map(|row| row.id);
        Ok((rows, next))
    }

    /// By how many members each of these announcements of a course was seen, in their order.
    pub async fn announcements_seen(&self, announcements: &[AnnouncementRow]) -> Result<Vec<SeenBy>, StoreError> {
        if announcements.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=announcements.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            concat!(
                "SELECT announcements.id, COUNT(roster.person) AS readers, COUNT(seen.person) AS read_by
                 FROM announcements LEFT JOIN roster ON ",
                readers!(),
                " LEFT JOIN announcements_seen AS seen
                 ON seen.announcement = announcements.id AND seen.person = roster.person
                 WHERE announcements.id IN ({}) GROUP BY announcements.id"
            ),
            places.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in announcements {
            query = query.bind(row.id.to_string());
        }
        let mut found = std::collections::HashMap::new();
        for row in query.fetch_all(&self.db.reader).await? {
            let count = |column| Ok::<_, StoreError>(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX));
            let id: String = row.try_get("id")?;
            found.insert(ids::announcement(&id)?, SeenBy { seen: count("read_by")?, all: count("readers")? });
        }
        let none = SeenBy { seen: 0, all: 0 };
        Ok(announcements.iter().map(|row| found.get(&row.id).copied().unwrap_or(none)).collect())
    }

    /// The members whom an announcement means, by name, each with when they saw it first.
    pub async fn readers_of(&self, id: AnnouncementId) -> Result<Vec<(String, Option<Millis>)>, StoreError> {
        let rows: Vec<(String, Option<i64>)> = sqlx::query_as(concat!(
            "SELECT roster.name, seen.seen_unix FROM announcements JOIN roster ON ",
            readers!(),
            " LEFT JOIN announcements_seen AS seen
             ON seen.announcement = announcements.id AND seen.person = roster.person
             WHERE announcements.id = $1 ORDER BY roster.name_key, roster.member LIMIT $2"
        ))
        .bind(id.to_string())
        .bind(ROSTER as i64)
        .fetch_all(&self.db.reader)
        .await?;
        Ok(rows.into_iter().map(|(name, seen)| (name, seen.map(unsigned))).collect())
    }

    /// Notes that a member has seen announcements of a course. Whoever is no member has not, nor what members do not see.
    pub async fn see_announcements(
        &self,
        course: CourseId,
        reader: PersonId,
        announcements: &[AnnouncementId],
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        if announcements.is_empty() {
            return Ok(());
        }
        let places: Vec<String> = (4..4 + announcements.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO announcements_seen (announcement, person, seen_unix)
             SELECT id, $2, $3 FROM announcements
             WHERE course = $1 AND deleted_unix IS NULL AND at_unix <= $3 AND id IN ({})
             AND EXISTS (SELECT 1 FROM roster WHERE roster.course = $1 AND person = $2 AND state = 'active')
             ON CONFLICT DO NOTHING",
            places.join(", ")
        );
        let mut query =
            sqlx::query(AssertSqlSafe(sql)).bind(course.to_string()).bind(reader.to_string()).bind(millis(now_unix));
        for id in announcements {
            query = query.bind(id.to_string());
        }
        query.execute(&self.db.writer).await?;
        Ok(())
    }

    /// What is new to somebody in their courses: what they have not seen of the last [`ANNOUNCEMENT_NEW_MS`], the latest first, at most
    /// [`HOME_ANNOUNCEMENTS`].
    pub async fn new_announcements(&self, person: PersonId, now_unix: Millis) -> Result<Vec<NewsOfCourse>, StoreError> {
        let rows = sqlx::query(select_announcements!(
            ", courses.title AS course_title, courses.colour",
            "JOIN courses ON courses.id = announcements.course
             WHERE announcements.course IN (SELECT course FROM roster WHERE roster.person = $1 AND state = 'active')
             AND announcements.deleted_unix IS NULL AND announcements.at_unix <= $2 AND announcements.at_unix > $3
             AND seen.person IS NULL AND (announcements.author IS NULL OR announcements.author <> $1)
             ORDER BY announcements.at_unix DESC, announcements.id DESC LIMIT $4"
        ))
        .bind(person.to_string())
        .bind(millis(now_unix))
        .bind(millis(now_unix.saturating_sub(ANNOUNCEMENT_NEW_MS)))
        .bind(HOME_ANNOUNCEMENTS as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let news = |row: &AnyRow| {
            let colour = u8::try_from(row.try_get::<i64, _>("colour")?).map_err(|_| StoreError::Corrupt("colour"))?;
            Ok(NewsOfCourse {
                course_title: row.try_get("course_title")?,
                colour,
                row: AnnouncementRow::from_columns(row)?,
            })
        };
        rows.iter().map(news).collect()
    }

    /// The announcements that members see since then and until then, and of which notices are not decided yet.
    pub async fn untold_announcements(
        &self,
        after: Millis,
        until: Millis,
    ) -> Result<Vec<UntoldAnnouncement>, StoreError> {
        let rows: Vec<(String, String, Option<String>, i64)> = sqlx::query_as(
            "SELECT id, course, author, at_unix FROM announcements
             WHERE told = 0 AND at_unix > $1 AND at_unix <= $2 AND deleted_unix IS NULL ORDER BY at_unix, id",
        )
        .bind(millis(after))
        .bind(millis(until))
        .fetch_all(&self.db.reader)
        .await?;
        let untold = |(id, course, author, at): (String, String, Option<String>, i64)| {
            let author = author.map(|id| ids::person(&id)).transpose()?;
            Ok(UntoldAnnouncement {
                id: ids::announcement(&id)?,
                course: ids::course(&course)?,
                author,
                at_unix: unsigned(at),
            })
        };
        rows.into_iter().map(untold).collect()
    }

    /// Notes that notices of an announcement are decided for everybody.
    pub async fn announcement_was_told(&self, id: AnnouncementId) -> Result<(), StoreError> {
        sqlx::query("UPDATE announcements SET told = 1 WHERE id = $1")
            .bind(id.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}
