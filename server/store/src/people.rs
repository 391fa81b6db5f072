//! People with accounts.

use std::str::FromStr;

use protocol::{Millis, ServerRole};
use sqlx::{Any, AnyConnection, Executor};
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
    /// Whether the address is known to be theirs: a link that went there was opened.
    pub email_confirmed: bool,
    /// What they are on the server.
    pub role: ServerRole,
}

/// `people.id, people.name, people.email, people.role, people.email_confirmed_unix`
pub(crate) type PersonColumns = (String, String, String, String, Option<i64>);

/// An account that somebody makes.
#[derive(Clone, Copy)]
pub struct NewAccount<'a> {
    /// How they want to be called.
    pub name: &'a str,
    /// Their address, of which nothing is proven.
    pub email: &'a str,
    /// Their password.
    pub password: &'a str,
}

impl Person {
    pub(crate) fn from_columns((id, name, email, role, confirmed): PersonColumns) -> Result<Self, StoreError> {
        let (id, role) = (ids::person(&id)?, server_role_from(&role)?);
        Ok(Person { id, name, email, email_confirmed: confirmed.is_some(), role })
    }
}

pub(crate) fn server_role_text(role: ServerRole) -> &'static str {
    match role {
        ServerRole::Owner => "owner",
        ServerRole::Instructor => "instructor",
        ServerRole::Member => "member",
    }
}

pub(crate) fn server_role_from(text: &str) -> Result<ServerRole, StoreError> {
    let found = ServerRole::ALL.into_iter().find(|role| server_role_text(*role) == text);
    found.ok_or(StoreError::Corrupt("role on the server"))
}

/// Addresses that differ only in case or surrounding space are one person's.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A person by their identity.
pub(crate) async fn find<'c>(
    database: impl Executor<'c, Database = Any>,
    person: PersonId,
) -> Result<Option<Person>, StoreError> {
    let found: Option<PersonColumns> =
        sqlx::query_as("SELECT id, name, email, role, email_confirmed_unix FROM people WHERE id = $1")
            .bind(person.to_string())
            .fetch_optional(database)
            .await?;
    found.map(Person::from_columns).transpose()
}

/// The person whose account has this address.
pub(crate) async fn find_by_email<'c>(
    database: impl Executor<'c, Database = Any>,
    email: &str,
) -> Result<Option<Person>, StoreError> {
    let found: Option<PersonColumns> =
        sqlx::query_as("SELECT id, name, email, role, email_confirmed_unix FROM people WHERE email_key = $1")
            .bind(email_key(email))
            .fetch_optional(database)
            .await?;
    found.map(Person::from_columns).transpose()
}

impl Store {
    /// The person who has claimed the server.
    pub async fn owner(&self) -> Result<Option<Person>, StoreError> {
        let found: Option<PersonColumns> =
            sqlx::query_as("SELECT id, name, email, role, email_confirmed_unix FROM people WHERE owner = 1")
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

    /// A person by their identity.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        find(&self.db.reader, id).await
    }

    /// Everybody with an account, by name, at most so many.
    pub async fn people(&self, most: usize) -> Result<Vec<Person>, StoreError> {
        let rows: Vec<PersonColumns> = sqlx::query_as(
            "SELECT id, name, email, role, email_confirmed_unix FROM people ORDER BY email_key LIMIT $1",
        )
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(Person::from_columns).collect()
    }

    /// The person whose account has this address.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        find_by_email(&self.db.reader, email).await
    }

    /// Whether there is an account with this address.
    pub async fn has_account(&self, email: &str) -> Result<bool, StoreError> {
        Ok(self.person_by_email(email).await?.is_some())
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
        let found: Option<(String, String, String, String, Option<i64>, String)> = sqlx::query_as(
            "SELECT id, name, email, role, email_confirmed_unix, password_hash FROM people WHERE email_key = $1",
        )
        .bind(email_key(email))
        .fetch_optional(&self.db.reader)
        .await?;
        let found = found.map(|(id, name, email, role, confirmed, hash)| ((id, name, email, role, confirmed), hash));
        let (columns, hash): (Option<PersonColumns>, _) = found.unzip();
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
    match insert_account(&mut *tx, name, email, &password_hash, ServerRole::Owner, true).await? {
        Some(owner) => Ok(owner),
        None => Err(StoreError::OwnerExists),
    }
}

/// Has what is done for a person, from whatever pages, come one after the other until the transaction ends. Returns
/// [`StoreError::NotFound`] when there is no such account.
pub(crate) async fn lock(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    let locked =
        sqlx::query("UPDATE people SET role = role WHERE id = $1").bind(person.to_string()).execute(tx).await?;
    if locked.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Makes an account. `None` when there is one with this address, or one that `claims` the server.
pub(crate) async fn insert_account(
    tx: &mut AnyConnection,
    name: &str,
    email: &str,
    password_hash: &str,
    role: ServerRole,
    claims: bool,
) -> Result<Option<Person>, StoreError> {
    let (id, name, email_text) = (PersonId(Uuid::new_v4()), name.into(), email.trim().into());
    let person = Person { id, name, email: email_text, email_confirmed: false, role };
    let done = sqlx::query(
        "INSERT INTO people (id, name, email, email_key, password_hash, role, owner)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(person.id.to_string())
    .bind(&person.name)
    .bind(&person.email)
    .bind(email_key(email))
    .bind(password_hash)
    .bind(server_role_text(role))
    .bind(claims.then_some(1_i64))
    .execute(tx)
    .await?;
    Ok((done.rows_affected() == 1).then_some(person))
}
