//! Sign-ins. A cookie holds the token of a sign-in.

use protocol::{Millis, limits::SIGN_IN_LIFETIME_MS};

use crate::{
    Store,
    columns::millis,
    error::StoreError,
    people::{Person, PersonId},
    secret::{Secret, digest},
};

impl Store {
    /// Signs a person in. Returns the token for their cookie, which is valid for [`SIGN_IN_LIFETIME_MS`].
    pub async fn create_sign_in(&self, person: PersonId, now_unix: Millis) -> Result<Secret, StoreError> {
        let token = Secret::random();
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM sign_ins WHERE expires_unix <= $1").bind(millis(now_unix)).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO sign_ins (token_hash, person, expires_unix) VALUES ($1, $2, $3)")
            .bind(token.digest())
            .bind(person.to_string())
            .bind(millis(now_unix + SIGN_IN_LIFETIME_MS))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The person to whom a cookie belongs, unless the sign-in has expired.
    pub async fn person_of_sign_in(&self, token: &str, now_unix: Millis) -> Result<Option<Person>, StoreError> {
        let found: Option<(String, String, String)> = sqlx::query_as(
            "SELECT people.id, people.name, people.email FROM sign_ins JOIN people ON people.id = sign_ins.person
             WHERE sign_ins.token_hash = $1 AND sign_ins.expires_unix > $2",
        )
        .bind(digest(token))
        .bind(millis(now_unix))
        .fetch_optional(&self.db.reader)
        .await?;
        found.map(Person::from_columns).transpose()
    }

    /// Signs out: the token becomes invalid. An unknown token is no error.
    pub async fn end_sign_in(&self, token: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_ins WHERE token_hash = $1").bind(digest(token)).execute(&self.db.writer).await?;
        Ok(())
    }
}
