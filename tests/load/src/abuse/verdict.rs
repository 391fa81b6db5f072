//! What an attack may do to others.

use std::time::Duration;

use super::trial::Trial;
use crate::{
    figures::millis,
    stretch::{Stretch, of_all},
};

/// Times may become so many times as long as without the attack ...
const TIMES: u32 = 2;
/// ... and times up to this one are good, whatever they were before: on a machine of two processors that clients and server
/// share, a thread waits for some milliseconds now and then. Nobody notices 20 ms: it is one packet of sound, and a twelfth
/// of what people take for "at once".
const GOOD: Duration = Duration::from_millis(20);
/// The server's memory may become so much more.
const MEMORY: u64 = 64 * 1024 * 1024;

/// What is bounded about a stretch of time.
type Times = fn(&Stretch) -> &[Option<Duration>];

/// How long chat messages waited for their acknowledgement.
pub const CHAT: Times = |stretch| &stretch.chat;
/// How long the teacher's speech took.
pub const SPEECH: Times = |stretch| &stretch.speech;

impl Trial {
    /// The bounds that were broken.
    pub fn faults(&self) -> Vec<String> {
        let slow = |what: &str, times: Times| {
            let most = of_all(times(&self.quiet), 95).map(|quiet| (quiet * TIMES).max(GOOD))?;
            let good = of_all(times(&self.attacked), 95).is_some_and(|attacked| attacked <= most);
            (!good).then(|| format!("{what} over {:.0} ms", millis(most)))
        };
        let mut faults = self.broken.clone();
        faults.extend(slow("chat", CHAT));
        faults.extend(slow("speech", SPEECH));
        if self.more_memory() > MEMORY {
            faults.push(format!("memory over {} MB", MEMORY >> 20));
        }
        if self.attack.told && self.refusals == 0 {
            faults.push("not refused".to_owned());
        }
        faults
    }

    /// How much more memory the server had at most, in bytes.
    pub fn more_memory(&self) -> u64 {
        self.attacked.memory.saturating_sub(self.quiet.memory)
    }
}
