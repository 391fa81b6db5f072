//! One-use links, which the terminal shows. Each works once.

use protocol::Millis;
use sqlx::AnyConnection;

use crate::{
    Store,
    columns::millis,
    error::StoreError,
    ids,
    people::PersonId,
    secret::{Secret, digest},
};

/// The lifetime of a link. The next start of the server prints another one.
pub const LINK_LIFETIME_MS: Millis = 7 * 24 * 3_600_000;

/// The purpose of a one-use link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The link claims the server.
    Setup,
    /// The link signs somebody in and opens the lobby of a class.
    SignIn {
        /// The person who is signed in.
        person: PersonId,
        /// The code of the class.
        code: String,
    },
}

impl Store {
    /// Makes a link that works once within [`LINK_LIFETIME_MS`]. A new setup link ends the former ones.
    pub async fn create_link(&self, purpose: LinkPurpose, now_unix: Millis) -> Result<Secret, StoreError> {
        let token = Secret::random();
        let (kind, person, code) = match purpose {
            LinkPurpose::Setup => ("setup", None, None),
            LinkPurpose::SignIn { person, code } => ("sign_in", Some(person.to_string()), Some(code)),
        };
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM links WHERE expires_unix <= $1 OR (purpose = 'setup' AND $2 = 'setup')")
            .bind(millis(now_unix))
            .bind(kind)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO links (token_hash, purpose, person, code, expires_unix) VALUES ($1, $2, $3, $4, $5)")
            .bind(token.digest())
            .bind(kind)
            .bind(person)
            .bind(code)
            .bind(millis(now_unix + LINK_LIFETIME_MS))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whether the link would work now. A form is checked before the link is used up.
    pub async fn link_is_valid(&self, token: &str, now_unix: Millis) -> Result<bool, StoreError> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT purpose FROM links WHERE token_hash = $1 AND expires_unix > $2")
                .bind(digest(token))
                .bind(millis(now_unix))
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(found.is_some())
    }

    /// Uses up a link for signing in. Of several callers, also at the same moment, one gets the person and the code of the
    /// class.
    pub async fn take_sign_in_link(
        &self,
        token: &str,
        now_unix: Millis,
    ) -> Result<Option<(PersonId, String)>, StoreError> {
        let taken: Option<(String, String)> = sqlx::query_as(
            "DELETE FROM links WHERE token_hash = $1 AND expires_unix > $2 AND purpose = 'sign_in' RETURNING person, code",
        )
        .bind(digest(token))
        .bind(millis(now_unix))
        .fetch_optional(&self.db.writer)
        .await?;
        let Some((person, code)) = taken else { return Ok(None) };
        Ok(Some((ids::person(&person)?, code)))
    }
}

/// Uses up a setup link, in the transaction of the act that it permits.
pub(crate) async fn take_setup_link(tx: &mut AnyConnection, token: &str, now_unix: Millis) -> Result<(), StoreError> {
    let taken = sqlx::query("DELETE FROM links WHERE token_hash = $1 AND expires_unix > $2 AND purpose = 'setup'")
        .bind(digest(token))
        .bind(millis(now_unix))
        .execute(tx)
        .await?;
    if taken.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
