//! `cargo xtask freeze`: recordings of this version, which every later one reads.

use crate::{install, run, shell};

/// Builds the server and the program that records it, and records.
pub fn freeze() -> anyhow::Result<()> {
    install::debian(install::BUILD)?;
    install::debian(install::MEDIA)?;
    let server = run::build("meridian", "--package meridian")?;
    let freeze = run::build("freeze", "--package frozen")?;
    shell::run(std::process::Command::new(freeze).env("MERIDIAN_BINARY", server))
}
