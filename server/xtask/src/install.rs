//! Installs the programs that are needed beside Rust, Node 20 and git: Debian's packages, and npm's.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use anyhow::{Context, ensure};

use crate::shell::{self, command};

/// A program, and the Debian package that has it.
type Tool = (&'static str, &'static str);

/// The tools of a build: libopus is built with cmake.
pub const BUILD: &[Tool] = &[("cmake", "cmake"), ("cc", "build-essential")];
/// The tools of the recorder's tests.
pub const MEDIA: &[Tool] = &[("ffmpeg", "ffmpeg"), ("espeak-ng", "espeak-ng")];
/// The tools of the tests of the store. Debian puts `initdb` on nobody's path; both come in one package.
pub const DATABASE: &[Tool] = &[("pg_lsclusters", "postgresql")];
/// The tools of the browser tests. With `ip` they make a network that can be cut.
pub const BROWSERS: &[Tool] = &[("chromium", "chromium"), ("firefox-esr", "firefox-esr"), ("ip", "iproute2")];

/// Installs the packages of missing programs.
pub fn debian(tools: &[Tool]) -> anyhow::Result<()> {
    let missing: Vec<&str> = tools.iter().filter(|(program, _)| !shell::exists(program)).map(|(_, p)| *p).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    ensure!(shell::exists("apt-get"), "missing on this machine: {names}. Install them, then try again.");
    eprintln!("Installing from Debian: {names}");
    let sudo =
        if shell::exists("sudo") && std::env::var("USER").is_ok_and(|user| user != "root") { "sudo " } else { "" };
    let help = || format!("could not install {names}; install them by hand, then try again");
    shell::run(&mut command(&format!("{sudo}apt-get update -qq"))).with_context(help)?;
    shell::run(&mut command(&format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq {names}")))
        .with_context(help)
}

/// Installs a folder's npm packages, unless those of its lock file are installed.
pub fn npm(folder: &str) -> anyhow::Result<()> {
    ensure!(shell::exists("npm"), "npm is missing: install Node 20");
    let folder = Path::new(folder);
    let written = |file: &str| fs::metadata(folder.join(file)).and_then(|meta| meta.modified()).ok();
    let (locked, installed) = (written("package-lock.json"), written("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    shell::run(command("npm ci --no-audit --no-fund --loglevel=error").current_dir(folder))
}

/// Builds the web app into `web/dist`, once in a run: a newer folder would make Cargo compile the server again.
pub fn web() -> anyhow::Result<()> {
    static BUILT: AtomicBool = AtomicBool::new(false);
    if BUILT.load(Relaxed) {
        return Ok(());
    }
    npm("web")?;
    shell::run(command("npm run --silent build").current_dir("web"))?;
    BUILT.store(true, Relaxed);
    Ok(())
}
