//! What people look like. A photo is a row of the database: small, gone with its person, and in every backup.

use base64::{Engine, prelude::BASE64_STANDARD};
use protocol::{CourseId, ParticipantId, PhotoId, SessionId, photos::ClassPerson};

use crate::{Store, error::StoreError, ids, people::PersonId, secret::digest};

/// A photo that is to be kept, as JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// As its person sees it.
    pub large: Vec<u8>,
    /// As it stands beside a name.
    pub small: Vec<u8>,
}

/// Of whom in a class somebody sees what they look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleOf {
    /// Of all.
    Class,
    /// Of its staff alone.
    Staff,
}

impl Store {
    /// Keeps a person's photo, in the place of the one that they had.
    pub async fn set_photo(&self, person: PersonId, photo: &NewPhoto) -> Result<PhotoId, StoreError> {
        let large = BASE64_STANDARD.encode(&photo.large);
        let hash = digest(&large);
        sqlx::query(
            "INSERT INTO photos (person, hash, large, small) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, large = excluded.large, small = excluded.small",
        )
        .bind(person.to_string())
        .bind(&hash)
        .bind(&large)
        .bind(BASE64_STANDARD.encode(&photo.small))
        .execute(&self.db.writer)
        .await?;
        Ok(PhotoId(hash))
    }

    /// Deletes a person's photo, if they have one.
    pub async fn delete_photo(&self, person: PersonId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM photos WHERE person = $1").bind(person.to_string()).execute(&self.db.writer).await?;
        Ok(())
    }

    /// The name of a person's photo.
    pub async fn photo_of(&self, person: PersonId) -> Result<Option<PhotoId>, StoreError> {
        let hash = sqlx::query_scalar("SELECT hash FROM photos WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(hash.map(PhotoId))
    }

    /// A person's own photo, as they see it.
    pub async fn own_photo(&self, person: PersonId, photo: &PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query_scalar("SELECT large FROM photos WHERE person = $1 AND hash = $2")
            .bind(person.to_string())
            .bind(&photo.0)
            .fetch_optional(&self.db.reader)
            .await?;
        decoded(found)
    }

    /// The photo of an active member of a course, as it stands beside their name.
    pub async fn photo_in_course(&self, course: CourseId, photo: &PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query_scalar(
            "SELECT small FROM photos JOIN roster ON roster.person = photos.person
             WHERE hash = $1 AND roster.course = $2 AND roster.state = 'active' LIMIT 1",
        )
        .bind(&photo.0)
        .bind(course.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        decoded(found)
    }

    /// The photo of somebody who has a seat in a class, as it stands beside their name.
    pub async fn photo_in_class(
        &self,
        session: SessionId,
        photo: &PhotoId,
        of: PeopleOf,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query_scalar(
            "SELECT small FROM photos JOIN seats ON seats.person = photos.person
             WHERE hash = $1 AND seats.session = $2 AND ($3 = 0 OR seats.role IN ('instructor', 'assistant')) LIMIT 1",
        )
        .bind(&photo.0)
        .bind(session.to_string())
        .bind(i64::from(of == PeopleOf::Staff))
        .fetch_optional(&self.db.reader)
        .await?;
        decoded(found)
    }

    /// What the accounts of those say of them who have seats in a class after that one, where they say something.
    pub async fn people_of_class(
        &self,
        session: SessionId,
        after: ParticipantId,
        of: PeopleOf,
    ) -> Result<Vec<ClassPerson>, StoreError> {
        let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT seats.participant, people.pronouns, photos.hash FROM seats JOIN people ON people.id = seats.person
             LEFT JOIN photos ON photos.person = seats.person
             WHERE seats.session = $1 AND seats.participant > $2 AND (people.pronouns <> '' OR photos.hash IS NOT NULL)
             AND ($3 = 0 OR seats.role IN ('instructor', 'assistant'))
             ORDER BY seats.participant",
        )
        .bind(session.to_string())
        .bind(i64::from(after.0))
        .bind(i64::from(of == PeopleOf::Staff))
        .fetch_all(&self.db.reader)
        .await?;
        let public = |(participant, pronouns, hash): (i64, String, Option<String>)| {
            Ok(ClassPerson { participant: ids::participant(participant)?, pronouns, photo: hash.map(PhotoId) })
        };
        rows.into_iter().map(public).collect()
    }
}

fn decoded(column: Option<String>) -> Result<Option<Vec<u8>>, StoreError> {
    let decode = |text: String| BASE64_STANDARD.decode(text).map_err(|_| StoreError::Corrupt("photo"));
    column.map(decode).transpose()
}
