//! Carries mail to the operator's mail server, one after the other.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        response::{Category, Severity},
    },
};
use store::{StoreError, TakenMail, Way};

use super::{
    letter::Letter,
    notice_writing::{self, Sources},
    postman::{Carrier, Outcome},
    settings::MailSettings,
    writing::{self, Written},
};
use crate::clock::TaskClock;

/// How long the mail server may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);

/// How long one mail may take.
const SENDING: Duration = Duration::from_secs(60);

/// What it works with.
pub struct Smtp {
    sources: Arc<Sources>,
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    clock: TaskClock,
}

impl Smtp {
    /// Reads the settings.
    pub fn new(settings: &MailSettings, sources: Arc<Sources>, clock: TaskClock) -> anyhow::Result<Self> {
        // An error of the library would repeat parts of the URL, which has a password in it.
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url).ok();
        let server = server.context("the SMTP URL cannot be used")?.timeout(Some(ANSWER)).build();
        Ok(Smtp { sources, server, from: settings.from.clone(), clock })
    }

    async fn write(&self, letter: &Letter, to: &str) -> Result<Option<Written>, StoreError> {
        let (sources, now) = (&self.sources, self.clock.now());
        match letter {
            Letter::Essential(letter) => writing::write(&sources.store, &sources.place, letter, to, now).await,
            Letter::Notice(notice) => notice_writing::write(sources, notice, to, now).await,
        }
    }
    async fn attempt(&self, mail: &TakenMail, written: &Written) -> Outcome {
        let message = match self.message(mail, written) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        };
        // A mail server may repeat a part of what it refuses.
        let told = |error: smtp::Error| match &written.secret {
            Some(secret) => error.to_string().replace(secret.reveal(), "…"),
            None => error.to_string(),
        };
        match tokio::time::timeout(SENDING, self.server.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) if is_for_good(&error) => Outcome::Refused(told(error)),
            Ok(Err(error)) if error.status().is_some() => Outcome::Later(told(error)),
            Ok(Err(error)) => Outcome::Unreached(told(error)),
            Err(_) => Outcome::Unreached("the mail server took too long".into()),
        }
    }

    fn message(&self, mail: &TakenMail, Written { draft, stop, .. }: &Written) -> anyhow::Result<Message> {
        let to = mail.recipient.parse().context("this is no address of mail")?;
        // Whoever gets it twice, because a connection broke at the wrong moment, can see that it is one.
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        // No answers of machines to machines (RFC 3834).
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
        let header = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&draft.subject)
            .message_id(Some(id))
            .raw_header(automatic);
        if let Some(link) = stop {
            // One click in the mail program (RFC 8058).
            message = message
                .raw_header(header("List-Unsubscribe", format!("<{link}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let message = message.multipart(MultiPart::alternative_plain_html(draft.text.clone(), draft.html.clone()));
        message.context("this cannot be written as mail")
    }
}

/// Whether the mail server refuses this mail for good. When it refuses this server (the codes 53x: a wrong password), the
/// operator can mend that, and the mail waits.
fn is_for_good(error: &smtp::Error) -> bool {
    let code = error.status();
    code.is_some_and(|code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category != Category::Unspecified3
    })
}

impl Carrier for Smtp {
    const WAY: Way = Way::Mail;
    const AT_ONCE: usize = 1;

    async fn carry(&self, mail: &TakenMail, letter: &Letter) -> Result<Outcome, StoreError> {
        match self.write(letter, &mail.recipient).await? {
            Some(written) => Ok(self.attempt(mail, &written).await),
            None => Ok(Outcome::Dropped),
        }
    }
}
