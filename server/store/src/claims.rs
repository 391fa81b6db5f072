//! Seats that guests took before they had an account, and that become theirs.
//!
//! The token of a seat is all that proves it, and a browser keeps it. Whoever has it makes the seat their own, once, and only
//! where nothing more comes with it than the token gave: class is over, they were in it, and they are known in it as less than
//! staff. In a class of a course that is its students and observers: to others its recording may be shut.

use protocol::{Millis, SessionId};
use sqlx::{Any, Executor};

use crate::{
    Store,
    columns::{millis, placeholders, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    secret::digest,
    sessions::{SessionRow, select_sessions},
    sign_ins::SignIn,
};

/// A guest's seat in a class that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSeat {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// The name that the guest had there.
    pub name: String,
    /// When class began.
    pub started_unix: Option<Millis>,
    participant: i64,
}

impl Store {
    /// The seats that these tokens open and that a person can make their own, the latest first.
    pub async fn kept_seats(
        &self,
        person: PersonId,
        tokens: &[String],
        now_unix: Millis,
    ) -> Result<Vec<KeptSeat>, StoreError> {
        kept_seats(&self.db.reader, person, tokens, now_unix).await
    }

    /// Makes seats a person's own, of those that these tokens open. Their tokens end with this sign-in from now on, as those of
    /// all that they take by it do. Returns the seats that are theirs now.
    pub async fn claim_seats(
        &self,
        by: &SignIn,
        tokens: &[String],
        now_unix: Millis,
    ) -> Result<Vec<KeptSeat>, StoreError> {
        let person = by.person.id.to_string();
        let mut tx = self.db.begin().await?;
        let mut wanted = kept_seats(&mut *tx, by.person.id, tokens, now_unix).await?;
        // One order for everybody, so that two who lock several sessions do not wait for one another.
        wanted.sort_by_key(|seat| (seat.session.0, seat.participant));
        let mut claimed = Vec::new();
        for seat in wanted {
            let session = seat.session.to_string();
            // Whoever takes a seat in the session locks it, too: so a person has one there.
            sqlx::query("UPDATE sessions SET seats = seats WHERE id = $1").bind(&session).execute(&mut *tx).await?;
            let done = sqlx::query(
                "UPDATE seats SET person = $3 WHERE session = $1 AND participant = $2 AND person IS NULL
                 AND NOT EXISTS (SELECT 1 FROM seats AS own WHERE own.session = $1 AND own.person = $3)",
            )
            .bind(&session)
            .bind(seat.participant)
            .bind(&person)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 0 {
                continue;
            }
            sqlx::query("UPDATE seat_tokens SET sign_in = $3 WHERE session = $1 AND participant = $2")
                .bind(&session)
                .bind(seat.participant)
                .bind(by.id.to_string())
                .execute(&mut *tx)
                .await?;
            claimed.push(seat);
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// The classes without a course that are over, and in which a person had a seat without owning them, the latest first.
    pub async fn attended_sessions_of(&self, person: PersonId) -> Result<Vec<SessionRow>, StoreError> {
        /// The longest list: years of classes.
        const LISTED: i64 = 1_000;
        // Written so that no index fits but that of the seats: of the person's, there are few.
        let rows = sqlx::query(select_sessions!(
            "WHERE COALESCE(sessions.course, '') = '' AND sessions.owner <> $1 AND sessions.ended_unix IS NOT NULL
             AND sessions.id IN (SELECT session FROM seats WHERE person = $1 AND revoked = 0)
             ORDER BY started_unix DESC, sessions.id LIMIT $2"
        ))
        .bind(person.to_string())
        .bind(LISTED)
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(SessionRow::from_columns).collect()
    }
}

async fn kept_seats<'c>(
    database: impl Executor<'c, Database = Any>,
    person: PersonId,
    tokens: &[String],
    now_unix: Millis,
) -> Result<Vec<KeptSeat>, StoreError> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let (places, n) = (placeholders(1, tokens.len()), tokens.len());
    let (person_is, now) = (format!("${}", n + 1), format!("${}", n + 2));
    let sql = format!(
        "SELECT seats.session, title, name, started_unix, seats.participant
         FROM seat_tokens
         JOIN seats ON seats.session = seat_tokens.session AND seats.participant = seat_tokens.participant
         JOIN sessions ON sessions.id = seats.session
         WHERE token_hash IN {places} AND expires_unix > {now} AND sign_in IS NULL
         AND person IS NULL AND revoked = 0 AND waits = 0 AND idle_since IS NULL AND sessions.state = 'ended'
         AND ((sessions.course IS NULL AND sessions.owner <> {person_is})
              OR EXISTS (SELECT 1 FROM roster WHERE roster.course = sessions.course AND roster.person = {person_is}
                         AND roster.state = 'active' AND roster.role IN ('student', 'observer')))
         AND NOT EXISTS (SELECT 1 FROM seats AS own WHERE own.session = seats.session AND own.person = {person_is})
         ORDER BY started_unix DESC, seats.session, seats.participant"
    );
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
    for token in tokens {
        query = query.bind(digest(token));
    }
    let rows: Vec<(String, String, String, Option<i64>, i64)> =
        query.bind(person.to_string()).bind(millis(now_unix)).fetch_all(database).await?;
    let seat = |(session, title, name, started, participant): (String, String, String, Option<i64>, i64)| {
        let session = ids::session(&session)?;
        Ok(KeptSeat { session, title, name, started_unix: started.map(unsigned), participant })
    };
    rows.into_iter().map(seat).collect()
}
