//! Mail: what is sent, to whom, and when.
//!
//! Whoever wants to send something makes an [`Essential`] letter of it, which goes into the store's queue. One task, the
//! [`Postman`], takes letters from there, draws the tokens of their links, sends them, and tries again what could not be
//! sent. So the database never has the secret of a link that is on its way.
//!
//! - [`settings`]: what the operator says. [`letter`]: what there is to say, and [`notice`]: what there is to say to whoever did not
//!   ask; [`notice_writing`] writes that for its [`reader`], [`when`] with its time. [`texts`]: in which words, of the [`catalogue`] of
//!   its reader's language. [`draft`]: text and HTML
//!   of it. [`backoff`]: when an attempt follows another. [`writing`]: with which link.
//!   [`postman`]: the task, and [`smtp`] by which it sends mail. [`asking`]: links that strangers ask for.

pub mod asking;
pub mod backoff;
pub mod catalogue;
pub mod draft;
pub mod letter;
pub mod notice;
pub mod notice_writing;
pub mod postman;
pub mod reader;
pub mod settings;
pub mod smtp;
pub mod texts;
pub mod when;
pub mod writing;

use std::sync::Arc;

use protocol::{ErrorCode, Millis};
use store::{AuditLine, Person, Store, StoreError};
use tokio::sync::Notify;

use asking::{Ask, Asks};
use letter::Essential;
use notice_writing::Sources;
use postman::Postman;
use settings::MailSettings;
use smtp::Smtp;

use crate::clock::TaskClock;

/// Where request handlers hand in what is to be sent. All clones stand for the same.
#[derive(Clone, Default)]
pub struct Mail(Option<Arc<Desk>>);

/// The mail of a server that sends some.
struct Desk {
    store: Store,
    asks: Asks,
    /// Something was handed in.
    news: Arc<Notify>,
}

/// Starts the mail, if the operator has said how it is sent; else nothing can be handed in.
pub fn start(
    settings: Option<&MailSettings>,
    sources: &Arc<Sources>,
    clock: &TaskClock,
) -> anyhow::Result<(Mail, Option<Postman>)> {
    let Some(settings) = settings else { return Ok((Mail::default(), None)) };
    let news = Arc::<Notify>::default();
    let store = sources.store.clone();
    let smtp = Smtp::new(settings, Arc::clone(sources), clock.clone())?;
    let postman = Postman::start(smtp, store.clone(), settings.first_retry, Arc::clone(&news), clock.clone());
    let asks = asking::start(store.clone(), Arc::clone(&news));
    Ok((Mail(Some(Arc::new(Desk { store, asks, news }))), Some(postman)))
}

impl Mail {
    /// Whether this server sends mail.
    pub fn is_available(&self) -> bool {
        self.0.is_some()
    }

    /// Refuses where this server sends no mail.
    pub fn must_be_available(&self) -> Result<(), ErrorCode> {
        self.0.as_ref().map(|_| ()).ok_or(ErrorCode::MailUnavailable)
    }

    /// Hands letters in, each with its address. Nothing happens where this server sends no mail.
    pub async fn send(&self, letters: &[(Essential, String)], now_unix: Millis) -> Result<(), StoreError> {
        let Some(desk) = &self.0 else { return Ok(()) };
        let mails: Vec<_> = letters.iter().map(|(letter, to)| letter.to_mail(to, now_unix)).collect();
        desk.store.queue_mails(&mails, now_unix).await?;
        desk.news.notify_one();
        Ok(())
    }

    /// Hands in the letter that confirms an address for a person. What was handed in to confirm another one for them is void.
    pub async fn confirm_address(&self, person: &Person, email: &str, now_unix: Millis) -> Result<(), StoreError> {
        let Some(desk) = &self.0 else { return Ok(()) };
        let mail = Essential::confirm_address(person).to_mail(email, now_unix);
        let former = Essential::confirmations_of(person.id.0);
        desk.store.queue_confirmation(&mail, person.id, &former, now_unix).await?;
        desk.news.notify_one();
        Ok(())
    }

    /// Hands letters in as [`send`](Self::send) does, with a line of the log.
    pub async fn send_noted(
        &self,
        letters: &[(Essential, String)],
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let Some(desk) = &self.0 else { return Ok(()) };
        let mails: Vec<_> = letters.iter().map(|(letter, to)| letter.to_mail(to, now_unix)).collect();
        desk.store.queue_noted_mails(&mails, line, now_unix).await?;
        desk.news.notify_one();
        Ok(())
    }

    /// Sends whoever has made an account the link that confirms its address. The account is there also when that fails: its page
    /// sends another one.
    pub async fn welcome(&self, person: &Person, now_unix: Millis) {
        if person.email_confirmed {
            return;
        }
        if let Err(error) = self.confirm_address(person, &person.email, now_unix).await {
            tracing::warn!(%error, "the link that confirms an address could not be queued");
        }
    }

    /// Tells a person what was done to their account, or what they asked for, by their address if it is confirmed. It is done also when that fails.
    pub async fn tell(&self, person: &Person, letter: Essential, now_unix: Millis) {
        if !person.email_confirmed {
            return;
        }
        if let Err(error) = self.send(&[(letter, person.email.clone())], now_unix).await {
            tracing::warn!(%error, "the word that an account was changed could not be queued");
        }
    }

    /// Tells the task that there is something in the queue.
    pub fn wake(&self) {
        if let Some(desk) = &self.0 {
            desk.news.notify_one();
        }
    }

    /// Hands in that somebody, whoever it is, asks for a link. It returns at once, and says nothing of whether there is such an
    /// account.
    pub fn ask(&self, ask: Ask) -> Result<(), ErrorCode> {
        self.0.as_ref().ok_or(ErrorCode::MailUnavailable)?.asks.hand_in(ask)
    }
}
