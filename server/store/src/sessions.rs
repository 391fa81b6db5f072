//! Class sessions.

use protocol::{CourseId, Millis, SessionId, SessionKind, http::SessionState, limits::OPEN_RECORDING_MS};
use sqlx::{Any, Executor, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    deletions::Deletion,
    error::StoreError,
    ids, mp4,
    people::PersonId,
    plans::PlanRow,
    roster::lock,
};

/// The longest list of one person's sessions: years of daily classes.
const LISTED: i64 = 1_000;

/// A code that is taken already is drawn again. With 2^50 codes, twice in a row will not be seen.
const CODE_ATTEMPTS: usize = 8;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its identity.
    pub id: SessionId,
    /// The short code of its join link: `abc-defg-hjk`.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it is.
    pub kind: SessionKind,
    /// Whether nothing of it is recorded, and nothing kept once it is over.
    pub unrecorded: bool,
    /// The class that is watched there, for a study table.
    pub watches: Option<SessionId>,
    /// When a lecture was handed out.
    pub published_unix: Option<Millis>,
    /// From when on members of its course see the announcement or the reply that has it, for a video that one has.
    pub announced_unix: Option<Millis>,
    /// The person who owns it.
    pub owner: PersonId,
    /// How its owner wants to be called.
    pub owner_name: String,
    /// Whether people may join by name alone.
    pub guests_allowed: bool,
    /// Its state.
    pub state: SessionState,
    /// When it was made.
    pub created_unix: Millis,
    /// When it went live.
    pub started_unix: Option<Millis>,
    /// Wall time of class time 0, by the latest reading of the wall clock; `None` while that is when the session went live.
    pub origin_unix: Option<Millis>,
    /// When it ended.
    pub ended_unix: Option<Millis>,
    /// Its whole length once it has ended; 0 before.
    pub duration: Millis,
    /// Until when whoever has the link may watch its recording after class, if anybody said so.
    pub open_until_unix: Option<Millis>,
    /// Whether pseudonyms stand for names in its recording, for whoever is not its staff.
    pub pseudonyms: bool,
    /// The course of which it is a class.
    pub course: Option<CourseId>,
    /// The deletion of its recording, if it was deleted.
    pub deletion: Option<Deletion>,
    /// When it is planned.
    pub plan: Option<PlanRow>,
}

impl SessionRow {
    /// Whether it does not take place.
    pub fn is_cancelled(&self) -> bool {
        self.state == SessionState::Scheduled && self.plan.as_ref().is_some_and(|plan| plan.cancelled.is_some())
    }

    /// Whether it is a lecture that is not handed out.
    pub fn is_draft(&self) -> bool {
        self.kind == SessionKind::Lecture && self.published_unix.is_none()
    }

    /// Whether its course's students know nothing of it: a lecture that is not handed out, or was deleted, or what was not recorded and is
    /// over, or the video of an announcement, which is in no list.
    pub fn is_hidden(&self) -> bool {
        let gone = (self.unrecorded && self.state.is_over()) || !self.kind.is_listed();
        self.is_draft() || gone || (self.kind == SessionKind::Lecture && self.deletion.is_some())
    }

    pub(crate) fn from_columns(row: AnyRow) -> Result<Self, StoreError> {
        let id: String = row.try_get("id")?;
        let owner: String = row.try_get("owner")?;
        let state: String = row.try_get("state")?;
        Ok(SessionRow {
            id: ids::session(&id)?,
            code: row.try_get("code")?,
            title: row.try_get("title")?,
            kind: kind_from(&row.try_get::<String, _>("kind")?)?,
            unrecorded: row.try_get::<i64, _>("unrecorded")? != 0,
            watches: row.try_get::<Option<String>, _>("watches")?.map(|id| ids::session(&id)).transpose()?,
            published_unix: row.try_get::<Option<i64>, _>("published_unix")?.map(unsigned),
            announced_unix: row.try_get::<Option<i64>, _>("announced_unix")?.map(unsigned),
            owner: ids::person(&owner)?,
            owner_name: row.try_get("owner_name")?,
            guests_allowed: row.try_get::<i64, _>("guests_allowed")? != 0,
            state: state_from(&state, row.try_get::<i64, _>("closed")? == 1)?,
            created_unix: unsigned(row.try_get("created_unix")?),
            started_unix: row.try_get::<Option<i64>, _>("started_unix")?.map(unsigned),
            origin_unix: row.try_get::<Option<i64>, _>("origin_unix")?.map(unsigned),
            ended_unix: row.try_get::<Option<i64>, _>("ended_unix")?.map(unsigned),
            duration: unsigned(row.try_get("duration")?),
            open_until_unix: open_until(
                row.try_get("open_until_unix")?,
                row.try_get::<i64, _>("open_recording")? == 1,
                row.try_get("ended_unix")?,
            ),
            pseudonyms: row.try_get::<i64, _>("pseudonyms")? != 0,
            course: row.try_get::<Option<String>, _>("course")?.map(|id| ids::course(&id)).transpose()?,
            deletion: Deletion::from_columns(row.try_get("deleted_unix")?, row.try_get("erased_unix")?),
            plan: PlanRow::from_columns(&row)?,
        })
    }
}

pub(crate) fn kind_from(text: &str) -> Result<SessionKind, StoreError> {
    match text {
        "class" => Ok(SessionKind::Class),
        "lecture" => Ok(SessionKind::Lecture),
        "study" => Ok(SessionKind::Study),
        "clip" => Ok(SessionKind::Clip),
        _ => Err(StoreError::Corrupt("kind of a session")),
    }
}

fn kind_text(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Class => "class",
        SessionKind::Lecture => "lecture",
        SessionKind::Study => "study",
        SessionKind::Clip => "clip",
    }
}

fn state_from(text: &str, closed: bool) -> Result<SessionState, StoreError> {
    match text {
        "scheduled" => Ok(SessionState::Scheduled),
        "live" => Ok(SessionState::Live),
        "ended" if closed => Ok(SessionState::Closed),
        "ended" => Ok(SessionState::Ended),
        _ => Err(StoreError::Corrupt("session state")),
    }
}

/// Until when a recording is open: as somebody said, or for a while after class where staff opened it there.
fn open_until(said: Option<i64>, in_class: bool, ended: Option<i64>) -> Option<Millis> {
    let after_class = || ended.filter(|_| in_class).map(|ended| unsigned(ended) + OPEN_RECORDING_MS);
    said.map(unsigned).or_else(after_class)
}

/// The columns of a [`SessionRow`], up to the condition.
macro_rules! select_sessions {
    ($condition:literal) => {
        concat!(
            "SELECT sessions.id, code, title, kind, unrecorded, watches, published_unix, sessions.owner, people.name AS owner_name,
             COALESCE((SELECT courses.guests_allowed FROM courses WHERE courses.id = sessions.course), sessions.guests_allowed)
             AS guests_allowed, COALESCE((SELECT announcements.at_unix FROM announcements
             WHERE announcements.clip = sessions.id AND announcements.deleted_unix IS NULL),
             (SELECT replies.created_unix FROM board_posts AS replies JOIN board_posts AS threads ON threads.id = replies.thread
             WHERE replies.clip = sessions.id AND replies.deleted_unix IS NULL AND (threads.deleted_unix IS NULL OR threads.message IS NULL))) AS announced_unix, sessions.state, closed, created_unix, started_unix, origin_unix, ended_unix,
             CASE sessions.state WHEN 'live' THEN COALESCE(
                (SELECT at FROM journal WHERE journal.session = sessions.id ORDER BY seq DESC LIMIT 1), duration
             ) ELSE duration END AS duration, open_recording, open_until_unix, pseudonyms, sessions.course,
             deleted_unix, erased_unix, sessions.series, original, plan_start, plan_minutes, start_unix, end_unix,
             cancelled, sequence, changed_unix, series.zone AS series_zone, series.minutes AS series_minutes
             FROM sessions JOIN people ON people.id = sessions.owner LEFT JOIN series ON series.id = sessions.series
             LEFT JOIN deleted_recordings AS deleted ON deleted.session = sessions.id ",
            $condition
        )
    };
}
pub(crate) use select_sessions;

/// Crockford's base 32: no `i`, `l`, `o`, `u`. <https://www.crockford.com/base32.html>
const CODE_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new code: 50 random bits as ten characters in groups of three, four and three.
pub(crate) fn random_code() -> String {
    let mut bits: u64 = rand::random();
    let mut code = String::with_capacity(12);
    for place in 0..10 {
        if place == 3 || place == 7 {
            code.push('-');
        }
        code.push(char::from(CODE_ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    code
}

/// A code as people type it: with or without hyphens, in capitals, with the look-alikes that the alphabet leaves out. `None`
/// when the text can be no code.
pub(crate) fn normal_code(typed: &str) -> Option<String> {
    let fold = |c: char| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    // U+2010 to U+2015 are the hyphens and dashes into which text processors turn `-`.
    let separates = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
    // One character more than a code has is enough to see that the text is no code.
    let plain: String = typed.chars().filter(|&c| !separates(c)).take(11).map(fold).collect();
    let is_code = plain.len() == 10 && plain.bytes().all(|c| CODE_ALPHABET.contains(&c));
    is_code.then(|| format!("{}-{}-{}", &plain[..3], &plain[3..7], &plain[7..]))
}

/// A session to be made.
pub(crate) struct NewSession<'a> {
    pub(crate) owner: PersonId,
    pub(crate) kind: SessionKind,
    pub(crate) title: &'a str,
    pub(crate) guests_allowed: bool,
    pub(crate) course: Option<CourseId>,
}

/// Writes the row of a session, scheduled, with a code that is drawn. Returns `false`, and writes nothing, where that code is taken: of
/// 2^50, the one that is drawn is hardly ever in use.
pub(crate) async fn insert_row<'c>(
    database: impl Executor<'c, Database = Any>,
    id: SessionId,
    new: &NewSession<'_>,
    now_unix: Millis,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, duration, seats,
                               course, kind)
         VALUES ($1, $2, $3, $4, $5, 'scheduled', $6, 0, 0, $7, $8) ON CONFLICT (code) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(random_code())
    .bind(new.title)
    .bind(new.owner.to_string())
    .bind(i64::from(new.guests_allowed))
    .bind(millis(now_unix))
    .bind(new.course.map(|course| course.to_string()))
    .bind(kind_text(new.kind))
    .execute(database)
    .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Makes a session, with a new id and code, scheduled.
    pub async fn create_session(
        &self,
        owner: PersonId,
        title: &str,
        guests_allowed: bool,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        self.insert_session(owner, SessionKind::Class, title, guests_allowed, None, now_unix).await
    }

    /// Makes a class of a course, scheduled. Who comes in is a matter of the course.
    pub async fn create_class(
        &self,
        owner: PersonId,
        title: &str,
        course: CourseId,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        self.create_of_course(owner, SessionKind::Class, title, course, now_unix).await
    }

    /// Makes a session of a course, scheduled, whatever it is.
    pub async fn create_of_course(
        &self,
        owner: PersonId,
        kind: SessionKind,
        title: &str,
        course: CourseId,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        self.insert_session(owner, kind, title, false, Some(course), now_unix).await
    }

    async fn insert_session(
        &self,
        owner: PersonId,
        kind: SessionKind,
        title: &str,
        guests_allowed: bool,
        course: Option<CourseId>,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        let id = SessionId(Uuid::new_v4());
        let new = NewSession { owner, kind, title, guests_allowed, course };
        for _ in 0..CODE_ATTEMPTS {
            if insert_row(&self.db.writer, id, &new, now_unix).await? {
                return self.session(id).await?.ok_or(StoreError::NotFound);
            }
        }
        Err(StoreError::Full)
    }

    /// The session with this id.
    pub async fn session(&self, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
        let row = sqlx::query(select_sessions!("WHERE sessions.id = $1"))
            .bind(id.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        row.map(SessionRow::from_columns).transpose()
    }

    /// The session with this join code, in any case, with or without hyphens, and with `o`, `i`, `l` for the digits that they
    /// look like.
    pub async fn session_by_code(&self, code: &str) -> Result<Option<SessionRow>, StoreError> {
        let Some(code) = normal_code(code) else { return Ok(None) };
        let row = sqlx::query(select_sessions!("WHERE code = $1")).bind(code).fetch_optional(&self.db.reader).await?;
        row.map(SessionRow::from_columns).transpose()
    }

    /// A person's own sessions without a course, newest first, at most a thousand.
    pub async fn sessions_of(&self, owner: PersonId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.owner = $1 AND sessions.course IS NULL ORDER BY created_unix DESC, sessions.id LIMIT $2"
        ))
        .bind(owner.to_string())
        .bind(LISTED)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// The classes of a course, newest first, at most a thousand, without planned ones that have not begun.
    pub async fn sessions_of_course(&self, course: CourseId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.course = $1 AND kind <> 'clip' AND watches IS NULL AND NOT (sessions.state = 'scheduled' AND sessions.series IS NOT NULL)
             ORDER BY created_unix DESC, sessions.id LIMIT $2"
        ))
        .bind(course.to_string())
        .bind(LISTED)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// The classes that are live now, of all courses of which a person is a member; nothing that is not held together.
    pub async fn live_classes_of(&self, person: PersonId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!(
            "WHERE sessions.state = 'live' AND kind = 'class' AND sessions.course IN (SELECT course FROM roster WHERE person = $1 AND roster.state = 'active')
             ORDER BY created_unix DESC, sessions.id"
        ))
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// The sessions that are live: after a start, those that the server was holding when it stopped.
    pub async fn live_sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(select_sessions!("WHERE sessions.state = 'live' ORDER BY created_unix, sessions.id"))
            .fetch_all(&self.db.reader)
            .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }

    /// Marks a scheduled session live. Returns `false`, and changes nothing, when it was live or ended already, or is cancelled.
    pub async fn set_live(&self, id: SessionId, started_unix: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE sessions SET state = 'live', started_unix = $2
                         WHERE id = $1 AND state = 'scheduled' AND cancelled IS NULL",
        )
        .bind(id.to_string())
        .bind(millis(started_unix))
        .execute(&self.db.writer)
        .await?;
        self.changed(id, done.rows_affected()).await
    }

    /// Notes the wall time of class time 0, by the wall clock as it is now.
    pub async fn set_origin(&self, id: SessionId, origin_unix: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET origin_unix = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(millis(origin_unix))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Marks a session ended, `duration` long. Returns `false`, and changes nothing, when it had ended already.
    pub async fn set_ended(&self, id: SessionId, duration: Millis, now_unix: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE sessions SET state = 'ended', duration = $2, ended_unix = $3 WHERE id = $1 AND state <> 'ended'",
        )
        .bind(id.to_string())
        .bind(millis(duration))
        .bind(millis(now_unix))
        .execute(&self.db.writer)
        .await?;
        self.changed(id, done.rows_affected()).await
    }

    /// The study room of a course, or the study table of the class that it `watches`: the one that is open, or a new one. `unrecorded` says
    /// whether nothing of it is recorded, unless people are in it already, who were told. Returns [`StoreError::NotFound`] where the class
    /// is gone.
    pub async fn study_room(
        &self,
        owner: PersonId,
        title: &str,
        (course, watches): (CourseId, Option<SessionId>),
        unrecorded: bool,
        now_unix: Millis,
    ) -> Result<SessionRow, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        if let Some(class) = watches {
            let there: Option<String> = sqlx::query_scalar("SELECT id FROM sessions WHERE id = $1 AND course = $2")
                .bind(class.to_string())
                .bind(course.to_string())
                .fetch_optional(&mut *tx)
                .await?;
            there.ok_or(StoreError::NotFound)?;
        }
        let found: Option<String> = sqlx::query_scalar(
            "SELECT id FROM sessions WHERE course = $1 AND kind = 'study' AND COALESCE(watches, '') = $2
             AND state IN ('scheduled', 'live') ORDER BY created_unix DESC, id LIMIT 1",
        )
        .bind(course.to_string())
        .bind(watches.map_or_else(String::new, |class| class.to_string()))
        .fetch_optional(&mut *tx)
        .await?;
        let id = match found {
            Some(id) => ids::session(&id)?,
            None => {
                let id = SessionId(Uuid::new_v4());
                let new =
                    NewSession { owner, kind: SessionKind::Study, title, guests_allowed: false, course: Some(course) };
                if !insert_row(&mut *tx, id, &new, now_unix).await? {
                    return Err(StoreError::Full);
                }
                id
            }
        };
        sqlx::query("UPDATE sessions SET unrecorded = $2, watches = $3 WHERE id = $1 AND state = 'scheduled'")
            .bind(id.to_string())
            .bind(i64::from(unrecorded))
            .bind(watches.map(|class| class.to_string()))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.session(id).await?.ok_or(StoreError::NotFound)
    }

    /// The study table of a class at which people are, or were a moment ago.
    pub async fn open_table(&self, watches: SessionId) -> Result<Option<SessionId>, StoreError> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT id FROM sessions WHERE watches = $1 AND state = 'live' ORDER BY id LIMIT 1")
                .bind(watches.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        found.map(|id| ids::session(&id)).transpose()
    }

    /// Hands a lecture out that has ended, and notes it in the log. Returns `false`, and notes nothing, where it has not ended, or was
    /// handed out before.
    pub async fn publish_lecture(&self, id: SessionId, line: &AuditLine, now_unix: Millis) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE sessions SET published_unix = $2
             WHERE id = $1 AND kind = 'lecture' AND state = 'ended' AND published_unix IS NULL",
        )
        .bind(id.to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Opens the recording of a session to everybody with its link until then, or with `None` ends that.
    pub async fn open_recording(
        &self,
        id: SessionId,
        until_unix: Option<Millis>,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE sessions SET open_until_unix = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(millis(until_unix.unwrap_or(0)))
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::insert(&mut tx, line, now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Says whether pseudonyms stand for names in the recording of a session, for whoever is not its staff, and notes it in the log.
    /// Returns `false`, and notes nothing, where that is so already.
    pub async fn set_pseudonyms(
        &self,
        id: SessionId,
        pseudonyms: bool,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE sessions SET pseudonyms = $2 WHERE id = $1 AND pseudonyms <> $2")
            .bind(id.to_string())
            .bind(i64::from(pseudonyms))
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() > 0 {
            // Its chapters have names.
            mp4::make_anew(&mut tx, id).await?;
        }
        audit::commit(tx, done.rows_affected() > 0, line, now_unix).await
    }

    /// How many recordings of this person's classes were open to everybody with the link until an upgrade, which they were not told
    /// yet.
    pub async fn narrowed(&self, owner: PersonId) -> Result<u32, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sessions WHERE owner = $1 AND narrowed = 1")
            .bind(owner.to_string())
            .fetch_one(&self.db.reader)
            .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Notes that this person was told of [`Store::narrowed`].
    pub async fn told_of_narrowed(&self, owner: PersonId) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET narrowed = 0 WHERE owner = $1 AND narrowed = 1")
            .bind(owner.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    async fn changed(&self, id: SessionId, rows: u64) -> Result<bool, StoreError> {
        if rows > 0 {
            return Ok(true);
        }
        self.session(id).await?.map(|_| false).ok_or(StoreError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_code_has_fifty_random_bits_in_three_groups() {
        let codes: Vec<String> = (0..1_000).map(|_| random_code()).collect();
        for code in &codes {
            assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [3, 4, 3], "{code}");
            assert_eq!(normal_code(code).as_ref(), Some(code));
        }
        // Each of ten places has each of 32 characters. A thousand draws leave one out once in 10^11 runs.
        for place in (0..12).filter(|place| ![3, 8].contains(place)) {
            let seen: HashSet<u8> = codes.iter().map(|code| code.as_bytes()[place]).collect();
            assert_eq!(seen, HashSet::from_iter(*CODE_ALPHABET), "at place {place}");
        }
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len(), "no code is drawn twice");
    }

    #[test]
    fn a_mistyped_code_is_understood() {
        for typed in [" OIL-AbCd-9z0 ", "oilabcd9z0", "OIL ABCD 9Z0", "01 1ab\u{2011}cd9z0", "-0-1-1-a-b-c-d-9-z-0-"] {
            assert_eq!(normal_code(typed).as_deref(), Some("011-abcd-9z0"), "{typed}");
        }
        for none in
            ["", "-", "011-abcd-9z", "011-abcd-9z00", "011-abcd-9zu", "éüöäß", "éüöäßéüöäß", "\0", "011-abcd-9z\0"]
        {
            assert_eq!(normal_code(none), None, "{none}");
        }
    }
}
