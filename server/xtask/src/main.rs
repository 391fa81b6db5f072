//! The commands for developers: `cargo xtask run`, `test`, `gen`, `bench`.

mod bench;
mod failures;
mod freeze;
mod install;
mod run;
mod shell;
mod test;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs, tests and measures Meridian")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the web app and the server, starts it, prints its link; arguments go to `meridian serve`
    Run {
        /// For example `--demo`, `--listen 0.0.0.0:8080`; see `meridian serve --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Installs what the tests need, runs them all, ends with a line `N passed, N failed, N skipped`
    Test {
        /// Run these parts alone (repeat for several)
        #[arg(long, value_enum)]
        only: Vec<test::Part>,
    },
    /// Writes what is made from the code: web/src/protocol/generated.ts, the tables of docs/reference.md
    Gen,
    /// Measures; builds for release first
    Bench {
        /// What to measure
        #[arg(value_enum)]
        what: bench::Bench,
        /// For example `--only hellos` of `abuse`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<String>,
    },
    /// Keeps recordings of real classes of this version for all later ones: tests/frozen/VERSION
    Freeze,
}

fn main() -> anyhow::Result<()> {
    shell::enter_workspace()?;
    match Cli::parse().task {
        Task::Run { arguments } => run::run(&arguments),
        Task::Test { only } => test::test(&only),
        Task::Gen => shell::run(&mut shell::command("cargo run --quiet --package generate")),
        Task::Bench { what, more } => bench::bench(what, &more),
        Task::Freeze => freeze::freeze(),
    }
}
