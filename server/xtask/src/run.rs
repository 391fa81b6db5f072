//! `cargo xtask run`: from a clone to a running server.

use std::os::unix::process::CommandExt;

use anyhow::Context;
use serde_json::Value;

use crate::{install, shell};

/// Builds everything, then replaces this process by the server, so that signals and the exit status are the server's
/// own.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    install::debian(install::BUILD)?;
    install::web()?;
    let binary = build("meridian", "--package meridian --profile quick")?;
    let error = std::process::Command::new(&binary).arg("serve").args(arguments).exec();
    Err(error).with_context(|| format!("{binary} cannot be started"))
}

/// Builds a binary, with further arguments of Cargo's; returns its path.
pub fn build(name: &str, selection: &str) -> anyhow::Result<String> {
    let line = format!("cargo build --bin {name} {selection} --message-format json-render-diagnostics");
    let mut build = shell::command(&line);
    eprintln!("> {line}");
    let output = build.stderr(std::process::Stdio::inherit()).output().context("cargo cannot be started")?;
    anyhow::ensure!(output.status.success(), "{name} does not build");
    let is_it = |message: &Value| message["target"]["name"] == name && message["profile"]["test"] == false;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(is_it)
        .filter_map(|message| message["executable"].as_str().map(str::to_owned))
        .next_back()
        .with_context(|| format!("{name} was not built"))
}
