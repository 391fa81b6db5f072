//! The server to be measured: another process, with a demo class.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    io::{BufRead, BufReader},
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::Context;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// Time between two attempts to reach a server that is starting.
const KNOCK: Duration = Duration::from_millis(2);

/// A running server. It is killed when dropped.
pub struct Subject {
    /// The web's address.
    pub web: SocketAddr,
    /// The token that signs the owner in, once.
    pub owner_token: String,
    /// The join code of the class.
    pub code: String,
    process: Process,
    data: TempDir,
}

impl Subject {
    /// Starts the server that `MERIDIAN_BINARY` names, and waits for its links.
    pub fn start() -> anyhow::Result<Self> {
        let data = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir()?;
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut process = Process::start(any_port, &data, &["--demo"])?;
        let output = process.0.stdout.take().context("no output")?;
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
        Ok(Subject { web, owner_token: owner_token.to_owned(), code, process, data })
    }

    /// The address of media: the port has the number of the web's.
    pub fn media(&self) -> SocketAddr {
        self.web
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    /// What the server has in its data folder.
    pub fn disk(&self) -> anyhow::Result<Disk> {
        Disk::of(self.data.path())
    }

    /// Stops the server in order, and starts it again on the same port and data. Returns when it accepts connections.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let status = self.process.terminate().await?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        self.start_again().await
    }

    /// Kills the server, and starts it again on the same port and data. Returns when it accepts connections.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.0.kill()?;
        self.process.0.wait()?;
        self.start_again().await
    }

    async fn start_again(&mut self) -> anyhow::Result<()> {
        self.process = Process::start(self.web, &self.data, &[])?;
        while TcpStream::connect(self.web).await.is_err() {
            anyhow::ensure!(self.process.0.try_wait()?.is_none(), "the server did not start again");
            tokio::time::sleep(KNOCK).await;
        }
        Ok(())
    }
}

/// What is in a folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk {
    /// How many files.
    pub files: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Disk {
    fn of(folder: &Path) -> anyhow::Result<Disk> {
        let mut disk = Disk::default();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let more = if path.is_dir() { Disk::of(&path)? } else { Disk::of_file(&path) };
            (disk.files, disk.bytes) = (disk.files + more.files, disk.bytes + more.bytes);
        }
        Ok(disk)
    }

    /// A file that is gone since the folder was read is nothing.
    fn of_file(path: &Path) -> Disk {
        fs::metadata(path).map_or(Disk::default(), |file| Disk { files: 1, bytes: file.len() })
    }
}

struct Process(Child);

impl Process {
    fn start(listen: SocketAddr, data: &TempDir, more: &[&str]) -> anyhow::Result<Self> {
        let binary: OsString = std::env::var_os("MERIDIAN_BINARY").context("MERIDIAN_BINARY must name the server")?;
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", &listen.to_string(), "--announce-ip", "127.0.0.1", "--data"]);
        command.arg(data.path()).args(more).env("MERIDIAN_LOG", "warn").stdout(Stdio::piped());
        Ok(Process(command.spawn().context("the server cannot be started")?))
    }

    /// Asks the server to stop, and waits until it has. Leaves the thread to other tasks meanwhile: clients that are told to
    /// go do so.
    #[allow(unsafe_code)] // kill(2) has no safe wrapper among the dependencies.
    async fn terminate(&mut self) -> anyhow::Result<ExitStatus> {
        let pid = libc::pid_t::try_from(self.0.id())?;
        // SAFETY: kill touches no memory of this process. The child has not been waited for, so its number is still its
        // own.
        anyhow::ensure!(unsafe { libc::kill(pid, libc::SIGTERM) } == 0, "the server cannot be told to stop");
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(KNOCK).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The server may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
