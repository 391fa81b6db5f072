//! Web Push: notices that come to a browser, also while no page of it is open (RFC 8030, 8291, 8292).
//!
//! [`endpoint`]: where pushes may go. [`vapid`]: by which key push services know this server. [`sending`]: one push. [`carrier`] takes
//! notices from the queue of mails, in which each device has its own.

pub mod carrier;
pub mod endpoint;
pub mod sending;
pub mod vapid;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use tokio::sync::Notify;

use crate::{
    clock::TaskClock,
    mail::{notice_writing::Sources, postman::Postman},
};
use carrier::Pusher;
use endpoint::Reach;
use vapid::VapidKey;

/// The first pause after which a push is tried again.
const FIRST_RETRY: Duration = Duration::from_secs(15);

/// Pushes of a server, as request handlers see them. All clones stand for the same.
#[derive(Clone)]
pub struct Pushes {
    /// The public key, in base64url: browsers take pushes of whoever has its other part alone.
    pub key: Arc<str>,
    /// Where they may go.
    pub reach: Reach,
    news: Arc<Notify>,
}

impl Pushes {
    /// Tells the task that there is something in the queue.
    pub fn wake(&self) {
        self.news.notify_one();
    }
}

/// Starts to push. The key is kept in the database, so that devices know the server again.
pub async fn start(sources: Arc<Sources>, reach: Reach, clock: &TaskClock) -> anyhow::Result<(Pushes, Postman)> {
    let (store, news) = (sources.store.clone(), Arc::<Notify>::default());
    let new = VapidKey::generate().context("no key can be made")?;
    let key = VapidKey::read(&store.push_key(&new).await?, &sources.place.public_url);
    let key = Arc::new(key.context("the key of pushes cannot be read")?);
    let pushes = Pushes { key: key.public().into(), reach, news: Arc::clone(&news) };
    let pusher = Pusher { sources, key, reach, clock: clock.clone() };
    Ok((pushes, Postman::start(pusher, store, FIRST_RETRY, news, clock.clone())))
}
