//! What people change of their own accounts.

use common::folded_name;
use protocol::{AuditKind, CourseId, Millis};

use crate::{
    Store,
    audit::{self, AuditLine},
    error::StoreError,
    mail_links::end_links,
    people::Person,
    secret::Secret,
    sign_ins::{Agent, SignIn, end_others, renew},
};

impl Store {
    /// Changes the name by which a person wants to be called, also on the rosters of `courses` where staff did not say what they are
    /// called. Seats that they have taken keep theirs.
    pub async fn rename_person(
        &self,
        person: &Person,
        name: &str,
        courses: &[CourseId],
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE people SET name = $2 WHERE id = $1")
            .bind(person.id.to_string())
            .bind(name)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        for course in courses {
            let line = sqlx::query(
                "UPDATE roster SET name = $3, name_key = $4
                 WHERE course = $1 AND person = $2 AND named = 0 AND name <> $3",
            )
            .bind(course.to_string())
            .bind(person.id.to_string())
            .bind(name)
            .bind(folded_name(name))
            .execute(&mut *tx)
            .await?;
            if line.rows_affected() > 0 {
                let note = AuditLine::new(AuditKind::MemberRenamed, person, agent).in_course(*course);
                audit::insert(&mut tx, &note.to(Some(person.id), name), now_unix).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Changes a person's password, if `present` is the present one. All else that lets them in ends with it: their other
    /// sign-ins, and one-use links that were not used yet. This sign-in, whose cookie has `token`, goes on under the token that is
    /// returned; `None` when the password is not theirs.
    pub async fn change_password(
        &self,
        this: &SignIn,
        token: &str,
        present: &str,
        new: &str,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<Option<Secret>, StoreError> {
        let person = this.person.id.to_string();
        let stored: Option<String> = sqlx::query_scalar("SELECT password_hash FROM people WHERE id = $1")
            .bind(&person)
            .fetch_optional(&self.db.reader)
            .await?;
        if !self.passwords.verify(present, stored.clone()).await? {
            return Ok(None);
        }
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.db.begin().await?;
        // Of two who change it at once, the second does not know the present password any more.
        let done = sqlx::query("UPDATE people SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(&person)
            .bind(stored)
            .bind(hash)
            .execute(&mut *tx)
            .await?;
        let renewed = Secret::random();
        if done.rows_affected() == 0 || !renew(&mut tx, token, None, &renewed, now_unix).await? {
            return Ok(None);
        }
        end_others(&mut tx, this).await?;
        end_links(&mut tx, this.person.id).await?;
        audit::insert(&mut tx, &AuditLine::new(AuditKind::PasswordChanged, &this.person, agent), now_unix).await?;
        tx.commit().await?;
        Ok(Some(renewed))
    }
}
