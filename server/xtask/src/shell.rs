//! Runs other programs. Their standard output goes to standard error, unless the caller wants to read it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};

/// Makes the root of the workspace the working directory.
pub fn enter_workspace() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("the workspace has moved")?;
    std::env::set_current_dir(root).with_context(|| format!("{} is gone: build again", root.display()))
}

/// A command, written as in a shell without quotes. It runs in the root of the workspace.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::null());
    command
}

/// Runs a program to its end; fails when the program fails.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    eprintln!("> {}", describe(command));
    let status = command.stdout(std::io::stderr()).status().with_context(|| describe(command))?;
    ensure!(status.success(), "{} failed: {status}", describe(command));
    Ok(())
}

/// Runs a program to its end, and shows its standard output. Returns the output, and whether the program succeeded.
pub fn run_reading(command: &mut Command) -> anyhow::Result<(String, bool)> {
    eprintln!("> {}", describe(command));
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| describe(command))?;
    let mut printed = String::new();
    for line in BufReader::new(child.stdout.take().context("standard output is piped")?).lines() {
        let line = line?;
        println!("{line}");
        printed.push_str(&line);
        printed.push('\n');
    }
    Ok((printed, child.wait()?.success()))
}

/// Whether a program is on the path.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
