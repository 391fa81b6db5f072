//! How often one person may do things. Transient: a restart forgets it.

use std::{collections::VecDeque, time::Duration};

use common::TokenBucket;
use protocol::{ErrorCode, Millis, limits};

/// How much one person did lately.
#[derive(Debug)]
pub(crate) struct Rates {
    commands: Bucket,
    offers: Bucket,
    facts: Bucket,
    /// The times of the last accepted messages: at most [`limits::CHAT_IN_WINDOW`].
    chat: VecDeque<Millis>,
    reacted: Option<Millis>,
}

/// A token bucket in class time.
type Bucket = TokenBucket<Duration>;

fn take(bucket: &mut Bucket, now: Millis) -> Result<(), ErrorCode> {
    bucket.take(Duration::from_millis(now)).then_some(()).ok_or(ErrorCode::RateLimited)
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            commands: Bucket::per_second(limits::COMMANDS_BURST, limits::COMMANDS_PER_SECOND),
            offers: Bucket::per_second(limits::OFFERS_BURST, limits::OFFERS_PER_SECOND),
            facts: Bucket::per_second(limits::FACTS_BURST, limits::FACTS_PER_SECOND),
            chat: VecDeque::new(),
            reacted: None,
        }
    }
}

impl Rates {
    /// Counts a command.
    pub(crate) fn command(&mut self, now: Millis) -> Result<(), ErrorCode> {
        take(&mut self.commands, now)
    }

    /// Counts an offer of a media connection.
    pub(crate) fn offer(&mut self, now: Millis) -> Result<(), ErrorCode> {
        take(&mut self.offers, now)
    }

    /// Counts a command that makes events.
    pub(crate) fn fact(&mut self, now: Millis) -> Result<(), ErrorCode> {
        take(&mut self.facts, now)
    }

    /// Counts a message. Fails if none is allowed now.
    pub(crate) fn chat(&mut self, now: Millis) -> Result<(), ErrorCode> {
        while self.chat.front().is_some_and(|at| at + limits::CHAT_WINDOW_MS <= now) {
            self.chat.pop_front();
        }
        if self.chat.len() >= limits::CHAT_IN_WINDOW {
            return Err(ErrorCode::RateLimited);
        }
        self.chat.push_back(now);
        Ok(())
    }

    /// Counts a reaction. Fails if none is allowed now.
    pub(crate) fn reaction(&mut self, now: Millis) -> Result<(), ErrorCode> {
        if self.reacted.is_some_and(|at| now < at + limits::REACTION_GAP_MS) {
            return Err(ErrorCode::RateLimited);
        }
        self.reacted = Some(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_come_in_a_burst_and_then_at_their_rate() {
        let mut rates = Rates::default();
        let accepted = |rates: &mut Rates, now| (0..1_000).filter(|_| rates.command(now).is_ok()).count();
        assert_eq!(accepted(&mut rates, 5_000), limits::COMMANDS_BURST as usize);
        assert_eq!(accepted(&mut rates, 6_000), limits::COMMANDS_PER_SECOND as usize);
        assert_eq!(accepted(&mut rates, 60_000), limits::COMMANDS_BURST as usize);
    }

    #[test]
    fn chat_slides_in_its_window() {
        let mut rates = Rates::default();
        for at in 0..limits::CHAT_IN_WINDOW as Millis {
            assert_eq!(rates.chat(at), Ok(()));
        }
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS - 1), Err(ErrorCode::RateLimited));
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS), Ok(()));
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS), Err(ErrorCode::RateLimited));
    }

    #[test]
    fn reactions_keep_their_gap() {
        let mut rates = Rates::default();
        assert_eq!(rates.reaction(7), Ok(()));
        assert_eq!(rates.reaction(6 + limits::REACTION_GAP_MS), Err(ErrorCode::RateLimited));
        assert_eq!(rates.reaction(7 + limits::REACTION_GAP_MS), Ok(()));
    }
}
