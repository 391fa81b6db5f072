//! Attacks on a class in which a teacher speaks and people chat: what those notice who attack nobody, and what the offender
//! is answered.

mod answers;
mod arena;
mod attacks;
mod intruder;
mod pace;
mod table;
mod trial;
mod verdict;

use attacks::ATTACKS;
use trial::Trial;

/// Carries the attacks out, those alone whose names are given if there are any. Prints a table for people and a line of
/// JSON for programs. An error when somebody was harmed or an offender was not refused.
pub async fn report(only: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = only.iter().find(|name| ATTACKS.iter().all(|attack| attack.name != **name)) {
        anyhow::bail!("there is no attack {unknown:?}");
    }
    // A flood of connections needs a file for each, here as at the server.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let mut trials = Vec::new();
    for attack in ATTACKS.iter().filter(|attack| only.is_empty() || only.iter().any(|name| name == attack.name)) {
        eprintln!("{} ...", attack.name);
        trials.push(Trial::hold(attack).await?);
    }
    table::print(&trials);
    let bad = trials.iter().filter(|trial| !trial.faults().is_empty()).count();
    anyhow::ensure!(bad == 0, "{bad} of {} attacks broke a bound", trials.len());
    Ok(())
}
