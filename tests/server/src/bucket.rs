//! An S3 service that others wrote, SeaweedFS, and a line to it that can be cut. It stands in `tests/bucket`, where `cargo xtask test`
//! installs it.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener as StdListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use reqwest::Method;
use serde::Deserialize;
use store::BucketSettings;
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OnceCell, watch},
    task::JoinHandle,
};

use crate::within;

/// The access key that opens all buckets, and its id.
pub const KEY: (&str, &str) = ("tests", "the key of the tests");

/// The folder of a bucket in which recordings are.
const FOLDER: &str = "autumn";

/// Starts the service, and ends it with the process that started it, also when that was killed.
const SUPERVISOR: &str = r#"
folder=$1; shift
"$@" >"$folder/log" 2>&1 & server=$!
cat >/dev/null
kill -KILL "$server"; rm -rf "$folder"
"#;

/// The longest list of files that the service is asked for.
const LISTED: usize = 100_000;

/// The service.
struct Service {
    s3: SocketAddr,
    files: SocketAddr,
    _folder: TempDir,
    _supervisor: Child,
    _until: Option<ChildStdin>,
}

/// A bucket of its own, with nothing in it.
pub struct TestBucket {
    name: String,
    service: &'static Service,
}

/// The beginning of what the service says of a folder.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    entries: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    full_path: String,
    #[serde(default)]
    file_size: u64,
    #[serde(default)]
    mode: u32,
}

impl Entry {
    /// Go's `os.ModeDir`.
    fn is_folder(&self) -> bool {
        self.mode & 1 << 31 != 0
    }
}

impl TestBucket {
    /// Makes a bucket.
    pub async fn new() -> TestBucket {
        static SERVICE: OnceCell<Service> = OnceCell::const_new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let service = SERVICE.get_or_init(Service::start).await;
        let name = format!("bucket-{}", COUNT.fetch_add(1, Relaxed));
        let made = service.ask(Method::POST, &format!("/buckets/{name}/"), "").await.expect("an answer");
        assert!(made.status().is_success(), "{made:?}");
        TestBucket { name, service }
    }

    /// How a server reaches it over this line.
    pub fn settings(&self, line: &Line) -> BucketSettings {
        BucketSettings {
            name: self.name.clone(),
            folder: FOLDER.into(),
            endpoint: Some(format!("http://{}", line.address)),
            region: "us-east-1".into(),
            key_id: KEY.0.into(),
            key: KEY.1.into(),
        }
    }

    /// A line to it.
    pub async fn line(&self) -> Line {
        Line::to(self.service.s3).await
    }

    /// Loses an object, as a service may that has a fault.
    pub async fn lose(&self, object: &str) {
        let path = format!("/buckets/{}/{FOLDER}/{object}", self.name);
        let lost = self.service.ask(Method::DELETE, &path, "").await.expect("an answer");
        assert!(lost.status().is_success(), "{lost:?}");
    }

    /// All that is in it, with sizes: by the service's own list of files, not by S3.
    pub async fn objects(&self) -> BTreeMap<String, u64> {
        let root = format!("/buckets/{}", self.name);
        let (mut found, mut folders) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            let path = format!("{folder}/?limit={LISTED}");
            let answer = self.service.ask(Method::GET, &path, "").await.expect("an answer");
            if answer.status() == 404 {
                continue;
            }
            let listing: Listing = answer.json().await.expect("a list of files");
            for entry in listing.entries.unwrap_or_default() {
                let name = entry.full_path.strip_prefix(&format!("{root}/{FOLDER}/")).map(str::to_owned);
                match entry.is_folder() {
                    true => folders.push(entry.full_path),
                    false => drop(found.insert(name.expect("everything is in the folder"), entry.file_size)),
                }
            }
        }
        found
    }
}

impl Service {
    async fn start() -> Service {
        let folder = tempfile::Builder::new().prefix("meridian-bucket-").tempdir().expect("a temporary folder");
        let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../bucket/.venv/bin/weed");
        assert!(program.exists(), "SeaweedFS is installed by `cargo xtask test`");
        let [s3, files, others @ ..] = free_ports::<8>();
        write_keys(folder.path());
        let mut supervisor = Command::new("sh");
        supervisor.args(["-c", SUPERVISOR, "supervisor"]).arg(folder.path()).arg(program);
        supervisor.args(arguments(folder.path(), s3, files, others)).stdin(Stdio::piped());
        let mut supervisor = supervisor.spawn().expect("sh, to start SeaweedFS");
        let until = supervisor.stdin.take();
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let service =
            Service { s3: local(s3), files: local(files), _folder: folder, _supervisor: supervisor, _until: until };
        within("SeaweedFS", service.is_there()).await;
        service
    }

    /// Waits until it keeps files, and speaks S3.
    async fn is_there(&self) {
        let keeps = async || {
            let kept = self.ask(Method::PUT, "/probe", "x").await.is_ok_and(|kept| kept.status().is_success());
            kept && reqwest::get(format!("http://{}/", self.s3)).await.is_ok()
        };
        while !keeps().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn ask(&self, method: Method, path: &str, body: &'static str) -> reqwest::Result<reqwest::Response> {
        let request = reqwest::Client::new().request(method, format!("http://{}{path}", self.files));
        request.header("accept", "application/json").body(body).send().await
    }
}

fn write_keys(folder: &Path) {
    let keys = serde_json::json!({ "identities": [{
        "name": "tests",
        "credentials": [{ "accessKey": KEY.0, "secretKey": KEY.1 }],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }] });
    std::fs::write(folder.join("keys.json"), keys.to_string()).expect("to write");
}

/// How it is started: everything in one process, in one folder, on this machine alone.
fn arguments(folder: &Path, s3: u16, files: u16, others: [u16; 6]) -> Vec<String> {
    let [master, master_grpc, volume, volume_grpc, files_grpc, s3_grpc] = others;
    let folder = folder.display();
    let line = format!(
        "server -dir={folder} -ip=127.0.0.1 -ip.bind=127.0.0.1 -master.telemetry=false -master.volumeSizeLimitMB=64
         -master.port={master} -master.port.grpc={master_grpc} -volume.port={volume} -volume.port.grpc={volume_grpc}
         -volume.max=0 -filer -filer.port={files} -filer.port.grpc={files_grpc} -filer.localSocket={folder}/filer.sock
         -s3 -s3.port={s3} -s3.port.grpc={s3_grpc} -s3.port.iceberg=0 -s3.port.lance=0 -s3.localSocket={folder}/s3.sock
         -s3.config={folder}/keys.json -s3.autoCreateBucket=false"
    );
    line.split_whitespace().map(str::to_owned).collect()
}

/// Ports that are free just now.
fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let listeners = [(); COUNT].map(|()| StdListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

/// A line to the service, which can be cut.
pub struct Line {
    address: SocketAddr,
    is_up: watch::Sender<bool>,
    sent: watch::Sender<u64>,
    task: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    async fn to(service: SocketAddr) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (is_up, sent) = (watch::Sender::new(true), watch::Sender::new(0));
        let task = tokio::spawn(carry(listener, service, is_up.clone(), sent.clone()));
        Line { address, is_up, sent, task }
    }

    /// Cuts all connections, and lets none through from now on.
    pub fn cut(&self) {
        self.is_up.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.is_up.send_replace(true);
    }

    /// Waits until so many bytes more have gone to the service.
    pub async fn carried(&self, bytes: u64) {
        let until = *self.sent.borrow() + bytes;
        let _ = within("bytes for the bucket", self.sent.subscribe().wait_for(|sent| *sent >= until)).await;
    }

    /// The address to which servers connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn carry(listener: TcpListener, service: SocketAddr, is_up: watch::Sender<bool>, sent: watch::Sender<u64>) {
    while let Ok((client, _)) = listener.accept().await {
        let mut up = is_up.subscribe();
        if !*up.borrow_and_update() {
            continue;
        }
        let sent = sent.clone();
        tokio::spawn(async move {
            let Ok(service) = TcpStream::connect(service).await else { return };
            let ((from_client, to_client), (from_service, to_service)) = (client.into_split(), service.into_split());
            tokio::select! {
                () = copy(from_client, to_service, |bytes| sent.send_modify(|sent| *sent += bytes)) => {}
                () = copy(from_service, to_client, |_| {}) => {}
                _ = up.wait_for(|up| !*up) => {}
            }
        });
    }
}

async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, count: impl Fn(u64)) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        count(length as u64);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
