//! The server that is measured: a process of its own with a demo class.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use anyhow::Context;
use tempfile::TempDir;

/// A running server; it is killed when dropped.
pub struct Subject {
    /// Where its web is.
    pub web: SocketAddr,
    /// Signs the owner in, once.
    pub owner_token: String,
    /// The class's join code.
    pub code: String,
    child: Child,
    _data: TempDir,
}

impl Subject {
    /// Starts the server that `MERIDIAN_BINARY` names and waits for its links.
    pub fn start() -> anyhow::Result<Self> {
        let binary = std::env::var_os("MERIDIAN_BINARY").context("MERIDIAN_BINARY must name the server")?;
        let data = tempfile::tempdir()?;
        let mut command = Command::new(binary);
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--announce-ip", "127.0.0.1", "--data"]);
        command.arg(data.path()).env("MERIDIAN_LOG", "warn").stdout(Stdio::piped());
        let mut child = command.spawn().context("the server cannot be started")?;
        let output = child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut link = |what: &str| -> anyhow::Result<String> {
            let line = lines.next().context("the server said nothing")??;
            Ok(line.strip_prefix(what).with_context(|| format!("{line:?} is not {what:?}"))?.to_owned())
        };
        let (owner, join) = (link("Owner: ")?, link("Join: ")?);
        let (url, owner_token) = owner.split_once("/enter#").context("no token")?;
        let port = url.rsplit_once(':').context("no port")?.1.parse()?;
        let code = join.rsplit_once('/').context("no code")?.1.to_owned();
        let web = SocketAddr::from(([127, 0, 0, 1], port));
        Ok(Subject { web, owner_token: owner_token.to_owned(), code, child, _data: data })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
