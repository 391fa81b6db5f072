//! What every request handler may use.

use std::{sync::Arc, time::Duration};

use protocol::{ParticipantId, SessionId, limits};
use store::{PersonId, Store};
use tokio::sync::{Notify, RwLock};

use crate::{
    audience::Audience, client_address::ClientAddress, clock::TaskClock, crowding::Crowd, downloads::mp4::Mp4s,
    export::Exports, hub::Hub, later::EndedSessions, ledger::Ledgers, mail::Mail, news::News, noted_today::NotedToday,
    pages::Pages, passkeys::Passkeys, photos::Photos, places::Places, push::Pushes, rate::Buckets, session::AllWaiting,
    sign_outs::SignOuts, timeline_access::TimelineAccess, uploads::Uploads,
};

/// The server, as a request handler sees it. All clones stand for the same server.
#[derive(Clone)]
pub struct App {
    /// People, sessions, seats, journals and recordings.
    pub store: Store,
    /// Live sessions.
    pub hub: Arc<Hub>,
    /// Ended sessions in which people take part later.
    pub ended: Arc<EndedSessions>,
    /// What is counted of who took part.
    pub ledgers: Arc<Ledgers>,
    /// The requests that wait for a journal to grow.
    pub news: Arc<News>,
    /// Base of links, without a slash at the end.
    pub public_url: Arc<str>,
    /// Whether the address of a client is what a reverse proxy says it is.
    pub trust_proxy: bool,
    /// Whose turn it is to read journal and manifest, and what they may read.
    pub pages: Arc<Pages>,
    /// What is known of recent sessions to decide who may read their recordings.
    pub timeline_access: Arc<TimelineAccess>,
    /// What answers an audience.
    pub audience: Arc<Audience>,
    /// What devices were asked to sign.
    pub passkeys: Arc<Passkeys>,
    /// Whose turn it is to have a picture decoded.
    pub photos: Arc<Photos>,
    /// How often a client or a seat may ask.
    pub rates: Arc<Rates>,
    /// Whose presence was noted today.
    pub noted_today: Arc<NotedToday>,
    /// What goes by e-mail.
    pub mail: Mail,
    /// What goes to devices.
    pub pushes: Pushes,
    /// The clock by which plans are changed, and what is planned comes.
    pub clock: TaskClock,
    /// Wakes whoever erases what classes have of people whose accounts were erased.
    pub erasures: Arc<Notify>,
    /// Whose data is being sent.
    pub exports: Arc<Exports>,
    /// Who takes a recording along.
    pub downloads: Places<PersonId>,
    /// The same for students: however many they are, staff have places of their own.
    pub downloads_of_students: Places<PersonId>,
    /// What makes MP4 files of recordings.
    pub mp4s: Arc<Mp4s>,
    /// What brings recordings to the bucket; `None` where there is none.
    pub uploads: Option<Arc<Uploads>>,
    /// Tells open WebSockets that sign-ins have ended.
    pub sign_outs: SignOuts,
    /// WebSockets that have not said hello yet.
    pub strangers: Crowd,
    /// What waits to be sent over WebSockets.
    pub outgoing: AllWaiting,
    /// Each WebSocket in class holds a read lock until its good-bye is sent. Taking the write lock waits for all of
    /// them.
    pub sockets: Arc<RwLock<()>>,
}

impl App {
    /// Whether cookies may be marked `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Forgets what is known of a recording, of which less is to be read from now on.
    pub fn forget_recording(&self, session: SessionId) {
        self.timeline_access.forget(session);
        self.audience.forget(session);
    }
}

/// Limits on what a stranger may ask for, by address, and on what a seat may ask for that is costly.
pub struct Rates {
    /// Failed sign-ins for an account, by its e-mail address in lower case.
    pub sign_ins: Buckets<(ClientAddress, String)>,
    /// Failed sign-ins for any account.
    pub sign_ins_of_client: Buckets<ClientAddress>,
    /// Seats taken in a session.
    pub joins: Buckets<(ClientAddress, SessionId)>,
    /// Accounts made by links.
    pub accounts: Buckets<ClientAddress>,
    /// Calendars that other programs read.
    pub calendars: Buckets<ClientAddress>,
    /// Links by e-mail for an account, by its address in lower case.
    pub mail_asks: Buckets<(ClientAddress, String)>,
    /// Links by e-mail for any account.
    pub mail_asks_of_client: Buckets<ClientAddress>,
    /// Invitations that a person sends by e-mail.
    pub mailed_invitations: Buckets<PersonId>,
    /// Clicks that stop a kind of notices.
    pub unsubscribes: Buckets<ClientAddress>,
    /// Pictures that a person uploads.
    pub photos: Buckets<PersonId>,
    /// Changes of their own name by one person.
    pub renames: Buckets<PersonId>,
    /// Requests to sign in with a passkey.
    pub ceremonies: Buckets<ClientAddress>,
    /// Guests of a class whose presence is noted.
    pub noted_guests: Buckets<SessionId>,
    /// Exports of a person's data.
    pub exports: Buckets<PersonId>,
    /// Reports of what a person watches.
    pub beats: Buckets<PersonId>,
    /// Answers of a person to questions that come back.
    pub practice: Buckets<PersonId>,
    /// Positions in a recording that a seat keeps.
    pub positions: Buckets<(SessionId, ParticipantId)>,
    /// WebSockets of a seat.
    pub hellos: Buckets<(SessionId, ParticipantId)>,
    /// What a seat reads of the timeline.
    pub reads: Buckets<(SessionId, ParticipantId)>,
}

impl Default for Rates {
    fn default() -> Self {
        let sign_ins = |burst| (burst, Duration::from_millis(limits::SIGN_IN_REFILL_MS) / burst);
        let asks = |burst| Duration::from_millis(limits::MAIL_ASKS_REFILL_MS) / burst;
        let (of_account, account_refill) = sign_ins(limits::SIGN_IN_ATTEMPTS);
        let (of_client, client_refill) = sign_ins(limits::SIGN_IN_ATTEMPTS_OF_ADDRESS);
        Rates {
            sign_ins: Buckets::new(of_account, account_refill),
            sign_ins_of_client: Buckets::new(of_client, client_refill),
            joins: Buckets::new(limits::JOINS_BURST, Duration::from_millis(limits::JOINS_REFILL_MS)),
            accounts: Buckets::new(limits::ACCOUNTS_BURST, Duration::from_millis(limits::ACCOUNTS_REFILL_MS)),
            calendars: Buckets::new(limits::CALENDARS_BURST, Duration::from_millis(limits::CALENDARS_REFILL_MS)),
            mail_asks: Buckets::new(limits::MAIL_ASKS, asks(limits::MAIL_ASKS)),
            mail_asks_of_client: Buckets::new(limits::MAIL_ASKS_OF_ADDRESS, asks(limits::MAIL_ASKS_OF_ADDRESS)),
            mailed_invitations: Buckets::new(
                limits::MAILED_INVITATIONS_BURST,
                Duration::from_millis(limits::MAILED_INVITATIONS_REFILL_MS),
            ),
            unsubscribes: Buckets::new(
                limits::UNSUBSCRIBES_BURST,
                Duration::from_millis(limits::UNSUBSCRIBES_REFILL_MS),
            ),
            photos: Buckets::new(limits::PHOTOS_BURST, Duration::from_millis(limits::PHOTOS_REFILL_MS)),
            renames: Buckets::new(limits::RENAMES_BURST, Duration::from_millis(limits::RENAMES_REFILL_MS)),
            ceremonies: Buckets::new(limits::CEREMONIES_BURST, Duration::from_millis(limits::CEREMONIES_REFILL_MS)),
            noted_guests: Buckets::new(
                limits::AUDIT_GUESTS_BURST,
                Duration::from_millis(limits::AUDIT_GUESTS_REFILL_MS),
            ),
            exports: Buckets::new(limits::EXPORTS_BURST, Duration::from_millis(limits::EXPORTS_REFILL_MS)),
            beats: Buckets::new(limits::LEDGER_BEATS_BURST, Duration::from_millis(limits::LEDGER_BEATS_REFILL_MS)),
            practice: Buckets::new(limits::PRACTICE_BURST, Duration::from_millis(limits::PRACTICE_REFILL_MS)),
            positions: Buckets::new(limits::LEDGER_BEATS_BURST, Duration::from_millis(limits::LEDGER_BEATS_REFILL_MS)),
            hellos: Buckets::new(limits::HELLOS_BURST, Duration::from_millis(limits::HELLOS_REFILL_MS)),
            reads: Buckets::new(limits::READS_BURST, Duration::from_millis(limits::READS_REFILL_MS)),
        }
    }
}
