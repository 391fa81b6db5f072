//! CPU time and memory of processes.

use std::{fs, time::Duration};

use anyhow::Context;

/// Clock ticks of proc_pid_stat(5) in a second: `USER_HZ`, which Linux has kept at 100 for user space.
const TICKS_PER_SECOND: f64 = 100.0;
/// The niceness of whoever yields: a thirtieth of a processor that somebody else wants.
const NICE: libc::c_int = 15;

/// CPU time of a process so far, user and system, all its threads: `utime` and `stime` of proc_pid_stat(5).
pub fn of_process(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in brackets may contain anything. Field 3 follows it.
    let (_, fields) = stat.rsplit_once(')').context("a stat without a name")?;
    let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
    let ticks = |field: usize| -> anyhow::Result<u64> { Ok(fields.get(field - 3).context("a short stat")?.parse()?) };
    Ok(Duration::from_secs_f64((ticks(14)? + ticks(15)?) as f64 / TICKS_PER_SECOND))
}

/// CPU time of this thread so far: the first number of schedstat, in nanoseconds, at most a few milliseconds late.
pub fn of_this_thread() -> anyhow::Result<Duration> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = schedstat.split_ascii_whitespace().next().context("an empty schedstat")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}

/// The largest resident memory of a process so far, in bytes: `VmHWM` of proc_pid_status(5).
pub fn peak_memory(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("a status without a peak")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1_024)
}

/// Lets the largest resident memory of a process count from now on: `clear_refs` of proc_pid_clear_refs(5).
pub fn reset_peak_memory(pid: u32) -> anyhow::Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

/// Lets this thread run only when nobody else wants its processor, or nearly so.
#[allow(unsafe_code)] // setpriority(2) has no safe wrapper among the dependencies.
pub fn yield_to_others() {
    // SAFETY: setpriority touches no memory. On Linux, 0 is the calling thread. Anybody may make
    // their own priority lower, so it cannot fail.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}
