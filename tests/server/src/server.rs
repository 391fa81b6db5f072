//! The real application in this process.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use meridian::{
    clock::{TaskClock, unix_now},
    config::Config,
    mail::settings::MailSettings,
    push::endpoint::Reach,
    server::{Server, start_by},
};
use protocol::{
    Consent, Millis, ParticipantId, Role, SessionKind,
    http::{OpenRecordingRequest, Seat, SessionSummary, StartSessionRequest},
};
use reqwest::Method;
use store::{BucketSettings, Store};
use tempfile::TempDir;

use crate::{
    client::Client,
    mailbox::Mailbox,
    visitor::{Refused, Visitor},
    within,
};

/// The e-mail address of the owner of a [`TestServer`].
pub const OWNER_EMAIL: &str = "teacher@school.example";
/// The owner's password.
pub const OWNER_PASSWORD: &str = "correct horse battery";

/// A server on free ports of the loopback interface.
pub struct TestServer {
    server: Server,
    home: Home,
    mail: Option<MailSettings>,
    clock: TaskClock,
}

/// The data of a server.
struct Home {
    data: TempDir,
    /// The URL of its database; `None` for SQLite in the folder.
    database: Option<String>,
    /// The program that makes MP4 files.
    ffmpeg: PathBuf,
    /// The bucket of its recordings, and how many bytes of them stay in the folder.
    bucket: Option<(BucketSettings, u64)>,
}

impl Home {
    fn new() -> Self {
        Self::of(tempfile::tempdir().expect("a folder"), new_database())
    }

    fn of(data: TempDir, database: Option<String>) -> Self {
        Home { data, database, ffmpeg: "ffmpeg".into(), bucket: None }
    }
}

/// The URL of a database with all tables where tests run on PostgreSQL; nothing where they run on SQLite.
pub fn new_database() -> Option<String> {
    test_postgres::new_database(|url| {
        let data = tempfile::tempdir().expect("a folder");
        let made = async { Store::open_with(data.path(), Some(&url)).await?.close().await };
        tokio::runtime::Runtime::new().expect("a runtime").block_on(made).expect("all tables");
    })
}

/// How a test's server is configured, in this process or in one of its own. It sends no mail.
pub fn config(data: &Path, database: Option<String>, trust_proxy: bool) -> Config {
    Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: data.to_owned(),
        database,
        public_url: None,
        media_listen: None,
        media_port: Some(0),
        announce: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        mail: None,
        push: Reach::ThisMachine,
        ffmpeg: "ffmpeg".into(),
        bucket: None,
        media_cache_bytes: u64::MAX,
        trust_proxy,
        demo: false,
    }
}

impl TestServer {
    /// A server without an owner.
    pub async fn start() -> Self {
        Self::at(Home::new(), false, None, TaskClock::default()).await
    }

    /// A server that sends mail to this mailbox, and tries again at once what could not be sent.
    pub async fn start_with_mail(mailbox: &Mailbox) -> Self {
        let from = "Meridian <class@school.example>";
        let mut mail = MailSettings::read(mailbox.url(), from).expect("settings");
        mail.first_retry = Duration::from_millis(1);
        Self::at(Home::new(), false, Some(mail), TaskClock::default()).await
    }

    /// A server that takes clients' addresses from a reverse proxy.
    pub async fn start_behind_proxy() -> Self {
        Self::at(Home::new(), true, None, TaskClock::default()).await
    }

    /// A server on data that exist already, with their database of SQLite.
    pub async fn start_on(data: TempDir) -> Self {
        Self::start_on_filled(data, None).await
    }

    /// A server on data that exist already, with this database; `None` for SQLite in the folder.
    pub async fn start_on_filled(data: TempDir, database: Option<String>) -> Self {
        Self::at(Home::of(data, database), false, None, TaskClock::default()).await
    }

    /// A server with a folder of its own and this database of PostgreSQL.
    pub async fn start_with_database(url: String) -> Self {
        Self::at(Home { database: Some(url), ..Home::new() }, false, None, TaskClock::default()).await
    }

    /// A server that makes MP4 files with this program.
    pub async fn start_with_ffmpeg(ffmpeg: &Path) -> Self {
        Self::at(Home { ffmpeg: ffmpeg.to_owned(), ..Home::new() }, false, None, TaskClock::default()).await
    }

    /// A server that keeps recordings in a bucket, and so many bytes of them in its folder.
    pub async fn start_with_bucket(bucket: BucketSettings, cache_bytes: u64) -> Self {
        let home = Home { bucket: Some((bucket, cache_bytes)), ..Home::new() };
        Self::at(home, false, None, TaskClock::default()).await
    }

    /// The same on data that exist already, with their database of SQLite.
    pub async fn start_with_bucket_on(data: TempDir, bucket: BucketSettings, cache_bytes: u64) -> Self {
        let home = Home { bucket: Some((bucket, cache_bytes)), ..Home::of(data, None) };
        Self::at(home, false, None, TaskClock::default()).await
    }

    async fn at(home: Home, trust_proxy: bool, mail: Option<MailSettings>, clock: TaskClock) -> Self {
        let usual = config(home.data.path(), home.database.clone(), trust_proxy);
        let (bucket, media_cache_bytes) =
            home.bucket.clone().map_or((None, u64::MAX), |(bucket, bytes)| (Some(bucket), bytes));
        let config = Config { mail, ffmpeg: home.ffmpeg.clone(), bucket, media_cache_bytes, ..usual };
        let server = start_by(&config, &clock).await.expect("the server starts");
        TestServer { server, home, mail: config.mail, clock }
    }

    /// Stops the server in order and starts another one on the same data.
    pub async fn restart(self) -> Self {
        self.restart_after(0).await
    }

    /// Stops the server in order and starts another one on the same data, so much later by the clock of mail and notices.
    pub async fn restart_after(self, time: Millis) -> Self {
        let trust_proxy = self.server.app.trust_proxy;
        self.server.stop().await.expect("the server stops");
        self.clock.advance(time);
        Self::at(self.home, trust_proxy, self.mail, self.clock).await
    }

    /// Looks at what is due, by the clock of mail and notices, until all of it is queued.
    pub async fn look(&self) {
        look(&self.server, &self.clock).await;
    }

    /// The clock of mail and notices.
    pub fn clock(&self) -> &TaskClock {
        &self.clock
    }

    /// Stops the server in order.
    pub async fn stop(self) {
        self.server.stop().await.expect("the server stops");
    }

    /// Stops the server in order, and returns its data folder.
    pub async fn stop_and_keep(self) -> TempDir {
        self.server.stop().await.expect("the server stops");
        self.home.data
    }

    /// The application itself, for needs that have no interface yet: seats of students and assistants, expired tokens.
    pub fn app(&self) -> &meridian::context::App {
        &self.server.app
    }

    /// The present bytes of the database's files, including the write-ahead log; of PostgreSQL, all that it has, as SQL.
    pub fn database_bytes(&self) -> Vec<u8> {
        if let Some(url) = &self.home.database {
            return test_postgres::dump(url).into_bytes();
        }
        let files = std::fs::read_dir(self.home.data.path()).expect("the data folder");
        let files = files.map(|file| file.expect("a file").path()).filter(|path| path.is_file());
        files.flat_map(|path| std::fs::read(path).expect("to read")).collect()
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        self.home.data.path()
    }

    /// The web's address.
    pub fn web(&self) -> SocketAddr {
        self.server.web
    }

    /// The address of media.
    pub fn media(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.server.media.port()))
    }

    /// A visitor without cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.web())
    }

    /// A visitor at another address of the loopback interface, 127.0.0.`last`.
    pub fn visitor_at(&self, last: u8) -> Visitor {
        Visitor::from_address(self.web(), Ipv4Addr::new(127, 0, 0, last).into())
    }

    /// The token of the setup link, as printed at the start.
    pub async fn setup_token(&self) -> String {
        let links = self.server.links(false).await.expect("links");
        links.first().and_then(|link| link.split_once('#')).expect("a setup link").1.to_owned()
    }

    /// A visitor who has claimed the server.
    pub async fn owner(&self) -> Visitor {
        let owner = self.visitor();
        owner.setup(&self.setup_token().await, "Ada Teacher", OWNER_EMAIL, OWNER_PASSWORD).await.expect("an owner");
        owner
    }

    /// An owner and a class that has begun and admits guests.
    pub async fn class(&self) -> Class<'_> {
        let class = self.class_to_come().await;
        self.app().hub.open(class.session.id);
        class
    }

    /// A class that begins when its owner comes.
    pub async fn class_to_come(&self) -> Class<'_> {
        let owner = self.owner().await;
        let session = owner.start_class("Algebra", true).await;
        Class { server: self, owner, session }
    }
}

/// Lets a server look at what is due, by its clock of mail and notices, until all of it is queued.
pub async fn look(server: &Server, clock: &TaskClock) {
    let mut looks = server.notices.looks();
    // The first one may have begun before.
    for _ in 0..2 {
        let seen = *looks.borrow_and_update();
        clock.advance(1);
        within("a look at what is due", looks.wait_for(|looks| *looks > seen)).await.expect("the task runs");
    }
}

/// A class on a server.
pub struct Class<'a> {
    server: &'a TestServer,
    /// The owner.
    pub owner: Visitor,
    /// The session.
    pub session: SessionSummary,
}

impl Class<'_> {
    /// The owner's seat.
    pub async fn instructors_seat(&self) -> Seat {
        self.owner.join(&self.session.code, "Ada Teacher").await.expect("the owner's seat")
    }

    /// A guest's seat.
    pub async fn guests_seat(&self, name: &str) -> Seat {
        self.server.visitor().join(&self.session.code, name).await.expect("a guest's seat")
    }

    /// Opens the recording to everybody with the link until then, or ends that.
    pub async fn open_recording(&self, until_unix: Option<Millis>) -> Result<SessionSummary, Refused> {
        let path = format!("/api/sessions/{}/recording/open", self.session.id);
        let request = self.owner.request(Method::PUT, &path).json(&OpenRecordingRequest { until_unix });
        self.owner.send(request).await
    }

    /// Opens the recording for an hour, for people who were not in class.
    pub async fn open_recording_for_an_hour(&self) {
        self.open_recording(Some(unix_now() + 3_600_000)).await.expect("the recording is open");
    }

    /// A seat of any role, as a roster would give it.
    pub async fn seat(&self, role: Role, name: &str) -> Seat {
        if role == Role::Instructor {
            return self.instructors_seat().await;
        }
        let store = &self.server.app().store;
        let seat = store
            .create_seat(self.session.id, store::SeatRequest::new(name, role, Consent::default()), unix_now())
            .await;
        let seat = seat.expect("a seat");
        let token = seat.token.reveal().to_owned();
        Seat { token, session: self.session.id, participant: seat.participant, role }
    }

    /// Another token for a guest's seat, as on another device.
    pub async fn seat_again(&self, participant: ParticipantId) -> Seat {
        let store = &self.server.app().store;
        let token = store.new_token_for(self.session.id, participant, None, unix_now()).await.expect("a token");
        Seat { token: token.reveal().to_owned(), session: self.session.id, participant, role: Role::Guest }
    }

    /// The owner, connected.
    pub async fn instructor(&self) -> Client {
        Client::enter(self.server.web(), &self.instructors_seat().await).await
    }

    /// A guest, connected.
    pub async fn guest(&self, name: &str) -> Client {
        Client::enter(self.server.web(), &self.guests_seat(name).await).await
    }

    /// Somebody in a role, connected.
    pub async fn connected(&self, role: Role, name: &str) -> Client {
        Client::enter(self.server.web(), &self.seat(role, name).await).await
    }
}

impl Visitor {
    /// Starts a class.
    pub async fn start_class(&self, title: &str, guests_allowed: bool) -> SessionSummary {
        let request = StartSessionRequest {
            title: title.to_owned(),
            guests_allowed,
            course: None,
            kind: SessionKind::Class,
            watches: None,
        };
        self.post("/api/sessions", &request).await.expect("a class")
    }
}
