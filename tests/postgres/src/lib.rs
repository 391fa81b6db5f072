//! PostgreSQL for tests: a cluster in a temporary folder, run by an ordinary user, gone with the process that started it.
//!
//! Tests of what is stored run on SQLite unless [`DATABASE`] names a cluster; then each takes a [`new_database`] in it.
//! `cargo xtask test` starts one, and runs them on both. A test that stops or kills the database starts a [`Cluster`] of
//! its own.
//!
//! It needs Debian's `postgresql`, in whichever version.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStderr, ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use tempfile::TempDir;

/// The environment variable with the URL of a database in a cluster on which the tests run.
pub const DATABASE: &str = "MERIDIAN_TEST_DATABASE";

/// Debian's `nobody`, of no group: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;

/// The one user, who may do everything.
const USER: &str = "meridian";

/// The message of the server when it can be used.
const READY: &str = "database system is ready to accept connections";

/// What is settled for all clusters. Commits reach the log before they are acknowledged, since tests crash the server; the log need not
/// outlive the machine, nor feed another server.
const SETTINGS: &str = "
listen_addresses = ''
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 300
";

/// Starts PostgreSQL, does what it is told line by line, and clears everything away when it is told nothing any more: also
/// when the process that tells it was killed.
const SUPERVISOR: &str = r#"
start() { "$1/postgres" -D "$2/data" & server=$!; }
start "$@"
while read -r order; do
    case $order in
        start) start "$@" ;;
        *) kill "-$order" "$server"; wait "$server"; echo ended >&2 ;;
    esac
done
kill -INT "$server" && wait "$server"
rm -rf "$2"
"#;

/// A running PostgreSQL with nothing in it.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    supervisor: Child,
    /// Dropped first at the end.
    orders: Option<ChildStdin>,
    said: mpsc::Receiver<String>,
}

impl Cluster {
    /// Makes a cluster and starts it. It writes nothing to disk by force: it outlives kills, and no power cut.
    pub fn start() -> Cluster {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("meridian-postgres-").tempdir().expect("a temporary folder");
        let user = give_away(folder.path());
        make(&programs, folder.path(), user);
        let mut supervisor = as_user(Command::new("sh"), user);
        supervisor.args(["-c", SUPERVISOR, "supervisor"]).arg(&programs).arg(folder.path());
        let mut supervisor =
            supervisor.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sh, to start PostgreSQL");
        let said = listen(supervisor.stderr.take().expect("it is piped"));
        let orders = supervisor.stdin.take();
        let cluster = Cluster { folder, programs, supervisor, orders, said };
        cluster.wait_for(READY);
        cluster
    }

    /// The URL of a database in this cluster.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost/{database}?host={}", self.folder.path().display())
    }

    /// The URL of the database that every cluster has: for [`DATABASE`].
    pub fn main_url(&self) -> String {
        self.url("postgres")
    }

    /// The URL of a new, empty database.
    pub fn new_database(&self) -> String {
        create_in(&self.programs, &self.main_url(), "template1").1
    }

    /// Runs SQL in a database of this cluster.
    pub fn run(&self, url: &str, sql: &str) {
        run(&self.programs, url, sql);
    }

    /// Stops the server as an operator does, with everybody's connection.
    pub fn stop(&mut self) {
        self.order("INT");
        self.wait_for("ended");
    }

    /// Ends the server at once, as a crash does.
    pub fn crash(&mut self) {
        self.order("QUIT");
        self.wait_for("ended");
    }

    /// Starts the server again.
    pub fn start_again(&mut self) {
        self.order("start");
        self.wait_for(READY);
    }

    fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("a supervisor, until the end");
        writeln!(orders, "{order}").expect("the supervisor runs");
    }

    fn wait_for(&self, words: &str) {
        let mut all = Vec::new();
        for line in &self.said {
            if line.contains(words) {
                return;
            }
            all.push(line);
        }
        panic!("PostgreSQL never said {words:?}, but: {all:#?}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.orders = None;
        // It was started, so it can be waited for; its exit status does not matter.
        let _ = self.supervisor.wait();
    }
}

/// The URL of a new database where tests run on PostgreSQL; nothing where they run on SQLite. It is a copy of one that
/// `make_tables` was given once in this process: to make all tables anew takes longer than most tests. A database is
/// copied while nobody is connected to it.
pub fn new_database(make_tables: impl FnOnce(String) + Send) -> Option<String> {
    static READY: OnceLock<String> = OnceLock::new();
    let main = std::env::var(DATABASE).ok()?;
    let programs = programs();
    let ready = READY.get_or_init(|| {
        let (name, url) = create_in(&programs, &main, "template1");
        // Tests have a runtime already, in which another one cannot wait.
        thread::scope(|scope| scope.spawn(|| make_tables(url)).join()).expect("all tables");
        name
    });
    Some(create_in(&programs, &main, ready).1)
}

/// All that a database has, as SQL.
pub fn dump(url: &str) -> String {
    let output = Command::new(programs().join("pg_dump")).args(["--dbname", url]).output().expect("pg_dump");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Makes a copy of a database; returns its name and its URL.
fn create_in(programs: &Path, main: &str, template: &str) -> (String, String) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
    run(programs, main, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    let (before, options) = main.split_once('?').expect("a URL with a host");
    let server = before.rsplit_once('/').expect("a URL with a database").0;
    let url = format!("{server}/{name}?{options}");
    (name, url)
}

fn run(programs: &Path, url: &str, sql: &str) {
    let mut psql = Command::new(programs.join("psql"));
    psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", url, "--command", sql]);
    let output = psql.output().expect("psql");
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The folder of the newest PostgreSQL's programs: Debian puts the server's on nobody's path.
fn programs() -> PathBuf {
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL: install Debian's package `postgresql`");
    let versions = versions.map(|entry| entry.expect("a folder that can be read").path());
    versions.max_by_key(|path| version(path)).expect("a version of PostgreSQL").join("bin")
}

/// Gives the folder to `nobody` where the tests run as root, and returns the user as whom the server is to run then.
fn give_away(folder: &Path) -> Option<u32> {
    let is_root = fs::metadata(folder).expect("a folder").uid() == 0;
    is_root.then(|| {
        chown(folder, Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
        NOBODY
    })
}

fn as_user(mut command: Command, user: Option<u32>) -> Command {
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    command.current_dir("/").stdout(Stdio::null());
    command
}

fn make(programs: &Path, folder: &Path, user: Option<u32>) {
    let data = folder.join("data");
    let mut initdb = as_user(Command::new(programs.join("initdb")), user);
    initdb.args(["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--pgdata"]);
    let output = initdb.arg(&data).output().expect("initdb");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let settings = format!("{SETTINGS}unix_socket_directories = '{}'\n", folder.display());
    let mut file = fs::File::options().append(true).open(data.join("postgresql.conf")).expect("its settings");
    file.write_all(settings.as_bytes()).expect("to add settings");
}

/// Reads the server's messages, so that the server never waits to write them.
fn listen(stderr: ChildStderr) -> mpsc::Receiver<String> {
    let (say, said) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            // The listener may have ended.
            let _ = say.send(line);
        }
    });
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_outlives_a_crash_and_leaves_nothing() {
        let mut cluster = Cluster::start();
        let url = cluster.new_database();
        cluster.run(&url, "CREATE TABLE words (word TEXT)");
        cluster.crash();
        cluster.start_again();
        cluster.run(&url, "INSERT INTO words VALUES ('kept')");
        cluster.stop();
        cluster.start_again();
        let folder = cluster.folder.path().to_owned();
        drop(cluster);
        assert!(!folder.exists());
    }
}
