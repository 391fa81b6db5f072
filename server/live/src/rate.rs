//! How often one person may do things. Transient: a restart forgets it.

use std::collections::VecDeque;

use protocol::{ErrorCode, Millis, limits};

/// How much one person did lately.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    commands: Bucket<{ limits::COMMANDS_PER_SECOND }, { limits::COMMANDS_BURST }>,
    offers: Bucket<{ limits::OFFERS_PER_SECOND }, { limits::OFFERS_BURST }>,
    facts: Bucket<{ limits::FACTS_PER_SECOND }, { limits::FACTS_BURST }>,
    /// The times of the last accepted messages: at most [`limits::CHAT_IN_WINDOW`].
    chat: VecDeque<Millis>,
    reacted: Option<Millis>,
}

impl Rates {
    /// Counts a command.
    pub(crate) fn command(&mut self, now: Millis) -> Result<(), ErrorCode> {
        self.commands.take(now)
    }

    /// Counts an offer of a media connection.
    pub(crate) fn offer(&mut self, now: Millis) -> Result<(), ErrorCode> {
        self.offers.take(now)
    }

    /// Counts a command that makes events.
    pub(crate) fn fact(&mut self, now: Millis) -> Result<(), ErrorCode> {
        self.facts.take(now)
    }

    /// Counts a message, if there may be one now.
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

    /// Counts a reaction, if there may be one now.
    pub(crate) fn reaction(&mut self, now: Millis) -> Result<(), ErrorCode> {
        if self.reacted.is_some_and(|at| now < at + limits::REACTION_GAP_MS) {
            return Err(ErrorCode::RateLimited);
        }
        self.reacted = Some(now);
        Ok(())
    }
}

/// A token bucket. Its level is kept as the time at which it is full again.
#[derive(Debug, Default)]
struct Bucket<const PER_SECOND: u32, const BURST: u32> {
    full_at: Millis,
}

impl<const PER_SECOND: u32, const BURST: u32> Bucket<PER_SECOND, BURST> {
    /// The time in which one token grows back.
    const COST: Millis = 1_000 / PER_SECOND as Millis;

    fn take(&mut self, now: Millis) -> Result<(), ErrorCode> {
        let full_at = self.full_at.max(now) + Self::COST;
        if full_at > now + Self::COST * Millis::from(BURST) {
            return Err(ErrorCode::RateLimited);
        }
        self.full_at = full_at;
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
