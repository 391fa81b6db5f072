//! `cargo xtask bench`: measurements that can be repeated.

use clap::ValueEnum;

use crate::{install, run, shell};

/// A measurement.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Bench {
    /// Server CPU time per forwarded packet: one publisher, 20, 50 and 100 subscribers, beside the floor
    Forward,
    /// How long a class of 200 takes to be in its 20 rooms, and back, ten times
    Rooms,
    /// A class of 125, 250 and 500 that comes in, comes back all at once, moves into its rooms; and the people who chat
    /// meanwhile
    Storm,
    /// What honest people notice while a class is attacked, and what the offender is answered; fails when a bound is broken
    Abuse,
    /// What 2,000 cost who watch a class over plain HTTP, without a proxy and behind nginx, and what those in class notice; fails when a
    /// bound is broken
    Audience,
    /// How long the pages of home and of courses take on a store of 200 courses, and their SQL statements; fails when a page takes
    /// more than 50 ms at p95, or a statement for each row. `--postgres` measures there
    Courses,
    /// What it costs to record ten people beside forwarding them, and what is lost of a recording when the server is killed, fifty
    /// times: eight minutes; fails when a bound is broken
    Recording,
    /// How fast *Watch* opens and seeks in a class of four hours, in Chromium, and what memory and requests that takes; fails when a
    /// bound is broken
    Watch,
}

impl Bench {
    /// The name of the measurement.
    fn name(self) -> &'static str {
        match self {
            Bench::Forward => "forward",
            Bench::Rooms => "rooms",
            Bench::Storm => "storm",
            Bench::Abuse => "abuse",
            Bench::Audience => "audience",
            Bench::Courses => "courses",
            Bench::Recording => "recording",
            Bench::Watch => "watch",
        }
    }
}

/// Builds for release, then measures; `more` goes to the measurement.
pub fn bench(what: Bench, more: &[String]) -> anyhow::Result<()> {
    install::debian(install::BUILD)?;
    if matches!(what, Bench::Courses) {
        install::debian(install::DATABASE)?;
    }
    if matches!(what, Bench::Audience) {
        install::debian(install::PROXY)?;
    }
    if matches!(what, Bench::Watch) {
        install::debian(install::MEDIA)?;
        install::debian(install::BROWSERS)?;
        install::npm("tests/browser")?;
        install::web()?;
    }
    let server = run::build("meridian", "--package meridian --release")?;
    let load = run::build("load", "--package load --release")?;
    if matches!(what, Bench::Watch) {
        let mut node = shell::command("node bench/watch.mjs");
        node.current_dir("tests/browser").env("MERIDIAN_BINARY", server).env("MERIDIAN_LOAD", load);
        return shell::run(&mut node);
    }
    shell::run(std::process::Command::new(load).arg(what.name()).args(more).env("MERIDIAN_BINARY", server))
}
