//! People with accounts: for now the owner alone.

use std::str::FromStr;

use protocol::Millis;
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{Store, error::StoreError, ids, links::take_setup_link};

/// A person with an account, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub Uuid);

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PersonId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(PersonId)
    }
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their identity.
    pub id: PersonId,
    /// The name that they want to be called.
    pub name: String,
    /// Their e-mail address, as they wrote it.
    pub email: String,
}

impl Person {
    pub(crate) fn from_columns((id, name, email): (String, String, String)) -> Result<Self, StoreError> {
        let id = ids::person(&id)?;
        Ok(Person { id, name, email })
    }
}

/// Addresses that differ only in case or surrounding space are one person's.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Store {
    /// The person who has claimed the server.
    pub async fn owner(&self) -> Result<Option<Person>, StoreError> {
        let found: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, name, email FROM people WHERE owner = 1")
                .fetch_optional(&self.db.reader)
                .await?;
        found.map(Person::from_columns).transpose()
    }

    /// Whether somebody has claimed the server.
    pub async fn has_owner(&self) -> Result<bool, StoreError> {
        Ok(self.owner().await?.is_some())
    }

    /// Makes the owner. Of several callers, also at the same moment, the first succeeds and the others get
    /// [`StoreError::OwnerExists`].
    pub async fn create_owner(&self, name: &str, email: &str, password: &str) -> Result<Person, StoreError> {
        let password_hash = self.owners_hash(password).await?;
        let mut tx = self.db.begin().await?;
        let owner = insert_owner(&mut tx, name, email, password_hash).await?;
        tx.commit().await?;
        Ok(owner)
    }

    /// Makes the owner and uses up their setup link: both or neither. Returns [`StoreError::NotFound`] without such a link.
    pub async fn claim(
        &self,
        link: &str,
        now_unix: Millis,
        name: &str,
        email: &str,
        password: &str,
    ) -> Result<Person, StoreError> {
        let password_hash = self.owners_hash(password).await?;
        let mut tx = self.db.begin().await?;
        take_setup_link(&mut tx, link, now_unix).await?;
        let owner = insert_owner(&mut tx, name, email, password_hash).await?;
        tx.commit().await?;
        Ok(owner)
    }

    /// Computes the costly hash, unless there is an owner already. The insertion alone decides who becomes the owner.
    async fn owners_hash(&self, password: &str) -> Result<String, StoreError> {
        if self.has_owner().await? {
            return Err(StoreError::OwnerExists);
        }
        self.passwords.hash(password).await
    }

    /// The person with this e-mail address, if the password is theirs. An unknown address takes the same work as a known
    /// one.
    pub async fn verify_password(&self, email: &str, password: &str) -> Result<Option<Person>, StoreError> {
        let found: Option<(String, String, String, String)> =
            sqlx::query_as("SELECT id, name, email, password_hash FROM people WHERE email_key = $1")
                .bind(email_key(email))
                .fetch_optional(&self.db.reader)
                .await?;
        let (columns, hash) = found.map(|(id, name, email, hash)| ((id, name, email), hash)).unzip();
        let fits = self.passwords.verify(password, hash).await?;
        columns.filter(|_| fits).map(Person::from_columns).transpose()
    }
}

async fn insert_owner(
    tx: &mut AnyConnection,
    name: &str,
    email: &str,
    password_hash: String,
) -> Result<Person, StoreError> {
    let person = Person { id: PersonId(Uuid::new_v4()), name: name.into(), email: email.trim().into() };
    let done = sqlx::query(
        "INSERT INTO people (id, name, email, email_key, password_hash, owner)
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING",
    )
    .bind(person.id.to_string())
    .bind(&person.name)
    .bind(&person.email)
    .bind(email_key(email))
    .bind(password_hash)
    .execute(tx)
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::OwnerExists) } else { Ok(person) }
}
