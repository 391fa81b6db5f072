//! When an attempt follows another.

use std::time::Duration;

/// The longest pause: a mail server that was away for a night is used within an hour of its return.
const LONGEST: Duration = Duration::from_secs(3_600);

/// So often a mail is tried: over some 20 hours, with the usual first pause.
const ATTEMPTS: u32 = 28;

/// The pause after so many attempts: twice as long each time, up to an hour. `None` when it is not tried again.
pub fn pause_after(attempts: u32, first: Duration) -> Option<Duration> {
    let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
    (attempts < ATTEMPTS).then(|| first.saturating_mul(doubled).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_an_hour_and_end() {
        let first = Duration::from_secs(15);
        let pauses: Vec<u64> = (1..).map_while(|n| pause_after(n, first)).map(|pause| pause.as_secs()).collect();
        assert_eq!(pauses[..9], [15, 30, 60, 120, 240, 480, 960, 1_920, 3_600]);
        assert!(pauses[8..].iter().all(|pause| *pause == 3_600));
        assert_eq!(pauses.len() as u32, ATTEMPTS - 1);
        assert!((19..24).contains(&(pauses.iter().sum::<u64>() / 3_600)), "{pauses:?}");
        assert_eq!(pause_after(0, first), Some(first));
        assert_eq!(pause_after(u32::MAX, first), None);
    }
}
