//! Links that go by e-mail: whoever opens one reads the mailbox of an account. One to a new password can be handed over, too.
//!
//! A link works once. Whatever changes who may come in (a new password, another address) ends all of a person's links. Of links that
//! confirm an address, those to another one than was asked for last work no more: it may have been mistyped, and be a stranger's.

use std::path::Path;

use protocol::{AuditKind, Millis};
use sqlx::{AnyConnection, Connection};

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::millis,
    database::Database,
    error::StoreError,
    ids,
    mail_queue::{self, NewMail},
    passkeys::remove_all,
    people::{Person, PersonId, email_key, find, find_by_email},
    place,
    roster::{follow_address, lock_all_of},
    secret::{Secret, digest},
    sign_ins::{Agent, end_all},
};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLinkPurpose {
    /// It signs in.
    SignIn,
    /// It lets choose a new password.
    Password,
    /// It confirms the address to which it went: the account's, or one to which the account is to change.
    Address,
}

impl MailLinkPurpose {
    fn text(self) -> &'static str {
        match self {
            MailLinkPurpose::SignIn => "sign_in",
            MailLinkPurpose::Password => "password",
            MailLinkPurpose::Address => "address",
        }
    }
}

/// The address of a link that was handed over instead of mailed: whoever has it reads no mailbox.
const HANDED: &str = "";

/// What became of a link that confirms an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// The address is the person's.
    Confirmed(Person),
    /// It would change the address of an account in which whoever opened it is not signed in. The link still works.
    NotTheirs,
    /// The link does not work.
    Invalid,
}

impl Store {
    /// Queues the letter that confirms an address for a person. Former letters and links that confirm another one for them end:
    /// `former` begins the keys of all such letters.
    pub async fn queue_confirmation(
        &self,
        mail: &NewMail,
        person: PersonId,
        former: &str,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        end_other_addresses(&mut tx, person, &mail.recipient).await?;
        // What was sent leaves its key: the address may be asked for again at once.
        for sql in [
            "DELETE FROM mails WHERE send_key LIKE $1 || '%' AND recipient_key <> $2 AND state <> 'sent'",
            "UPDATE mails SET send_key = id WHERE send_key LIKE $1 || '%' AND recipient_key <> $2",
        ] {
            sqlx::query(sql).bind(former).bind(email_key(&mail.recipient)).execute(&mut *tx).await?;
        }
        mail_queue::take_in(&mut tx, std::slice::from_ref(mail), now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a link that goes to an address, and works until `expires_unix`. `None` when it would be pointless: the account is
    /// gone, it has another address since, or its address is confirmed already.
    pub async fn create_mail_link(
        &self,
        purpose: MailLinkPurpose,
        person: PersonId,
        email: &str,
        expires_unix: Millis,
    ) -> Result<Option<(Person, Secret)>, StoreError> {
        let token = Secret::random();
        let mut tx = self.db.begin().await?;
        let Some(person) = find(&mut *tx, person).await? else { return Ok(None) };
        let theirs = email_key(&person.email) == email_key(email);
        let useful = match purpose {
            MailLinkPurpose::SignIn | MailLinkPurpose::Password => theirs,
            MailLinkPurpose::Address => !(theirs && person.email_confirmed),
        };
        if !useful {
            return Ok(None);
        }
        if purpose == MailLinkPurpose::Address {
            end_other_addresses(&mut tx, person.id, email).await?;
        }
        insert_link(&mut tx, &token, purpose, person.id, email, expires_unix).await?;
        tx.commit().await?;
        Ok(Some((person, token)))
    }

    /// Uses up a link that signs in, and with it all others of this kind that the person was sent. Of several callers, also at
    /// the same moment, one gets the person.
    pub async fn take_mailed_sign_in(&self, token: &str, now_unix: Millis) -> Result<Option<Person>, StoreError> {
        let mut tx = self.db.begin().await?;
        let taken = take(&mut tx, MailLinkPurpose::SignIn, token, now_unix).await?;
        if let Some((person, _)) = &taken {
            sqlx::query("DELETE FROM mail_links WHERE person = $1 AND purpose = 'sign_in'")
                .bind(person.id.to_string())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(taken.map(|(person, _)| person))
    }

    /// Makes a link by which this person chooses a new password until `expires_unix`, to be handed to them. A former one ends.
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn hand_password_link(
        &self,
        person: PersonId,
        line: &AuditLine,
        expires_unix: Millis,
        now_unix: Millis,
    ) -> Result<Secret, StoreError> {
        let mut tx = self.db.begin().await?;
        let person = find(&mut *tx, person).await?.ok_or(StoreError::NotFound)?;
        let token = insert_handed(&mut tx, &person, line, expires_unix, now_unix).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Gives whoever has the link a new password, and confirms the address to which it went, if it was mailed. All else that lets somebody in ends: all
    /// sign-ins, passkeys (whoever knew the former password may have added one), and links that were not used. `None` for a link
    /// that does not work.
    pub async fn reset_password(
        &self,
        token: &str,
        new: &str,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<Option<Person>, StoreError> {
        let known: Option<String> = sqlx::query_scalar(
            "SELECT person FROM mail_links WHERE token_hash = $1 AND purpose = 'password' AND expires_unix > $2",
        )
        .bind(digest(token))
        .bind(millis(now_unix))
        .fetch_optional(&self.db.reader)
        .await?;
        if known.is_none() {
            return Ok(None);
        }
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.db.begin().await?;
        let Some((person, email)) = take(&mut tx, MailLinkPurpose::Password, token, now_unix).await? else {
            return Ok(None);
        };
        sqlx::query("UPDATE people SET password_hash = $2 WHERE id = $1")
            .bind(person.id.to_string())
            .bind(hash)
            .execute(&mut *tx)
            .await?;
        if email != HANDED {
            confirm(&mut tx, person.id, now_unix).await?;
        }
        end_all(&mut tx, person.id).await?;
        end_links(&mut tx, person.id).await?;
        remove_all(&mut tx, person.id).await?;
        audit::insert(&mut tx, &AuditLine::new(AuditKind::PasswordChanged, &person, agent), now_unix).await?;
        tx.commit().await?;
        Ok(Some(Person { email_confirmed: person.email_confirmed || email != HANDED, ..person }))
    }

    /// Confirms the address to which a link went. It is the person's from now on, also on the rosters of their courses; to the one that
    /// they had before goes `notice`, which is told who they were, and the new address. An address is changed only for whoever is signed
    /// in as the person: `by`. [`StoreError::EmailTaken`] when the address is another account's.
    pub async fn confirm_address(
        &self,
        token: &str,
        by: Option<PersonId>,
        agent: &Agent,
        now_unix: Millis,
        notice: impl FnOnce(&Person, &str) -> NewMail,
    ) -> Result<Confirmation, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some((person, email)) = take(&mut tx, MailLinkPurpose::Address, token, now_unix).await? else {
            return Ok(Confirmation::Invalid);
        };
        if email_key(&person.email) != email_key(&email) {
            if by != Some(person.id) {
                return Ok(Confirmation::NotTheirs);
            }
            change_address(&mut tx, &person, &email).await?;
            for course in lock_all_of(&mut tx, person.id).await? {
                follow_address(&mut tx, course, person.id, &email).await?;
            }
            mail_queue::insert(&mut tx, &notice(&person, &email), now_unix).await?;
            end_links(&mut tx, person.id).await?;
            audit::insert(&mut tx, &AuditLine::new(AuditKind::EmailChanged, &person, agent), now_unix).await?;
        }
        confirm(&mut tx, person.id, now_unix).await?;
        tx.commit().await?;
        Ok(Confirmation::Confirmed(Person { email, email_confirmed: true, ..person }))
    }
}

/// Makes a link as [`Store::hand_password_link`] does, for the account with this address, beside a server that may be running on this
/// data folder or, where `database` is the URL of one, this PostgreSQL database. The log says that the server did it.
/// [`StoreError::NotFound`] when there is no such account.
pub async fn password_link(
    data: &Path,
    database: Option<&str>,
    email: &str,
    expires_unix: Millis,
    now_unix: Millis,
) -> Result<Secret, StoreError> {
    let mut connection = Database::connect_beside(&place(data, database)).await?;
    let mut tx = connection.begin().await?;
    // SQLite takes its lock with the first write, and waits for a server that has it: none of this was read before.
    sqlx::query("DELETE FROM mail_links WHERE expires_unix <= $1").bind(millis(now_unix)).execute(&mut *tx).await?;
    let person = find_by_email(&mut *tx, email).await?.ok_or(StoreError::NotFound)?;
    let line = AuditLine::by_server(AuditKind::PasswordLinkMade);
    let token = insert_handed(&mut tx, &person, &line, expires_unix, now_unix).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(token)
}

async fn insert_handed(
    tx: &mut AnyConnection,
    person: &Person,
    line: &AuditLine,
    expires_unix: Millis,
    now_unix: Millis,
) -> Result<Secret, StoreError> {
    let token = Secret::random();
    sqlx::query("DELETE FROM mail_links WHERE person = $1 AND email = $2")
        .bind(person.id.to_string())
        .bind(HANDED)
        .execute(&mut *tx)
        .await?;
    insert_link(&mut *tx, &token, MailLinkPurpose::Password, person.id, HANDED, expires_unix).await?;
    audit::insert(&mut *tx, &line.clone().to(Some(person.id), &person.name), now_unix).await?;
    Ok(token)
}

async fn insert_link(
    tx: &mut AnyConnection,
    token: &Secret,
    purpose: MailLinkPurpose,
    person: PersonId,
    email: &str,
    expires_unix: Millis,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO mail_links (token_hash, purpose, person, email, expires_unix) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token.digest())
    .bind(purpose.text())
    .bind(person.to_string())
    .bind(email)
    .bind(millis(expires_unix))
    .execute(tx)
    .await?;
    Ok(())
}

async fn change_address(tx: &mut AnyConnection, person: &Person, email: &str) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE people SET email = $2, email_key = $3
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM people AS others WHERE others.email_key = $3)",
    )
    .bind(person.id.to_string())
    .bind(email)
    .bind(email_key(email))
    .execute(tx)
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::EmailTaken) } else { Ok(()) }
}

/// Ends the links of a person that confirm another address than this one.
async fn end_other_addresses(tx: &mut AnyConnection, person: PersonId, email: &str) -> Result<(), StoreError> {
    let links: Vec<(String, String)> =
        sqlx::query_as("SELECT token_hash, email FROM mail_links WHERE person = $1 AND purpose = 'address'")
            .bind(person.to_string())
            .fetch_all(&mut *tx)
            .await?;
    for (token_hash, _) in links.iter().filter(|(_, other)| email_key(other) != email_key(email)) {
        sqlx::query("DELETE FROM mail_links WHERE token_hash = $1").bind(token_hash).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Uses up a link. Returns whose it was, and the address to which it went.
async fn take(
    tx: &mut AnyConnection,
    purpose: MailLinkPurpose,
    token: &str,
    now_unix: Millis,
) -> Result<Option<(Person, String)>, StoreError> {
    let taken: Option<(String, String)> = sqlx::query_as(
        "DELETE FROM mail_links WHERE token_hash = $1 AND purpose = $2 AND expires_unix > $3 RETURNING person, email",
    )
    .bind(digest(token))
    .bind(purpose.text())
    .bind(millis(now_unix))
    .fetch_optional(&mut *tx)
    .await?;
    let Some((person, email)) = taken else { return Ok(None) };
    Ok(find(tx, ids::person(&person)?).await?.map(|person| (person, email)))
}

/// Notes that a person's address is theirs.
pub(crate) async fn confirm(tx: &mut AnyConnection, person: PersonId, now_unix: Millis) -> Result<(), StoreError> {
    sqlx::query("UPDATE people SET email_confirmed_unix = COALESCE(email_confirmed_unix, $2) WHERE id = $1")
        .bind(person.to_string())
        .bind(millis(now_unix))
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends all links of a person that were not used.
pub(crate) async fn end_links(tx: &mut AnyConnection, person: PersonId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM mail_links WHERE person = $1", "DELETE FROM links WHERE person = $1"] {
        sqlx::query(sql).bind(person.to_string()).execute(&mut *tx).await?;
    }
    Ok(())
}
