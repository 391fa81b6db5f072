//! Mails on their way: what is to be sent, what was sent, and what could not be.
//!
//! A mail is taken by one server, which sends it and says how that went. What a server was sending when it was killed may have
//! arrived: it is not sent again, and is told to the owner as failed.

use protocol::{
    Millis,
    limits::{MAILS_OF_ADDRESS, MAILS_OF_ADDRESS_MS, MAILS_WAITING},
};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, placeholders, unsigned},
    error::StoreError,
    people::{email_key, find_by_email},
};

/// Mails that one statement writes: the databases bind some ten thousand values.
pub(crate) const ROWS_OF_STATEMENT: usize = 100;

/// What a letter says, in bytes of JSON: identities, a few names and a title.
const LETTER_BYTES: usize = 4 * 1024;

/// The error of a failed attempt, in bytes: a mail server's answer may be a page.
const ERROR_BYTES: usize = 500;

/// An attempt that takes longer was cut off: sending has a limit of half of this.
const INTERRUPTED_MS: Millis = 120_000;

/// How long it is remembered that a mail was sent.
const SENT_KEPT_MS: Millis = 7 * 24 * 3_600_000;

/// How long the owner sees that a mail could not be sent.
const FAILED_KEPT_MS: Millis = 30 * 24 * 3_600_000;

/// How something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By mail, to an address.
    Mail,
    /// By push, to a device.
    Push,
}

impl Way {
    fn text(self) -> &'static str {
        match self {
            Way::Mail => "mail",
            Way::Push => "push",
        }
    }
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Names what is sent once: another mail with the same key is not taken.
    pub key: String,
    /// The address.
    pub recipient: String,
    /// What it says, as JSON without any secret.
    pub letter: String,
    /// From then on it is not sent any more.
    pub useless_unix: Millis,
}

/// Whose turn it is: what somebody waits for goes before what nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Somebody asked for it.
    Asked = 0,
    /// A notice. It does not count for [`MAILS_OF_ADDRESS`], so that nobody's links are held up by notices.
    Notice = 1,
}

/// A mail that was taken to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMail {
    /// Its identity, which lasts over all attempts.
    pub id: Uuid,
    /// The address, or the device.
    pub recipient: String,
    /// What it says.
    pub letter: String,
    /// From then on it is of no use.
    pub useless_unix: Millis,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

/// A mail that is not tried any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadMail {
    /// The mail as it was taken last.
    pub mail: TakenMail,
    /// Since when it is not tried.
    pub failed_unix: Millis,
    /// Why.
    pub error: String,
}

impl TakenMail {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let id: String = row.try_get("id")?;
        Ok(TakenMail {
            id: id.parse().map_err(|_| StoreError::Corrupt("mail id"))?,
            recipient: row.try_get("recipient")?,
            letter: row.try_get("letter")?,
            useless_unix: unsigned(row.try_get("useless_unix")?),
            attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
        })
    }
}

impl Store {
    /// Takes mails into the queue, all or none. Those whose key is known already, and those to an address that got
    /// [`MAILS_OF_ADDRESS`] lately, are left out; returns how many were taken. [`StoreError::Full`] when [`MAILS_WAITING`] wait.
    pub async fn queue_mails(&self, mails: &[NewMail], now_unix: Millis) -> Result<usize, StoreError> {
        self.queue(mails, None, now_unix).await
    }

    /// Takes mails into the queue as [`queue_mails`](Self::queue_mails) does, with a line of the log.
    pub async fn queue_noted_mails(
        &self,
        mails: &[NewMail],
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<usize, StoreError> {
        self.queue(mails, Some(line), now_unix).await
    }

    async fn queue(&self, mails: &[NewMail], line: Option<&AuditLine>, now_unix: Millis) -> Result<usize, StoreError> {
        let mut tx = self.db.begin().await?;
        let taken = take_in(&mut tx, mails, now_unix).await?;
        if let Some(line) = line {
            audit::insert(&mut tx, line, now_unix).await?;
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// Takes a mail that is due, to be sent now: of those, the one that is useless first. No other caller gets it meanwhile.
    pub async fn take_due_mail(&self, way: Way, now_unix: Millis) -> Result<Option<TakenMail>, StoreError> {
        loop {
            let next: Option<String> = sqlx::query_scalar(
                "SELECT id FROM mails WHERE state = 'waiting' AND way = $2 AND moment_unix <= $1 AND useless_unix > $1
                 ORDER BY turn, useless_unix, created_unix LIMIT 1",
            )
            .bind(millis(now_unix))
            .bind(way.text())
            .fetch_optional(&self.db.reader)
            .await?;
            let Some(next) = next else { return Ok(None) };
            let row = sqlx::query(
                "UPDATE mails SET state = 'sending', attempts = attempts + 1, moment_unix = $2
                 WHERE id = $1 AND state = 'waiting' RETURNING id, recipient, letter, useless_unix, attempts",
            )
            .bind(next)
            .bind(millis(now_unix))
            .fetch_optional(&self.db.writer)
            .await?;
            // Otherwise another server has taken it.
            if let Some(row) = row {
                return Ok(Some(TakenMail::from_columns(&row)?));
            }
        }
    }

    /// When the next one that goes this way is due; `None` when none waits.
    pub async fn next_mail_due(&self, way: Way) -> Result<Option<Millis>, StoreError> {
        let next: Option<i64> =
            sqlx::query_scalar("SELECT MIN(moment_unix) FROM mails WHERE state = 'waiting' AND way = $1")
                .bind(way.text())
                .fetch_one(&self.db.reader)
                .await?;
        Ok(next.map(unsigned))
    }

    /// Notes that a mail was sent.
    pub async fn mail_was_sent(&self, id: Uuid, now_unix: Millis) -> Result<(), StoreError> {
        self.end_attempt(id, "sent", now_unix, "").await
    }

    /// Puts a mail back into the queue, to be tried again later.
    pub async fn retry_mail(&self, id: Uuid, due_unix: Millis, error: &str) -> Result<(), StoreError> {
        self.end_attempt(id, "waiting", due_unix, error).await
    }

    /// Gives a mail up.
    pub async fn give_mail_up(&self, id: Uuid, error: &str, now_unix: Millis) -> Result<(), StoreError> {
        self.end_attempt(id, "failed", now_unix, error).await
    }

    /// Takes a mail out of the queue that says nothing new any more.
    pub async fn drop_mail(&self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mails WHERE id = $1").bind(id.to_string()).execute(&self.db.writer).await?;
        Ok(())
    }

    async fn end_attempt(&self, id: Uuid, state: &str, moment: Millis, error: &str) -> Result<(), StoreError> {
        let error = &error[..error.floor_char_boundary(ERROR_BYTES)];
        sqlx::query("UPDATE mails SET state = $2, moment_unix = $3, error = $4 WHERE id = $1 AND state = 'sending'")
            .bind(id.to_string())
            .bind(state)
            .bind(millis(moment))
            .bind(error.replace('\0', ""))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }

    /// Forgets pushes that would come too late, that could not be sent, or that a server was sending when it was cut off: they are notices, of
    /// which nobody asks what has become of them.
    async fn tidy_pushes(&self, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM mails WHERE way = 'push' AND (state = 'failed' OR (state = 'waiting' AND useless_unix <= $1)
             OR (state = 'sending' AND moment_unix <= $2))",
        )
        .bind(millis(now_unix))
        .bind(millis(now_unix.saturating_sub(INTERRUPTED_MS)))
        .execute(&self.db.writer)
        .await?;
        Ok(())
    }

    /// Gives up what would come too late, and what a server was sending when it was cut off; forgets what was sent or given up
    /// a while ago, and links that work no more. Returns how many were given up.
    pub async fn tidy_mails(&self, now_unix: Millis) -> Result<u64, StoreError> {
        self.tidy_pushes(now_unix).await?;
        let ago = |time: Millis| millis(now_unix.saturating_sub(time));
        let late = sqlx::query(
            "UPDATE mails SET state = 'failed', moment_unix = $1, error = 'too late to be sent. ' || error
             WHERE state = 'waiting' AND useless_unix <= $1",
        )
        .bind(millis(now_unix))
        .execute(&self.db.writer)
        .await?;
        let cut_off = sqlx::query(
            "UPDATE mails SET state = 'failed', moment_unix = $1,
                              error = 'the server was cut off while it sent this: it may have arrived'
             WHERE state = 'sending' AND moment_unix <= $2",
        )
        .bind(millis(now_unix))
        .bind(ago(INTERRUPTED_MS))
        .execute(&self.db.writer)
        .await?;
        sqlx::query(
            "DELETE FROM mails WHERE (state = 'sent' AND moment_unix <= $1) OR (state = 'failed' AND moment_unix <= $2)",
        )
        .bind(ago(SENT_KEPT_MS))
        .bind(ago(FAILED_KEPT_MS))
        .execute(&self.db.writer)
        .await?;
        sqlx::query("DELETE FROM mail_links WHERE expires_unix <= $1")
            .bind(millis(now_unix))
            .execute(&self.db.writer)
            .await?;
        Ok(late.rows_affected() + cut_off.rows_affected())
    }

    /// Mails that are not tried any more, the latest first, at most so many.
    pub async fn dead_mails(&self, most: usize) -> Result<Vec<DeadMail>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, recipient, letter, useless_unix, attempts, moment_unix, error FROM mails
             WHERE state = 'failed' AND way = 'mail'
             ORDER BY moment_unix DESC, id LIMIT $1",
        )
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.db.reader)
        .await?;
        let dead = |row: &AnyRow| {
            Ok(DeadMail {
                mail: TakenMail::from_columns(row)?,
                failed_unix: unsigned(row.try_get("moment_unix")?),
                error: row.try_get("error")?,
            })
        };
        rows.iter().map(dead).collect()
    }
}

/// What an owner can do about mails that are not tried any more.
impl Store {
    /// Puts a mail that is not tried any more back into the queue, as if it had never been tried. Returns `false` where there is none,
    /// or it would be of no use any more. `line` is told what the mail says; the log names who has its address.
    pub async fn retry_dead_mail(
        &self,
        id: Uuid,
        line: impl FnOnce(&str) -> AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let mail: Option<(String, String)> = sqlx::query_as(
            "UPDATE mails SET state = 'waiting', attempts = 0, moment_unix = $2, error = ''
             WHERE id = $1 AND state = 'failed' AND way = 'mail' AND useless_unix > $2 RETURNING recipient, letter",
        )
        .bind(id.to_string())
        .bind(millis(now_unix))
        .fetch_optional(&mut *tx)
        .await?;
        commit_with_line(tx, mail, line, now_unix).await
    }

    /// Forgets a mail that is not tried any more. Returns `false` where there is none.
    pub async fn forget_dead_mail(
        &self,
        id: Uuid,
        line: impl FnOnce(&str) -> AuditLine,
        now_unix: Millis,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let mail: Option<(String, String)> =
            sqlx::query_as("DELETE FROM mails WHERE id = $1 AND state = 'failed' RETURNING recipient, letter")
                .bind(id.to_string())
                .fetch_optional(&mut *tx)
                .await?;
        commit_with_line(tx, mail, line, now_unix).await
    }
}

/// Ends what was done about a mail (its address, and what it says), with its line in the log. Returns `false` where there was none.
async fn commit_with_line(
    mut tx: Transaction<'static, Any>,
    mail: Option<(String, String)>,
    line: impl FnOnce(&str) -> AuditLine,
    now_unix: Millis,
) -> Result<bool, StoreError> {
    let Some((recipient, letter)) = mail else { return Ok(false) };
    let line = match find_by_email(&mut *tx, &recipient).await? {
        Some(person) => line(&letter).to(Some(person.id), &person.name),
        None => line(&letter),
    };
    audit::commit(tx, true, &line, now_unix).await
}

/// Takes mails into the queue, as [`Store::queue_mails`] says.
pub(crate) async fn take_in(tx: &mut AnyConnection, mails: &[NewMail], now_unix: Millis) -> Result<usize, StoreError> {
    room_for(&mut *tx, Way::Mail, mails.len(), MAILS_WAITING).await?;
    let mut taken = 0;
    for mail in mails {
        let lately: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM mails WHERE recipient_key = $1 AND created_unix > $2 AND turn = 0",
        )
        .bind(email_key(&mail.recipient))
        .bind(millis(now_unix.saturating_sub(MAILS_OF_ADDRESS_MS)))
        .fetch_one(&mut *tx)
        .await?;
        if unsigned(lately) < MAILS_OF_ADDRESS as u64 {
            taken += usize::from(insert(&mut *tx, mail, now_unix).await?);
        }
    }
    Ok(taken)
}

/// Refuses what would be more than so many that wait to go this way ([`StoreError::Full`]).
pub(crate) async fn room_for(tx: &mut AnyConnection, way: Way, more: usize, most: usize) -> Result<(), StoreError> {
    let waiting: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM mails WHERE state = 'waiting' AND way = $1")
        .bind(way.text())
        .fetch_one(tx)
        .await?;
    if unsigned(waiting) as usize + more > most { Err(StoreError::Full) } else { Ok(()) }
}

/// Puts a mail into the queue that somebody asked for, unless its key is known. It waits from the transaction on that it belongs
/// to.
pub(crate) async fn insert(tx: &mut AnyConnection, mail: &NewMail, now_unix: Millis) -> Result<bool, StoreError> {
    Ok(insert_all(tx, Way::Mail, &[(mail, now_unix)], Turn::Asked, now_unix).await? == 1)
}

/// Puts mails into the queue, each with the moment from which on it is sent, as far as their keys are not known; returns how many
/// were new. One statement writes them: at most [`ROWS_OF_STATEMENT`].
pub(crate) async fn insert_all(
    tx: &mut AnyConnection,
    way: Way,
    mails: &[(&NewMail, Millis)],
    turn: Turn,
    now_unix: Millis,
) -> Result<u64, StoreError> {
    if mails.iter().any(|(mail, _)| mail.letter.len() > LETTER_BYTES) {
        return Err(StoreError::Corrupt("letter: it is too long"));
    }
    let sql = format!(
        "INSERT INTO mails (id, send_key, recipient, recipient_key, letter, state, attempts, created_unix, moment_unix,
                            useless_unix, error, turn, way)
         VALUES {} ON CONFLICT DO NOTHING",
        placeholders(mails.len(), 13)
    );
    let mut insert = sqlx::query(AssertSqlSafe(sql));
    for (mail, due_unix) in mails {
        insert = insert
            .bind(Uuid::new_v4().to_string())
            .bind(&mail.key)
            .bind(mail.recipient.trim())
            .bind(email_key(&mail.recipient))
            .bind(&mail.letter)
            .bind("waiting")
            .bind(0_i64)
            .bind(millis(now_unix))
            .bind(millis(*due_unix))
            .bind(millis(mail.useless_unix))
            .bind("")
            .bind(turn as i64)
            .bind(way.text());
    }
    Ok(insert.execute(tx).await?.rows_affected())
}
