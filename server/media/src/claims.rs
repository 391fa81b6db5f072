//! Notices packets of sound that claim to be loud while they hold silence.
//!
//! Loudness is what clients claim (RFC 6464), and the loudest are heard. An honest client claims what it has measured, so
//! that its packets of silence claim to be silent, but for single ones where speech begins or ends.

use std::time::{Duration, Instant};

use common::TokenBucket;

/// What is as loud as this, in -dBov, or louder is speech: quiet speech is at about -40 dBov.
const LOUD: u8 = 40;
/// Silent packets that may claim to be loud before it is told: a second of sound.
const FALSE_CLAIMS: u32 = 50;
/// One more of [`FALSE_CLAIMS`] is there after each of these intervals.
const FORGIVEN: Duration = Duration::from_secs(1);
/// It is told of a peer once in this time.
const TOLD: Duration = Duration::from_secs(60);

/// The claims of one peer.
#[derive(Debug)]
pub(crate) struct Claims {
    left: TokenBucket<Instant>,
    told: Option<Instant>,
}

impl Default for Claims {
    fn default() -> Self {
        Claims { left: TokenBucket::new(FALSE_CLAIMS, FORGIVEN), told: None }
    }
}

impl Claims {
    /// Takes the level that a packet claims, in -dBov, and whether its sound is silence. Returns whether to tell that this peer
    /// claims to be loud and is silent.
    pub(crate) fn hear(&mut self, now: Instant, claimed: Option<u8>, silent: bool) -> bool {
        if claimed.is_none_or(|level| level > LOUD) {
            return false;
        }
        if !silent {
            self.left.put_back();
            return false;
        }
        let recently = self.told.is_some_and(|told| now.saturating_duration_since(told) < TOLD);
        if self.left.take(now) || recently {
            return false;
        }
        self.told = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: Duration = Duration::from_millis(20);

    /// Lets so many packets come, each with a claim and whether it is silent. Returns how often it is told.
    fn told(packets: u32, packet: impl Fn(u32) -> (Option<u8>, bool)) -> usize {
        let (mut claims, now) = (Claims::default(), Instant::now());
        let tell = |number: &u32| {
            let (claimed, silent) = packet(*number);
            claims.hear(now + *number * PACKET, claimed, silent)
        };
        (0..packets).filter(tell).count()
    }

    #[test]
    fn loud_silence_is_told_after_a_second_and_once_a_minute() {
        let silence = |_| (Some(0), true);
        assert_eq!(told(FALSE_CLAIMS, silence), 0);
        assert_eq!(told(FALSE_CLAIMS + 10, silence), 1);
        assert_eq!(told(60 * 50, silence), 1);
        assert_eq!(told(3 * 60 * 50, silence), 3);
    }

    #[test]
    fn pauses_between_false_claims_hide_nothing() {
        let alternates = |number: u32| (Some(if number.is_multiple_of(2) { 0 } else { 127 }), true);
        assert_eq!(told(60 * 50, alternates), 1);
    }

    #[test]
    fn who_is_silent_and_says_so_or_speaks_is_not_told_of() {
        assert_eq!(told(100_000, |_| (Some(127), true)), 0);
        assert_eq!(told(100_000, |_| (None, true)), 0, "nothing is claimed");
        assert_eq!(told(100_000, |_| (Some(20), false)), 0);
        let words = |number: u32| (Some(30), number.is_multiple_of(10));
        assert_eq!(told(100_000, words), 0, "single packets at the ends of words");
    }
}
