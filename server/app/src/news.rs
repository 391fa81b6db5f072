//! Wakes requests that wait for a session's journal to grow, or for what is told of the session to change.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use protocol::SessionId;
use tokio::sync::watch;

/// The senders that wake waiting requests, by session. A session has one only while some request waits.
#[derive(Default)]
pub struct News {
    waiting: Mutex<HashMap<SessionId, watch::Sender<()>>>,
}

impl News {
    /// A receiver that changes when there is news of the session from now on, and ends when the server stops.
    pub fn subscribe(&self, session: SessionId) -> watch::Receiver<()> {
        let mut waiting = self.waiting();
        waiting.retain(|_, sender| sender.receiver_count() > 0);
        waiting.entry(session).or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// Wakes the requests that wait for this session: its journal has grown, or something else of it has changed.
    pub fn tell(&self, session: SessionId) {
        let mut waiting = self.waiting();
        if waiting.get(&session).is_some_and(|sender| sender.send(()).is_err()) {
            waiting.remove(&session);
        }
    }

    /// Ends all waiting, because the server stops.
    pub fn close(&self) {
        self.waiting().clear();
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, watch::Sender<()>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> SessionId {
        SessionId(uuid::Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_their_own_session_alone() {
        let news = News::default();
        let (mut one, two) = (news.subscribe(id(1)), news.subscribe(id(2)));
        news.tell(id(1));
        one.changed().await.expect("news");
        assert!(!two.has_changed().expect("nothing stopped"));
    }

    #[tokio::test]
    async fn nobody_waits_once_the_server_stops() {
        let news = News::default();
        let mut waiting = news.subscribe(id(1));
        news.close();
        assert!(waiting.changed().await.is_err());
    }

    #[test]
    fn what_nobody_waits_for_is_forgotten() {
        let news = News::default();
        drop(news.subscribe(id(2)));
        let one = news.subscribe(id(1));
        assert_eq!(news.waiting().keys().collect::<Vec<_>>(), [&id(1)]);
        drop(one);
        drop(news.subscribe(id(1)));
        news.tell(id(1));
        assert!(news.waiting().is_empty());
    }
}
