//! Answers that come later to anonymous polls: who answered, and what, with nothing between them. They go with the class.
//!
//! Neither the journal nor a log has them. One row a poll is written as a whole, with both lists sorted, so that no order tells who said what.

use std::collections::BTreeSet;

use protocol::{
    ParticipantId, SessionId, limits,
    polls::{Answer, PollId},
};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{Store, columns::unsigned, error::StoreError, lease::Lease, privacy::hold};

/// What is known of the later answers to an anonymous poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateBallots {
    /// The poll.
    pub poll: PollId,
    /// The seats that answered.
    pub voters: BTreeSet<ParticipantId>,
    /// The answers that are told: those of [`limits::LATE_GROUP`] people at a time, sorted by what they say.
    pub told: Vec<Answer>,
}

impl Store {
    /// The later answers to the anonymous polls of a session, as far as anybody may know them.
    pub async fn late_ballots(&self, session: SessionId) -> Result<Vec<LateBallots>, StoreError> {
        let rows = sqlx::query("SELECT poll, voters, told FROM late_ballots WHERE session = $1 ORDER BY poll")
            .bind(session.to_string())
            .fetch_all(&self.db.reader)
            .await?;
        rows.iter().map(from_columns).collect()
    }

    /// Takes the later answer of a seat to an anonymous poll of the leased session. Returns `false`, and takes none, where the seat has
    /// answered before.
    pub async fn cast_late(
        &self,
        lease: &Lease,
        poll: PollId,
        by: ParticipantId,
        answer: &Answer,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        hold(&mut tx, lease).await?;
        let row = sqlx::query("SELECT voters, told, waiting FROM late_ballots WHERE session = $1 AND poll = $2")
            .bind(lease.session().to_string())
            .bind(i64::from(poll.0))
            .fetch_optional(&mut *tx)
            .await?;
        let (mut voters, mut told, mut waiting) = match &row {
            Some(row) => (voters(row)?, ballots(row, "told")?, ballots(row, "waiting")?),
            None => Default::default(),
        };
        if !voters.insert(by) {
            return Ok(false);
        }
        waiting.push(answer.clone());
        if waiting.len() >= limits::LATE_GROUP {
            told.append(&mut waiting);
        }
        sqlx::query(
            "INSERT INTO late_ballots (session, poll, voters, told, waiting) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (session, poll) DO UPDATE
             SET voters = excluded.voters, told = excluded.told, waiting = excluded.waiting",
        )
        .bind(lease.session().to_string())
        .bind(i64::from(poll.0))
        .bind(voters_text(&voters))
        .bind(ballots_text(&told)?)
        .bind(ballots_text(&waiting)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Forgets that these seats answered. What they answered stays: nobody knows which answers are theirs.
pub(crate) async fn forget_voters(
    tx: &mut AnyConnection,
    session: SessionId,
    seats: &BTreeSet<ParticipantId>,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT poll, voters FROM late_ballots WHERE session = $1")
        .bind(session.to_string())
        .fetch_all(&mut *tx)
        .await?;
    for row in &rows {
        let left: BTreeSet<_> = voters(row)?.difference(seats).copied().collect();
        sqlx::query("UPDATE late_ballots SET voters = $3 WHERE session = $1 AND poll = $2")
            .bind(session.to_string())
            .bind(row.try_get::<i64, _>("poll")?)
            .bind(voters_text(&left))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

fn from_columns(row: &AnyRow) -> Result<LateBallots, StoreError> {
    let poll =
        u32::try_from(unsigned(row.try_get("poll")?)).map_err(|_| StoreError::Corrupt("the number of a poll"))?;
    Ok(LateBallots { poll: PollId(poll), voters: voters(row)?, told: ballots(row, "told")? })
}

/// Numbers between commas, so that a query finds one.
fn voters_text(voters: &BTreeSet<ParticipantId>) -> String {
    voters.iter().fold(",".to_owned(), |text, seat| text + &format!("{},", seat.0))
}

fn voters(row: &AnyRow) -> Result<BTreeSet<ParticipantId>, StoreError> {
    let text: String = row.try_get("voters")?;
    let numbers = text.split(',').filter(|number| !number.is_empty()).map(|number| number.parse().map(ParticipantId));
    numbers.collect::<Result<_, _>>().map_err(|_| StoreError::Corrupt("who answered an anonymous poll"))
}

/// JSON of the answers, sorted by what they say.
fn ballots_text(ballots: &[Answer]) -> Result<String, StoreError> {
    let texts: Result<Vec<String>, _> = ballots.iter().map(serde_json::to_string).collect();
    let mut texts = texts.map_err(|_| StoreError::Corrupt("an answer"))?;
    texts.sort_unstable();
    Ok(format!("[{}]", texts.join(",")))
}

fn ballots(row: &AnyRow, column: &str) -> Result<Vec<Answer>, StoreError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Corrupt("answers to an anonymous poll"))
}
