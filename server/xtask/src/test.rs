//! `cargo xtask test`: runs all parts, and prints one count.

use std::{ffi::OsStr, fmt, fs, num::NonZero, ops::AddAssign, process::Command, thread, time::Instant};

use anyhow::Context;
use clap::ValueEnum;

use crate::{
    failures::{self, Failure},
    install, run,
    shell::{self, command},
};

const CARGO_TEST: &str = "cargo test --no-fail-fast --workspace";

/// Where the programs are that read our calendars in the tests of `calendar`.
const PARSERS: &str = "tests/calendar";

/// Where the S3 service is in which the tests keep recordings.
const BUCKET: &str = "tests/bucket";

/// The journeys, by folders, and how many run at once. What people do in class and around it mostly waits for pages; what measures
/// media, or cuts a network, which every browser on the machine hears of, has the machine for itself.
const JOURNEYS: [(&[&str], u8); 2] = [(&["journeys/around/", "journeys/class/"], 2), (&["journeys/measured/"], 1)];

/// The tests of the server that would be the same once more: the first three bring the database that they are about; of the datagrams that
/// `loss` loses, and of how fast the pictures of a `crowd` move, no database hears.
const SAME_ON_ALL: [&str; 5] = ["database", "full_disk", "kill", "loss", "crowd"];

/// The beginning of the line that a test prints when it cannot run on this machine.
const NOT_TESTED: &str = "NOT TESTED: ";

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// rustfmt
    Format,
    /// The web app: types, format, size, unit tests. Before Rust, since the binary carries what is built here
    Web,
    /// clippy, warnings are errors
    Lint,
    /// All Rust crates: unit, property, golden tests, seeded random classes, the real server with native WebRTC clients
    Rust,
    /// The Rust tests that store something, again, on PostgreSQL
    Postgres,
    /// Chromium and Firefox with real media
    Browser,
    /// The timeline player alone, in both browsers, with measurements: five minutes, so only when named
    Player,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Count {
    fn one(passed: bool) -> Count {
        Count { passed: passed.into(), failed: (!passed).into(), skipped: 0 }
    }

    /// A runner that failed without naming a test counts as one failure.
    fn or_failed(mut self, success: bool) -> Count {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// What became of a part.
#[derive(Debug, Default)]
struct Outcome {
    count: Count,
    /// Those of its failures of which the runner says more than how many they are.
    failures: Vec<Failure>,
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Outcome) {
        self.count += other.count;
        self.failures.extend(other.failures);
    }
}

impl From<Count> for Outcome {
    fn from(count: Count) -> Outcome {
        Outcome { count, failures: Vec::new() }
    }
}

impl Outcome {
    fn one(passed: bool) -> Outcome {
        Count::one(passed).into()
    }
}

/// Runs the parts (all when none is named), prints what failed and the count. Fails when a test failed.
pub fn test(only: &[Part]) -> anyhow::Result<()> {
    let parts = if only.is_empty() { Part::value_variants() } else { only };
    install::debian(install::BUILD)?;
    let mut total = Outcome::default();
    let mut lines = Vec::new();
    for &part in parts {
        let started = Instant::now();
        let outcome = run_part(part, !only.is_empty()).unwrap_or_else(|error| {
            eprintln!("{part:?}: {error:#}");
            Outcome::one(false)
        });
        lines.push(format!("{part:?}: {} in {} s", outcome.count, started.elapsed().as_secs()));
        total += outcome;
    }
    total.failures.iter().for_each(|failure| println!("\n{failure}"));
    println!("\n{}\n\n{}", lines.join("\n"), total.count);
    anyhow::ensure!(total.count.failed == 0, "tests failed");
    Ok(())
}

fn run_part(part: Part, named: bool) -> anyhow::Result<Outcome> {
    match part {
        Part::Format => Ok(Outcome::one(shell::run(&mut command("cargo fmt --all --check")).is_ok())),
        Part::Lint => {
            Ok(Outcome::one(shell::run(&mut command("cargo clippy --workspace --all-targets -- -D warnings")).is_ok()))
        }
        Part::Rust => {
            install::debian(install::MEDIA)?;
            install::debian(install::DATABASE)?;
            install::npm(PARSERS)?;
            install::pypi(PARSERS)?;
            install::pypi(BUCKET)?;
            cargo_test(&mut command(CARGO_TEST))
        }
        Part::Postgres => on_postgres(),
        Part::Web => web(),
        Part::Browser => browser(&JOURNEYS),
        Part::Player if !named => {
            eprintln!(
                "Player: skipped, since it takes five minutes; the journeys play recordings too. Name it with --only."
            );
            Ok(Count { skipped: 1, ..Count::default() }.into())
        }
        Part::Player => browser(&[(&["player/"], 1)]),
    }
}

/// The tests that run on PostgreSQL, too. They are chosen by name: a selection of packages would give dependencies other
/// features, and build them again.
fn on_postgres() -> anyhow::Result<Outcome> {
    install::debian(install::DATABASE)?;
    install::pypi(BUCKET)?;
    let mut tests = command(CARGO_TEST);
    tests.args(["--test", "store"]);
    for file in fs::read_dir("tests/server/tests")? {
        let path = file?.path();
        let name = path.file_stem().and_then(OsStr::to_str).context("a test without a name")?;
        if !SAME_ON_ALL.contains(&name) {
            tests.arg("--test").arg(name);
        }
    }
    let cluster = test_postgres::Cluster::start();
    cargo_test(tests.env(test_postgres::DATABASE, cluster.main_url()))
}

/// Tests wait for media and for the database more than they compute: each processor has two at a time.
fn cargo_test(tests: &mut Command) -> anyhow::Result<Outcome> {
    let threads = 2 * thread::available_parallelism().map_or(1, NonZero::get);
    tests.env("RUST_TEST_THREADS", threads.to_string());
    let (printed, success) = shell::run_reading(tests)?;
    Ok(Outcome { count: count_of(&printed).or_failed(success), failures: failures::of_cargo(&printed) })
}

/// The count that the lines of `cargo test` give. A test that cannot run on this machine passes, and says so by a line of
/// its own: it counts as skipped.
fn count_of(printed: &str) -> Count {
    let mut count = Count::default();
    for line in printed.lines().filter(|line| line.starts_with("test result:")) {
        count += Count {
            passed: number_before(line, "passed"),
            failed: number_before(line, "failed"),
            skipped: number_before(line, "ignored"),
        };
    }
    let untested = printed.matches(NOT_TESTED).count() as u64;
    Count { passed: count.passed.saturating_sub(untested), skipped: count.skipped + untested, ..count }
}

/// The number before a word, as in `… 12 passed; …`.
fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

fn web() -> anyhow::Result<Outcome> {
    install::web()?;
    let mut outcome = Outcome::default();
    for script in ["check", "size"] {
        outcome += Outcome::one(shell::run(command(&format!("npm run --silent {script}")).current_dir("web")).is_ok());
    }
    let report = std::env::temp_dir().join(format!("meridian-vitest-{}.json", std::process::id()));
    let line = format!("npx vitest run --reporter=default --reporter=json --outputFile={}", report.display());
    let success = shell::run(command(&line).current_dir("web")).is_ok();
    let text = fs::read_to_string(&report).context("vitest left no report")?;
    fs::remove_file(&report)?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    let number = |name: &str| json[name].as_u64().unwrap_or(0);
    let tests = Count {
        passed: number("numPassedTests"),
        failed: number("numFailedTests"),
        skipped: number("numPendingTests") + number("numTodoTests"),
    };
    outcome += Outcome { count: tests.or_failed(success), failures: failures::of_vitest(&json) };
    Ok(outcome)
}

fn browser(journeys: &[(&[&str], u8)]) -> anyhow::Result<Outcome> {
    install::debian(install::MEDIA)?;
    install::debian(install::BROWSERS)?;
    install::web()?;
    install::npm("tests/browser")?;
    // The tests are named so that dependencies are built with the features that `cargo test` uses, and not twice.
    let binary = run::build("meridian", "--bin rehearsal --workspace --tests")?;
    let mut outcome = Outcome::default();
    for (folders, at_once) in journeys {
        outcome += node_tests(folders, *at_once, &binary)?;
    }
    Ok(outcome)
}

fn node_tests(folders: &[&str], at_once: u8, binary: &str) -> anyhow::Result<Outcome> {
    let report = std::env::temp_dir().join(format!("meridian-browser-{}.tap", std::process::id()));
    let mut node = command("node --test --test-reporter=spec --test-reporter-destination=stderr");
    node.arg(format!("--test-concurrency={at_once}"));
    node.arg("--test-reporter=tap").arg(format!("--test-reporter-destination={}", report.display()));
    node.args(folders).current_dir("tests/browser").env("MERIDIAN_BINARY", binary);
    let success = shell::run(&mut node).is_ok();
    let text = fs::read_to_string(&report).context("the browser tests left no report")?;
    fs::remove_file(&report)?;
    let number = |name: &str| {
        let line = text.lines().rev().find_map(|line| line.strip_prefix(&format!("# {name} ")));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    let count = Count { passed: number("pass"), failed: number("fail"), skipped: number("skipped") };
    Ok(Outcome { count: count.or_failed(success), failures: failures::of_tap(&text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_cargos_line() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(
            (number_before(line, "passed"), number_before(line, "failed"), number_before(line, "ignored")),
            (12, 3, 1)
        );
    }

    #[test]
    fn a_test_that_could_not_run_counts_as_skipped() {
        let printed = "test a ... NOT TESTED: no IPv6\nok\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured";
        assert_eq!(count_of(printed), Count { passed: 2, failed: 0, skipped: 2 });
    }

    #[test]
    fn a_runner_that_died_counts_as_a_failure() {
        assert_eq!(Count::default().or_failed(false), Count { failed: 1, ..Default::default() });
    }
}
