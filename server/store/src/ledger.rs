//! The ledger of participation: what the journals of classes tell of it, as it was counted, and what people watched later.
//!
//! What facts and stretches mean is another's matter: here they are texts.

use protocol::{
    CourseId, MemberId, Millis, ParticipantId, Seq, SessionId,
    http::WatchPosition,
    ledger::LedgerRule,
    limits::{ROSTER, SESSIONS_OF_COURSE},
};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, placeholders, unsigned},
    error::StoreError,
    extensions, ids,
    people::{self, PersonId},
    watch_positions,
};

/// Seats that one statement writes: four values each, of the 32,766 that SQLite takes
/// (<https://www.sqlite.org/limits.html#max_variable_number>).
const SEATS_OF_STATEMENT: usize = 1_000;

/// What is kept of the part that somebody takes in a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerColumns {
    /// What the journal tells that is the same for everybody; `None` before it is counted.
    pub class: Option<String>,
    /// What it tells of their seat; `None` where it has nothing of them.
    pub seat: Option<String>,
    /// The stretches that they watched later.
    pub watched: Option<String>,
    /// Where they were last in the recording, in class time; `None` also where nobody asks for it.
    pub position: Option<Millis>,
    /// How often they responded to classmates on the board, where the rule of the course asks for it. `None` where it does not, and where they
    /// have not and no classmate wrote about the class: there is nobody to respond to.
    pub responses: Option<u32>,
    /// How many threads and replies about the class they wrote on the board; 0 also where nobody asks for it.
    pub comments: u32,
    /// When they first had all of the class, by what it took then, in Unix ms; `None` where that is not known.
    pub done_unix: Option<Millis>,
}

/// A class with the part that one person took in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLedgerRow {
    /// The class.
    pub session: SessionId,
    /// How long it was; 0 before it is over.
    pub duration: Millis,
    /// The rule of its course.
    pub rule: LedgerRule,
    /// The last event of its journal that is counted, and the last that there is; 0 for none.
    pub counted: (Seq, Seq),
    /// What is kept of their part.
    pub columns: LedgerColumns,
}

/// A student of a course, in the ledger of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentLedgerRow {
    /// Their line of the roster.
    pub member: MemberId,
    /// Their seat in the class, if they have one.
    pub participant: Option<ParticipantId>,
    /// The name there.
    pub name: String,
    /// The group there.
    pub group: Option<String>,
    /// The days that they were given for it after the deadline of all.
    pub extension: u16,
    /// What is kept of their part; `None` for somebody who is invited and has not joined so far.
    pub columns: Option<LedgerColumns>,
}

/// What the journal of a class told when it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The last event.
    pub seq: Seq,
    /// What is the same for everybody.
    pub class: String,
    /// What of it staff alone learn.
    pub insight: String,
    /// What it tells of seats.
    pub seats: Vec<CountedSeat>,
}

/// What the journal of a class told of a seat.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedSeat {
    /// The seat.
    pub participant: ParticipantId,
    /// What its holder has of the class.
    pub facts: String,
    /// What staff learn beside it.
    pub insight: String,
}

/// When a person reported last that they watch, and the real time that they had left to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watcher {
    /// When.
    pub reported_unix: Millis,
    /// Milliseconds, which may be below zero.
    pub spare: i64,
}

/// What a report of a person makes of what they have watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The report, and the real time that is left.
    pub watcher: Watcher,
    /// The stretches anew; `None` where nothing came to them.
    pub stretches: Option<String>,
    /// When they had all of the class by it, in Unix ms; `None` where they do not have it, or had it before.
    pub done_unix: Option<Millis>,
}

impl LedgerColumns {
    pub(crate) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(LedgerColumns {
            class: row.try_get("class_facts")?,
            seat: row.try_get("seat_facts")?,
            watched: row.try_get("stretches")?,
            position: row.try_get::<Option<i64>, _>("position")?.map(unsigned),
            responses: responses_from(row)?,
            comments: u32::try_from(row.try_get::<i64, _>("comments")?).unwrap_or(u32::MAX),
            done_unix: row.try_get::<Option<i64>, _>("done_unix")?.map(unsigned),
        })
    }
}

/// The condition that a session of a course counts for its students: a lecture does once it is to be watched before a class.
macro_rules! is_counted {
    () => {
        "(sessions.kind = 'class' OR (sessions.published_unix IS NOT NULL AND EXISTS (
            SELECT 1 FROM preparation WHERE kind = 'recording' AND body = sessions.id AND removed_unix IS NULL
         )))"
    };
}
pub(crate) use is_counted;

/// The condition that a row of posts, by the name that it has in the statement, is by a classmate of a person. Whoever's account is gone was
/// one.
macro_rules! by_classmate {
    ($post:literal) => {
        crate::ledger::by_classmate!($post, "post.author")
    };
    ($post:literal, $person:literal) => {
        concat!(
            "(",
            $post,
            ".author IS NULL OR (",
            $post,
            ".author <> ",
            $person,
            " AND EXISTS (SELECT 1 FROM roster AS classmate WHERE classmate.course = ",
            $post,
            ".course AND classmate.person = ",
            $post,
            ".author AND classmate.role = 'student')))"
        )
    };
}
pub(crate) use by_classmate;

/// The columns of how often a person responded to classmates about a session, where the rule of the course asks for it: replies in threads
/// in which one wrote before, and threads that they began before any classmate. A message of the chat that somebody made a thread of is no
/// response of whoever wrote it. And of whether a classmate wrote anything there to which they can. Each part is found by an index: of the
/// author, the thread or the session. [`responses_from`] reads them.
macro_rules! responses {
    ($person:literal, $session:literal, $course:literal) => {
        concat!(
            "CASE WHEN (SELECT asked.full_response FROM courses AS asked WHERE asked.id = ",
            $course,
            ") = 0 THEN 0 ELSE (
                SELECT COUNT(*) FROM board_posts AS post JOIN board_posts AS opening ON opening.id = post.thread
                WHERE post.author = ",
            $person,
            " AND post.deleted_unix IS NULL AND opening.session = ",
            $session,
            " AND ((",
            crate::ledger::by_classmate!("opening"),
            ") OR EXISTS (
                    SELECT 1 FROM board_posts AS before WHERE before.thread = post.thread
                    AND before.created_unix < post.created_unix AND ",
            crate::ledger::by_classmate!("before"),
            ")
                )
            ) + (
                SELECT COUNT(*) FROM board_posts AS post
                WHERE post.author = ",
            $person,
            " AND post.thread IS NULL AND post.message IS NULL AND post.deleted_unix IS NULL AND post.session = ",
            $session,
            " AND NOT EXISTS (
                    SELECT 1 FROM board_posts AS before WHERE before.session = post.session AND before.thread IS NULL
                    AND before.deleted_unix IS NULL AND before.created_unix < post.created_unix AND ",
            crate::ledger::by_classmate!("before"),
            "
                ) AND NOT EXISTS (
                    SELECT 1 FROM board_posts AS opening JOIN board_posts AS before ON before.thread = opening.id
                    WHERE opening.session = post.session AND opening.thread IS NULL
                    AND before.deleted_unix IS NULL AND before.created_unix < post.created_unix AND ",
            crate::ledger::by_classmate!("before"),
            "
                )
            ) END AS responses,
            CASE WHEN (SELECT asked.full_response FROM courses AS asked WHERE asked.id = ",
            $course,
            ") = 0 THEN 0 WHEN EXISTS (
                SELECT 1 FROM board_posts AS opening LEFT JOIN board_posts AS reply ON reply.thread = opening.id
                AND reply.deleted_unix IS NULL
                WHERE opening.session = ",
            $session,
            " AND opening.thread IS NULL AND ((opening.deleted_unix IS NULL AND ",
            crate::ledger::by_classmate!("opening", $person),
            ") OR (reply.id IS NOT NULL AND (opening.deleted_unix IS NULL OR opening.message IS NULL) AND ",
            crate::ledger::by_classmate!("reply", $person),
            "))
            ) THEN 1 ELSE 0 END AS to_respond"
        )
    };
}
pub(crate) use responses;

/// The column of how many threads and replies about a session a person wrote on the board. A message of the chat that somebody made a thread
/// of is counted as a message.
macro_rules! comments {
    ($person:literal, $session:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM board_posts AS post LEFT JOIN board_posts AS opening ON opening.id = post.thread
              WHERE post.author = ",
            $person,
            " AND post.deleted_unix IS NULL AND post.message IS NULL
              AND CASE WHEN post.thread IS NULL THEN post.session ELSE opening.session END = ",
            $session,
            ") AS comments"
        )
    };
}

/// How often somebody responded, of the columns of [`responses`]; `None` where there is nobody to whom they could.
pub(crate) fn responses_from(row: &AnyRow) -> Result<Option<u32>, StoreError> {
    let given = u32::try_from(row.try_get::<i64, _>("responses")?).unwrap_or(u32::MAX);
    let can = given > 0 || row.try_get::<i64, _>("to_respond")? != 0;
    Ok(can.then_some(given))
}

/// The columns of an [`OwnLedgerRow`], for a person's lines of rosters, up to the end of the condition. Where nobody reads how much they wrote
/// (`uncommented`), it is not counted: that takes all that each of them ever wrote.
macro_rules! own_rows {
    ($condition:literal) => {
        own_rows!(@ $condition, (comments!("roster.person", "sessions.id")))
    };
    (uncommented $condition:literal) => {
        own_rows!(@ $condition, ("0 AS comments"))
    };
    (@ $condition:literal, ($($comments:tt)*)) => {
        concat!(
            "SELECT sessions.id AS session, sessions.duration AS duration, courses.full_percent, courses.full_polls, courses.full_response,
             ledger_classes.seq AS counted,
             (SELECT MAX(journal.seq) FROM journal WHERE journal.session = sessions.id) AS last,
             ledger_classes.facts AS class_facts, ledger_seats.facts AS seat_facts, watched.stretches AS stretches,
             watched.done_unix AS done_unix, watch_positions.at AS position, ",
            $($comments)*,
            ", ",
            responses!("roster.person", "sessions.id", "courses.id"),
            " FROM roster JOIN courses ON courses.id = roster.course JOIN sessions ON sessions.course = roster.course
             LEFT JOIN ledger_classes ON ledger_classes.session = sessions.id
             LEFT JOIN seats ON seats.session = sessions.id AND seats.person = roster.person
             LEFT JOIN ledger_seats
             ON ledger_seats.session = seats.session AND ledger_seats.participant = seats.participant
             LEFT JOIN watched ON watched.session = seats.session AND watched.participant = seats.participant
             LEFT JOIN watch_positions
             ON watch_positions.session = seats.session AND watch_positions.participant = seats.participant
             WHERE roster.role = 'student' AND roster.state = 'active' AND sessions.state = 'ended'
             AND ",
            is_counted!(),
            " AND ",
            $condition
        )
    };
}

/// Keeps when the holder of a seat had all of a class. What they had of a class that was over (`over_unix`) stays, whatever it takes later; what
/// they had of one that went on does not. Returns what is kept.
async fn keep_done(
    tx: &mut AnyConnection,
    (session, participant): (SessionId, ParticipantId),
    over_unix: Option<Millis>,
    done_unix: Millis,
) -> Result<Millis, StoreError> {
    let kept: i64 = sqlx::query_scalar(
        "INSERT INTO watched (session, participant, stretches, done_unix) VALUES ($1, $2, '[]', $3)
         ON CONFLICT (session, participant) DO UPDATE SET done_unix =
         CASE WHEN watched.done_unix >= $4 THEN watched.done_unix ELSE excluded.done_unix END RETURNING done_unix",
    )
    .bind(session.to_string())
    .bind(i64::from(participant.0))
    .bind(millis(done_unix))
    .bind(millis(over_unix.unwrap_or(Millis::MAX)))
    .fetch_one(tx)
    .await?;
    Ok(unsigned(kept))
}

/// The rule of a course, from its columns.
pub(crate) fn rule_from(row: &AnyRow) -> Result<LedgerRule, StoreError> {
    let percent = u8::try_from(row.try_get::<i64, _>("full_percent")?);
    let percent = percent.map_err(|_| StoreError::Corrupt("rule of a ledger"))?;
    let asks = |column| row.try_get::<i64, _>(column).map(|asks| asks != 0);
    Ok(LedgerRule { percent, polls: asks("full_polls")?, response: asks("full_response")? })
}

/// Says what counts as full participation in a course.
pub(crate) async fn set_rule(tx: &mut AnyConnection, course: CourseId, rule: LedgerRule) -> Result<(), StoreError> {
    sqlx::query("UPDATE courses SET full_percent = $2, full_polls = $3, full_response = $4 WHERE id = $1")
        .bind(course.to_string())
        .bind(i64::from(rule.percent))
        .bind(i64::from(rule.polls))
        .bind(i64::from(rule.response))
        .execute(tx)
        .await?;
    Ok(())
}

impl Store {
    /// What was counted of a class so far.
    pub async fn counted(&self, session: SessionId) -> Result<Option<Counted>, StoreError> {
        let class: Option<(i64, String, String)> =
            sqlx::query_as("SELECT seq, facts, insight FROM ledger_classes WHERE session = $1")
                .bind(session.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        let Some((seq, class, insight)) = class else { return Ok(None) };
        let seats: Vec<(i64, String, String)> =
            sqlx::query_as("SELECT participant, facts, insight FROM ledger_seats WHERE session = $1")
                .bind(session.to_string())
                .fetch_all(&self.db.reader)
                .await?;
        let seat = |(participant, facts, insight)| {
            Ok(CountedSeat { participant: ids::participant(participant)?, facts, insight })
        };
        let seats = seats.into_iter().map(seat).collect::<Result<_, StoreError>>()?;
        Ok(Some(Counted { seq: unsigned(seq), class, insight, seats }))
    }

    /// Up to which event a class is counted; 0 for one that is not.
    pub async fn counted_to(&self, session: SessionId) -> Result<Seq, StoreError> {
        let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM ledger_classes WHERE session = $1")
            .bind(session.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(seq.map_or(0, unsigned))
    }

    /// Keeps what was counted of a class, with the seats of which something has changed; all others stay. `before` is the event up
    /// to which it was counted when the count began, and `None` where it began anew: nothing stays then. Changes nothing when
    /// somebody else has counted meanwhile.
    pub async fn keep_counted(
        &self,
        session: SessionId,
        before: Option<Seq>,
        counted: &Counted,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        match before {
            Some(before) => {
                let done = sqlx::query(
                    "UPDATE ledger_classes SET seq = $2, facts = $3, insight = $4 WHERE session = $1 AND seq = $5",
                )
                .bind(session.to_string())
                .bind(millis(counted.seq))
                .bind(&counted.class)
                .bind(&counted.insight)
                .bind(millis(before))
                .execute(&mut *tx)
                .await?;
                if done.rows_affected() == 0 {
                    return Ok(());
                }
            }
            None => {
                sqlx::query("DELETE FROM ledger_classes WHERE session = $1")
                    .bind(session.to_string())
                    .execute(&mut *tx)
                    .await?;
                let done = sqlx::query(
                    "INSERT INTO ledger_classes (session, seq, facts, insight)
                     SELECT id, $2, $3, $4 FROM sessions WHERE id = $1 ON CONFLICT (session) DO NOTHING",
                )
                .bind(session.to_string())
                .bind(millis(counted.seq))
                .bind(&counted.class)
                .bind(&counted.insight)
                .execute(&mut *tx)
                .await?;
                if done.rows_affected() == 0 {
                    return Ok(());
                }
            }
        }
        for seats in counted.seats.chunks(SEATS_OF_STATEMENT) {
            let sql = format!(
                "INSERT INTO ledger_seats (session, participant, facts, insight) VALUES {}
                 ON CONFLICT (session, participant) DO UPDATE SET facts = excluded.facts, insight = excluded.insight",
                placeholders(seats.len(), 4)
            );
            let mut insert = sqlx::query(AssertSqlSafe(sql)).persistent(false);
            for CountedSeat { participant, facts, insight } in seats {
                insert = insert.bind(session.to_string()).bind(i64::from(participant.0)).bind(facts).bind(insight);
            }
            insert.execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that a person with a seat has all of a class now. What they had of a class that was over (`over_unix`; `None` while it is not) stays.
    pub async fn note_done(
        &self,
        session: SessionId,
        person: PersonId,
        over_unix: Option<Millis>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        people::lock(&mut tx, person).await?;
        let seat: Option<i64> = sqlx::query_scalar("SELECT participant FROM seats WHERE session = $1 AND person = $2")
            .bind(session.to_string())
            .bind(person.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(seat) = seat {
            keep_done(&mut tx, (session, ids::participant(seat)?), over_unix, now_unix).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Changes what the holder of a seat has watched, and keeps that they are at `at`, in class time. `decide` is given what they reported
    /// last and the stretches so far, and says both anew. `over_unix` is when class was over; `None` while it is not. Reports of one
    /// person, from whatever pages and servers, come one after the other. Returns the stretches as they are now, and when they had all.
    pub async fn watch(
        &self,
        (session, participant): (SessionId, ParticipantId),
        person: PersonId,
        (at, over_unix): (Millis, Option<Millis>),
        decide: impl FnOnce(Option<Watcher>, Option<&str>) -> Reported,
    ) -> Result<(Option<String>, Option<Millis>), StoreError> {
        let mut tx = self.db.begin().await?;
        people::lock(&mut tx, person).await?;
        let before: Option<(i64, i64)> = sqlx::query_as("SELECT reported_unix, spare FROM watchers WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let watched: Option<(String, Option<i64>)> =
            sqlx::query_as("SELECT stretches, done_unix FROM watched WHERE session = $1 AND participant = $2")
                .bind(session.to_string())
                .bind(i64::from(participant.0))
                .fetch_optional(&mut *tx)
                .await?;
        let before = before.map(|(reported, spare)| Watcher { reported_unix: unsigned(reported), spare });
        let (so_far, had) = watched.map_or((None, None), |(stretches, done)| (Some(stretches), done.map(unsigned)));
        let Reported { watcher, stretches, done_unix } = decide(before, so_far.as_deref());
        sqlx::query(
            "INSERT INTO watchers (person, reported_unix, spare) VALUES ($1, $2, $3)
             ON CONFLICT (person) DO UPDATE SET reported_unix = excluded.reported_unix, spare = excluded.spare",
        )
        .bind(person.to_string())
        .bind(millis(watcher.reported_unix))
        .bind(watcher.spare)
        .execute(&mut *tx)
        .await?;
        if let Some(stretches) = &stretches {
            sqlx::query(
                "INSERT INTO watched (session, participant, stretches) VALUES ($1, $2, $3)
                 ON CONFLICT (session, participant) DO UPDATE SET stretches = excluded.stretches",
            )
            .bind(session.to_string())
            .bind(i64::from(participant.0))
            .bind(stretches)
            .execute(&mut *tx)
            .await?;
        }
        let done = match done_unix {
            Some(done) => Some(keep_done(&mut tx, (session, participant), over_unix, done).await?),
            None => had,
        };
        let position = WatchPosition { at, kept_unix: watcher.reported_unix };
        watch_positions::keep(&mut tx, (session, participant), position).await?;
        tx.commit().await?;
        Ok((stretches.or(so_far), done))
    }

    /// A class of a course with the part that a person takes in it, whatever they are in the course. Fails with [`StoreError::NotFound`]
    /// where there is no such class.
    pub async fn own_ledger(&self, session: SessionId, person: PersonId) -> Result<OwnLedgerRow, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT sessions.id AS session, sessions.duration AS duration, courses.full_percent, courses.full_polls, courses.full_response,
             ledger_classes.seq AS counted,
             (SELECT MAX(journal.seq) FROM journal WHERE journal.session = sessions.id) AS last,
             ledger_classes.facts AS class_facts, ledger_seats.facts AS seat_facts, watched.stretches AS stretches,
             watched.done_unix AS done_unix, watch_positions.at AS position, ",
            comments!("$2", "sessions.id"),
            ", ",
            responses!("$2", "sessions.id", "sessions.course"),
            " FROM sessions JOIN courses ON courses.id = sessions.course
             LEFT JOIN ledger_classes ON ledger_classes.session = sessions.id
             LEFT JOIN seats ON seats.session = sessions.id AND seats.person = $2
             LEFT JOIN ledger_seats
             ON ledger_seats.session = seats.session AND ledger_seats.participant = seats.participant
             LEFT JOIN watched ON watched.session = seats.session AND watched.participant = seats.participant
             LEFT JOIN watch_positions
             ON watch_positions.session = seats.session AND watch_positions.participant = seats.participant
             WHERE sessions.id = $1",
        ))
        .bind(session.to_string())
        .bind(person.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        OwnLedgerRow::from_columns(&row.ok_or(StoreError::NotFound)?)
    }

    /// The classes that are over, of a course in which a person is a student, in their ledger.
    pub async fn own_ledger_in(&self, course: CourseId, person: PersonId) -> Result<Vec<OwnLedgerRow>, StoreError> {
        let rows = sqlx::query(own_rows!("roster.person = $1 AND sessions.course = $2 LIMIT $3"))
            .bind(person.to_string())
            .bind(course.to_string())
            .bind(SESSIONS_OF_COURSE as i64)
            .fetch_all(&self.db.reader)
            .await?;
        rows.iter().map(OwnLedgerRow::from_columns).collect()
    }

    /// Of these classes, those that are over and in whose course a person is a student, in their ledger.
    pub async fn own_ledger_of(
        &self,
        sessions: &[SessionId],
        person: PersonId,
    ) -> Result<Vec<OwnLedgerRow>, StoreError> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let (places, n) = (placeholders(1, sessions.len()), sessions.len());
        let sql = format!("{} roster.person = ${} AND sessions.id IN {places}", own_rows!(""), n + 1);
        let query = sessions.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
        let rows = query.bind(person.to_string()).fetch_all(&self.db.reader).await?;
        rows.iter().map(OwnLedgerRow::from_columns).collect()
    }

    /// What each student of their courses has of these classes, of those that are over: a row for each student of each class, without
    /// how much they wrote on the board.
    pub async fn ledgers_of(&self, sessions: &[SessionId]) -> Result<Vec<OwnLedgerRow>, StoreError> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{} sessions.id IN {}", own_rows!(uncommented ""), placeholders(1, sessions.len()));
        let query = sessions.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
        query.fetch_all(&self.db.reader).await?.iter().map(OwnLedgerRow::from_columns).collect()
    }

    /// The students of a course by name, those who are invited included, in the ledger of a class.
    pub async fn ledger_of_class(
        &self,
        course: CourseId,
        session: SessionId,
    ) -> Result<Vec<StudentLedgerRow>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT roster.member AS member, roster.name AS name, roster.team AS team, roster.state AS state,
                    ledger_classes.facts AS class_facts, ledger_seats.facts AS seat_facts, watched.stretches AS stretches,
                    watched.done_unix AS done_unix, CAST(NULL AS BIGINT) AS position, seats.participant AS participant,
                    COALESCE(extensions.days, 0) AS days, COALESCE(written.posts, 0) AS comments, ",
            responses!("roster.person", "$2", "roster.course"),
            " FROM roster LEFT JOIN ledger_classes ON ledger_classes.session = $2
             LEFT JOIN seats ON seats.session = $2 AND seats.person = roster.person
             LEFT JOIN ledger_seats ON ledger_seats.session = $2 AND ledger_seats.participant = seats.participant
             LEFT JOIN watched ON watched.session = $2 AND watched.participant = seats.participant
             LEFT JOIN extensions ON extensions.session = $2 AND extensions.member = roster.member
             LEFT JOIN (
                SELECT author, COUNT(*) AS posts FROM (
                    SELECT author FROM board_posts
                    WHERE session = $2 AND thread IS NULL AND message IS NULL AND deleted_unix IS NULL
                    UNION ALL
                    SELECT post.author FROM board_posts AS opening JOIN board_posts AS post ON post.thread = opening.id
                    WHERE opening.session = $2 AND opening.thread IS NULL AND post.message IS NULL AND post.deleted_unix IS NULL
                ) AS posts GROUP BY author
             ) AS written ON written.author = roster.person
             WHERE roster.course = $1 AND roster.role = 'student' AND roster.state IN ('active', 'invited')
             ORDER BY roster.name_key, roster.member LIMIT $3",
        ))
        .bind(course.to_string())
        .bind(session.to_string())
        .bind(ROSTER as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let student = |row: &AnyRow| {
            let state: String = row.try_get("state")?;
            Ok(StudentLedgerRow {
                member: ids::member(row.try_get("member")?)?,
                participant: row.try_get::<Option<i64>, _>("participant")?.map(ids::participant).transpose()?,
                name: row.try_get("name")?,
                group: row.try_get("team")?,
                extension: extensions::days(row)?,
                columns: (state == "active").then(|| LedgerColumns::of(row)).transpose()?,
            })
        };
        rows.iter().map(student).collect()
    }
}

impl OwnLedgerRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let session: String = row.try_get("session")?;
        let seq = |column| row.try_get::<Option<i64>, _>(column).map(|seq| seq.map_or(0, unsigned));
        Ok(OwnLedgerRow {
            session: ids::session(&session)?,
            duration: unsigned(row.try_get("duration")?),
            rule: rule_from(row)?,
            counted: (seq("counted")?, seq("last")?),
            columns: LedgerColumns::of(row)?,
        })
    }
}
