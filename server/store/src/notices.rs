//! Notices: which classes are near, who of a course's roster is not told yet, and what was decided for whom.
//!
//! A notice is noted in the transaction that puts its mail into the queue: after a kill either both are there, or neither.

use std::collections::HashMap;

use protocol::{
    AnnouncementId, CourseId, CourseRole, Millis, NoticeKind, PostId, SessionId, limits::MAILS_WAITING,
    notices::QuietHours,
};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, placeholders, unsigned},
    error::StoreError,
    ids,
    mail_queue::{NewMail, ROWS_OF_STATEMENT, Turn, Way, insert_all, room_for},
    people::PersonId,
    push,
    roster::course_role_from,
};

/// Of the mails that may wait, as many as notices may be: links that somebody waits for have the rest.
const NOTICES_WAITING: usize = MAILS_WAITING / 2;

/// How long it is remembered what was told: longer than any notice can come late.
const KEPT_MS: Millis = 60 * 24 * 3_600_000;

/// A planned class that is near, or runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticedClass {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// When it is planned to begin.
    pub start_unix: Millis,
    /// Since when it is live, if it is.
    pub live_since: Option<Millis>,
}

/// Of what in a course a notice speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeSubject {
    /// Of the course itself.
    Course,
    /// Of one of its sessions.
    Session(SessionId),
    /// Of an announcement.
    Announcement(AnnouncementId),
    /// Of a thread of its board.
    Thread(PostId),
}

/// What a notice is about. A person gets at most one of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeKey {
    /// Its kind.
    pub kind: NoticeKind,
    /// The course whose roster is told.
    pub course: CourseId,
    /// Of what in the course it speaks.
    pub subject: NoticeSubject,
    /// The instant of which it speaks; 0 for what is said once.
    pub instant: Millis,
}

impl NoticeKey {
    /// What it names in its table: a newcomer's first class is one in a course, whichever session that is.
    fn about(&self) -> String {
        match self.subject {
            NoticeSubject::Session(session) if self.kind != NoticeKind::FirstClass => session.to_string(),
            NoticeSubject::Announcement(announcement) => announcement.to_string(),
            NoticeSubject::Thread(thread) => thread.to_string(),
            NoticeSubject::Session(_) | NoticeSubject::Course => self.course.to_string(),
        }
    }
}

/// How somebody is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// By mail: their address is confirmed.
    pub mail: bool,
    /// By push, on devices that they have.
    pub push: bool,
}

/// Somebody who may be told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// Their address.
    pub email: String,
    /// How they want to be told, and can be.
    pub ways: Ways,
    /// The zone in which they read times: theirs, or a course's.
    pub zone: String,
    /// When notices wait.
    pub quiet: Option<QuietHours>,
    /// Whether nothing at all comes then.
    pub strict: bool,
}

/// A member of whom it is known whether they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Who.
    pub recipient: Recipient,
    /// What they are in the course.
    pub role: CourseRole,
    /// Whether they came into the class in question.
    pub came: bool,
    /// Whether they never had a seat in a class of the course; looked up for first classes alone.
    pub newcomer: bool,
}

/// A decision for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// For whom.
    pub person: PersonId,
    /// The mail, and from when on it is sent; `None` where nothing is to be said. What is pushed says the same.
    pub mail: Option<(NewMail, Millis)>,
    /// How it goes.
    pub ways: Ways,
}

/// In statements with `people`, and `ways` for the kind: whether somebody is told by mail or by push, that as columns, and whether they are
/// told at all.
macro_rules! told_by {
    (mail) => {
        "(people.email_confirmed_unix IS NOT NULL AND COALESCE(ways.mail, 1) = 1)"
    };
    (push) => {
        "(COALESCE(ways.push, 1) = 1 AND EXISTS (SELECT 1 FROM push_devices WHERE push_devices.person = people.id))"
    };
    (columns) => {
        concat!(
            "CAST(CASE WHEN ",
            told_by!(mail),
            " THEN 1 ELSE 0 END AS BIGINT) AS by_mail, CAST(CASE WHEN ",
            told_by!(push),
            " THEN 1 ELSE 0 END AS BIGINT) AS by_push"
        )
    };
    (any) => {
        concat!("(", told_by!(mail), " OR ", told_by!(push), ")")
    };
}
pub(crate) use told_by;

/// The columns of a [`Recipient`] and more, of those members of a course who want to be told, and for whom this is not decided yet, by
/// their identities; [`bind_recipients`] has its values up to `$6`.
macro_rules! select_recipients {
    ($columns:expr, $joins:literal, $condition:literal) => {
        concat!(
            "SELECT roster.person AS person, people.email AS email, roster.role AS role,
             COALESCE(people.zone, courses.zone) AS zone, quiet_from, quiet_until, COALESCE(strict, 0) AS strict, ",
            told_by!(columns),
            ", ",
            $columns,
            " FROM roster JOIN people ON people.id = roster.person JOIN courses ON courses.id = roster.course
             LEFT JOIN notice_settings AS settings ON settings.person = roster.person
             LEFT JOIN notice_ways AS ways ON ways.person = roster.person AND ways.kind = $1
             LEFT JOIN notices ON notices.kind = $1 AND notices.about = $2 AND notices.instant = $3
                AND notices.person = roster.person ",
            $joins,
            " WHERE roster.course = $4 AND roster.state = 'active' AND notices.person IS NULL AND roster.person > $5 AND ",
            told_by!(any),
            " ",
            $condition,
            " ORDER BY roster.person LIMIT $6"
        )
    };
}
pub(crate) use select_recipients;

/// The query of `select_recipients!`, before its own values.
pub(crate) type RecipientsQuery = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

/// Binds what `select_recipients!` asks for.
pub(crate) fn bind_recipients(
    query: RecipientsQuery,
    key: &NoticeKey,
    after: Option<PersonId>,
    most: usize,
) -> RecipientsQuery {
    query
        .bind(kind_text(key.kind))
        .bind(key.about())
        .bind(millis(key.instant))
        .bind(key.course.to_string())
        .bind(after.map_or_else(String::new, |person| person.to_string()))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
}

impl Store {
    /// The planned classes that are not cancelled and begin between two instants, or are live.
    pub async fn classes_near(&self, from: Millis, until: Millis) -> Result<Vec<NoticedClass>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, course, start_unix, started_unix, state FROM sessions
             WHERE course IS NOT NULL AND series IS NOT NULL AND cancelled IS NULL AND state <> 'ended'
             AND start_unix >= $1 AND start_unix < $2 ORDER BY start_unix, id",
        )
        .bind(millis(from))
        .bind(millis(until))
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(class_from).collect()
    }

    /// The next of those members of a course who want to be told, and for whom this is not decided yet, by their identities.
    pub async fn expected(
        &self,
        key: &NoticeKey,
        after: Option<PersonId>,
        most: usize,
    ) -> Result<Vec<Expected>, StoreError> {
        let query = sqlx::query(select_recipients!(
            "COALESCE(seats.came, 0) AS came,
             CAST(CASE WHEN $1 = 'first_class' AND roster.person NOT IN (
                SELECT former.person FROM seats AS former JOIN sessions ON sessions.id = former.session
                WHERE sessions.course = $4 AND sessions.kind <> 'clip' AND sessions.watches IS NULL AND former.person IS NOT NULL
             ) THEN 1 ELSE 0 END AS BIGINT) AS newcomer",
            "LEFT JOIN seats ON seats.session = $7 AND seats.person = roster.person",
            ""
        ));
        let session = match key.subject {
            NoticeSubject::Session(session) => session.to_string(),
            NoticeSubject::Course | NoticeSubject::Announcement(_) | NoticeSubject::Thread(_) => String::new(),
        };
        let rows = bind_recipients(query, key, after, most).bind(session).fetch_all(&self.db.reader).await?;
        rows.iter().map(expected_from).collect()
    }

    /// Notes what was decided, and queues what is to be said: all, or nothing. What was decided before is left as it was.
    /// [`StoreError::Full`] when many mails wait.
    pub async fn note_notices(
        &self,
        key: &NoticeKey,
        notices: &[NewNotice],
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        insert_notices(&mut tx, key, notices, now_unix).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a person came into a class.
    pub async fn has_come(&self, session: SessionId, person: PersonId) -> Result<bool, StoreError> {
        let came: Option<i64> = sqlx::query_scalar("SELECT came FROM seats WHERE session = $1 AND person = $2")
            .bind(session.to_string())
            .bind(person.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(came == Some(1))
    }

    /// Forgets what was told long ago, except what is told once.
    pub async fn tidy_notices(&self, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM notices WHERE made_unix <= $1 AND instant <> 0")
            .bind(millis(now_unix.saturating_sub(KEPT_MS)))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}

pub(crate) async fn insert_notices(
    tx: &mut AnyConnection,
    key: &NoticeKey,
    notices: &[NewNotice],
    now_unix: Millis,
) -> Result<(), StoreError> {
    for notices in notices.chunks(ROWS_OF_STATEMENT) {
        let sql = format!(
            "INSERT INTO notices (kind, about, instant, person, course, made_unix) VALUES {} ON CONFLICT DO NOTHING",
            placeholders(notices.len(), 6)
        );
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for notice in notices {
            insert = insert
                .bind(kind_text(key.kind))
                .bind(key.about())
                .bind(millis(key.instant))
                .bind(notice.person.to_string())
                .bind(key.course.to_string())
                .bind(millis(now_unix));
        }
        insert.execute(&mut *tx).await?;
    }
    queue_notices(tx, notices, now_unix).await
}

/// Queues what is to be said, by mail and for each device. [`StoreError::Full`] when many wait.
pub(crate) async fn queue_notices(
    tx: &mut AnyConnection,
    notices: &[NewNotice],
    now_unix: Millis,
) -> Result<(), StoreError> {
    let said = notices.iter().filter_map(|notice| Some((notice, notice.mail.as_ref()?)));
    let mails = said.clone().filter(|(notice, _)| notice.ways.mail).map(|(_, (mail, due))| (mail.clone(), *due));
    let mails: Vec<(NewMail, Millis)> = mails.collect();
    let pushed: HashMap<PersonId, &(NewMail, Millis)> =
        said.filter(|(notice, _)| notice.ways.push).map(|(notice, mail)| (notice.person, mail)).collect();
    let people: Vec<PersonId> = pushed.keys().copied().collect();
    let devices = push::devices_of(&mut *tx, &people).await?;
    let pushes = devices.into_iter().filter_map(|(person, device)| {
        let (mail, due) = pushed.get(&person)?;
        let key = format!("{} on {device}", mail.key);
        Some((NewMail { key, recipient: device, ..mail.clone() }, *due))
    });
    for (way, all) in [(Way::Mail, mails), (Way::Push, pushes.collect())] {
        room_for(&mut *tx, way, all.len(), NOTICES_WAITING).await?;
        for some in all.chunks(ROWS_OF_STATEMENT) {
            let some: Vec<(&NewMail, Millis)> = some.iter().map(|(mail, due)| (mail, *due)).collect();
            insert_all(&mut *tx, way, &some, Turn::Notice, now_unix).await?;
        }
    }
    Ok(())
}

/// A kind in its column.
pub(crate) fn kind_text(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::ClassReminder => "class_reminder",
        NoticeKind::FirstClass => "first_class",
        NoticeKind::ClassBegan => "class_began",
        NoticeKind::ClassChanged => "class_changed",
        NoticeKind::Announcement => "announcement",
        NoticeKind::RecordingWaits => "recording_waits",
        NoticeKind::DeadlineNear => "deadline_near",
        NoticeKind::QuestionAnswered => "question_answered",
        NoticeKind::WeeklyDigest => "weekly_digest",
    }
}

fn class_from(row: &AnyRow) -> Result<NoticedClass, StoreError> {
    let (id, course, state): (String, String, String) =
        (row.try_get("id")?, row.try_get("course")?, row.try_get("state")?);
    let started: Option<i64> = row.try_get("started_unix")?;
    Ok(NoticedClass {
        session: ids::session(&id)?,
        course: ids::course(&course)?,
        start_unix: unsigned(row.try_get("start_unix")?),
        live_since: started.map(unsigned).filter(|_| state == "live"),
    })
}

fn expected_from(row: &AnyRow) -> Result<Expected, StoreError> {
    let role: String = row.try_get("role")?;
    Ok(Expected {
        recipient: Recipient::from_columns(row)?,
        role: course_role_from(&role)?,
        came: row.try_get::<i64, _>("came")? != 0,
        newcomer: row.try_get::<i64, _>("newcomer")? != 0,
    })
}

impl Recipient {
    pub(crate) fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let person: String = row.try_get("person")?;
        let (from, until): (Option<String>, Option<String>) = (row.try_get("quiet_from")?, row.try_get("quiet_until")?);
        Ok(Recipient {
            person: ids::person(&person)?,
            email: row.try_get("email")?,
            ways: Ways { mail: row.try_get::<i64, _>("by_mail")? != 0, push: row.try_get::<i64, _>("by_push")? != 0 },
            zone: row.try_get("zone")?,
            quiet: from.zip(until).map(|(from, until)| QuietHours { from, until }),
            strict: row.try_get::<i64, _>("strict")? != 0,
        })
    }
}
