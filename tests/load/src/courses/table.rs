//! Prints what was measured.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    BOUND, LARGE, Measured, SMALL,
    people::{PACE, PEOPLE},
};
use crate::figures::{millis, percentile};

/// Prints a table for people and a line of JSON for programs.
pub fn print(measured: &[Measured], database: &str, cores: f64) {
    println!(
        "{database}: {} courses, {} sessions and {} students each, and a lecture of {}. {PEOPLE} people open a page each {} ms.",
        LARGE.courses,
        LARGE.sessions,
        LARGE.students,
        LARGE.lecture,
        PACE.as_millis()
    );
    println!("Every course asks for a response to a classmate, and every student has written about each class.");
    println!(
        "From sending a request until all of its answer is there, ms; a page: until the last is. Bound of a page's p95: {} ms.",
        BOUND.as_millis()
    );
    println!(
        "SQL statements: on a store of {} courses with {} sessions and students, and on the large one.\n",
        SMALL.courses, SMALL.sessions
    );
    println!("{:<34}     n     p50    p95    p99   statements  ratio", "");
    for page in measured {
        let sum = |side: usize| page.statements.iter().map(|both| both[side]).sum();
        println!("{}", line(page.page.name, &page.took, [sum(0), sum(1)]));
        for (((ask, _), took), statements) in page.page.asks.iter().zip(&page.asks).zip(&page.statements) {
            println!("{}", line(&format!("    {ask}"), took, *statements));
        }
    }
    println!("\n{cores:.2} cores for server and clients\n");
    let rows: Vec<Value> = measured.iter().map(json_of).collect();
    println!("{}", json!({ "bench": "courses", "database": database, "cores": cores, "pages": rows }));
}

fn line(name: &str, took: &[Duration], [few, many]: [u64; 2]) -> String {
    let [p50, p95, p99] = three(took);
    let ratio = many as f64 / few as f64;
    format!("{name:<34} {:>5}  {p50:>6.1} {p95:>6.1} {p99:>6.1}  {few:>4} -> {many:<4} {ratio:>5.2}", took.len())
}

/// Median, 95th and 99th percentile, in milliseconds.
pub fn three(times: &[Duration]) -> [f64; 3] {
    let mut times = times.to_vec();
    times.sort_unstable();
    [50, 95, 99].map(|percent| millis(percentile(&times, percent)))
}

fn json_of(page: &Measured) -> Value {
    let asks = page.page.asks.iter().zip(&page.asks).zip(&page.statements);
    let asks: Vec<Value> = asks
        .map(|(((ask, path), took), statements)| {
            json!({ "ask": ask, "path": path, "ms": three(took), "statements": statements })
        })
        .collect();
    json!({ "page": page.page.name, "ms": three(&page.took), "asks": asks })
}
