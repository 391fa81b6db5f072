//! Sign-ins: one for each browser in which a person is signed in. A cookie holds its token.

use std::str::FromStr;

use protocol::{
    Millis,
    limits::{SIGN_IN_LIFETIME_MS, SIGN_IN_USE_NOTED_MS, SIGN_INS_OF_PERSON},
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    people::{Person, PersonId},
    secret::{Secret, digest},
};

/// The longest name of a sign-in, in bytes: a UUID's.
const ID_BYTES: usize = 36;

/// The name of a sign-in. It is no secret, and opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignInId(String);

impl std::fmt::Display for SignInId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SignInId {
    type Err = StoreError;

    /// Reads a name. A text that can be none names nothing.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let plain = text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
        let fits = plain && (1..=ID_BYTES).contains(&text.len());
        fits.then(|| SignInId(text.to_owned())).ok_or(StoreError::NotFound)
    }
}

/// The sign-in that a cookie belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its name.
    pub id: SignInId,
    /// Who is signed in.
    pub person: Person,
}

/// A browser and the system on which it runs, by their common names; empty where they are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    /// `Firefox`
    pub browser: String,
    /// `Linux`
    pub system: String,
}

/// A browser in which a person is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The name of the sign-in.
    pub id: SignInId,
    /// Where it was made.
    pub agent: Agent,
    /// When it was made.
    pub began_unix: Millis,
    /// When it was last used: up to [`SIGN_IN_USE_NOTED_MS`] before its latest use.
    pub used_unix: Millis,
}

impl Device {
    fn from_columns(row: AnyRow) -> Result<Self, StoreError> {
        Ok(Device {
            id: SignInId(row.try_get("id")?),
            agent: Agent { browser: row.try_get("browser")?, system: row.try_get("system")? },
            began_unix: unsigned(row.try_get("began_unix")?),
            used_unix: unsigned(row.try_get("used_unix")?),
        })
    }
}

impl Store {
    /// Signs a person in. Returns the token for their cookie, which is valid for [`SIGN_IN_LIFETIME_MS`]. `former` is the cookie
    /// that the browser has already: a sign-in of the same person goes on under the new token, one of another person ends. Beyond
    /// [`SIGN_INS_OF_PERSON`], those that were used longest ago end.
    pub async fn create_sign_in(
        &self,
        person: PersonId,
        former: Option<&str>,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<Secret, StoreError> {
        let token = Secret::random();
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM sign_ins WHERE expires_unix <= $1").bind(millis(now_unix)).execute(&mut *tx).await?;
        if let Some(former) = former {
            if renew(&mut tx, former, Some(person), &token, now_unix).await? {
                tx.commit().await?;
                return Ok(token);
            }
            delete(&mut tx, former).await?;
        }
        make_room(&mut tx, person).await?;
        sqlx::query(
            "INSERT INTO sign_ins (token_hash, person, expires_unix, id, began_unix, used_unix, browser, system)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        )
        .bind(token.digest())
        .bind(person.to_string())
        .bind(millis(now_unix + SIGN_IN_LIFETIME_MS))
        .bind(Uuid::new_v4().to_string())
        .bind(millis(now_unix))
        .bind(&agent.browser)
        .bind(&agent.system)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The sign-in that a cookie belongs to, unless it has expired. It counts as used now.
    pub async fn sign_in_of_token(&self, token: &str, now_unix: Millis) -> Result<Option<SignIn>, StoreError> {
        let row = sqlx::query(
            "SELECT sign_ins.id AS sign_in, used_unix, people.id, people.name, people.email, people.role, email_confirmed_unix
             FROM sign_ins JOIN people ON people.id = sign_ins.person
             WHERE sign_ins.token_hash = $1 AND sign_ins.expires_unix > $2",
        )
        .bind(digest(token))
        .bind(millis(now_unix))
        .fetch_optional(&self.db.reader)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (id, used_unix): (String, i64) = (row.try_get("sign_in")?, row.try_get("used_unix")?);
        if now_unix >= unsigned(used_unix) + SIGN_IN_USE_NOTED_MS {
            self.note_sign_in_use(&id, now_unix).await;
        }
        let person = Person::from_columns((
            row.try_get("id")?,
            row.try_get("name")?,
            row.try_get("email")?,
            row.try_get("role")?,
            row.try_get("email_confirmed_unix")?,
        ))?;
        Ok(Some(SignIn { id: SignInId(id), person }))
    }

    /// Notes that a sign-in is used now. A request is not refused because that cannot be written.
    async fn note_sign_in_use(&self, id: &str, now_unix: Millis) {
        let noted = sqlx::query("UPDATE sign_ins SET used_unix = $2 WHERE id = $1")
            .bind(id)
            .bind(millis(now_unix))
            .execute(&self.db.writer)
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "that a sign-in is used could not be noted");
        }
    }

    /// Whether a sign-in has neither ended nor expired.
    pub async fn is_signed_in(&self, id: &SignInId, now_unix: Millis) -> Result<bool, StoreError> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT expires_unix FROM sign_ins WHERE id = $1 AND expires_unix > $2")
                .bind(&id.0)
                .bind(millis(now_unix))
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(found.is_some())
    }

    /// The browsers in which a person is signed in, those used last first.
    pub async fn devices_of(&self, person: PersonId, now_unix: Millis) -> Result<Vec<Device>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, browser, system, began_unix, used_unix FROM sign_ins WHERE person = $1 AND expires_unix > $2
             ORDER BY used_unix DESC, began_unix DESC, id",
        )
        .bind(person.to_string())
        .bind(millis(now_unix))
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(Device::from_columns).collect()
    }

    /// Signs out: the token becomes invalid, and so do the tokens of seats that were given by it. An unknown token is no error.
    pub async fn end_sign_in(&self, token: &str) -> Result<(), StoreError> {
        let mut writer = self.db.writer.acquire().await?;
        delete(&mut writer, token).await
    }

    /// Signs a person out of one browser. Returns [`StoreError::NotFound`] when they have no such sign-in.
    pub async fn end_sign_in_of(&self, person: PersonId, id: &SignInId) -> Result<(), StoreError> {
        let done = sqlx::query("DELETE FROM sign_ins WHERE id = $1 AND person = $2")
            .bind(&id.0)
            .bind(person.to_string())
            .execute(&self.db.writer)
            .await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Signs a person out of every browser but this one.
    pub async fn end_other_sign_ins(&self, this: &SignIn) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        end_others(&mut tx, this).await?;
        Ok(tx.commit().await?)
    }
}

/// Gives the sign-in of a token another one. Returns whether there is such a sign-in, of this person if one is named.
pub(crate) async fn renew(
    tx: &mut AnyConnection,
    former: &str,
    person: Option<PersonId>,
    token: &Secret,
    now_unix: Millis,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE sign_ins SET token_hash = $2, expires_unix = $3, used_unix = $4
         WHERE token_hash = $1 AND person = COALESCE($5, person)",
    )
    .bind(digest(former))
    .bind(token.digest())
    .bind(millis(now_unix + SIGN_IN_LIFETIME_MS))
    .bind(millis(now_unix))
    .bind(person.map(|id| id.to_string()))
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends the sign-ins of a person but this one. The tokens of seats that were given by them end by the foreign key; those that were
/// given before sign-ins were noted may be anybody's, and end, too.
pub(crate) async fn end_others(tx: &mut AnyConnection, this: &SignIn) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_ins WHERE person = $1 AND id <> $2")
        .bind(this.person.id.to_string())
        .bind(&this.id.0)
        .execute(&mut *tx)
        .await?;
    end_tokens_without_sign_in(tx, this.person.id).await
}

/// Ends all sign-ins of a person, as [`end_others`] does.
pub(crate) async fn end_all(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_ins WHERE person = $1").bind(person.to_string()).execute(&mut *tx).await?;
    end_tokens_without_sign_in(tx, person).await
}

async fn end_tokens_without_sign_in(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM seat_tokens WHERE sign_in IS NULL AND EXISTS
         (SELECT 1 FROM seats WHERE seats.session = seat_tokens.session
                                AND seats.participant = seat_tokens.participant AND seats.person = $1)",
    )
    .bind(person.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

async fn delete(connection: &mut AnyConnection, token: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_ins WHERE token_hash = $1").bind(digest(token)).execute(connection).await?;
    Ok(())
}

/// Leaves room for one more sign-in of this person.
async fn make_room(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM sign_ins WHERE person = $1 AND id NOT IN
         (SELECT id FROM sign_ins WHERE person = $1 ORDER BY used_unix DESC, began_unix DESC, id LIMIT $2)",
    )
    .bind(person.to_string())
    .bind(i64::from(SIGN_INS_OF_PERSON) - 1)
    .execute(tx)
    .await?;
    Ok(())
}
