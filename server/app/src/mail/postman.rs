//! The task that sends what is in the queue, as whoever carries it can.

use std::{future::Future, sync::Arc, time::Duration};

use protocol::Millis;
use store::{Store, StoreError, TakenMail, Way};
use tokio::{
    sync::{Notify, watch},
    task::{JoinHandle, JoinSet},
};

use super::{backoff::pause_after, letter::Letter};
use crate::clock::TaskClock;

/// How often the queue is looked at when nothing is known to be due: another server that shares the database may have put
/// something in.
const LOOK: Duration = Duration::from_secs(30);

/// How long a stop waits for what is being sent.
const STOP: Duration = Duration::from_secs(10);

/// Carries what was taken from the queue to where it goes.
pub trait Carrier: Send + Sync + 'static {
    /// What it carries.
    const WAY: Way;

    /// How many it carries at a time.
    const AT_ONCE: usize;

    /// Writes a letter by what is true now, and tries to deliver it.
    fn carry(&self, mail: &TakenMail, letter: &Letter) -> impl Future<Output = Result<Outcome, StoreError>> + Send;
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Sent,
    /// It would say nothing new any more, or there is nobody to whom it could go.
    Dropped,
    /// It will not be taken.
    Refused(String),
    /// It may be taken later.
    Later(String),
    /// Nobody was reached who takes it: no other would be taken either.
    Unreached(String),
}

/// The running task.
pub struct Postman {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What the task works with.
struct Round<C> {
    store: Store,
    carrier: C,
    first_retry: Duration,
    news: Arc<Notify>,
    clock: TaskClock,
}

impl Postman {
    /// Starts the task. `news`: something was put into the queue. `first_retry`: the first pause after which something is tried again.
    pub fn start(
        carrier: impl Carrier,
        store: Store,
        first_retry: Duration,
        news: Arc<Notify>,
        clock: TaskClock,
    ) -> Self {
        let round = Arc::new(Round { store, carrier, first_retry, news, clock });
        let (stop, stopped) = watch::channel(false);
        Postman { stop, task: tokio::spawn(round.run(stopped)) }
    }

    /// Finishes what is being sent, and stops. Everything else stays in the queue.
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

impl<C: Carrier> Round<C> {
    async fn run(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
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
    async fn send_all(self: &Arc<Self>, stopped: &watch::Receiver<bool>) -> Result<Duration, StoreError> {
        let given_up = self.store.tidy_mails(self.clock.now()).await?;
        if given_up > 0 {
            tracing::warn!(given_up, "mails were not sent in time, or were cut off: see the list of failed mail");
        }
        let (mut under_way, mut reached) = (JoinSet::new(), true);
        loop {
            while reached && !*stopped.borrow() && under_way.len() < C::AT_ONCE {
                let Some(mail) = self.store.take_due_mail(C::WAY, self.clock.now()).await? else { break };
                let round = Arc::clone(self);
                under_way.spawn(async move { round.deliver(&mail).await });
            }
            let Some(delivered) = under_way.join_next().await else { break };
            // Whoever panicked has left a mail that is given up as cut off.
            reached &= delivered.unwrap_or(Ok(true))?;
        }
        if !reached {
            return Ok(self.first_retry.min(LOOK));
        }
        let due = self.store.next_mail_due(C::WAY).await?;
        Ok(due.map_or(LOOK, |due| Duration::from_millis(due.saturating_sub(self.clock.now()))).min(LOOK))
    }

    /// Tries to deliver a mail, and notes how that went. Returns whether somebody was reached who takes mails.
    async fn deliver(&self, mail: &TakenMail) -> Result<bool, StoreError> {
        let Ok(letter) = serde_json::from_str::<Letter>(&mail.letter) else {
            self.store.give_mail_up(mail.id, "this version cannot read the letter", self.clock.now()).await?;
            return Ok(true);
        };
        let (kind, way) = (letter.kind(), C::WAY);
        let outcome = match self.carrier.carry(mail, &letter).await {
            Ok(outcome) => outcome,
            Err(error) => {
                let due = self.clock.now() + millis(self.first_retry);
                self.store.retry_mail(mail.id, due, "it could not be written").await?;
                return Err(error);
            }
        };
        match &outcome {
            Outcome::Sent => {
                tracing::info!(?kind, ?way, "a mail was sent");
                self.store.mail_was_sent(mail.id, self.clock.now()).await?;
            }
            Outcome::Dropped => self.store.drop_mail(mail.id).await?,
            Outcome::Refused(error) => {
                tracing::warn!(?kind, ?way, %error, "a mail was refused");
                self.store.give_mail_up(mail.id, error, self.clock.now()).await?;
            }
            Outcome::Later(error) | Outcome::Unreached(error) => {
                tracing::warn!(?kind, ?way, %error, "a mail could not be sent now");
                match pause_after(mail.attempts, self.first_retry) {
                    Some(pause) => self.store.retry_mail(mail.id, self.clock.now() + millis(pause), error).await?,
                    None => self.store.give_mail_up(mail.id, error, self.clock.now()).await?,
                }
            }
        }
        Ok(!matches!(outcome, Outcome::Unreached(_)))
    }
}

fn millis(time: Duration) -> Millis {
    Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX)
}
