//! Links for which anybody can ask, by typing an address.
//!
//! The request is answered before anybody has looked whether there is such an account: so answers are equal, and take equally
//! long.

use std::sync::Arc;

use protocol::{ErrorCode, Millis};
use store::{Store, StoreError};
use tokio::sync::{Notify, mpsc};

use super::letter::Essential;
use crate::clock::unix_now;

/// Asks that wait to be looked at. Each takes two queries.
const WAITING: usize = 256;

/// What somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A link that signs in.
    SignIn,
    /// A link that lets choose a new password.
    Password,
}

/// Somebody asks for a link to an account.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The address of the account, as it was typed.
    pub email: String,
    /// What is asked for.
    pub what: Asked,
}

/// Where asks are handed in.
pub struct Asks(mpsc::Sender<Ask>);

impl Asks {
    /// Hands an ask in, unless too many wait.
    pub fn hand_in(&self, ask: Ask) -> Result<(), ErrorCode> {
        self.0.try_send(ask).map_err(|_| ErrorCode::RateLimited)
    }
}

/// Answers asks, one after the other, until nobody can hand one in any more.
pub fn start(store: Store, news: Arc<Notify>) -> Asks {
    let (asks, mut waiting) = mpsc::channel::<Ask>(WAITING);
    tokio::spawn(async move {
        while let Some(ask) = waiting.recv().await {
            match answer(&store, &ask, unix_now()).await {
                Ok(()) => news.notify_one(),
                Err(StoreError::Closed) => return,
                Err(error) => tracing::error!(%error, "a link that somebody asked for could not be queued"),
            }
        }
    });
    Asks(asks)
}

/// Queues a link, if there is such an account. It goes to the address that the account has, however it was typed.
///
/// Whoever made an account with another person's address could wait for that person to sign in to it by a link. So an address
/// that is not confirmed gets a link to choose a password, which ends whatever let others in.
async fn answer(store: &Store, ask: &Ask, now_unix: Millis) -> Result<(), StoreError> {
    let Some(person) = store.person_by_email(&ask.email).await? else { return Ok(()) };
    let letter = match ask.what {
        Asked::SignIn if person.email_confirmed => Essential::SignIn { person: person.id.0 },
        Asked::SignIn | Asked::Password => Essential::Password { person: person.id.0 },
    };
    store.queue_mails(&[letter.to_mail(&person.email, now_unix)], now_unix).await.map(drop)
}
