//! Passkeys: what a person signs in with by the lock of their device.

use protocol::{AuditKind, Millis, limits::PASSKEYS_OF_PERSON};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    people::{Person, PersonId},
    sign_ins::Agent,
};

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its name in lists; no secret.
    pub id: String,
    /// What a signature is checked with: text of whoever checks it.
    pub public_key: String,
    /// Where it was made.
    pub agent: Agent,
    /// When it was made.
    pub made_unix: Millis,
    /// When it was last used, if ever.
    pub used_unix: Option<Millis>,
}

impl PasskeyRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(PasskeyRow {
            id: row.try_get("id")?,
            public_key: row.try_get("public_key")?,
            agent: Agent { browser: row.try_get("browser")?, system: row.try_get("system")? },
            made_unix: unsigned(row.try_get("made_unix")?),
            used_unix: row.try_get::<Option<i64>, _>("used_unix")?.map(unsigned),
        })
    }
}

impl Store {
    /// The passkeys of a person, oldest first.
    pub async fn passkeys_of(&self, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, public_key, browser, system, made_unix, used_unix FROM passkeys
             WHERE person = $1 ORDER BY made_unix, id",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(PasskeyRow::from_columns).collect()
    }

    /// Adds a passkey. `credential` is the name that the device gives to it. A person has at most [`PASSKEYS_OF_PERSON`]
    /// ([`StoreError::Full`]). One that is here already is not added again, nor taken from whose it is
    /// ([`StoreError::NotFound`]).
    pub async fn add_passkey(
        &self,
        person: &Person,
        credential: &str,
        public_key: &str,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let has: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM passkeys WHERE person = $1")
            .bind(person.id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if has >= PASSKEYS_OF_PERSON as i64 {
            return Err(StoreError::Full);
        }
        let added = sqlx::query(
            "INSERT INTO passkeys (id, person, credential, public_key, browser, system, made_unix)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential) DO NOTHING",
        )
        .bind(Uuid::new_v4().to_string())
        .bind(person.id.to_string())
        .bind(credential)
        .bind(public_key)
        .bind(&agent.browser)
        .bind(&agent.system)
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        if added.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::insert(&mut tx, &AuditLine::new(AuditKind::PasskeyAdded, person, agent), now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// The passkey with which a device signs for a person.
    pub async fn passkey(&self, person: PersonId, credential: &str) -> Result<Option<PasskeyRow>, StoreError> {
        let row = sqlx::query(
            "SELECT id, public_key, browser, system, made_unix, used_unix FROM passkeys
             WHERE person = $1 AND credential = $2",
        )
        .bind(person.to_string())
        .bind(credential)
        .fetch_optional(&self.db.reader)
        .await?;
        row.as_ref().map(PasskeyRow::from_columns).transpose()
    }

    /// Notes that a passkey is used, and what is checked the next time: a device may count its signatures.
    pub async fn use_passkey(&self, id: &str, public_key: &str, now_unix: Millis) -> Result<(), StoreError> {
        let done = sqlx::query("UPDATE passkeys SET public_key = $2, used_unix = $3 WHERE id = $1")
            .bind(id)
            .bind(public_key)
            .bind(millis(now_unix))
            .execute(&self.db.writer)
            .await?;
        // It may have been removed while the device signed.
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Removes a passkey of a person. Returns `false` for one that is not theirs, or not there: it stays as it is.
    pub async fn remove_passkey(
        &self,
        person: &Person,
        id: &str,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("DELETE FROM passkeys WHERE person = $1 AND id = $2")
            .bind(person.id.to_string())
            .bind(id)
            .execute(&mut *tx)
            .await?;
        let line = AuditLine::new(AuditKind::PasskeyRemoved, person, agent);
        audit::commit(tx, done.rows_affected() > 0, &line, now_unix).await
    }
}

/// Removes all passkeys of a person.
pub(crate) async fn remove_all(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM passkeys WHERE person = $1").bind(person.to_string()).execute(tx).await?;
    Ok(())
}
