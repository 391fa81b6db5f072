//! Prints what attacks did.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

use super::{
    trial::Trial,
    verdict::{CHAT, SPEECH},
};
use crate::{
    figures::millis,
    stretch::{Stretch, lost_percent, of_all},
    talkers::{PACE, TALKERS},
};

/// Prints a table for people and a line of JSON for programs.
pub fn print(trials: &[Trial]) {
    println!(
        "A teacher speaks, a student listens, {TALKERS} people chat, one each {} ms. Each attack has its own server.",
        PACE.as_millis()
    );
    println!("chat: from a message to its acknowledgement; speech: from the teacher's packet to the student.");
    println!("x: times quiet; memory: the most, over the most while quiet; core: of one processor.\n");
    println!("                  chat p95, ms         speech p95, ms       unheard  memory  server core %   written");
    println!(
        "attack            quiet attack     x   quiet attack     x        %      MB   quiet attack  files    MB  verdict"
    );
    for trial in trials {
        println!("{}", line(trial));
    }
    println!("\nThe offender was answered:\n");
    for trial in trials {
        println!("{:<16}  {}", trial.attack.name, told(&trial.answers));
    }
    println!("\n{}", json!({ "bench": "abuse", "rows": trials.iter().map(json_of).collect::<Vec<_>>() }));
}

fn line(trial: &Trial) -> String {
    let times = |times: fn(&Stretch) -> &[Option<Duration>]| {
        let [quiet, attacked] = [&trial.quiet, &trial.attacked].map(|stretch| p95(times(stretch)));
        let factor = quiet.zip(attacked).map(|(quiet, attacked)| format!("{:.1}", attacked / quiet));
        let [quiet, attacked] = [quiet, attacked].map(|time| time.map_or("never".to_owned(), |ms| format!("{ms:.1}")));
        format!("{quiet:>6} {attacked:>6} {:>5}", factor.unwrap_or_default())
    };
    let [quiet, attacked] = [&trial.quiet, &trial.attacked].map(|stretch| stretch.core_percent(stretch.server));
    let faults = trial.faults();
    let verdict = if faults.is_empty() { "holds".to_owned() } else { format!("BROKEN: {}", faults.join(", ")) };
    format!(
        "{:<16} {}  {}  {:>7.1}  {:>6.1}  {quiet:>6.0} {attacked:>6.0}  {:>5} {:>5.1}  {verdict}",
        trial.attack.name,
        times(CHAT),
        times(SPEECH),
        lost_percent(&trial.attacked.speech),
        trial.more_memory() as f64 / 1e6,
        trial.attacked.written.files,
        trial.attacked.written.bytes as f64 / 1e6,
    )
}

fn told(answers: &BTreeMap<String, u64>) -> String {
    let told: Vec<String> = answers.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
}

/// In milliseconds.
fn p95(times: &[Option<Duration>]) -> Option<f64> {
    of_all(times, 95).map(millis)
}

fn json_of(trial: &Trial) -> Value {
    let stretch = |stretch: &Stretch| {
        let [chat, speech] = [CHAT, SPEECH].map(|times| {
            let times = times(stretch);
            json!({
                "p50_ms": of_all(times, 50).map(millis),
                "p95_ms": p95(times),
                "lost_percent": lost_percent(times),
                "count": times.len(),
            })
        });
        json!({
            "chat": chat,
            "speech": speech,
            "peak_memory_bytes": stretch.memory,
            "written_files": stretch.written.files,
            "written_bytes": stretch.written.bytes,
            "server_core_percent": stretch.core_percent(stretch.server),
            "load_core_percent": stretch.core_percent(stretch.load),
        })
    };
    json!({
        "attack": trial.attack.name,
        "quiet": stretch(&trial.quiet),
        "attacked": stretch(&trial.attacked),
        "answers": trial.answers,
        "faults": trial.faults(),
    })
}
