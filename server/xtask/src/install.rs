//! Installs the programs that are needed beside Rust, Node 20 and git: Debian's packages, npm's and PyPI's.

use std::{
    fs,
    path::Path,
    process::Command,
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
/// The proxy that is measured. Debian puts it on the path of root alone.
pub const PROXY: &[Tool] = &[("/usr/sbin/nginx", "nginx-light")];
/// The tools of the browser tests. With `ip` they make a network that can be cut.
pub const BROWSERS: &[Tool] = &[("chromium", "chromium"), ("firefox-esr", "firefox-esr"), ("ip", "iproute2")];
/// Debian's Python, which may not be the first on the path.
const DEBIAN_PYTHON: &str = "/usr/bin/python3";

/// Installs the packages of missing programs.
pub fn debian(tools: &[Tool]) -> anyhow::Result<()> {
    let missing: Vec<&str> = tools.iter().filter(|(program, _)| !shell::exists(program)).map(|(_, p)| *p).collect();
    if missing.is_empty() {
        return Ok(());
    }
    debian_packages(&missing.join(" "))
}

fn debian_packages(names: &str) -> anyhow::Result<()> {
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

/// Installs a folder's PyPI packages into an environment of the folder's own, unless those of its list are installed.
pub fn pypi(folder: &str) -> anyhow::Result<()> {
    let folder = Path::new(folder);
    let listed = fs::read(folder.join("requirements.txt"))?;
    let installed = folder.join(".venv/requirements.txt");
    if fs::read(&installed).is_ok_and(|installed| installed == listed) {
        return Ok(());
    }
    if !makes_environments("python3") && !makes_environments(DEBIAN_PYTHON) {
        debian_packages("python3-venv")?;
    }
    let python = if makes_environments("python3") { "python3" } else { DEBIAN_PYTHON };
    shell::run(command(&format!("{python} -m venv --clear .venv")).current_dir(folder))?;
    let pip = ".venv/bin/python -m pip install --quiet --require-hashes --requirement requirements.txt";
    shell::run(command(pip).current_dir(folder))?;
    Ok(fs::write(installed, listed)?)
}

/// Whether there is such a Python, with all that it needs for an environment: Debian's has it in a package of its own.
fn makes_environments(python: &str) -> bool {
    let asked = Command::new(python).args(["-c", "import ensurepip, venv"]).output();
    asked.is_ok_and(|answer| answer.status.success())
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
