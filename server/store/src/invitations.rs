//! Invitations: links that work once, and make somebody a member of a course or of the server.
//!
//! Whoever has the link is taken for the person who is invited: it was given to them. An address that somebody types is
//! no proof.

use protocol::{
    AuditKind, CourseId, MemberId, MemberState, Millis, ServerRole,
    limits::{INVITATION_LIFETIME_MS, INVITATIONS},
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    mail_links::confirm,
    people::{Person, email_key, insert_account, server_role_from, server_role_text},
    roster::{MemberRow, RosterQuery, end_invitation, follow_address, line, lock, update},
    secret::{Secret, digest},
    sign_ins::Agent,
};

/// Whom a link invites, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are to be on the server, at least.
    pub role: ServerRole,
    /// The course, and their line of its roster; `None` for an invitation to the server.
    pub line: Option<(CourseId, MemberId)>,
    /// Whether the link went to their address by e-mail: whoever has it reads that mailbox.
    pub mailed: bool,
}

/// An invitation to the server that nobody has taken so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInvitation {
    /// Its identity, which is no secret.
    pub id: Uuid,
    /// Who is invited.
    pub invitee: Invitee,
    /// When it ends.
    pub expires_unix: Millis,
}

const COLUMNS: &str = "id, course, member, name, email, role, expires_unix, mailed";

impl ServerInvitation {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (id, role): (String, String) = (row.try_get("id")?, row.try_get("role")?);
        let line: (Option<String>, Option<i64>) = (row.try_get("course")?, row.try_get("member")?);
        let line = match line {
            (Some(course), Some(member)) => Some((ids::course(&course)?, ids::member(member)?)),
            _ => None,
        };
        Ok(ServerInvitation {
            id: id.parse().map_err(|_| StoreError::Corrupt("invitation id"))?,
            invitee: Invitee {
                name: row.try_get("name")?,
                email: row.try_get("email")?,
                role: server_role_from(&role)?,
                line,
                mailed: row.try_get::<i64, _>("mailed")? != 0,
            },
            expires_unix: unsigned(row.try_get("expires_unix")?),
        })
    }
}

impl Store {
    /// Makes an invitation to the server. It takes the place of the former one to this address. At most [`INVITATIONS`]
    /// wait to be taken ([`StoreError::Full`]); there is none for an address with an account ([`StoreError::EmailTaken`]).
    pub async fn invite_to_server(
        &self,
        name: &str,
        email: &str,
        role: ServerRole,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(Uuid, Secret), StoreError> {
        if self.has_account(email).await? {
            return Err(StoreError::EmailTaken);
        }
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM invitations WHERE course IS NULL AND (email_key = $1 OR expires_unix <= $2)")
            .bind(email_key(email))
            .bind(millis(now_unix))
            .execute(&mut *tx)
            .await?;
        let waiting: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM invitations WHERE course IS NULL").fetch_one(&mut *tx).await?;
        if waiting >= INVITATIONS as i64 {
            return Err(StoreError::Full);
        }
        let invitee = Invitee { name: name.into(), email: email.trim().into(), role, line: None, mailed: false };
        let invited = insert(&mut tx, &invitee, now_unix).await?;
        audit::insert(&mut tx, &line.clone().to(None, name).detail(role), now_unix).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// Invitations to the server that nobody has taken so far.
    pub async fn server_invitations(&self, now_unix: Millis) -> Result<Vec<ServerInvitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations WHERE course IS NULL AND expires_unix > $1 ORDER BY email_key LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(millis(now_unix))
            .bind(INVITATIONS as i64)
            .fetch_all(&self.db.reader)
            .await?;
        rows.iter().map(ServerInvitation::from_columns).collect()
    }

    /// Draws the link of an invitation to the server anew, to be sent to its address by e-mail; the former link ends. `None` when
    /// the invitation was taken or has ended.
    pub async fn mail_server_invitation(
        &self,
        id: Uuid,
        now_unix: Millis,
    ) -> Result<Option<(Invitee, Secret)>, StoreError> {
        let token = Secret::random();
        let sql = format!(
            "UPDATE invitations SET token_hash = $2, mailed = 1 WHERE id = $1 AND course IS NULL AND expires_unix > $3
             RETURNING {COLUMNS}"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(token.digest())
            .bind(millis(now_unix))
            .fetch_optional(&self.db.writer)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((ServerInvitation::from_columns(&row)?.invitee, token)))
    }

    /// Makes an invitation for a line of a roster, to be sent to `email`; its former one ends. `None` when the line is not invited
    /// any more, or has another address.
    pub async fn mail_member_invitation(
        &self,
        course: CourseId,
        member: MemberId,
        email: &str,
        now_unix: Millis,
    ) -> Result<Option<(MemberRow, Secret)>, StoreError> {
        let mut tx = self.db.begin().await?;
        let row = line(&mut tx, course, member).await?;
        let row = row.filter(|row| row.state == MemberState::Invited && email_key(&row.email) == email_key(email));
        let Some(row) = row else { return Ok(None) };
        let token = invite_line(&mut tx, course, &row, true, now_unix).await?;
        tx.commit().await?;
        Ok(Some((row, token)))
    }

    /// Ends an invitation to the server.
    pub async fn end_server_invitation(&self, id: Uuid, line: &AuditLine, now_unix: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let name: Option<String> =
            sqlx::query_scalar("DELETE FROM invitations WHERE id = $1 AND course IS NULL RETURNING name")
                .bind(id.to_string())
                .fetch_optional(&mut *tx)
                .await?;
        let line = line.clone().to(None, &name.ok_or(StoreError::NotFound)?);
        audit::insert(&mut tx, &line, now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Makes an invitation for a line of a roster that is invited, and ends its former one. [`StoreError::NotFound`] for a
    /// line with another state.
    pub async fn invite_member(
        &self,
        course: CourseId,
        member: MemberId,
        note: &AuditLine,
        now_unix: Millis,
    ) -> Result<(MemberRow, Secret), StoreError> {
        let mut tx = self.db.begin().await?;
        let row = line(&mut tx, course, member).await?;
        let row = row.filter(|row| row.state == MemberState::Invited).ok_or(StoreError::NotFound)?;
        let token = invite_line(&mut tx, course, &row, false, now_unix).await?;
        audit::insert(&mut tx, &note.clone().to(None, &row.name).detail(1), now_unix).await?;
        tx.commit().await?;
        Ok((row, token))
    }

    /// The lines of a roster that are invited.
    pub async fn invited_members(&self, course: CourseId) -> Result<Vec<MemberRow>, StoreError> {
        let mut invited = Vec::new();
        loop {
            let query = RosterQuery {
                states: vec![MemberState::Invited],
                skip: u32::try_from(invited.len()).unwrap_or(u32::MAX),
                ..RosterQuery::default()
            };
            let (page, _) = self.roster(course, &query).await?;
            if page.is_empty() {
                return Ok(invited);
            }
            invited.extend(page);
        }
    }

    /// Makes an invitation for each line of a roster that is invited. Their former ones end.
    pub async fn invite_all(
        &self,
        course: CourseId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<Vec<(MemberRow, Secret)>, StoreError> {
        let invited = self.invited_members(course).await?;
        let mut links = Vec::with_capacity(invited.len());
        let mut tx = self.db.begin().await?;
        for row in invited {
            let token = invite_line(&mut tx, course, &row, false, now_unix).await?;
            links.push((row, token));
        }
        audit::insert(&mut tx, &line.clone().detail(links.len()), now_unix).await?;
        tx.commit().await?;
        Ok(links)
    }

    /// Whom a link invites, and to what; `None` for one that was taken or has ended.
    pub async fn invitee(&self, token: &str, now_unix: Millis) -> Result<Option<Invitee>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE token_hash = $1 AND expires_unix > $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(digest(token))
            .bind(millis(now_unix))
            .fetch_optional(&self.db.reader)
            .await?;
        Ok(row.as_ref().map(ServerInvitation::from_columns).transpose()?.map(|found| found.invitee))
    }

    /// Takes an invitation for somebody with an account. [`StoreError::NotFound`] for a link that was taken or has ended,
    /// [`StoreError::OnRoster`] when they are on the roster by another line.
    pub async fn accept_invitation(
        &self,
        token: &str,
        person: &Person,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<Invitee, StoreError> {
        let mut tx = self.db.begin().await?;
        let invitee = take(&mut tx, token, now_unix).await?;
        // What comes first in the order of roles has more rights.
        if invitee.role < person.role {
            sqlx::query("UPDATE people SET role = $2 WHERE id = $1")
                .bind(person.id.to_string())
                .bind(server_role_text(invitee.role))
                .execute(&mut *tx)
                .await?;
        }
        join_line(&mut tx, &invitee, person).await?;
        if invitee.mailed && email_key(&invitee.email) == email_key(&person.email) {
            confirm(&mut tx, person.id, now_unix).await?;
        }
        audit::insert(&mut tx, &came(&invitee, person, agent), now_unix).await?;
        tx.commit().await?;
        Ok(invitee)
    }

    /// Takes an invitation with a new account, which has the address that was invited. [`StoreError::EmailTaken`] when
    /// there is an account with it.
    pub async fn accept_with_new_account(
        &self,
        token: &str,
        name: &str,
        password: &str,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(Invitee, Person), StoreError> {
        // The costly hash is computed for a link that works.
        self.invitee(token, now_unix).await?.ok_or(StoreError::NotFound)?;
        let password_hash = self.passwords.hash(password).await?;
        let mut tx = self.db.begin().await?;
        let invitee = take(&mut tx, token, now_unix).await?;
        let account = insert_account(&mut tx, name, &invitee.email, &password_hash, invitee.role, false).await?;
        let mut person = account.ok_or(StoreError::EmailTaken)?;
        join_line(&mut tx, &invitee, &person).await?;
        if invitee.mailed {
            confirm(&mut tx, person.id, now_unix).await?;
            person.email_confirmed = true;
        }
        audit::insert(&mut tx, &came(&invitee, &person, agent), now_unix).await?;
        tx.commit().await?;
        Ok((invitee, person))
    }
}

/// What the log says of somebody who takes an invitation.
fn came(invitee: &Invitee, person: &Person, agent: &Agent) -> AuditLine {
    match invitee.line {
        Some((course, _)) => AuditLine::new(AuditKind::MemberCame, person, agent).in_course(course),
        None => AuditLine::new(AuditKind::PersonCame, person, agent),
    }
}

async fn invite_line(
    tx: &mut AnyConnection,
    course: CourseId,
    row: &MemberRow,
    mailed: bool,
    now_unix: Millis,
) -> Result<Secret, StoreError> {
    end_invitation(tx, course, row.id).await?;
    let (name, email) = (row.name.clone(), row.email.clone());
    let invitee = Invitee { name, email, role: ServerRole::Member, line: Some((course, row.id)), mailed };
    Ok(insert(tx, &invitee, now_unix).await?.1)
}

async fn insert(tx: &mut AnyConnection, invitee: &Invitee, now_unix: Millis) -> Result<(Uuid, Secret), StoreError> {
    let (id, token) = (Uuid::new_v4(), Secret::random());
    sqlx::query(
        "INSERT INTO invitations (token_hash, id, course, member, name, email, email_key, role, expires_unix, mailed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(token.digest())
    .bind(id.to_string())
    .bind(invitee.line.map(|(course, _)| course.to_string()))
    .bind(invitee.line.map(|(_, member)| i64::from(member.0)))
    .bind(&invitee.name)
    .bind(&invitee.email)
    .bind(email_key(&invitee.email))
    .bind(server_role_text(invitee.role))
    .bind(millis(now_unix + INVITATION_LIFETIME_MS))
    .bind(i64::from(invitee.mailed))
    .execute(tx)
    .await?;
    Ok((id, token))
}

/// Uses a link up.
async fn take(tx: &mut AnyConnection, token: &str, now_unix: Millis) -> Result<Invitee, StoreError> {
    let course: Option<Option<String>> = sqlx::query_scalar("SELECT course FROM invitations WHERE token_hash = $1")
        .bind(digest(token))
        .fetch_optional(&mut *tx)
        .await?;
    // Everybody who changes a roster takes its lock first.
    if let Some(course) = course.flatten() {
        lock(&mut *tx, ids::course(&course)?).await?;
    }
    let sql = format!("DELETE FROM invitations WHERE token_hash = $1 AND expires_unix > $2 RETURNING {COLUMNS}");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(digest(token)).bind(millis(now_unix)).fetch_optional(tx).await?;
    Ok(ServerInvitation::from_columns(&row.ok_or(StoreError::NotFound)?)?.invitee)
}

/// Makes a person the member whom the invitation means.
async fn join_line(tx: &mut AnyConnection, invitee: &Invitee, person: &Person) -> Result<(), StoreError> {
    let Some((course, member)) = invitee.line else { return Ok(()) };
    let other: Option<i64> = sqlx::query_scalar("SELECT member FROM roster WHERE course = $1 AND person = $2")
        .bind(course.to_string())
        .bind(person.id.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    if other.is_some() {
        return Err(StoreError::OnRoster);
    }
    // Whoever has the line already keeps it.
    let row = line(&mut *tx, course, member).await?;
    let row =
        row.filter(|row| row.state == MemberState::Invited && row.person.is_none()).ok_or(StoreError::NotFound)?;
    update(tx, course, &MemberRow { person: Some(person.id), state: MemberState::Active, ..row }).await?;
    follow_address(tx, course, person.id, &person.email).await
}
