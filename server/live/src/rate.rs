//! How often one person may do things. Transient: a restart forgets it.

use std::{collections::VecDeque, time::Duration};

use common::TokenBucket;
use protocol::{ErrorCode, Millis, Role, limits};

/// How much one person did lately.
#[derive(Debug)]
pub(crate) struct Rates {
    commands: Bucket,
    offers: Bucket,
    facts: Bucket,
    own_facts: Bucket,
    chat_bytes: Bucket,
    own_chat_bytes: Bucket,
    /// The times of the last accepted messages: at most [`limits::CHAT_IN_WINDOW`].
    chat: VecDeque<Millis>,
    reacted: Option<Millis>,
}

/// How much all in class who are not staff did lately, beyond what each of them always may.
#[derive(Debug)]
pub(crate) struct ClassRates {
    facts: Bucket,
    chat_bytes: Bucket,
}

impl Default for ClassRates {
    fn default() -> Self {
        ClassRates {
            facts: Bucket::per_second(limits::CLASS_FACTS_BURST as u32, limits::CLASS_FACTS_PER_SECOND),
            chat_bytes: Bucket::per_second(limits::CLASS_CHAT_BYTES_BURST as u32, limits::CLASS_CHAT_BYTES_PER_SECOND),
        }
    }
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
            offers: Bucket::new(limits::OFFERS_BURST, Duration::from_millis(limits::OFFERS_REFILL_MS)),
            facts: Bucket::per_second(limits::FACTS_BURST, limits::FACTS_PER_SECOND),
            own_facts: Bucket::new(limits::OWN_FACTS_BURST, Duration::from_millis(limits::OWN_FACTS_REFILL_MS)),
            chat_bytes: Bucket::per_second(limits::CHAT_BYTES_BURST as u32, limits::CHAT_BYTES_PER_SECOND),
            own_chat_bytes: Bucket::per_second(limits::OWN_CHAT_BYTES_BURST, limits::OWN_CHAT_BYTES_PER_SECOND),
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

    /// Counts a command that makes events. Within the person's own allowance it does not matter what others do.
    pub(crate) fn fact(&mut self, now: Millis, class: &mut ClassRates) -> Result<(), ErrorCode> {
        take(&mut self.facts, now)?;
        take(&mut self.own_facts, now).or_else(|_| take(&mut class.facts, now))
    }

    /// Counts a message of so many bytes. Fails if none is allowed now. Within the person's own allowance it does not matter
    /// what others write.
    pub(crate) fn chat(
        &mut self,
        now: Millis,
        role: Role,
        bytes: usize,
        class: &mut ClassRates,
    ) -> Result<(), ErrorCode> {
        while self.chat.front().is_some_and(|at| at + limits::CHAT_WINDOW_MS <= now) {
            self.chat.pop_front();
        }
        if self.chat.len() >= limits::CHAT_IN_WINDOW {
            return Err(ErrorCode::RateLimited);
        }
        let (bytes, at) = (u32::try_from(bytes).unwrap_or(u32::MAX), Duration::from_millis(now));
        let may = role.is_staff()
            // Nobody is charged for what is refused because of others.
            || self.chat_bytes.has(at, bytes)
                && (self.own_chat_bytes.take_many(at, bytes) || class.chat_bytes.take_many(at, bytes))
                && self.chat_bytes.take_many(at, bytes);
        if !may {
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
    fn what_a_few_use_up_leaves_everybody_their_own() {
        let (mut class, mut many) = (ClassRates::default(), Vec::new());
        many.resize_with(limits::PRESENT, Rates::default);
        let accepted =
            |rates: &mut Rates, class: &mut ClassRates| (0..100).filter(|_| rates.fact(0, class).is_ok()).count();
        let all: usize = many.iter_mut().map(|rates| accepted(rates, &mut class)).sum();
        assert_eq!(all, limits::CLASS_FACTS_BURST + limits::PRESENT * limits::OWN_FACTS_BURST as usize);
        assert_eq!(accepted(&mut Rates::default(), &mut class), limits::OWN_FACTS_BURST as usize);
    }

    #[test]
    fn chat_slides_in_its_window() {
        let (mut rates, mut class) = (Rates::default(), ClassRates::default());
        for at in 0..limits::CHAT_IN_WINDOW as Millis {
            assert_eq!(rates.chat(at, Role::Guest, 1, &mut class), Ok(()));
        }
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS - 1, Role::Guest, 1, &mut class), Err(ErrorCode::RateLimited));
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS, Role::Guest, 1, &mut class), Ok(()));
        assert_eq!(rates.chat(limits::CHAT_WINDOW_MS, Role::Guest, 1, &mut class), Err(ErrorCode::RateLimited));
    }

    #[test]
    fn long_messages_come_in_a_burst_and_then_slowly() {
        let (mut rates, mut class) = (Rates::default(), ClassRates::default());
        let mut accepted =
            |now, role| (0..5).filter(|_| rates.chat(now, role, limits::CHAT_TEXT_BYTES, &mut class).is_ok()).count();
        assert_eq!(accepted(0, Role::Student), 2);
        assert_eq!(accepted(15_999, Role::Student), 0);
        assert_eq!(accepted(16_000, Role::Student), 1);
        assert_eq!(accepted(16_000, Role::Assistant), 5, "staff may");
    }

    #[test]
    fn many_who_write_long_messages_leave_everybody_their_own_sentences() {
        let (mut class, mut many) = (ClassRates::default(), Vec::new());
        many.resize_with(limits::PRESENT, Rates::default);
        let write = |rates: &mut Rates, class: &mut ClassRates, bytes| rates.chat(0, Role::Guest, bytes, class).is_ok();
        let long = many.iter_mut().filter_map(|rates| write(rates, &mut class, limits::CHAT_TEXT_BYTES).then_some(()));
        assert_eq!(long.count(), limits::CLASS_CHAT_BYTES_BURST / limits::CHAT_TEXT_BYTES);
        let mut late = Rates::default();
        assert!((0..10).all(|_| !write(&mut late, &mut class, limits::CHAT_TEXT_BYTES)));
        assert_eq!(
            late.chat(4_000, Role::Guest, limits::CHAT_TEXT_BYTES, &mut class),
            Ok(()),
            "nobody pays for others"
        );
        assert!(many.iter_mut().all(|rates| write(rates, &mut class, limits::OWN_CHAT_BYTES_BURST as usize / 2)));
        assert_eq!(Rates::default().chat(0, Role::Assistant, limits::CHAT_TEXT_BYTES, &mut class), Ok(()), "staff may");
    }

    #[test]
    fn reactions_keep_their_gap() {
        let mut rates = Rates::default();
        assert_eq!(rates.reaction(7), Ok(()));
        assert_eq!(rates.reaction(6 + limits::REACTION_GAP_MS), Err(ErrorCode::RateLimited));
        assert_eq!(rates.reaction(7 + limits::REACTION_GAP_MS), Ok(()));
    }
}
