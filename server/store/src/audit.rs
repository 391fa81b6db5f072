//! The log that staff read: who did what, when, from which kind of device. Lines are added and, when they are old, deleted.

use common::folded_name;
use protocol::{
    AuditKind, CourseId, Millis, SessionId,
    audit::AuditTopic,
    limits::{AUDIT_KEPT_MS, AUDIT_PAGE},
    privacy::FORMER_PARTICIPANT,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Any, AnyConnection, Row, Transaction, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::{Person, PersonId},
    roster::pattern,
    seats::SeatRow,
    sign_ins::Agent,
};

const DAY: Millis = 24 * 3_600_000;

/// A line to be added. It has no secret, and nothing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    kind: AuditKind,
    person: Option<PersonId>,
    who: String,
    agent: Agent,
    course: Option<CourseId>,
    session: Option<SessionId>,
    about: String,
    subject_person: Option<PersonId>,
    subject: String,
    detail: String,
    once_a_day: bool,
}

impl AuditLine {
    /// Somebody did this, by this browser.
    pub fn new(kind: AuditKind, by: &Person, agent: &Agent) -> Self {
        let (person, who, agent) = (Some(by.id), by.name.clone(), agent.clone());
        AuditLine { person, who, agent, ..AuditLine::by_server(kind) }
    }

    /// Whoever has this seat did this, by this browser, under the name that they have in class.
    pub fn by_seat(kind: AuditKind, seat: &SeatRow, agent: &Agent) -> Self {
        let (person, who, agent) = (seat.person, seat.name.clone(), agent.clone());
        AuditLine { person, who, agent, ..AuditLine::by_server(kind) }
    }

    /// The server did this by itself.
    pub fn by_server(kind: AuditKind) -> Self {
        AuditLine {
            kind,
            person: None,
            who: String::new(),
            agent: Agent::default(),
            course: None,
            session: None,
            about: String::new(),
            subject_person: None,
            subject: String::new(),
            detail: String::new(),
            once_a_day: false,
        }
    }

    /// In this course.
    pub fn in_course(self, course: CourseId) -> Self {
        AuditLine { course: Some(course), ..self }
    }

    /// In this class, of a course or of none.
    pub fn in_session(self, session: SessionId, course: Option<CourseId>) -> Self {
        AuditLine { session: Some(session), course, ..self }
    }

    /// With the title of what it is about.
    pub fn about(self, title: &str) -> Self {
        AuditLine { about: title.to_owned(), ..self }
    }

    /// To somebody.
    pub fn to(self, person: Option<PersonId>, name: &str) -> Self {
        AuditLine { subject_person: person, subject: name.to_owned(), ..self }
    }

    /// That something else was done, by the same person.
    pub(crate) fn of_kind(self, kind: AuditKind) -> Self {
        AuditLine { kind, ..self }
    }

    /// At most one such line a day of this person about the same: for what anybody can do as often as they like.
    pub fn once_a_day(self) -> Self {
        AuditLine { once_a_day: true, ..self }
    }

    /// Whether this person did it.
    pub(crate) fn is_by(&self, person: Option<PersonId>) -> bool {
        self.person == person
    }

    /// Without the name of whoever did it, if that is this person.
    pub(crate) fn without(self, person: PersonId) -> Self {
        if self.person == Some(person) {
            AuditLine { person: None, who: FORMER_PARTICIPANT.to_owned(), agent: Agent::default(), ..self }
        } else {
            self
        }
    }

    /// With what [`AuditKind`] says that its detail is.
    pub fn detail(self, detail: impl Serialize) -> Self {
        AuditLine { detail: word(&detail), ..self }
    }
}

/// A line as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the log.
    pub place: AuditPlace,
    /// What was done.
    pub kind: AuditKind,
    /// The account of whoever did it; `None` for guests.
    pub person: Option<PersonId>,
    /// Their name then.
    pub who: String,
    /// The browser from which.
    pub agent: Agent,
    /// The course, if there still is one, with its title as it is now.
    pub course: Option<(CourseId, String)>,
    /// The title of what it is about.
    pub about: String,
    /// To whom it was done.
    pub subject: String,
    /// What [`AuditKind`] says.
    pub detail: String,
}

/// A place in the log: lines are read from the latest to the oldest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPlace {
    /// When it was done.
    pub at_unix: Millis,
    id: Uuid,
}

impl std::fmt::Display for AuditPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at_unix, self.id)
    }
}

impl std::str::FromStr for AuditPlace {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let (at, id) = text.split_once('.').ok_or(StoreError::NotFound)?;
        let (at, id) = (at.parse().map_err(|_| StoreError::NotFound)?, id.parse().map_err(|_| StoreError::NotFound)?);
        Ok(AuditPlace { at_unix: at, id })
    }
}

/// Which part of the log is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOf {
    /// Everything.
    Server,
    /// What happened in a course.
    Course(CourseId),
    /// What somebody did with their own account.
    Account(PersonId),
}

/// What is asked of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Kinds of this topic alone.
    pub topic: Option<AuditTopic>,
    /// A part of a name; empty for all.
    pub search: String,
    /// Only what is older.
    pub before: Option<AuditPlace>,
}

const READ: &str =
    "SELECT audit.id, at_unix, kind, person, who, browser, system, audit.course, courses.title, about, subject, detail
                    FROM audit LEFT JOIN courses ON courses.id = audit.course";

impl AuditRow {
    /// A line from its columns; `None` for a kind that only a later version knows.
    fn from_columns(row: &AnyRow) -> Result<Option<Self>, StoreError> {
        let (id, kind): (String, String) = (row.try_get("id")?, row.try_get("kind")?);
        let Some(kind) = from_word(&kind) else { return Ok(None) };
        let (course, title): (Option<String>, Option<String>) = (row.try_get("course")?, row.try_get("title")?);
        let course =
            course.zip(title).map(|(id, title)| Ok::<_, StoreError>((ids::course(&id)?, title))).transpose()?;
        let person: Option<String> = row.try_get("person")?;
        Ok(Some(AuditRow {
            place: AuditPlace {
                at_unix: unsigned(row.try_get("at_unix")?),
                id: id.parse().map_err(|_| StoreError::Corrupt("id of a line of the log"))?,
            },
            kind,
            person: person.map(|id| ids::person(&id)).transpose()?,
            who: row.try_get("who")?,
            agent: Agent { browser: row.try_get("browser")?, system: row.try_get("system")? },
            course,
            about: row.try_get("about")?,
            subject: row.try_get("subject")?,
            detail: row.try_get("detail")?,
        }))
    }
}

impl Store {
    /// Adds a line to the log.
    pub async fn note(&self, line: &AuditLine, now_unix: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        insert(&mut tx, line, now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that somebody with a seat came into class, watched it, or saved something of it: once a day for each seat.
    pub async fn note_presence(
        &self,
        seat: &SeatRow,
        kind: AuditKind,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let once = format!("{} {} {} {}", word(&kind), seat.session, seat.participant.0, now_unix / DAY);
        self.note_by_seat(seat, kind, agent, Some(once), now_unix).await
    }

    /// Notes what somebody with a seat did to the recording of their class.
    pub async fn note_edit(
        &self,
        seat: &SeatRow,
        kind: AuditKind,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        self.note_by_seat(seat, kind, agent, None, now_unix).await
    }

    async fn note_by_seat(
        &self,
        seat: &SeatRow,
        kind: AuditKind,
        agent: &Agent,
        once: Option<String>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (id, at_unix, kind, topic, person, who, browser, system, course, session, about, subject,
                                detail, who_key, once)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, course, id, title, '', '', $9, $10 FROM sessions WHERE id = $11
             AND NOT EXISTS (SELECT 1 FROM erased_seats AS erased WHERE erased.session = $11 AND participant = $12)
             ON CONFLICT (once) DO NOTHING",
        )
        .bind(line_id())
        .bind(millis(now_unix))
        .bind(word(&kind))
        .bind(word(&kind.topic()))
        .bind(seat.person.map(|person| person.to_string()))
        .bind(&seat.name)
        .bind(&agent.browser)
        .bind(&agent.system)
        .bind(folded_name(&seat.name))
        .bind(once)
        .bind(seat.session.to_string())
        .bind(i64::from(seat.participant.0))
        .execute(&self.db.writer)
        .await?;
        Ok(())
    }

    /// A page of at most [`AUDIT_PAGE`] lines, the latest first, and where the next one begins.
    pub async fn audit(
        &self,
        of: AuditOf,
        query: &AuditQuery,
    ) -> Result<(Vec<AuditRow>, Option<AuditPlace>), StoreError> {
        let (condition, id) = match of {
            AuditOf::Server => ("$1 = ''", String::new()),
            AuditOf::Course(course) => ("audit.course = $1", course.to_string()),
            AuditOf::Account(person) => ("person = $1", person.to_string()),
        };
        let topic = if let AuditOf::Account(_) = of { Some(AuditTopic::Accounts) } else { query.topic };
        let sql = format!(
            "{READ} WHERE {condition} AND ($2 = '' OR topic = $2) AND who_key LIKE $3 ESCAPE '\\'
             AND at_unix <= $4 AND (at_unix < $4 OR audit.id < $5)
             ORDER BY at_unix DESC, audit.id DESC LIMIT $6"
        );
        let (at, before) = query
            .before
            .as_ref()
            .map_or((i64::MAX, String::new()), |place| (millis(place.at_unix), place.id.to_string()));
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .bind(topic.map_or_else(String::new, |topic| word(&topic)))
            .bind(pattern(&folded_name(&query.search)))
            .bind(at)
            .bind(before)
            .bind(AUDIT_PAGE as i64 + 1)
            .fetch_all(&self.db.reader)
            .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows.iter().take(AUDIT_PAGE) {
            lines.extend(AuditRow::from_columns(row)?);
        }
        let next = (rows.len() > AUDIT_PAGE).then(|| lines.last().map(|line: &AuditRow| line.place.clone())).flatten();
        Ok((lines, next))
    }

    /// Deletes lines that are older than [`AUDIT_KEPT_MS`].
    pub async fn tidy_audit(&self, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM audit WHERE at_unix < $1")
            .bind(millis(now_unix.saturating_sub(AUDIT_KEPT_MS)))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}

/// A new identifier that is greater than those before it (RFC 9562, version 7): what is noted at one millisecond keeps its order.
fn line_id() -> String {
    Uuid::now_v7().to_string()
}

/// Adds a line in the transaction of what it is about.
pub(crate) async fn insert(tx: &mut AnyConnection, line: &AuditLine, now_unix: Millis) -> Result<(), StoreError> {
    let text = |id: Option<String>| id.unwrap_or_default();
    let once = line.once_a_day.then(|| {
        let (person, course) = (line.person.map(|id| id.to_string()), line.course.map(|id| id.to_string()));
        let session = line.session.map(|id| id.to_string());
        let day = now_unix / DAY;
        format!("{} {} {} {} {day} {}", word(&line.kind), text(person), text(course), text(session), line.detail)
    });
    sqlx::query(
        "INSERT INTO audit (id, at_unix, kind, topic, person, who, browser, system, course, session, about,
                            subject_person, subject, detail, who_key, once)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (once) DO NOTHING",
    )
    .bind(line_id())
    .bind(millis(now_unix))
    .bind(word(&line.kind))
    .bind(word(&line.kind.topic()))
    .bind(line.person.map(|person| person.to_string()))
    .bind(&line.who)
    .bind(&line.agent.browser)
    .bind(&line.agent.system)
    .bind(line.course.map(|course| course.to_string()))
    .bind(line.session.map(|session| session.to_string()))
    .bind(&line.about)
    .bind(line.subject_person.map(|person| person.to_string()))
    .bind(&line.subject)
    .bind(&line.detail)
    .bind(folded_name(&format!("{} {}", line.who, line.subject)))
    .bind(once)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the transaction of an act with its line. Where there was nothing to do, nothing is written, and `false` returned.
pub(crate) async fn commit(
    mut tx: Transaction<'static, Any>,
    done: bool,
    line: &AuditLine,
    now_unix: Millis,
) -> Result<bool, StoreError> {
    if done {
        insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
    }
    Ok(done)
}

/// The word by which the wire calls a kind, a topic or a role; a number in digits.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}
