//! Which notices people want, and when; and the links by which they stop a kind of them.

use protocol::{
    Millis, NoticeKind,
    notices::{NoticeSettings, QuietHours},
};
use sqlx::Row;

use crate::{
    Store,
    columns::millis,
    error::StoreError,
    ids,
    notices::kind_text,
    people::PersonId,
    secret::{Secret, digest},
};

/// How long a link that stops notices works: longer than most people keep mail unread.
const LINK_KEPT_MS: Millis = 180 * 24 * 3_600_000;

impl Store {
    /// What a person says of notices.
    pub async fn notice_settings(&self, person: PersonId) -> Result<NoticeSettings, StoreError> {
        let row = sqlx::query("SELECT quiet_from, quiet_until, strict FROM notice_settings WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        let ways: Vec<(String, i64, i64)> =
            sqlx::query_as("SELECT kind, mail, push FROM notice_ways WHERE person = $1")
                .bind(person.to_string())
                .fetch_all(&self.db.reader)
                .await?;
        let mut settings = NoticeSettings::default();
        for kind in NoticeKind::ALL {
            let Some((_, mail, push)) = ways.iter().find(|(text, ..)| text == kind_text(kind)) else { continue };
            settings.off.extend((*mail == 0).then_some(kind));
            settings.push_off.extend((*push == 0).then_some(kind));
        }
        if let Some(row) = row {
            let (from, until): (Option<String>, Option<String>) =
                (row.try_get("quiet_from")?, row.try_get("quiet_until")?);
            settings.quiet = from.zip(until).map(|(from, until)| QuietHours { from, until });
            settings.strict = row.try_get::<i64, _>("strict")? != 0;
        }
        Ok(settings)
    }

    /// Changes what a person says of notices.
    pub async fn set_notice_settings(&self, person: PersonId, settings: &NoticeSettings) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "INSERT INTO notice_settings (person, quiet_from, quiet_until, strict) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person) DO UPDATE
             SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, strict = excluded.strict",
        )
        .bind(person.to_string())
        .bind(settings.quiet.as_ref().map(|quiet| &quiet.from))
        .bind(settings.quiet.as_ref().map(|quiet| &quiet.until))
        .bind(i64::from(settings.strict))
        .execute(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM notice_ways WHERE person = $1").bind(person.to_string()).execute(&mut *tx).await?;
        for kind in NoticeKind::ALL {
            let (mail, push) = (!settings.off.contains(&kind), !settings.push_off.contains(&kind));
            if mail && push {
                continue;
            }
            sqlx::query("INSERT INTO notice_ways (person, kind, mail, push) VALUES ($1, $2, $3, $4)")
                .bind(person.to_string())
                .bind(kind_text(kind))
                .bind(i64::from(mail))
                .bind(i64::from(push))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Makes a link that stops mails of a kind for a person; `None` where they do not want them any more.
    pub async fn make_unsubscribe_link(
        &self,
        person: PersonId,
        kind: NoticeKind,
        now_unix: Millis,
    ) -> Result<Option<Secret>, StoreError> {
        let secret = Secret::random();
        let made = sqlx::query(
            "INSERT INTO unsubscribe_links (secret_hash, person, kind, made_unix)
             SELECT $1, id, $3, $4 FROM people
             WHERE id = $2 AND NOT EXISTS (SELECT 1 FROM notice_ways WHERE person = $2 AND kind = $3 AND mail = 0)",
        )
        .bind(secret.digest())
        .bind(person.to_string())
        .bind(kind_text(kind))
        .bind(millis(now_unix))
        .execute(&self.db.writer)
        .await?;
        Ok((made.rows_affected() == 1).then_some(secret))
    }

    /// Stops mails by the secret of a link, also when they are stopped already; returns of which kind. The link goes on to
    /// work: mail programs may use it twice.
    pub async fn unsubscribe(&self, secret: &str, now_unix: Millis) -> Result<Option<NoticeKind>, StoreError> {
        let row = sqlx::query("SELECT person, kind FROM unsubscribe_links WHERE secret_hash = $1 AND made_unix > $2")
            .bind(digest(secret))
            .bind(millis(now_unix.saturating_sub(LINK_KEPT_MS)))
            .fetch_optional(&self.db.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (person, text): (String, String) = (row.try_get("person")?, row.try_get("kind")?);
        let Some(kind) = NoticeKind::ALL.into_iter().find(|kind| kind_text(*kind) == text) else { return Ok(None) };
        sqlx::query(
            "INSERT INTO notice_ways (person, kind, mail, push) VALUES ($1, $2, 0, 1)
             ON CONFLICT (person, kind) DO UPDATE SET mail = 0",
        )
        .bind(ids::person(&person)?.to_string())
        .bind(text)
        .execute(&self.db.writer)
        .await?;
        Ok(Some(kind))
    }

    /// Forgets links that work no more.
    pub async fn tidy_unsubscribe_links(&self, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM unsubscribe_links WHERE made_unix <= $1")
            .bind(millis(now_unix.saturating_sub(LINK_KEPT_MS)))
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}
