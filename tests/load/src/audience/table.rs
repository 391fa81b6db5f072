//! Prints what an audience costs.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Measured, SEATS, WATCHERS, Watched, watchers::What};
use crate::{
    figures::{millis, percentile},
    stretch::{Stretch, lost_percent, of_all},
    talkers::{PACE, TALKERS},
};

/// Prints a table for people and a line of JSON for programs.
pub fn print(measured: &Measured) {
    let alone = measured.chat_alone();
    println!(
        "A teacher speaks and is seen, {TALKERS} people chat, one each {} ms; {WATCHERS} watch at the end, with {SEATS} seats.",
        PACE.as_millis()
    );
    println!(
        "chat: from a message to its acknowledgement; x: times as long as without an audience; speech: from the teacher's packet"
    );
    println!(
        "to the student; CPU: of the server and of nginx, in percent of a processor, and of both in microseconds a second for one who watches.\n"
    );
    println!("                       chat p95            speech p95  unheard    server  nginx  a watcher");
    println!("answered by            ms        x         ms          %          CPU %   CPU %  us/s");
    for quiet in &measured.quiet {
        println!("{}", class("(class alone)", quiet, None, Duration::ZERO));
    }
    for watched in &measured.watched {
        println!("{}", class(watched.by, &watched.stretch, Some(watched.chat_factor(alone)), watched.proxy));
    }
    println!("\nanswered by  what    requests/s     MB/s   p50 ms   p95 ms   p99 ms  failed");
    for watched in &measured.watched {
        for (name, what) in WHATS {
            println!("{}", requests(watched, name, what));
        }
        if let Some(rate) = watched.hit_rate() {
            println!("{:<11}  answered {:.2} % by itself of what it may keep", watched.by, 100.0 * rate);
        }
    }
    println!("\n{}", json_of(measured));
}

const WHATS: [(&str, Option<What>); 4] =
    [("all", None), ("keys", Some(What::Keys)), ("lines", Some(What::Lines)), ("files", Some(What::File))];

fn class(name: &str, stretch: &Stretch, factor: Option<f64>, proxy: Duration) -> String {
    let ms =
        |times: &[Option<Duration>]| of_all(times, 95).map_or("never".into(), |time| format!("{:.2}", millis(time)));
    let factor = factor.map_or(String::new(), |factor| format!("{factor:.2}"));
    let each = match factor.is_empty() {
        true => String::new(),
        false => format!("{:.1}", microseconds_each(stretch, proxy)),
    };
    format!(
        "{name:<22} {:<9} {factor:<9} {:<11} {:<10.2} {:<7.1} {:<6.1} {each}",
        ms(&stretch.chat),
        ms(&stretch.speech),
        lost_percent(&stretch.speech),
        stretch.core_percent(stretch.server),
        stretch.core_percent(proxy),
    )
}

/// What server and proxy use for one who watches, in microseconds of a processor a second. What the class costs is in it.
fn microseconds_each(stretch: &Stretch, proxy: Duration) -> f64 {
    let seconds = (stretch.until - stretch.from).as_secs_f64();
    1e6 * (stretch.server + proxy).as_secs_f64() / seconds / WATCHERS as f64
}

struct Figures {
    per_second: f64,
    megabytes_per_second: f64,
    took: [f64; 3],
    failed: usize,
}

fn figures(watched: &Watched, what: Option<What>) -> Option<Figures> {
    let seconds = (watched.stretch.until - watched.stretch.from).as_secs_f64();
    let asked: Vec<_> = watched.asked.iter().filter(|asked| what.is_none_or(|what| asked.what == what)).collect();
    let mut took: Vec<Duration> = asked.iter().map(|asked| asked.took).collect();
    took.sort_unstable();
    (!took.is_empty()).then(|| Figures {
        per_second: asked.len() as f64 / seconds,
        megabytes_per_second: asked.iter().map(|asked| asked.bytes as f64).sum::<f64>() / seconds / 1e6,
        took: [50, 95, 99].map(|percent| millis(percentile(&took, percent))),
        failed: asked.iter().filter(|asked| !asked.is_good).count(),
    })
}

fn requests(watched: &Watched, name: &str, what: Option<What>) -> String {
    let Some(Figures { per_second, megabytes_per_second, took: [p50, p95, p99], failed }) = figures(watched, what)
    else {
        return format!("{:<11}  {name:<6} none", watched.by);
    };
    format!(
        "{:<11}  {name:<6} {per_second:>11.0} {megabytes_per_second:>8.2} {p50:>8.2} {p95:>8.2} {p99:>8.2} {failed:>7}",
        watched.by
    )
}

fn json_of(measured: &Measured) -> Value {
    let alone = measured.chat_alone();
    let rows = measured.watched.iter().map(|watched| {
        let what = WHATS.iter().filter_map(|(name, what)| {
            let figures = figures(watched, *what)?;
            let [p50, p95, p99] = figures.took;
            let row = json!({ "per_second": figures.per_second, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "failed": figures.failed });
            Some(((*name).to_owned(), row))
        });
        json!({
            "by": watched.by,
            "chat_p95_ms": of_all(&watched.stretch.chat, 95).map(millis),
            "chat_factor": watched.chat_factor(alone),
            "server_core_percent": watched.stretch.core_percent(watched.stretch.server),
            "proxy_core_percent": watched.stretch.core_percent(watched.proxy),
            "load_core_percent": watched.stretch.core_percent(watched.stretch.load),
            "watcher_microseconds": microseconds_each(&watched.stretch, watched.proxy),
            "hit_rate": watched.hit_rate(),
            "requests": what.collect::<serde_json::Map<_, _>>(),
        })
    });
    json!({ "bench": "audience", "watchers": WATCHERS, "chat_alone_p95_ms": alone.map(millis), "rows": rows.collect::<Vec<_>>() })
}
