//! The media plane's news for one session's actor.
//!
//! The media plane has one queue of events for all sessions, so its reader must not wait for any session. An inbox
//! takes news at once, however far behind its actor is, and stays small, because newer news replace older ones:
//!
//! - Whether a participant speaks: the latest state wins.
//! - What a slot carries: the latest track wins, slot by slot.
//! - A lost connection is never dropped; told twice before the actor looks, it is told once.
//!
//! - A participant's microphone claims to be loud and is silent: told twice before the actor looks, it is told once.
//!
//! So at most three news wait for each participant and one for each of their slots. Slots are bounded by
//! [`protocol::limits::SLOTS`], and only the actor lets participants make new ones.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::{ParticipantId, Source};
use tokio::sync::Notify;

/// What the media plane tells about a participant's connection, in the session's own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaNews {
    /// The connection is gone.
    Lost,
    /// The participant began or stopped to speak.
    Speaking(bool),
    /// The participant's microphone sends silence that claims to be loud.
    LoudSilence,
    /// A slot changed what it carries.
    Slot {
        /// The m-line.
        mid: String,
        /// The track, if it is one of this session.
        track: Option<(ParticipantId, Source)>,
    },
}

/// What a piece of news is about. Later news about the same replace it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Matter {
    Connection,
    Speech,
    Claims,
    Slot(String),
}

#[derive(Debug, Default)]
struct Waiting {
    by_matter: HashMap<(ParticipantId, Matter), (u64, MediaNews)>,
    /// How many news ever came. News are read in the order in which they came.
    count: u64,
}

/// The inbox of one session.
#[derive(Debug, Default)]
pub struct MediaInbox {
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

impl MediaInbox {
    /// Adds news. Never blocks.
    pub fn put(&self, participant: ParticipantId, news: MediaNews) {
        let matter = match &news {
            MediaNews::Lost => Matter::Connection,
            MediaNews::Speaking(_) => Matter::Speech,
            MediaNews::LoudSilence => Matter::Claims,
            MediaNews::Slot { mid, .. } => Matter::Slot(mid.clone()),
        };
        let mut waiting = self.lock();
        waiting.count += 1;
        let number = waiting.count;
        waiting.by_matter.insert((participant, matter), (number, news));
        drop(waiting);
        self.arrived.notify_one();
    }

    /// Waits until there are news.
    pub async fn wait(&self) {
        while self.lock().by_matter.is_empty() {
            self.arrived.notified().await;
        }
    }

    /// Removes all news and returns them in order.
    pub fn take(&self) -> Vec<(ParticipantId, MediaNews)> {
        let news = std::mem::take(&mut self.lock().by_matter);
        let mut news: Vec<_> = news.into_iter().map(|((who, _), (number, news))| (number, who, news)).collect();
        news.sort_unstable_by_key(|(number, ..)| *number);
        news.into_iter().map(|(_, who, news)| (who, news)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(mid: &str, of: u32) -> MediaNews {
        MediaNews::Slot { mid: mid.into(), track: Some((ParticipantId(of), Source::Camera)) }
    }

    #[test]
    fn the_last_word_of_each_matter_waits_in_order() {
        let (inbox, ann, bob) = (MediaInbox::default(), ParticipantId(1), ParticipantId(2));
        for _ in 0..1_000 {
            inbox.put(ann, MediaNews::LoudSilence);
            inbox.put(ann, MediaNews::Lost);
            inbox.put(ann, MediaNews::Speaking(true));
            inbox.put(ann, slot("3", 7));
            inbox.put(ann, slot("4", 7));
            inbox.put(bob, MediaNews::Speaking(true));
            inbox.put(ann, slot("3", 8));
            inbox.put(ann, MediaNews::Speaking(false));
        }
        let expected = [
            (ann, MediaNews::LoudSilence),
            (ann, MediaNews::Lost),
            (ann, slot("4", 7)),
            (bob, MediaNews::Speaking(true)),
            (ann, slot("3", 8)),
            (ann, MediaNews::Speaking(false)),
        ];
        assert_eq!(inbox.take(), expected);
        assert_eq!(inbox.take(), []);
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_what_came_before_and_of_what_comes() {
        let inbox = MediaInbox::default();
        inbox.put(ParticipantId(1), MediaNews::Lost);
        inbox.wait().await;
        assert_eq!(inbox.take().len(), 1);
        let (waited, ()) =
            tokio::join!(tokio::time::timeout(std::time::Duration::from_secs(20), inbox.wait()), async {
                inbox.put(ParticipantId(1), MediaNews::Lost)
            },);
        waited.expect("it hears");
    }
}
