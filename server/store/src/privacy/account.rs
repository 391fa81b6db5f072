//! Erases what the database has of a person outside of the classes themselves.

use std::collections::BTreeSet;

use common::folded_name;
use protocol::{Millis, ParticipantId, SessionId, privacy::FORMER_PARTICIPANT};
use serde_json::Value;
use sqlx::AnyConnection;

use crate::{
    Store,
    audit::{self, AuditLine},
    clips,
    columns::unsigned,
    error::StoreError,
    ids,
    people::{PersonId, email_key},
    roster::pattern,
};

/// What was erased at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// In how many classes the person had a seat: these follow.
    pub classes: u64,
}

/// A class that runs, in which somebody has a seat as staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teaching {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Their seat.
    pub participant: ParticipantId,
}

/// How a person was called, and written to.
struct Known {
    person: String,
    names: BTreeSet<String>,
    /// In lower case, as [`email_key`] makes them.
    addresses: BTreeSet<String>,
}

impl Store {
    /// The running classes in which a person has a seat as staff, whether they are there now or not.
    pub async fn teaching(&self, person: PersonId) -> Result<Vec<Teaching>, StoreError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT sessions.id, title, participant FROM seats JOIN sessions ON sessions.id = seats.session
             WHERE person = $1 AND seats.role IN ('instructor', 'assistant') AND sessions.state = 'live'
             ORDER BY started_unix, sessions.id",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let class = |(session, title, participant): (String, String, i64)| {
            Ok(Teaching { session: ids::session(&session)?, title, participant: ids::participant(participant)? })
        };
        rows.into_iter().map(class).collect()
    }

    /// In how many classes a person has a seat.
    pub async fn count_classes(&self, person: PersonId) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM seats WHERE person = $1")
            .bind(person.to_string())
            .fetch_one(&self.db.reader)
            .await?;
        Ok(unsigned(count))
    }

    /// The titles of courses of which a person is the only instructor.
    pub async fn courses_taught_alone(&self, person: PersonId) -> Result<Vec<String>, StoreError> {
        let titles = sqlx::query_scalar(
            "SELECT title FROM courses JOIN roster ON roster.course = courses.id
             WHERE person = $1 AND role = 'instructor' AND state = 'active' AND NOT EXISTS
             (SELECT 1 FROM roster AS other WHERE other.course = courses.id AND other.role = 'instructor'
              AND other.state = 'active' AND other.person <> $1) ORDER BY title",
        );
        Ok(titles.bind(person.to_string()).fetch_all(&self.db.reader).await?)
    }

    /// Whether a person is the only owner of the server.
    pub async fn is_only_owner(&self, person: PersonId) -> Result<bool, StoreError> {
        let owners: Vec<String> =
            sqlx::query_scalar("SELECT id FROM people WHERE role = 'owner' LIMIT 2").fetch_all(&self.db.reader).await?;
        Ok(owners == [person.to_string()])
    }

    /// Erases an account with all that hangs on it, and adds `line` to the log, without their name. The seats that the person had are nobody's and shut
    /// from then on; [`erase_seats`](Self::erase_seats) does the rest. Their courses and classes go over to an owner of the server.
    ///
    /// The last owner stays ([`StoreError::LastOne`]). Returns [`StoreError::NotFound`] when there is no such account.
    pub async fn erase_person(
        &self,
        person: PersonId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<Erased, StoreError> {
        let mut tx = self.db.begin().await?;
        // Locks the owners, so that of two who are erased at the same time one stays.
        sqlx::query("UPDATE people SET role = role WHERE role = 'owner'").execute(&mut *tx).await?;
        let known = known(&mut tx, person).await?;
        let heir = heir(&mut tx, &known.person).await?;
        let classes = shut_seats(&mut tx, &known.person).await?;
        erase_from_log(&mut tx, &known).await?;
        erase_mails(&mut tx, &known).await?;
        erase_memberships(&mut tx, &known).await?;
        erase_posts(&mut tx, &known.person).await?;
        let clips = clips::take_all_of(&mut tx, &known.person, now_unix).await?;
        hand_over(&mut tx, &known.person, &heir).await?;
        audit::insert(&mut tx, &line.clone().without(person), now_unix).await?;
        tx.commit().await?;
        self.forget_classes(&clips).await?;
        Ok(Erased { classes })
    }
}

async fn known(tx: &mut AnyConnection, person: PersonId) -> Result<Known, StoreError> {
    let person = person.to_string();
    let account: Option<(String, String)> =
        sqlx::query_as("SELECT name, email FROM people WHERE id = $1").bind(&person).fetch_optional(&mut *tx).await?;
    let (name, email) = account.ok_or(StoreError::NotFound)?;
    let lines: Vec<(String, String)> =
        sqlx::query_as("SELECT name, email FROM roster WHERE person = $1").bind(&person).fetch_all(&mut *tx).await?;
    let sent_to: Vec<String> =
        sqlx::query_scalar("SELECT email FROM mail_links WHERE person = $1").bind(&person).fetch_all(&mut *tx).await?;
    let (names, emails): (Vec<_>, Vec<_>) = lines.into_iter().chain([(name, email)]).unzip();
    let addresses = emails.iter().chain(&sent_to).map(|email| email_key(email)).filter(|key| !key.is_empty());
    Ok(Known { person, addresses: addresses.collect(), names: names.into_iter().collect() })
}

/// The owner of the server to whom goes what others need: who claimed it or, when they are erased, another.
async fn heir(tx: &mut AnyConnection, person: &str) -> Result<String, StoreError> {
    let heir: Option<String> = sqlx::query_scalar(
        "SELECT id FROM people WHERE role = 'owner' AND id <> $1 ORDER BY COALESCE(owner, 0) DESC, email_key LIMIT 1",
    )
    .bind(person)
    .fetch_optional(tx)
    .await?;
    heir.ok_or(StoreError::LastOne)
}

/// Notes a person's seats as ones to be erased, and shuts them. Returns in how many classes they are.
async fn shut_seats(tx: &mut AnyConnection, person: &str) -> Result<u64, StoreError> {
    let noted = sqlx::query(
        "INSERT INTO erased_seats (session, participant) SELECT session, participant FROM seats WHERE person = $1",
    )
    .bind(person)
    .execute(&mut *tx)
    .await?;
    // The lines of days on which they came with a seat that was a guest's then.
    sqlx::query(
        "UPDATE audit SET who = $2, who_key = '', browser = '', system = '', once = NULL
         WHERE person IS NULL AND EXISTS (SELECT 1 FROM seats WHERE seats.session = audit.session AND seats.person = $1
         AND audit.once LIKE '% ' || seats.session || ' ' || seats.participant || ' %')",
    )
    .bind(person)
    .bind(FORMER_PARTICIPANT)
    .execute(&mut *tx)
    .await?;
    for sql in [
        "DELETE FROM seat_tokens WHERE EXISTS (SELECT 1 FROM seats WHERE seats.session = seat_tokens.session
         AND seats.participant = seat_tokens.participant AND seats.person = $1)",
        "DELETE FROM watched WHERE EXISTS (SELECT 1 FROM seats WHERE seats.session = watched.session
         AND seats.participant = watched.participant AND seats.person = $1)",
        "DELETE FROM watch_positions WHERE EXISTS (SELECT 1 FROM seats WHERE seats.session = watch_positions.session
         AND seats.participant = watch_positions.participant AND seats.person = $1)",
        "UPDATE seats SET person = NULL, revoked = 1, waits = 0, visitor = NULL, network = NULL WHERE person = $1",
    ] {
        sqlx::query(sql).bind(person).execute(&mut *tx).await?;
    }
    Ok(noted.rows_affected())
}

/// Takes a person's names out of the log: what was done, and when, stays. Lines about somebody whose account was not known then
/// go by the name.
async fn erase_from_log(tx: &mut AnyConnection, known: &Known) -> Result<(), StoreError> {
    for sql in [
        "UPDATE audit SET who = $2, person = NULL, browser = '', system = '', once = NULL, who_key = '' WHERE person = $1",
        "UPDATE audit SET subject = $2, subject_person = NULL, who_key = '' WHERE subject_person = $1",
    ] {
        sqlx::query(sql).bind(&known.person).bind(FORMER_PARTICIPANT).execute(&mut *tx).await?;
    }
    for name in &known.names {
        sqlx::query("UPDATE audit SET subject = $2, who_key = '' WHERE subject = $1 AND subject_person IS NULL")
            .bind(name)
            .bind(FORMER_PARTICIPANT)
            .execute(&mut *tx)
            .await?;
    }
    let left: Vec<(String, String)> =
        sqlx::query_as("SELECT DISTINCT who, subject FROM audit WHERE who_key = ''").fetch_all(&mut *tx).await?;
    for (who, subject) in left {
        sqlx::query("UPDATE audit SET who_key = $3 WHERE who_key = '' AND who = $1 AND subject = $2")
            .bind(&who)
            .bind(&subject)
            .bind(folded_name(&format!("{who} {subject}")))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Deletes mails to a person and about their account, and takes their name out of what they had sent to others.
async fn erase_mails(tx: &mut AnyConnection, known: &Known) -> Result<(), StoreError> {
    for address in &known.addresses {
        sqlx::query("DELETE FROM mails WHERE recipient_key = $1").bind(address).execute(&mut *tx).await?;
    }
    for about in known.addresses.iter().chain([&known.person]) {
        sqlx::query("DELETE FROM mails WHERE LOWER(letter) LIKE $1 ESCAPE '\\' OR LOWER(send_key) LIKE $1 ESCAPE '\\'")
            .bind(pattern(about))
            .execute(&mut *tx)
            .await?;
    }
    for name in &known.names {
        let quoted = Value::from(name.as_str()).to_string();
        let letters: Vec<(String, String)> =
            sqlx::query_as("SELECT id, letter FROM mails WHERE letter LIKE $1 ESCAPE '\\'")
                .bind(pattern(&quoted))
                .fetch_all(&mut *tx)
                .await?;
        for (id, letter) in letters {
            sqlx::query("UPDATE mails SET letter = $2 WHERE id = $1")
                .bind(id)
                .bind(letter.replace(&quoted, &Value::from(FORMER_PARTICIPANT).to_string()))
                .execute(&mut *tx)
                .await?;
        }
    }
    Ok(())
}

/// Deletes a person's lines of rosters, and invitations to their addresses.
async fn erase_memberships(tx: &mut AnyConnection, known: &Known) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM roster WHERE person = $1").bind(&known.person).execute(&mut *tx).await?;
    for address in &known.addresses {
        for sql in [
            "DELETE FROM roster WHERE email_key = $1 AND person IS NULL",
            "DELETE FROM invitations WHERE email_key = $1",
        ] {
            sqlx::query(sql).bind(address).execute(&mut *tx).await?;
        }
    }
    Ok(())
}

/// Empties what a person wrote on boards. The posts stay where they were, so that replies still stand below something.
async fn erase_posts(tx: &mut AnyConnection, person: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE board_posts SET author = NULL, title = '', body = '', search_key = '', question = 0 WHERE author = $1",
    )
    .bind(person)
    .execute(tx)
    .await?;
    Ok(())
}

/// Hands what others need over to an owner of the server, and deletes the account with all that refers to it.
async fn hand_over(tx: &mut AnyConnection, person: &str, heir: &str) -> Result<(), StoreError> {
    for sql in [
        "UPDATE sessions SET owner = $2 WHERE owner = $1",
        "UPDATE courses SET made_by = $2 WHERE made_by = $1",
        "UPDATE deleted_recordings SET person = $2 WHERE person = $1",
    ] {
        sqlx::query(sql).bind(person).bind(heir).execute(&mut *tx).await?;
    }
    let claimed: Option<Option<i64>> = sqlx::query_scalar("DELETE FROM people WHERE id = $1 RETURNING owner")
        .bind(person)
        .fetch_optional(&mut *tx)
        .await?;
    if claimed.flatten().is_some() {
        sqlx::query("UPDATE people SET owner = 1 WHERE id = $1").bind(heir).execute(&mut *tx).await?;
    }
    Ok(())
}
