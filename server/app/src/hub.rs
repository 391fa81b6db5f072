//! Finds, starts and drains the actors of live sessions, and brings them the media plane's news.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use common::ClassClock;
use live::{Made, Outcome};
use media::{Media, MediaEvent, TapFrame};
use protocol::{
    ErrorCode, Millis, Refusal, Role, SessionId, SessionKind, http::SessionState, limits, manifest::ManifestEntry,
    table::WatchedClass,
};
use recorder::{Recorded, Sink};
use store::{RecordingWriter, SessionRow, Store};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use crate::{
    clock::{WallClock, unix_now},
    expected::{self, expected},
    media_names::MediaNames,
    news::News,
    recording::Recording,
    recording_sink::StoreSink,
    refusal,
    session::{
        self, Actor, ActorError, CarriedOut, MediaInbox, MediaNews, Message, QUEUE, RecentEvents, Sender, SessionMedia,
    },
};

/// The time between two looks at whether the wall clock was set.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(5);

/// The difference between the wall clock and the noted time that is ignored: nobody notices it in a recording.
const CLOCK_TOLERANCE: Millis = 1_000;

#[derive(Clone)]
struct Running {
    names: MediaNames,
    sender: Sender,
    news: Arc<MediaInbox>,
    recording: Arc<Recording>,
    /// Whether it is a class, and no study table: people watch at those.
    is_class: bool,
    /// The noted wall time at which class time would have been 0.
    origin: Arc<AtomicU64>,
}

#[derive(Default)]
struct Sessions {
    by_id: HashMap<SessionId, Running>,
    by_names: HashMap<MediaNames, Running>,
    last_number: u32,
    draining: bool,
    /// Sessions that anybody may begin, not staff alone.
    open: HashSet<SessionId>,
}

impl Sessions {
    fn remove(&mut self, id: SessionId) -> Option<Running> {
        let running = self.by_id.remove(&id)?;
        // Both maps hold the same value.
        self.by_names.remove(&running.names);
        Some(running)
    }
}

/// A session that an actor is to take up.
struct Loaded {
    session: live::Session,
    clock: ClassClock,
    /// The outcome of starting or rebuilding the session.
    first: Outcome,
    recent: RecentEvents,
    carried_out: CarriedOut,
}

impl Loaded {
    /// A session whose journal is still empty.
    fn fresh((session, first): (live::Session, Outcome), clock: ClassClock) -> Self {
        Loaded { session, clock, first, recent: RecentEvents::default(), carried_out: CarriedOut::default() }
    }
}

/// All live sessions of this process.
pub struct Hub {
    store: Store,
    readers: Arc<News>,
    media: Media,
    wall: WallClock,
    sessions: Mutex<Sessions>,
    /// Held while a session is started, so that two people who come at once start it once.
    starting: tokio::sync::Mutex<()>,
}

impl Hub {
    /// A hub without sessions. Carries the media plane's news until the media plane stops.
    pub fn new(
        store: Store,
        readers: Arc<News>,
        media: Media,
        events: mpsc::Receiver<MediaEvent>,
        frames: mpsc::Receiver<TapFrame>,
    ) -> Arc<Self> {
        Self::with_clock(store, readers, media, events, frames, unix_now)
    }

    fn with_clock(
        store: Store,
        readers: Arc<News>,
        media: Media,
        events: mpsc::Receiver<MediaEvent>,
        frames: mpsc::Receiver<TapFrame>,
        wall: WallClock,
    ) -> Arc<Self> {
        let (sessions, starting) = Default::default();
        let hub = Arc::new(Hub { store, readers, media, wall, sessions, starting });
        tokio::spawn(look_at_clock(Arc::downgrade(&hub)));
        tokio::spawn(carry_events(Arc::clone(&hub), events));
        tokio::spawn(carry_frames(Arc::clone(&hub), frames));
        hub
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The actor of a session, if it runs in this process.
    pub fn running(&self, id: SessionId) -> Option<Sender> {
        self.sessions().by_id.get(&id).map(|running| running.sender.clone()).filter(|sender| !sender.is_closed())
    }

    /// Whether no class runs in this process: then work that can wait may have the processor. A study table does not hold it up,
    /// at which anybody may sit for days.
    pub fn is_quiet(&self) -> bool {
        !self.sessions().by_id.values().any(|running| running.is_class)
    }

    /// Lets anybody begin this session, as long as this process runs: a class to try things out in.
    pub fn open(&self, id: SessionId) {
        self.sessions().open.insert(id);
    }

    /// Whether anybody may begin this session.
    pub fn is_open(&self, id: SessionId) -> bool {
        self.sessions().open.contains(&id)
    }

    /// The actor of a session; rebuilds the session when this process has none. Only staff begin a scheduled session: a
    /// class is neither recorded nor ended because a guest looked at its link. A study room begins with the first who comes.
    pub async fn session(self: &Arc<Self>, id: SessionId, by: Role) -> Result<Sender, Refusal> {
        if let Some(sender) = self.running(id) {
            return Ok(sender);
        }
        let _one_at_a_time = self.starting.lock().await;
        if let Some(sender) = self.running(id) {
            return Ok(sender);
        }
        let row = self.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        match row.state {
            SessionState::Ended | SessionState::Closed => Err(ErrorCode::SessionEnded.into()),
            _ if self.is_draining(id) => Err(ErrorCode::Draining.into()),
            SessionState::Scheduled if row.is_cancelled() => Err(ErrorCode::SessionCancelled.into()),
            SessionState::Scheduled if !by.is_staff() && !self.is_open(id) && row.kind != SessionKind::Study => {
                Err(ErrorCode::NotBegun.into())
            }
            SessionState::Scheduled | SessionState::Live => self.start(row).await,
        }
    }

    /// Whether the server stops, or the session's last actor has stopped and is not cleared away yet.
    fn is_draining(&self, id: SessionId) -> bool {
        let sessions = self.sessions();
        sessions.draining || sessions.by_id.contains_key(&id)
    }

    /// Rebuilds every session that was live when the server stopped.
    pub async fn rebuild_live(self: &Arc<Self>) -> Result<(), store::StoreError> {
        for row in self.store.live_sessions().await? {
            let id = row.id;
            if let Err(refusal) = self.session(id, Role::Instructor).await {
                tracing::error!(session = %id, %refusal, "a session that was live could not be rebuilt");
            }
        }
        Ok(())
    }

    async fn start(self: &Arc<Self>, row: SessionRow) -> Result<Sender, Refusal> {
        self.start_recording_to(row, StoreSink).await
    }

    async fn start_recording_to<S: Sink>(
        self: &Arc<Self>,
        row: SessionRow,
        sink: impl FnOnce(RecordingWriter) -> S,
    ) -> Result<Sender, Refusal> {
        let id = row.id;
        // The lease comes before the journal is read, so that nobody else appends to the journal afterwards.
        let lease = self.store.lease(id).await.map_err(refusal::store)?;
        let is_resumed = row.started_unix.is_some();
        let origin = row.origin_unix.or(row.started_unix).unwrap_or_else(self.wall);
        let (writer, before) = self.store.recording(&lease).await.map_err(refusal::store)?;
        let expected = expected(&self.store, &row).await.map_err(refusal::store)?;
        let is_class = row.watches.is_none();
        let Loaded { mut session, clock, first, recent, carried_out } =
            self.load(row, recorded_until(&before.entries)).await?;
        session.expect(expected);
        let before = Recorded { entries: before.entries, next: before.next, is_damaged: before.is_damaged };
        let sink = sink(writer);
        let open = move || Recording::open(sink, before, clock);
        let recording = tokio::task::spawn_blocking(open).await.map_err(internal)?.map_err(internal)?;
        let (sender, messages) = mpsc::channel(QUEUE);
        let (names, news) = self.register(id, &sender, &recording, is_class, origin);
        tokio::spawn(expected::follow(self.store.clone(), id, sender.downgrade(), expected::ASKED_EVERY));
        if is_resumed {
            tokio::spawn(examine(self.store.clone(), id));
        }
        let actor = Actor {
            id,
            session,
            clock,
            store: self.store.clone(),
            lease,
            media: SessionMedia::new(self.media.clone(), names, recording),
            news,
            clients: Default::default(),
            readers: Arc::clone(&self.readers),
            recent,
            carried_out,
            to_admit: Default::default(),
        };
        tokio::spawn(Arc::clone(self).supervise(id, tokio::spawn(actor.run(first, messages))));
        Ok(sender)
    }

    /// Waits for the end of a session's actor, whatever the reason, and forgets the actor.
    async fn supervise(self: Arc<Self>, id: SessionId, task: JoinHandle<Result<(), ActorError>>) {
        match task.await {
            Ok(Ok(())) => self.forget_unrecorded().await,
            Ok(Err(error)) => {
                tracing::error!(session = %id, ?error, "a session's task stopped; it is rebuilt when someone comes");
            }
            Err(error) => {
                tracing::error!(session = %id, %error, "a session's task broke; it is rebuilt when someone comes");
            }
        }
        // The session must not be rebuilt before its recorder writes no more. A recording that was finished or paused stays
        // as it is.
        let _one_at_a_time = self.starting.lock().await;
        let Some(running) = self.sessions().remove(id) else { return };
        if let Err(error) = running.recording.pause_now().await {
            tracing::error!(session = %id, %error, "the end of a recording is lost");
        }
    }

    /// Nothing of an unrecorded session is kept once it is over.
    async fn forget_unrecorded(&self) {
        if let Err(error) = self.store.forget_unrecorded((self.wall)()).await {
            tracing::error!(%error, "an unrecorded session could not be forgotten");
        }
    }

    /// A session, fresh or folded from its journal.
    async fn load(&self, row: SessionRow, recorded: Millis) -> Result<Loaded, Refusal> {
        let class = match row.watches {
            Some(class) => self.store.session(class).await.map_err(refusal::store)?,
            None => None,
        };
        // A table whose class was deleted meanwhile goes on and ends as others do, but none begins.
        if row.watches.is_some() && class.is_none() && row.started_unix.is_none() {
            return Err(ErrorCode::NotFound.into());
        }
        let watches = class.map(|class| WatchedClass { session: class.id, length: class.duration });
        let made = Made { kind: row.kind, unrecorded: row.unrecorded, watches };
        let Some(started_unix) = row.started_unix else {
            let started_unix = (self.wall)();
            if !self.store.set_live(row.id, started_unix).await.map_err(refusal::store)? {
                // It was cancelled in this moment: whoever comes back is told so.
                return Err(ErrorCode::Draining.into());
            }
            let started = live::Session::start(row.id, made, row.title, started_unix);
            return Ok(Loaded::fresh(started, ClassClock::showing(0)));
        };
        let events = self.store.journal().events(row.id, 1, usize::MAX).await.map_err(refusal::store)?;
        let Some(last) = events.last().map(|event| event.at) else {
            // The server stopped between marking the session as live and its first commit.
            let started = live::Session::start(row.id, made, row.title, started_unix);
            let away = (self.wall)().saturating_sub(started_unix).min(limits::EMPTY_SESSION_MS);
            return Ok(Loaded::fresh(started, ClassClock::showing(away)));
        };
        // Class time went on with wall time while there was no server. It never falls behind the journal or the
        // recording, even if the wall clock was set back.
        let origin = row.origin_unix.unwrap_or(started_unix);
        let now = (self.wall)().saturating_sub(origin).max(last).max(recorded);
        let recent = RecentEvents::of(&events);
        let carried_out = self.store.journal().commands(row.id).await.map_err(refusal::store)?.into_iter().collect();
        let (session, first) = session::rebuild(row.id, events, recorded, now)?;
        // After the end of a session nothing is recorded, and nothing is missing.
        let now = if session.is_ended() { session.state().at() } else { now };
        Ok(Loaded { session, clock: ClassClock::showing(now), first, recent, carried_out })
    }

    /// Makes a session's actor known. Returns the session's names in the media plane, and the inbox of the media
    /// plane's news.
    pub(crate) fn register(
        &self,
        id: SessionId,
        sender: &Sender,
        recording: &Arc<Recording>,
        is_class: bool,
        origin: Millis,
    ) -> (MediaNames, Arc<MediaInbox>) {
        let mut sessions = self.sessions();
        sessions.last_number += 1;
        let names = MediaNames::of_session(sessions.last_number);
        let news = Arc::default();
        let running = Running {
            names,
            sender: sender.clone(),
            news: Arc::clone(&news),
            recording: Arc::clone(recording),
            is_class,
            origin: Arc::new(AtomicU64::new(origin)),
        };
        sessions.by_id.insert(id, running.clone());
        sessions.by_names.insert(names, running);
        (names, news)
    }

    /// Notes for each session when class time was 0 by today's wall clock, unless that is noted already. Class time itself
    /// follows the machine's monotonic clock, and does not move when the wall clock is set or the machine has slept.
    async fn note_origins(&self) {
        let running: Vec<(SessionId, Running)> =
            self.sessions().by_id.iter().map(|(id, running)| (*id, running.clone())).collect();
        for (id, running) in running {
            let origin = (self.wall)().saturating_sub(running.recording.now());
            if origin.abs_diff(running.origin.load(Relaxed)) <= CLOCK_TOLERANCE {
                continue;
            }
            match self.store.set_origin(id, origin).await {
                Ok(()) => running.origin.store(origin, Relaxed),
                Err(error) => tracing::warn!(session = %id, %error, "that the wall clock was set could not be noted"),
            }
        }
    }

    /// Stops all sessions: tells everybody and finishes open segments. The sessions stay live for the next process.
    pub async fn drain(&self) {
        self.sessions().draining = true;
        // Once this lock is free, every session that was being started has started.
        drop(self.starting.lock().await);
        let senders: Vec<Sender> = self.sessions().by_id.values().map(|running| running.sender.clone()).collect();
        let mut waiting = Vec::new();
        for sender in senders {
            let (done, wait) = oneshot::channel();
            if sender.send(Message::Drain(done)).await.is_ok() {
                waiting.push(wait);
            }
        }
        for wait in waiting {
            // An actor that ended by itself meanwhile has nothing left to drain.
            let _ = wait.await;
        }
    }
}

/// Brings events to the sessions that they concern. Never waits for a session: each has its own inbox.
async fn carry_events(hub: Arc<Hub>, mut events: mpsc::Receiver<MediaEvent>) {
    while let Some(event) = events.recv().await {
        let (peer, news) = match event {
            MediaEvent::Connected { .. } => continue,
            MediaEvent::Lost { peer } => (peer, MediaNews::Lost),
            MediaEvent::Speaking { peer, speaking } => (peer, MediaNews::Speaking(speaking)),
            MediaEvent::LoudSilence { peer } => (peer, MediaNews::LoudSilence),
            MediaEvent::Slot { peer, mid, track } => {
                let track = track.map(|key| (MediaNames::parse(key.peer).1, key.source));
                (peer, MediaNews::Slot { mid, track })
            }
        };
        let (names, participant) = MediaNames::parse(peer);
        // A session that has just ended needs no news.
        if let Some(running) = hub.sessions().by_names.get(&names) {
            running.news.put(participant, news);
        }
    }
}

async fn carry_frames(hub: Arc<Hub>, mut frames: mpsc::Receiver<TapFrame>) {
    while let Some(frame) = frames.recv().await {
        let (names, participant) = MediaNames::parse(frame.track.peer);
        let running = hub.sessions().by_names.get(&names).cloned();
        if let Some(running) = running {
            running.recording.frame(participant, frame);
        }
    }
}

/// Notes every few seconds whether the wall clock was set, until the hub is gone.
async fn look_at_clock(hub: Weak<Hub>) {
    loop {
        tokio::time::sleep(LOOK_AT_CLOCK).await;
        let Some(hub) = hub.upgrade() else { return };
        hub.note_origins().await;
    }
}

/// Looks for damage in what is kept of a session that was taken up again.
async fn examine(store: Store, id: SessionId) {
    if let Err(error) = store.examine(id).await {
        tracing::error!(session = %id, %error, "what is kept of a session could not be looked through for damage");
    }
}

/// The end of the last recorded segment.
fn recorded_until(entries: &[ManifestEntry]) -> Millis {
    let ends = entries.iter().filter_map(|entry| match entry {
        ManifestEntry::Segment { start, duration, .. } => Some(start + duration),
        _ => None,
    });
    ends.max().unwrap_or(0)
}

fn internal(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(%error, "a session could not be opened");
    ErrorCode::Internal.into()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use media::MediaConfig;
    use protocol::{Audience, Consent, Event, EventBody, ParticipantId, SessionKind};
    use recorder::MemorySink;
    use store::{SeatRow, StoreError};
    use tempfile::TempDir;

    use super::*;
    use crate::session::{Admission, AllWaiting, Client, ConnectionId};

    /// A hub, a session that was never live, and the sender of the media plane's events.
    async fn with_session() -> (TempDir, Arc<Hub>, SessionId, mpsc::Sender<MediaEvent>) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let session = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        let listen = "127.0.0.1:0".parse().unwrap();
        let (media, _, frames) =
            Media::start(MediaConfig { listen, this_machine_alone: false, announce: Vec::new() }).unwrap();
        let (tell, events) = mpsc::channel(1);
        (folder, Hub::new(store, Arc::default(), media, events, frames), session, tell)
    }

    /// Puts a queue in the place of a session's actor.
    fn pretend(hub: &Hub, id: SessionId) -> mpsc::Receiver<Message> {
        let recording = Recording::open(MemorySink::default(), Recorded::default(), ClassClock::showing(0)).unwrap();
        let (sender, messages) = mpsc::channel(1);
        hub.register(id, &sender, &recording, true, 0);
        messages
    }

    #[tokio::test]
    async fn a_session_whose_task_panics_is_taken_up_again_by_who_comes_next() {
        let (_folder, hub, id, _) = with_session().await;
        let messages = pretend(&hub, id);
        assert!(hub.running(id).is_some());
        let task = tokio::spawn(async move {
            let _read_by_it = messages;
            panic!("a bug");
        });
        Arc::clone(&hub).supervise(id, task).await;
        let sender = hub.session(id, Role::Instructor).await.expect("a task");
        let (reply, status) = oneshot::channel();
        sender.send(Message::Status(reply)).await.expect("a task that takes messages");
        assert_eq!(status.await.expect("an answer").present, 0);
    }

    #[tokio::test]
    async fn a_class_that_runs_learns_of_new_names_of_staff() {
        let (_folder, hub, id, _) = with_session().await;
        let owner = hub.store.owner().await.unwrap().unwrap();
        hub.store.rename_person(&owner, "Grace", &[], &store::Agent::default(), 0).await.unwrap();
        let (sender, mut messages) = mpsc::channel(1);
        let follows = expected::follow(hub.store.clone(), id, sender.downgrade(), std::time::Duration::ZERO);
        let told = async move {
            let message = messages.recv().await;
            drop((sender, messages));
            message
        };
        let (told, ()) = tokio::join!(told, follows);
        assert!(matches!(told, Some(Message::Expect(expected)) if expected.staff_names == ["Grace"]));
    }

    #[tokio::test]
    async fn a_class_goes_on_though_events_of_its_journal_are_lost() {
        let (_folder, hub, id, _) = with_session().await;
        hub.store.set_live(id, unix_now()).await.unwrap();
        let bodies = [
            EventBody::SessionStarted {
                session: id,
                title: "Algebra".into(),
                started_unix: 0,
                kind: SessionKind::Class,
                unrecorded: false,
                watches: None,
            },
            // The arrival of this person is lost.
            EventBody::HandRaised { participant: ParticipantId(7) },
        ];
        let event = |(seq, body)| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        let lease = hub.store.lease(id).await.unwrap();
        hub.store.journal().append(&lease, (1..).zip(bodies).map(event)).await.unwrap();
        drop(lease);
        assert!(hub.session(id, Role::Instructor).await.is_ok());
    }

    #[tokio::test]
    async fn a_class_that_another_has_taken_is_let_go_of_at_once() {
        let (_folder, hub, id, _) = with_session().await;
        let sender = hub.session(id, Role::Instructor).await.expect("a task");
        let _taken = hub.store.lease(id).await.unwrap();
        let let_go = tokio::time::timeout(Duration::from_secs(20), sender.closed()).await;
        assert!(let_go.is_ok(), "it goes on beside the one that has the lease");
    }

    #[tokio::test]
    async fn news_of_one_session_arrive_while_another_does_not_take_any() {
        const MANY: u32 = 10_000;
        let (_folder, hub, stuck, tell) = with_session().await;
        let owner = hub.store.owner().await.unwrap().unwrap();
        let well = hub.store.create_session(owner.id, "Geometry", true, 0).await.unwrap().id;
        let register = |id: SessionId| {
            let recording =
                Recording::open(MemorySink::default(), Recorded::default(), ClassClock::showing(0)).unwrap();
            let (sender, messages) = mpsc::channel(1);
            let (names, news) = hub.register(id, &sender, &recording, true, 0);
            (names, news, sender, messages)
        };
        let (stuck_names, stuck_news, sender, _not_read) = register(stuck);
        let (well_names, well_news, ..) = register(well);
        let (done, _) = oneshot::channel();
        sender.try_send(Message::Drain(done)).unwrap();
        assert!(sender.try_send(Message::Drain(oneshot::channel().0)).is_err(), "the queue is full");

        let ann = ParticipantId(1);
        let peer = stuck_names.peer(ann);
        let told = async {
            for n in 0..MANY {
                tell.send(MediaEvent::Speaking { peer, speaking: n % 2 == 0 }).await.unwrap();
            }
            tell.send(MediaEvent::Lost { peer }).await.unwrap();
            tell.send(MediaEvent::Lost { peer: well_names.peer(ann) }).await.unwrap();
            well_news.wait().await;
        };
        let heard = tokio::time::timeout(Duration::from_secs(20), told).await;
        assert!(heard.is_ok(), "one session waits for another");
        assert_eq!(well_news.take(), [(ann, MediaNews::Lost)]);
        assert_eq!(stuck_news.take(), [(ann, MediaNews::Speaking(false)), (ann, MediaNews::Lost)]);
    }

    /// Class time of a session that runs.
    async fn class_time(hub: &Arc<Hub>, id: SessionId) -> Millis {
        let sender = hub.session(id, Role::Instructor).await.expect("a task");
        let (reply, status) = oneshot::channel();
        sender.send(Message::Status(reply)).await.expect("a task that takes messages");
        status.await.expect("an answer").now
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wall_clock_that_steps_does_not_move_class_time() {
        const HOUR: Millis = 3_600_000;
        const SOON: Millis = 60_000;
        static AHEAD: AtomicU64 = AtomicU64::new(10 * HOUR);
        fn stepping() -> Millis {
            unix_now() + AHEAD.load(Relaxed)
        }
        let (_folder, first, id, _) = with_session().await;
        let open = || {
            let (_, events) = mpsc::channel(1);
            let (_, frames) = mpsc::channel(1);
            Hub::with_clock(first.store.clone(), Arc::default(), first.media.clone(), events, frames, stepping)
        };
        let mut before = 0;
        // Forward, backward, and forward again, each while class runs; then the server starts anew.
        for ahead in [10, 13, 7, 9] {
            let hub = open();
            let now = class_time(&hub, id).await;
            assert!((before..before + SOON).contains(&now), "class time went from {before} to {now}");
            AHEAD.store(ahead * HOUR, Relaxed);
            hub.note_origins().await;
            before = class_time(&hub, id).await;
            assert!((now..now + SOON).contains(&before), "class time went from {now} to {before}");
            hub.drain().await;
        }
        // The clock goes back while no server runs to see it: class time goes on from where it was.
        AHEAD.store(0, Relaxed);
        let now = class_time(&open(), id).await;
        assert!((before..before + SOON).contains(&now), "class time went from {before} to {now}");
    }

    /// The store, on a disk that has so much free.
    struct OnDiskWith(Arc<AtomicU64>, StoreSink);

    impl Sink for OnDiskWith {
        type Error = StoreError;

        fn names(&mut self) -> Result<Vec<String>, StoreError> {
            self.1.names()
        }

        fn put(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError> {
            self.1.put(name, content)
        }

        fn delete(&mut self, name: &str) -> Result<(), StoreError> {
            self.1.delete(name)
        }

        fn free(&mut self) -> Option<u64> {
            Some(self.0.load(Relaxed))
        }

        fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), StoreError>> {
            self.1.append(first, entries)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn people_are_told_what_is_recorded_on_a_disk_that_gets_full() {
        let (_folder, hub, id, _) = with_session().await;
        let row = hub.store.session(id).await.unwrap().unwrap();
        let free = Arc::new(AtomicU64::new(limits::FREE_FOR_CAMERAS_BYTES - 1));
        let disk = Arc::clone(&free);
        let actor = hub.start_recording_to(row, |writer| OnDiskWith(disk, StoreSink(writer))).await.unwrap();

        let (client, mut frames) =
            Client::new(ConnectionId(1), IpAddr::from([192, 0, 2, 1]).into(), &AllWaiting::default());
        let seat = SeatRow {
            session: id,
            participant: ParticipantId(1),
            name: "Ada".into(),
            role: Role::Instructor,
            kind: SessionKind::Class,
            consent: Consent { record_voice: true, record_camera: true },
            person: None,
            waits: false,
            takes_part: true,
            near_ban: false,
            sign_in: None,
        };
        let (reply, answer) = oneshot::channel();
        actor.send(Message::Connect(Admission { seat: Box::new(seat), resume: None, client, reply })).await.unwrap();
        assert_eq!(answer.await.unwrap(), Ok(()));
        let mut told = Vec::new();
        while told.last().is_none_or(|last| last != "all") {
            let next = tokio::time::timeout(Duration::from_secs(20), frames.next()).await;
            for frame in next.expect("news").expect("a connection") {
                let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
                told.extend(frame["notice"]["media"].as_str().map(str::to_owned));
            }
            if !told.is_empty() {
                free.store(u64::MAX, Relaxed);
            }
        }
        told.dedup();
        assert_eq!(told, ["screens", "all"]);
        hub.drain().await;
    }

    #[tokio::test]
    async fn a_session_that_is_just_being_started_is_drained_too() {
        let (_folder, hub, id, _) = with_session().await;
        let starting = hub.starting.lock().await;
        let drain = tokio::spawn({
            let hub = Arc::clone(&hub);
            async move { hub.drain().await }
        });
        while !hub.sessions().draining {
            tokio::task::yield_now().await;
        }
        let mut messages = pretend(&hub, id);
        drop(starting);
        let Some(Message::Drain(done)) = messages.recv().await else { panic!("it goes on") };
        done.send(()).unwrap();
        drain.await.unwrap();
    }
}
