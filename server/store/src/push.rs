//! Devices on which people get notices, each by the push service of its browser.
//!
//! A device belongs to a sign-in, and goes with it: who signs out gets nothing there any more.

use protocol::{Millis, NoticeKind};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    columns::{millis, placeholders},
    error::StoreError,
    ids,
    notices::kind_text,
    people::PersonId,
    sign_ins::SignIn,
};

/// So often one after the other a push may fail before its device is given up: longer than any push service is away.
const FAILURES: i64 = 10;

/// Where a device takes what is pushed to it, and with what it is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushKeys {
    /// The address that the browser's push service gave it.
    pub endpoint: String,
    /// Its public key, in base64url.
    pub p256dh: String,
    /// Its authentication secret, in base64url.
    pub auth: String,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushDevice {
    /// Its identity.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// How it is reached.
    pub keys: PushKeys,
}

impl PushDevice {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (id, person): (String, String) = (row.try_get("id")?, row.try_get("person")?);
        Ok(PushDevice {
            id: id.parse().map_err(|_| StoreError::Corrupt("device"))?,
            person: ids::person(&person)?,
            keys: PushKeys {
                endpoint: row.try_get("endpoint")?,
                p256dh: row.try_get("p256dh")?,
                auth: row.try_get("auth")?,
            },
        })
    }
}

impl Store {
    /// Lets notices of a person come to the device of this sign-in. Whoever had them there before has them there no more.
    pub async fn set_push_device(&self, sign_in: &SignIn, keys: &PushKeys, now_unix: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM push_devices WHERE sign_in = $1 OR endpoint = $2")
            .bind(sign_in.id.to_string())
            .bind(&keys.endpoint)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO push_devices (id, sign_in, person, endpoint, p256dh, auth, made_unix, failures)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        )
        .bind(Uuid::new_v4().to_string())
        .bind(sign_in.id.to_string())
        .bind(sign_in.person.id.to_string())
        .bind(&keys.endpoint)
        .bind(&keys.p256dh)
        .bind(&keys.auth)
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends notices on the device of this sign-in.
    pub async fn end_push_device(&self, sign_in: &SignIn) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM push_devices WHERE sign_in = $1")
            .bind(sign_in.id.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// The address at which the device of this sign-in takes notices, if it does.
    pub async fn push_endpoint(&self, sign_in: &SignIn) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT endpoint FROM push_devices WHERE sign_in = $1")
            .bind(sign_in.id.to_string())
            .fetch_optional(&self.db.reader)
            .await?)
    }

    /// A device, unless its sign-in is over.
    pub async fn push_device(&self, id: Uuid, now_unix: Millis) -> Result<Option<PushDevice>, StoreError> {
        let row = sqlx::query(
            "SELECT push_devices.id, push_devices.person, endpoint, p256dh, auth FROM push_devices
             JOIN sign_ins ON sign_ins.id = push_devices.sign_in WHERE push_devices.id = $1 AND expires_unix > $2",
        )
        .bind(id.to_string())
        .bind(millis(now_unix))
        .fetch_optional(&self.db.reader)
        .await?;
        row.as_ref().map(PushDevice::from_columns).transpose()
    }

    /// Forgets a device that its push service does not know any more.
    pub async fn forget_push_device(&self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM push_devices WHERE id = $1").bind(id.to_string()).execute(&self.db.writer).await?;
        Ok(())
    }

    /// Notes whether a push was taken. A device of which none was taken for a while is given up.
    pub async fn note_push(&self, id: Uuid, taken: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE push_devices SET failures = CASE WHEN $2 = 1 THEN 0 ELSE failures + 1 END WHERE id = $1")
            .bind(id.to_string())
            .bind(i64::from(taken))
            .execute(&self.db.writer)
            .await?;
        sqlx::query("DELETE FROM push_devices WHERE id = $1 AND failures >= $2")
            .bind(id.to_string())
            .bind(FAILURES)
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Whether a person wants notices of a kind on their devices.
    pub async fn wants_push(&self, person: PersonId, kind: NoticeKind) -> Result<bool, StoreError> {
        let push: Option<i64> = sqlx::query_scalar("SELECT push FROM notice_ways WHERE person = $1 AND kind = $2")
            .bind(person.to_string())
            .bind(kind_text(kind))
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(push != Some(0))
    }

    /// The private key by which push services know this server, in base64; of all servers that share the database the same one. `new` is
    /// kept where there is none so far.
    pub async fn push_key(&self, new: &str) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO push_key (id, private_key) VALUES (1, $1) ON CONFLICT DO NOTHING")
            .bind(new)
            .execute(&self.db.writer)
            .await?;
        Ok(sqlx::query_scalar("SELECT private_key FROM push_key WHERE id = 1").fetch_one(&self.db.reader).await?)
    }
}

/// The devices of these people, each with its person.
pub(crate) async fn devices_of(
    tx: &mut AnyConnection,
    people: &[PersonId],
) -> Result<Vec<(PersonId, String)>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let sql =
        format!("SELECT id, person FROM push_devices WHERE person IN {} ORDER BY id", placeholders(1, people.len()));
    let query = people.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
    let device = |row: &AnyRow| {
        let person: String = row.try_get("person")?;
        Ok((ids::person(&person)?, row.try_get("id")?))
    };
    query.fetch_all(tx).await?.iter().map(device).collect()
}
