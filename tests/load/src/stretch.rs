//! A stretch of time in class, measured.

use std::time::{Duration, Instant};

use crate::{
    cpu,
    figures::percentile,
    subject::{Disk, Subject},
};

/// A stretch of time.
pub struct Stretch {
    /// Its beginning.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
    /// How long each chat message of then waited for its acknowledgement; `None` for those that have none.
    pub chat: Vec<Option<Duration>>,
    /// How long each packet of the teacher's sound of then took; `None` for those that were not heard.
    pub speech: Vec<Option<Duration>>,
    /// CPU time of the server.
    pub server: Duration,
    /// CPU time of all clients.
    pub load: Duration,
    /// The most memory that the server had.
    pub memory: u64,
    /// What was added to its data folder.
    pub written: Disk,
}

impl Stretch {
    /// Measures the server for so long. What people felt is filled in later: some of it is still on its way.
    pub async fn measure(subject: &Subject, time: Duration) -> anyhow::Result<Stretch> {
        let used = || anyhow::Ok((cpu::of_process(subject.pid())?, cpu::of_process(std::process::id())?));
        cpu::reset_peak_memory(subject.pid())?;
        let (disk, (server, load)) = (subject.disk()?, used()?);
        let from = Instant::now();
        tokio::time::sleep(time).await;
        let (until, after) = (Instant::now(), used()?);
        let memory = cpu::peak_memory(subject.pid())?;
        let now = subject.disk()?;
        let written = Disk { files: now.files.saturating_sub(disk.files), bytes: now.bytes.saturating_sub(disk.bytes) };
        let (chat, speech) = (Vec::new(), Vec::new());
        Ok(Stretch { from, until, chat, speech, server: after.0 - server, load: after.1 - load, memory, written })
    }

    /// The part of one processor that was used, in percent.
    pub fn core_percent(&self, used: Duration) -> f64 {
        100.0 * used.as_secs_f64() / (self.until - self.from).as_secs_f64()
    }
}

/// A percentile of times, where what never came took longest; `None` when that never came.
pub fn of_all(times: &[Option<Duration>], percent: usize) -> Option<Duration> {
    let mut times: Vec<Duration> = times.iter().map(|took| took.unwrap_or(Duration::MAX)).collect();
    times.sort_unstable();
    let found = if times.is_empty() { Duration::MAX } else { percentile(&times, percent) };
    (found < Duration::MAX).then_some(found)
}

/// How many of a hundred never came.
pub fn lost_percent(times: &[Option<Duration>]) -> f64 {
    let lost = times.iter().filter(|took| took.is_none()).count();
    100.0 * lost as f64 / times.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_came_took_longest() {
        let mut times: Vec<Option<Duration>> = (1..=95).map(|millis| Some(Duration::from_millis(millis))).collect();
        times.extend([None; 5]);
        assert_eq!(of_all(&times, 95), Some(Duration::from_millis(95)));
        assert_eq!(lost_percent(&times), 5.0);
        times.extend([None; 2]);
        assert_eq!(of_all(&times, 95), None);
        assert_eq!(of_all(&[], 95), None);
    }
}
