//! Prints the measurements of the storms.

use std::time::Duration;

use serde_json::{Value, json};

use super::{SIZES, Storm, TIMES};
use crate::{
    figures::{millis, percentile},
    talkers::{PACE, TALKERS},
};

/// Prints a table for people and a line of JSON for programs.
pub fn print(storms: &[Storm]) {
    println!(
        "All but coming in and quiet: {TIMES} times each. {TALKERS} more people chat, one each {} ms.",
        PACE.as_millis()
    );
    println!(
        "waited: until each was welcomed, or told of the move; honest: from a chat message to its acknowledgement.\n"
    );
    println!("                       waited, ms           honest, ms            server  load   peak  kB to");
    println!("people  storm            p50    p95    max    p50    p95    max    CPU s  CPU s   MB   each");
    for storm in storms {
        println!("{}", line(storm));
    }
    println!("\nTimes and server CPU of twice the people, as multiples: 2 is linear.\n");
    println!("storm            from  to    p50    p95  server CPU");
    for larger in storms {
        let smaller = storms.iter().find(|storm| storm.name == larger.name && storm.people * 2 == larger.people);
        if let Some(smaller) = smaller {
            println!("{}", growth(smaller, larger));
        }
    }
    println!(
        "\n{}",
        json!({ "bench": "storm", "people": SIZES, "rows": storms.iter().map(json_of).collect::<Vec<_>>() })
    );
}

fn line(storm: &Storm) -> String {
    let times = |times: &[Duration]| match three(times) {
        Some(figures) => figures.map(|figure| format!("{figure:>6.0}")).join(" "),
        None => format!("{:>6} {:>6} {:>6}", "", "", ""),
    };
    let cost = || {
        let each = storm.bytes as f64 / 1_000.0 / storm.people as f64;
        let (server, load) = (storm.server.as_secs_f64(), storm.load.as_secs_f64());
        format!("{server:>8.2} {load:>6.2} {:>4.0} {each:>6.0}", storm.peak_memory as f64 / 1e6)
    };
    let cost = if storm.spells.is_empty() { String::new() } else { cost() };
    let line =
        format!("{:>6}  {:<14} {} {} {cost}", storm.people, storm.name, times(&storm.waited), times(&storm.honest));
    line.trim_end().to_owned()
}

fn growth(smaller: &Storm, larger: &Storm) -> String {
    let factor = |of: fn(&Storm) -> Option<f64>| match (of(smaller), of(larger)) {
        (Some(before), Some(after)) if before > 0.0 => format!("{:>6.1}", after / before),
        _ => format!("{:>6}", ""),
    };
    let median = factor(|storm| three(&storm.waited).map(|[median, ..]| median));
    let p95 = factor(|storm| three(&storm.waited).map(|[_, p95, _]| p95));
    let server = factor(|storm| Some(storm.server.as_secs_f64()));
    format!("{:<15} {:>5} {:>3} {median} {p95} {server:>11}", larger.name, smaller.people, larger.people)
}

/// Median, 95th percentile and maximum, in milliseconds.
fn three(times: &[Duration]) -> Option<[f64; 3]> {
    let mut times = times.to_vec();
    times.sort_unstable();
    (!times.is_empty()).then(|| [50, 95, 100].map(|percent| millis(percentile(&times, percent))))
}

fn json_of(storm: &Storm) -> Value {
    json!({
        "people": storm.people,
        "storm": storm.name,
        "waited_ms": three(&storm.waited),
        "honest_ms": three(&storm.honest),
        "honest_messages": storm.honest.len(),
        "server_cpu_s": storm.server.as_secs_f64(),
        "load_cpu_s": storm.load.as_secs_f64(),
        "peak_memory_bytes": storm.peak_memory,
        "bytes_to_each": storm.bytes as f64 / storm.people as f64,
    })
}
