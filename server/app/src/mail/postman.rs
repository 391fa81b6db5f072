//! The task that sends what is in the queue, one mail after the other.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use axum::http::Uri;
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
use protocol::Millis;
use store::{Store, StoreError, TakenMail};
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::{
    backoff::pause_after,
    letter::Letter,
    notice_writing::{self, Sources},
    settings::MailSettings,
    writing::{self, Place, Written},
};
use crate::{clock::TaskClock, ledger::Ledgers};

/// How long the mail server may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);

/// How long one mail may take.
const SENDING: Duration = Duration::from_secs(60);

/// How often the queue is looked at when nothing is known to be due: another server that shares the database may have put
/// something in.
const LOOK: Duration = Duration::from_secs(30);

/// How long a stop waits for the mail that is being sent.
const STOP: Duration = Duration::from_secs(10);

/// The running task.
pub struct Postman {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What the task works with.
struct Round {
    store: Store,
    sources: Sources,
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    first_retry: Duration,
    news: Arc<Notify>,
    clock: TaskClock,
}

/// How an attempt ended.
enum Outcome {
    Sent,
    /// The mail server will not take this mail.
    Refused(String),
    /// It may take it later.
    Later(String),
    /// It was not reached: it would take no other mail either.
    Unreached(String),
}

impl Postman {
    /// Starts the task.
    pub fn start(
        settings: &MailSettings,
        (store, ledgers): (Store, Arc<Ledgers>),
        public_url: &str,
        news: Arc<Notify>,
        clock: TaskClock,
    ) -> anyhow::Result<Self> {
        // An error of the library would repeat parts of the URL, which has a password in it.
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url).ok();
        let server = server.context("the SMTP URL cannot be used")?.timeout(Some(ANSWER)).build();
        let host = public_url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned)).unwrap_or_default();
        let place = Place { public_url: public_url.to_owned(), host };
        let sources = Sources { store: store.clone(), ledgers, place };
        let (from, first_retry) = (settings.from.clone(), settings.first_retry);
        let round = Round { store, sources, server, from, first_retry, news, clock };
        let (stop, stopped) = watch::channel(false);
        Ok(Postman { stop, task: tokio::spawn(round.run(stopped)) })
    }

    /// Finishes the mail that is being sent, and stops. Everything else stays in the queue.
    pub async fn stop(self) {
        // The task may have ended already.
        let _ = self.stop.send(true);
        let abort = self.task.abort_handle();
        if tokio::time::timeout(STOP, self.task).await.is_err() {
            tracing::warn!("a mail was cut off while it was sent");
            abort.abort();
        }
    }
}

impl Round {
    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut set = self.clock.follow();
        while !*stopped.borrow() {
            let pause = match self.send_all(&stopped).await {
                Ok(pause) => pause,
                Err(StoreError::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "mail cannot be taken from the queue; it is tried again");
                    LOOK
                }
            };
            tokio::select! {
                _ = stopped.changed() => return,
                () = self.news.notified() => {}
                Ok(()) = set.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Sends what is due. Returns how long there is nothing to do.
    async fn send_all(&self, stopped: &watch::Receiver<bool>) -> Result<Duration, StoreError> {
        let given_up = self.store.tidy_mails(self.clock.now()).await?;
        if given_up > 0 {
            tracing::warn!(given_up, "mails were not sent in time, or were cut off: see the list of failed mail");
        }
        while !*stopped.borrow() {
            let Some(mail) = self.store.take_due_mail(self.clock.now()).await? else { break };
            if !self.deliver(&mail).await? {
                return Ok(self.first_retry.min(LOOK));
            }
        }
        let due = self.store.next_mail_due().await?;
        Ok(due.map_or(LOOK, |due| Duration::from_millis(due.saturating_sub(self.clock.now()))).min(LOOK))
    }

    /// Tries to send a mail, and notes how that went. Returns whether the mail server was reached.
    async fn deliver(&self, mail: &TakenMail) -> Result<bool, StoreError> {
        let Ok(letter) = serde_json::from_str::<Letter>(&mail.letter) else {
            self.store.give_mail_up(mail.id, "this version cannot read the letter", self.clock.now()).await?;
            return Ok(true);
        };
        let kind = letter.kind();
        let written = match self.write(&letter, &mail.recipient).await {
            Ok(Some(written)) => written,
            Ok(None) => {
                self.store.drop_mail(mail.id).await?;
                return Ok(true);
            }
            Err(error) => {
                self.store
                    .retry_mail(mail.id, self.clock.now() + millis(self.first_retry), "it could not be written")
                    .await?;
                return Err(error);
            }
        };
        let outcome = self.attempt(mail, &written).await;
        match &outcome {
            Outcome::Sent => {
                tracing::info!(?kind, "a mail was sent");
                self.store.mail_was_sent(mail.id, self.clock.now()).await?;
            }
            Outcome::Refused(error) => {
                tracing::warn!(?kind, %error, "a mail was refused");
                self.store.give_mail_up(mail.id, error, self.clock.now()).await?;
            }
            Outcome::Later(error) | Outcome::Unreached(error) => {
                tracing::warn!(?kind, %error, "a mail could not be sent now");
                match pause_after(mail.attempts, self.first_retry) {
                    Some(pause) => self.store.retry_mail(mail.id, self.clock.now() + millis(pause), error).await?,
                    None => self.store.give_mail_up(mail.id, error, self.clock.now()).await?,
                }
            }
        }
        Ok(!matches!(outcome, Outcome::Unreached(_)))
    }

    async fn write(&self, letter: &Letter, to: &str) -> Result<Option<Written>, StoreError> {
        match letter {
            Letter::Essential(letter) => {
                writing::write(&self.store, &self.sources.place, letter, to, self.clock.now()).await
            }
            Letter::Notice(notice) => notice_writing::write(&self.sources, notice, to, self.clock.now()).await,
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

fn millis(time: Duration) -> Millis {
    Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX)
}
