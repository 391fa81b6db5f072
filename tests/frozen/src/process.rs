//! The server that is recorded: a process of its own, which can be killed.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context;
use server_tests::within;

/// A running server; it is killed when dropped.
pub struct Process {
    /// The web's address, also after a restart.
    pub web: SocketAddr,
    binary: PathBuf,
    data: PathBuf,
    child: Child,
}

impl Process {
    /// Starts the server that `MERIDIAN_BINARY` names on an empty folder; also the token of its setup link.
    pub async fn start(data: &Path) -> anyhow::Result<(Self, String)> {
        let binary = std::env::var_os("MERIDIAN_BINARY").context("MERIDIAN_BINARY must name the server")?;
        let binary = PathBuf::from(binary);
        // A server with an owner does not print its port, so that the port is chosen here.
        let web = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut child = spawn(&binary, web, data)?;
        let output = child.stdout.take().context("no output")?;
        let line = BufReader::new(output).lines().next().context("the server said nothing")??;
        let token = line.split_once('#').with_context(|| format!("{line:?} is no setup link"))?.1.to_owned();
        let process = Process { web, binary, data: data.to_owned(), child };
        process.healthy().await;
        Ok((process, token))
    }

    /// `kill -9`
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts the server again after [`Process::kill`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = spawn(&self.binary, self.web, &self.data)?;
        self.healthy().await;
        Ok(())
    }

    async fn healthy(&self) {
        let url = format!("http://{}/healthz", self.web);
        let answers = async {
            while !reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        within("the server to answer", answers).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be killed already.
        let _ = self.kill();
    }
}

fn spawn(binary: &Path, web: SocketAddr, data: &Path) -> anyhow::Result<Child> {
    let mut command = Command::new(binary);
    command.args(["serve", "--announce-ip", "127.0.0.1", "--media-port", "0", "--listen", &web.to_string(), "--data"]);
    command.arg(data).env("MERIDIAN_LOG", "warn").stdout(Stdio::piped());
    command.spawn().with_context(|| format!("{} cannot be started", binary.display()))
}
