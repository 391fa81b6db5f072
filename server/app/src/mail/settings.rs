//! What the operator says of mail.

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::Uri;
use lettre::message::Mailbox;

/// How mail is sent.
#[derive(Clone)]
pub struct MailSettings {
    /// The URL of the mail server, which may have a password in it.
    pub url: String,
    /// From whom mail is.
    pub from: Mailbox,
    /// The time between the first attempt and the second.
    pub first_retry: Duration,
}

/// The first pause: mail servers that grey-list newcomers, or restart, are there within seconds to minutes.
const FIRST_RETRY: Duration = Duration::from_secs(15);

/// `Debug` does not print the URL.
impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

impl MailSettings {
    /// Reads what the operator says. Errors name no URL, because of its password.
    pub fn read(url: String, from: &str) -> anyhow::Result<Self> {
        let parsed: Uri =
            url.parse().ok().context("the SMTP URL is none: it should be like smtps://USER:PASSWORD@HOST")?;
        let (scheme, host) = (parsed.scheme_str().unwrap_or_default(), parsed.host().unwrap_or_default());
        ensure!(
            matches!(scheme, "smtp" | "smtps") && !host.is_empty(),
            "the SMTP URL must be like smtps://USER:PASSWORD@HOST or smtp://HOST?tls=required"
        );
        let encrypted = scheme == "smtps" || parsed.query() == Some("tls=required");
        let has_password = parsed.authority().is_some_and(|authority| authority.as_str().contains('@'));
        ensure!(
            encrypted || !has_password || is_this_machine(host),
            "the SMTP URL would send its password unencrypted: use smtps://, or add ?tls=required"
        );
        let from = from.parse().with_context(|| {
            format!("{from:?} is no sender of mail: it should be like Meridian <class@example.org>")
        })?;
        Ok(MailSettings { url, from, first_retry: FIRST_RETRY })
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_over_no_open_line_and_into_no_message() {
        let read = |url: &str| MailSettings::read(url.to_owned(), "Meridian <class@school.example>");
        for good in [
            "smtps://class:secret@mail.example",
            "smtps://class%40x:secret@mail.example:465",
            "smtp://class:secret@mail.example:587?tls=required",
            "smtp://mail.example",
            "smtp://class:secret@localhost:25",
            "smtp://127.0.0.1:2525",
        ] {
            let settings = read(good).expect(good);
            assert!(!format!("{settings:?}").contains("secret"), "{settings:?}");
        }
        for bad in [
            "",
            "mail.example",
            "http://class:secret@mail.example",
            "smtp://class:secret@mail.example",
            "smtp://class:secret@mail.example?tls=opportunistic",
            "smtps://",
            "smtps://class:se cret@mail.example",
        ] {
            let error = format!("{:#}", read(bad).unwrap_err());
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(MailSettings::read("smtp://localhost".into(), "Meridian").is_err());
    }
}
