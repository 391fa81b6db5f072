//! The store over a real database: SQLite in a temporary folder or, where [`test_postgres::DATABASE`] names a cluster,
//! PostgreSQL.

mod audit;
mod backup;
mod board;
mod claims;
mod clips;
mod consent;
mod consumers;
mod convinced;
mod courses;
mod damage;
mod deletions;
mod durability;
mod extensions;
mod files;
mod insight;
mod journal;
mod late_ballots;
mod leases;
mod lectures;
mod ledger;
mod links;
mod mails;
mod media;
mod mp4;
mod notices;
mod passkeys;
mod people;
mod photos;
mod postgres;
mod practice;
mod preparation;
mod privacy;
mod profiles;
mod recordings;
mod schedule;
mod seats;
mod sessions;
mod sign_ins;
mod takes;

use std::path::PathBuf;

use protocol::{
    Audience, AuditKind, Consent, Event, EventBody, Millis, ParticipantId, RoomId, Seq, ServerRole, SessionId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use sqlx::{AnyConnection, Connection};
use store::{Agent, AuditLine, MemberRow, Person, RecordingWriter, SessionRow, Store, StoreError};
use tempfile::TempDir;

/// Some moment, in milliseconds of the Unix epoch.
const NOW: u64 = 1_700_000_000_000;
const PASSWORD: &str = "correct horse battery staple";
/// Tells a child process, which is a test run once more, the URL of its database; absent for SQLite.
const CHILDS_DATABASE: &str = "MERIDIAN_STORE_TEST_URL";
/// A line of the log, for acts whose line is of no interest.
fn noted() -> AuditLine {
    AuditLine::by_server(AuditKind::CourseChanged)
}

/// A browser that says nothing of itself.
fn agent() -> Agent {
    Agent::default()
}

/// Notes nothing of a change to a roster.
fn quietly(_: &MemberRow, _: &MemberRow) -> Vec<AuditLine> {
    Vec::new()
}

const NOTHING_RECORDED: Consent = Consent { record_camera: false, record_voice: false };

/// Where a store is.
struct Home {
    folder: TempDir,
    /// The URL of its database; nothing for SQLite.
    database: Option<String>,
}

impl Home {
    fn new() -> Home {
        Home {
            folder: tempfile::tempdir().expect("temporary folder"),
            database: test_postgres::new_database(make_tables),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of a session's recorded files.
    fn recording(&self, session: SessionId) -> PathBuf {
        self.data().join("media").join(session.to_string())
    }

    async fn open(&self) -> Result<Store, StoreError> {
        Store::open_with(&self.data(), self.database.as_deref()).await
    }

    /// The home of another server with the same database.
    fn second_server(&self) -> Home {
        let folder = tempfile::tempdir().expect("temporary folder");
        let home = Home { folder, database: self.database.clone() };
        if self.database.is_none() {
            std::fs::create_dir(home.data()).expect("a data folder");
            let file = "meridian.db";
            std::os::unix::fs::symlink(self.data().join(file), home.data().join(file)).expect("a link");
        }
        home
    }

    /// A connection to the database past the store.
    async fn aside(&self) -> AnyConnection {
        let file = || format!("sqlite://{}", self.data().join("meridian.db").display());
        let url = self.database.clone().unwrap_or_else(file);
        AnyConnection::connect(&url).await.expect("a connection")
    }

    /// All that the database has, as text. SQLite's file, of a store that is closed, has what was deleted, too.
    async fn dump(&self) -> String {
        match &self.database {
            None => String::from_utf8_lossy(&std::fs::read(self.data().join("meridian.db")).expect("its file")).into(),
            Some(url) => test_postgres::dump(url),
        }
    }
}

/// Has a store make its tables in a database.
fn make_tables(database: String) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let made = async { Store::open_with(folder.path(), Some(&database)).await?.close().await };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(made).expect("all tables");
}

async fn empty() -> (Home, Store) {
    let home = Home::new();
    let store = home.open().await.expect("open");
    (home, store)
}

/// Somebody with an account of no course.
async fn account(store: &Store, name: &str, email: &str) -> Person {
    let invited = store.invite_to_server(name, email, ServerRole::Member, &noted(), NOW).await.unwrap();
    store.accept_with_new_account(invited.1.reveal(), name, PASSWORD, &agent(), NOW).await.unwrap().1
}

/// A store with an owner and one session.
async fn with_session() -> (Home, Store, Person, SessionRow) {
    let (home, store) = empty().await;
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.expect("owner");
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.expect("session");
    (home, store, owner, session)
}

fn unknown_session() -> SessionId {
    "5f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11".parse().expect("uuid")
}

fn chat(seq: Seq, text: &str) -> Event {
    Event {
        seq,
        at: seq * 10,
        audience: Audience::Everyone,
        later: None,
        body: EventBody::ChatSent { participant: ParticipantId(1), text: text.into() },
    }
}

/// A segment of a camera's track, and its content.
fn segment(start: Millis) -> (ManifestEntry, Vec<u8>) {
    let content = vec![start as u8; 1_000 + start as usize];
    let (file, bytes) = (format!("t0-s{start}.webm"), content.len() as u64);
    (ManifestEntry::Segment { track: 0, init: 0, file, start, duration: 10, key: true, bytes, quiet: None }, content)
}

fn track() -> ManifestEntry {
    let content =
        TrackContent::Participant { participant: ParticipantId(1), source: Source::Camera, room: RoomId::MAIN };
    ManifestEntry::Track { track: 0, content }
}

/// Records a segment as the recorder does: first the file, then its line.
async fn record(recording: &RecordingWriter, line: u32, start: Millis) -> Result<(), StoreError> {
    let (entry, content) = segment(start);
    recording.put(&format!("t0-s{start}.webm"), &content)?;
    recording.append(line, &[entry]).await.expect("an outcome")
}

/// Whether a token has the form of one: 256 bits in base64url.
fn looks_like_a_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
}
