//! What people say of themselves: pronouns, time zone and language.

use protocol::people::{Language, Profile};

use crate::{
    Store,
    error::StoreError,
    people::{PersonId, email_key},
};

/// `pronouns, zone, language`
type ProfileColumns = (String, Option<String>, Option<String>);

/// A language that the server does not speak any more is none.
fn from_columns((pronouns, zone, language): ProfileColumns) -> Profile {
    let language = language.and_then(|tag| Language::ALL.into_iter().find(|language| language.tag() == tag));
    Profile { pronouns, zone, language }
}

impl Store {
    /// What a person says of themselves: for mail, the zone and the language in which they read.
    pub async fn profile(&self, person: PersonId) -> Result<Option<Profile>, StoreError> {
        let found = sqlx::query_as("SELECT pronouns, zone, language FROM people WHERE id = $1")
            .bind(person.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(found.map(from_columns))
    }

    /// As [`profile`](Self::profile), of the person whose account has this address.
    pub async fn profile_by_email(&self, email: &str) -> Result<Option<Profile>, StoreError> {
        let found = sqlx::query_as("SELECT pronouns, zone, language FROM people WHERE email_key = $1")
            .bind(email_key(email))
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(found.map(from_columns))
    }

    /// Changes what a person says of themselves.
    pub async fn set_profile(&self, person: PersonId, profile: &Profile) -> Result<(), StoreError> {
        let done = sqlx::query("UPDATE people SET pronouns = $2, zone = $3, language = $4 WHERE id = $1")
            .bind(person.to_string())
            .bind(&profile.pronouns)
            .bind(&profile.zone)
            .bind(profile.language.map(Language::tag))
            .execute(&self.db.writer)
            .await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Gives a person a zone and a language if they have no zone: what they chose themselves stays.
    pub async fn set_first_locale(
        &self,
        person: PersonId,
        zone: &str,
        language: Option<Language>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE people SET zone = $2, language = COALESCE(language, $3) WHERE id = $1 AND zone IS NULL")
            .bind(person.to_string())
            .bind(zone)
            .bind(language.map(Language::tag))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}
