//! What people are on the server: changed with a line of the log, or not at all.

use protocol::{Millis, ServerRole};

use crate::{
    Store,
    audit::{self, AuditLine},
    error::StoreError,
    mail_links::end_links,
    people::{Person, PersonColumns, PersonId, server_role_text},
};

impl Store {
    /// Changes what somebody is on the server, and ends the links that were made for them as what they were. The last owner stays one
    /// ([`StoreError::LastOne`]).
    pub async fn set_server_role(
        &self,
        person: PersonId,
        role: ServerRole,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<Person, StoreError> {
        let mut tx = self.db.begin().await?;
        // Locks the owners, so that of two who step down at the same time one stays.
        let owners: Vec<String> = sqlx::query_scalar("UPDATE people SET role = role WHERE role = 'owner' RETURNING id")
            .fetch_all(&mut *tx)
            .await?;
        if role != ServerRole::Owner && owners == [person.to_string()] {
            return Err(StoreError::LastOne);
        }
        let changed: Option<PersonColumns> = sqlx::query_as(
            "UPDATE people SET role = $2 WHERE id = $1 RETURNING id, name, email, role, email_confirmed_unix",
        )
        .bind(person.to_string())
        .bind(server_role_text(role))
        .fetch_optional(&mut *tx)
        .await?;
        let changed = Person::from_columns(changed.ok_or(StoreError::NotFound)?)?;
        end_links(&mut tx, person).await?;
        let line = line.clone().to(Some(changed.id), &changed.name).detail(role);
        audit::insert(&mut tx, &line, now_unix).await?;
        tx.commit().await?;
        Ok(changed)
    }
}
