//! Takes people out of the recording of one class: their camera, voice and screen. What they wrote, and that they were there, stays.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Millis, ParticipantId, SessionId, manifest::ManifestEntry};

use super::seats::{hold, take_tracks_out};
use crate::{
    Store,
    audit::{self, AuditLine},
    columns::millis,
    error::StoreError,
    ids,
    lease::Lease,
    mp4,
};

/// Who is taken out of the recording of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// All of whom that was asked.
    pub all: BTreeSet<ParticipantId>,
    /// Those of them whose tracks, and whose voice in the mixes, are still there.
    pub pending: BTreeSet<ParticipantId>,
}

/// What has been removed of a recording so far: of two that are the same nothing was between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removals {
    /// How many people who are recorded were asked to be taken out of it.
    withdrawn: i64,
    /// How many whose accounts were erased are still in it, or in a take in it.
    erased: i64,
    /// Whether it is deleted.
    deleted: bool,
}

impl Removals {
    /// Whether somebody whose account was erased is still in it.
    pub fn is_erasing(self) -> bool {
        self.erased > 0
    }
}

/// Stands in `done` for whoever was not recorded: nothing is made anew for them, and no download ends. It is 0 for whoever is still to be
/// taken out, and 1 afterwards.
const NOT_RECORDED: i64 = 2;

impl Store {
    /// What has been removed of the recording of a class so far.
    pub async fn removals(&self, session: SessionId) -> Result<Removals, StoreError> {
        let (there, withdrawn, erased, deleted): (i64, i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM sessions WHERE id = $1),
             (SELECT COUNT(*) FROM withdrawn_seats WHERE session = $1 AND done < $2),
             (SELECT COUNT(*) FROM erased_seats WHERE session = $1
                OR session IN (SELECT clip FROM takes WHERE takes.session = $1 AND undone_unix IS NULL)),
             (SELECT COUNT(*) FROM deleted_recordings WHERE session = $1)",
        )
        .bind(session.to_string())
        .bind(NOT_RECORDED)
        .fetch_one(&self.db.reader)
        .await?;
        Ok(Removals { withdrawn, erased, deleted: there == 0 || deleted > 0 })
    }

    /// Notes that a seat is to be taken out of the recording of its class, which is over, with a line in the log. From then on no file is made
    /// of the recording until that is [done](Self::take_out); where nothing of it `is_recorded`, that is at once, and nothing is made anew. Returns `false`, and changes nothing, where it was asked before; returns
    /// [`StoreError::NotFound`] where there is no such seat.
    pub async fn withdraw(
        &self,
        session: SessionId,
        participant: ParticipantId,
        is_recorded: bool,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let seats: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM seats WHERE session = $1 AND participant = $2")
            .bind(session.to_string())
            .bind(i64::from(participant.0))
            .fetch_one(&mut *tx)
            .await?;
        if seats == 0 {
            return Err(StoreError::NotFound);
        }
        let asked = sqlx::query(
            "INSERT INTO withdrawn_seats (session, participant, asked_unix, done) VALUES ($1, $2, $3, $4)
             ON CONFLICT (session, participant) DO NOTHING",
        )
        .bind(session.to_string())
        .bind(i64::from(participant.0))
        .bind(millis(now_unix))
        .bind(if is_recorded { 0 } else { NOT_RECORDED })
        .execute(&mut *tx)
        .await?;
        if asked.rows_affected() > 0 && is_recorded {
            mp4::make_anew(&mut tx, session).await?;
        }
        let was_asked = audit::commit(tx, asked.rows_affected() > 0, line, now_unix).await?;
        self.remove_unnamed_mp4().await;
        Ok(was_asked)
    }

    /// Who is taken out of the recording of a class.
    pub async fn withdrawn(&self, session: SessionId) -> Result<Withdrawn, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT participant, done FROM withdrawn_seats WHERE session = $1")
            .bind(session.to_string())
            .fetch_all(&self.db.reader)
            .await?;
        let mut withdrawn = Withdrawn::default();
        for (participant, done) in rows {
            let participant = ids::participant(participant)?;
            withdrawn.all.insert(participant);
            if done == 0 {
                withdrawn.pending.insert(participant);
            }
        }
        Ok(withdrawn)
    }

    /// The seats that are still to be taken out, of classes that are over.
    pub async fn seats_to_take_out(&self) -> Result<BTreeMap<SessionId, BTreeSet<ParticipantId>>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT session, participant FROM withdrawn_seats JOIN sessions ON sessions.id = session
             WHERE done = 0 AND sessions.state = 'ended'",
        )
        .fetch_all(&self.db.reader)
        .await?;
        ids::seats_by_class(rows)
    }

    /// Takes the tracks of these seats out of the recording of the leased class, which is over. `mixes` are lines of the manifest, by their
    /// numbers, that name sound that was [made again](common::made_again) without them. Each step can be taken again, as those of
    /// [`Store::erase_seats`].
    pub async fn take_out(
        &self,
        lease: &Lease,
        seats: &BTreeSet<ParticipantId>,
        mixes: &[(u32, ManifestEntry)],
    ) -> Result<(), StoreError> {
        let session = lease.session();
        let mut tx = self.db.begin().await?;
        hold(&mut tx, lease).await?;
        take_tracks_out(&mut tx, session, seats, mixes).await?;
        tx.commit().await?;
        self.remove_erased_files(session).await?;
        self.remove_unnamed_mp4().await;
        let numbers = ids::number_list(seats.iter().map(|seat| seat.0));
        let sql = format!("UPDATE withdrawn_seats SET done = 1 WHERE session = $1 AND participant IN ({numbers})");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .persistent(false)
            .bind(session.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}
