//! Keeps what lasts: people, sessions, seats, links, journals and the manifests of recordings in SQL, recorded media as
//! files.
//!
//! ```no_run
//! # async fn example() -> Result<(), store::StoreError> {
//! let store = store::Store::open("data".as_ref()).await?;
//! let owner = store.create_owner("Ada", "ada@example.org", "a long password").await?;
//! let class = store.create_session(owner.id, "Analysis", true, 1_700_000_000_000).await?;
//! assert_eq!(store.journal().last(class.id).await?, None);
//! store.close().await
//! # }
//! ```
//!
//! - [`people`](Person), [`sign-ins`](Store::create_sign_in), [`links`](LinkPurpose): who may come in. [What they say of themselves](Store::profile).
//! - [`courses`](CourseRow), [`rosters`](MemberRow), [`invitations`](Invitee): who belongs where.
//! - [`schedules`](PlanRow), [`calendars`](CalendarOf): when that is, and who reads it elsewhere.
//! - [What people are told](Store::consent) before they are recorded.
//! - [`sessions`](SessionRow), [`seats`](SeatRow): what they come in to. [Seats of guests](Store::claim_seats) become those of people.
//! - [`announcements`](AnnouncementRow): what staff of a course tell its members, and who has seen it.
//! - [`ledger`](LedgerColumns): what is counted of who took part, as others count it, and [what staff learn](InsightSeatRow) of it.
//! - [`practice`](PracticeRow): which of its questions come back to them.
//! - [`board`](ThreadRow): what its members discuss.
//! - [`audit`](AuditLine): what staff read of what people did.
//! - [`mails`](NewMail) on their way, and the [links](MailLinkPurpose) in them.
//! - [`notices`](NewNotice): what was told to whom, and [when people know sessions to be](ToldSession); of
//!   [classes that are over](OverClass) and [answers](UntoldAnswer), and [once a week](DigestQuery).
//! - [`Journal`]: what happened there, durable when [`Journal::append`] returns, under a [`Lease`] of the session.
//! - [`LateBallots`]: what was answered after class to anonymous polls, which no journal has.
//! - [`Consumer`]: reads all journals in one order, at least once.
//! - [`Store::recording`]: writes what is recorded, under the same lease. [`Store::manifest`], [`MediaFiles`]: read it.
//! - [`MP4 files`](Mp4Row) that are made of recordings.
//! - [`Bucket`]: where recordings are kept beside the folder, and where they are read once they are not in it any more.
//! - [Erasure](Store::erase_person) of a person, with [what classes have of them](Store::erase_seats).
//! - [`backup`], [`restore`]: a copy of everything. [`Store::examine`]: what is lost.
//!
//! The store never asks for the time: each caller passes the time, in milliseconds of the Unix epoch. The store knows
//! nothing of sockets. Of an event's meaning it knows only what follows for seats and deleted texts,
//! and what a person is called and says in it.

mod account;
mod announcements;
mod answers;
mod audit;
mod backup;
mod board;
mod bucket;
mod by_link;
mod calendars;
mod catching_up;
mod claims;
mod clips;
mod columns;
mod consent;
mod consumers;
mod convinced;
mod courses;
mod damage;
mod database;
mod deleted_classes;
mod deletions;
mod digests;
mod discussed;
mod error;
mod extensions;
mod files;
mod groups;
mod ids;
mod insight;
mod instants;
mod invitations;
mod journal;
mod late_ballots;
mod lease;
mod ledger;
mod links;
mod mail_links;
mod mail_queue;
mod manifest;
mod marks;
mod media;
mod media_room;
mod media_secret;
mod mp4;
mod notice_settings;
mod notices;
mod passkeys;
mod password;
mod people;
mod photos;
mod places;
mod plans;
mod practice;
mod preparation;
mod privacy;
mod profiles;
mod projections;
mod push;
mod recordings;
mod restorable;
mod retention;
mod roster;
mod roster_imports;
mod schedule;
mod seats;
mod secret;
mod server_roles;
mod sessions;
mod sign_ins;
mod takes;
mod told_sessions;
mod uploads;
mod watch_positions;

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    path::Path,
    sync::Arc,
};

pub use announcements::{AnnouncedAt, AnnouncementRow, NewsOfCourse, Said, SeenBy, UntoldAnnouncement};
pub use answers::{AnswerRow, NewAnswerRow, UntoldAnswer};
pub use audit::{AuditLine, AuditOf, AuditPlace, AuditQuery, AuditRow};
pub use backup::{Copied, backup, restore};
pub use board::{DeletedFirst, MessageRow, PostRow, ThreadFilter, ThreadRow, Written};
pub use bucket::{Bucket, BucketProblem, BucketSettings};
pub use by_link::{Admission, AskedRow};
pub use calendars::CalendarOf;
pub use catching_up::{OverClass, Student};
pub use claims::KeptSeat;
pub use clips::ClipRow;
pub use consumers::{Consumer, Positioned};
pub use courses::{CourseOf, CourseRow};
pub use database::DatabaseProblem;
pub use deletions::Deletion;
pub use digests::DigestQuery;
pub use discussed::Discussed;
pub use error::StoreError;
pub use extensions::ExtensionRow;
pub use groups::GroupedStudent;
pub use insight::{InsightClassRow, InsightSeatRow, InsightStudentRow};
pub use instants::{NewInstants, PlannedAnnouncement};
pub use invitations::{Invitee, ServerInvitation};
pub use journal::{Appended, Entry, Journal, StoredEvents};
pub use late_ballots::LateBallots;
pub use lease::{LEASE, Lease, RENEWAL};
pub use ledger::{Counted, CountedSeat, LedgerColumns, OwnLedgerRow, Reported, StudentLedgerRow, Watcher};
pub use links::{LINK_LIFETIME_MS, LinkPurpose};
pub use mail_links::{Confirmation, MailLinkPurpose, password_link};
pub use mail_queue::{DeadMail, NewMail, TakenMail, Way};
pub use manifest::ManifestLines;
pub use media::{MediaFile, MediaFiles};
pub use mp4::{Mp4Folder, Mp4Row, Mp4Stage};
pub use notices::{Expected, NewNotice, NoticeKey, NoticeSubject, NoticedClass, Recipient, Ways};
pub use passkeys::PasskeyRow;
pub use people::{NewAccount, Person, PersonId};
pub use photos::{NewPhoto, PeopleOf};
pub use plans::{PlanRow, PlannedTime};
pub use practice::{PracticeRow, PracticeStep};
pub use preparation::{PreparationRow, PreparedRow};
pub use privacy::{Erased, OwnSeat, OwnTrack, Removals, Teaching, Withdrawn};
pub use push::{PushDevice, PushKeys};
pub use recordings::{Recorded, RecordingWriter};
pub use retention::RetentionRow;
pub use roster::{MemberRow, NewLine, RosterQuery};
pub use roster_imports::{ImportCounts, ImportedLine};
pub use schedule::{NewPlan, Place, SeriesRow, Split};
pub use seats::{NewSeat, SeatRequest, SeatRow};
pub use secret::Secret;
pub use sessions::SessionRow;
pub use sign_ins::{Agent, Device, SignIn, SignInId};
pub use told_sessions::{PresentTime, ToldSession};

use damage::Found;
use database::{Database, Place as DatabasePlace};
use lease::Server;
use marks::Marks;
use password::Passwords;

/// SQLite's file in the data folder.
const DATABASE_FILE: &str = "meridian.db";

/// The folder of all recordings in the data folder.
const MEDIA_FOLDER: &str = "media";

/// The folder of files that staff put on lists of preparation, in the data folder.
const FILES_FOLDER: &str = "files";

/// The folder of recordings that are made MP4 files, in the data folder. No backup has it: its files can be made again.
const MP4_FOLDER: &str = "mp4";

/// Everything that lasts, of one installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    db: Database,
    passwords: Passwords,
    journal: Journal,
    media: MediaFiles,
    files: MediaFiles,
    mp4s: MediaFiles,
    server: Arc<Server>,
    marks: Arc<Marks>,
    damage: Arc<Found>,
    lock: Arc<File>,
}

impl Store {
    /// Opens the data folder, or makes it: `meridian.db`, `media/`, `files/`, `mp4/`, and `lock`, which keeps a second server out
    /// ([`StoreError::InUse`]). To be called inside a Tokio runtime.
    pub async fn open(data: &Path) -> Result<Self, StoreError> {
        Self::open_with(data, None).await
    }

    /// As [`open`](Self::open) does; with the URL of a PostgreSQL database, that database takes the place of `meridian.db`.
    pub async fn open_with(data: &Path, database: Option<&str>) -> Result<Self, StoreError> {
        create_private_folder(data)?;
        let data = data.canonicalize()?;
        // SQLite calls a full disk an input or output error when it cannot begin at all.
        Self::open_in(&data, database)
            .await
            .map_err(|error| if has_room(&data) { error } else { StoreError::NoRoom(data) })
    }

    async fn open_in(data: &Path, database: Option<&str>) -> Result<Self, StoreError> {
        let lock = File::create(data.join("lock"))?;
        lock.try_lock().map_err(|refused| match refused {
            TryLockError::WouldBlock => StoreError::InUse,
            TryLockError::Error(error) => error.into(),
        })?;
        let [media, files, mp4s] = [MEDIA_FOLDER, FILES_FOLDER, MP4_FOLDER].map(|folder| data.join(folder));
        create_private_folder(&media)?;
        create_private_folder(&mp4s)?;
        recordings::Folder::at(files.clone()).prepare()?;
        let db = Database::open(&place(data, database)).await?;
        manifest::import_all(&db, &media).await?;
        let marks = Marks::start(data, &db).await?;
        Ok(Store {
            passwords: Passwords::new()?,
            journal: Journal::start(&db, &marks),
            media: MediaFiles::open(&media)?,
            files: MediaFiles::open(&files)?,
            mp4s: MediaFiles::open(&mp4s)?,
            server: Server::start(data, &db).await?,
            marks,
            damage: Arc::default(),
            db,
            lock: Arc::new(lock),
        })
    }

    /// The journals of all sessions.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The media files of all sessions.
    pub fn media(&self) -> &MediaFiles {
        &self.media
    }

    /// Writes what is queued, moves everything into the database file and lets the data folder go. All clones are closed
    /// with it.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.journal.close().await;
        self.server.end().await?;
        self.marks.end()?;
        self.db.close().await?;
        Ok(self.lock.unlock()?)
    }
}

/// Where the database is: in this data folder, unless there is a URL of a PostgreSQL database.
fn place(data: &Path, database: Option<&str>) -> DatabasePlace {
    database.map_or_else(|| DatabasePlace::Sqlite(data.join(DATABASE_FILE)), |url| DatabasePlace::Postgres(url.into()))
}

/// Whether the disk takes a file of the size with which SQLite begins, the index of its write-ahead log
/// (<https://www.sqlite.org/walformat.html#the_wal_index_file_format>).
fn has_room(folder: &Path) -> bool {
    const WAL_INDEX_BYTES: usize = 32_768;
    let probe = folder.join("room");
    let written = fs::write(&probe, [0; WAL_INDEX_BYTES]);
    // A probe that cannot be removed is overwritten by the next one.
    let _ = fs::remove_file(&probe);
    !written.is_err_and(|error| StoreError::from(error).is_full_disk())
}

/// Makes the data folder, or refuses one into which another account than the server's own may look.
pub fn private_data_folder(path: &Path) -> Result<(), StoreError> {
    create_private_folder(path)?;
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&path.metadata()?) & 0o077 != 0 {
        return Err(StoreError::Exposed(path.to_owned()));
    }
    Ok(())
}

/// Makes a folder that only the server's own account can look into.
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}
