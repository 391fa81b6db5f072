//! Sessions that have ended and in which people take part later: loaded on demand, unloaded when idle.
//!
//! A session that has ended has no actor: nobody is connected and nothing is due. One act after the other is decided under
//! the session's lock, made durable, and only then acknowledged.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use live::{Input, LateSecret};
use protocol::{CommandId, ErrorCode, Millis, ParticipantId, Refusal, SessionId, http::SessionState, limits};
use store::{Lease, Store, StoreError};

use crate::{
    lost_takes,
    news::News,
    refusal,
    remix::remix,
    session::{CarriedOut, entries, rebuild},
};

/// Sessions that are loaded at a time. Each holds its whole state: some megabytes for a long class. Beyond, the one that
/// has been idle for longest is unloaded.
const SESSIONS: usize = 64;

/// How often idle sessions are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// The ended sessions that are loaded.
pub struct EndedSessions {
    store: Store,
    news: Arc<News>,
    loaded: Mutex<HashMap<SessionId, Loaded>>,
}

struct Loaded {
    session: Arc<tokio::sync::Mutex<Option<Ended>>>,
    used: Instant,
}

/// An ended session, and the right to write to its journal.
struct Ended {
    session: live::Session,
    lease: Lease,
    carried_out: CarriedOut,
}

impl EndedSessions {
    /// None is loaded yet. Idle ones are unloaded as long as somebody holds the result.
    pub fn new(store: Store, news: Arc<News>) -> Arc<Self> {
        let ended = Arc::new(EndedSessions { store, news, loaded: Mutex::default() });
        let weak = Arc::downgrade(&ended);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                let Some(ended) = weak.upgrade() else { return };
                ended.unload_idle(Instant::now());
            }
        });
        ended
    }

    /// Carries out a later act in a session that has ended; returns once it is durable. `command` is who acts, and their
    /// client's number for the act: with a number that was carried out, nothing is done. `input` says who they are, and who does it with them: it
    /// is awaited once nothing else is done in the session, for which an act can wait for minutes. Returns whether anything was done that may be
    /// noted: of an answer to an anonymous poll nothing is, not even its time.
    pub async fn act(
        &self,
        id: SessionId,
        command: (ParticipantId, CommandId),
        input: impl Future<Output = Result<Input, Refusal>>,
    ) -> Result<bool, Refusal> {
        let slot = self.slot(id);
        let mut slot = slot.lock().await;
        if slot.is_none() {
            *slot = Some(self.load(id).await?);
        }
        let Some(ended) = slot.as_mut() else { return Err(ErrorCode::Internal.into()) };
        let (participant, number) = command;
        if ended.carried_out.contains(participant, number) {
            return Ok(false);
        }
        let input = input.await?;
        let outcome = ended.session.handle(ended.session.state().at(), input)?;
        if let Some(LateSecret { poll, answer }) = outcome.late_secret {
            let kept = self.store.cast_late(&ended.lease, poll, participant, &answer).await;
            return match kept {
                Ok(true) => {
                    ended.carried_out.note(participant, number);
                    Ok(false)
                }
                Ok(false) => Err(ErrorCode::AlreadyAnswered.into()),
                Err(error) => {
                    *slot = None;
                    Err(refusal::store(error))
                }
            };
        }
        if outcome.events.is_empty() {
            return Ok(false);
        }
        match self.store.journal().append(&ended.lease, entries(outcome.events, Some(command))).await {
            Ok(_) => {
                ended.carried_out.note(participant, number);
                self.news.tell(id);
                Ok(true)
            }
            Err(error) => {
                // What is in memory is not in the journal: the next act begins with what is.
                *slot = None;
                Err(refusal::store(error))
            }
        }
    }

    /// Erases what a session that has ended has of these seats. What is loaded of it is read anew by the next act.
    pub async fn erase(
        &self,
        id: SessionId,
        seats: &BTreeSet<ParticipantId>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let mut slot = slot.lock().await;
        *slot = None;
        let lease = self.store.lease(id).await?;
        let mixes = remix(&self.store, &lease, seats).await?;
        let erased = self.store.erase_seats(&lease, seats, &mixes, now_unix).await;
        // Where files could not be removed all else is done: it is told at once, and the files are tried again.
        self.news.tell(id);
        erased
    }

    /// Takes these seats out of the recording of a session that has ended.
    pub async fn take_out(&self, id: SessionId, seats: &BTreeSet<ParticipantId>) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let mut slot = slot.lock().await;
        // Whoever acts later takes a lease of their own.
        *slot = None;
        let lease = self.store.lease(id).await?;
        let mixes = remix(&self.store, &lease, seats).await?;
        let taken_out = self.store.take_out(&lease, seats, &mixes).await;
        self.news.tell(id);
        taken_out
    }

    /// Has the takes that are gone stand nowhere in a session that has ended. What is loaded of it is read anew by the next act.
    pub async fn drop_takes(
        &self,
        id: SessionId,
        lost: &BTreeSet<SessionId>,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let mut slot = slot.lock().await;
        *slot = None;
        let lease = self.store.lease(id).await?;
        let events = self.store.journal().events(id, 1, usize::MAX).await?;
        self.store.journal().append(&lease, lost_takes::without_lost(&events, lost, now_unix)).await?;
        self.news.tell(id);
        Ok(())
    }

    async fn load(&self, id: SessionId) -> Result<Ended, Refusal> {
        let row = self.store.session(id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
        match row.state {
            SessionState::Ended | SessionState::Closed => {}
            SessionState::Live | SessionState::Scheduled => return Err(ErrorCode::NotNow.into()),
        }
        let lease = self.store.lease(id).await.map_err(refusal::store)?;
        let carried_out = self.store.journal().commands(id).await.map_err(refusal::store)?.into_iter().collect();
        let events = self.store.journal().events(id, 1, usize::MAX).await.map_err(refusal::store)?;
        let end = events.last().map_or(0, |event| event.at);
        // Long after its last event: a class whose end is lost ends anew, there.
        let (session, first) = rebuild(id, events, end, end + limits::EMPTY_SESSION_MS)?;
        self.store.journal().append(&lease, first.events).await.map_err(refusal::store)?;
        Ok(Ended { session, lease, carried_out })
    }

    /// The place of a session, which is used now.
    fn slot(&self, id: SessionId) -> Arc<tokio::sync::Mutex<Option<Ended>>> {
        let mut loaded = self.loaded();
        if loaded.len() >= SESSIONS && !loaded.contains_key(&id) {
            let idle = loaded.iter().filter(|(_, loaded)| loaded.is_free()).min_by_key(|(_, loaded)| loaded.used);
            if let Some(longest) = idle.map(|(&id, _)| id) {
                loaded.remove(&longest);
            }
        }
        let entry = loaded.entry(id).or_insert_with(|| Loaded { session: Arc::default(), used: Instant::now() });
        entry.used = Instant::now();
        Arc::clone(&entry.session)
    }

    fn unload_idle(&self, now: Instant) {
        let idle = Duration::from_millis(limits::LATER_IDLE_MS);
        self.loaded().retain(|_, loaded| !loaded.is_free() || now.saturating_duration_since(loaded.used) < idle);
    }

    fn loaded(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, Loaded>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loaded {
    /// Whether no act is under way.
    fn is_free(&self) -> bool {
        Arc::strong_count(&self.session) == 1
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use protocol::{
        Audience, Command, Consent, Event, EventBody, Later, ParticipantId, Role, SessionKind, chat::ChatTo,
    };

    use super::*;

    const LEA: ParticipantId = ParticipantId(3);

    async fn says(text: &str) -> Result<Input, Refusal> {
        Ok(Input::Later {
            participant: LEA,
            name: "Ana".into(),
            role: Role::Guest,
            consent: Consent::default(),
            near_ban: false,
            later: Later { unix: 90_000_000, anchor: Some(0) },
            company: Vec::new(),
            command: Command::SendChat { text: text.into(), to: ChatTo::Staff },
        })
    }

    /// A session that began and ended a second later. The first so many events of its journal are there.
    async fn ended_session(store: &Store, events: usize) -> SessionId {
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let id = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        store.set_live(id, 0).await.unwrap();
        let bodies = [
            EventBody::SessionStarted {
                session: id,
                title: "Algebra".into(),
                started_unix: 0,
                kind: SessionKind::Class,
                unrecorded: false,
                watches: None,
            },
            EventBody::SessionEnded { by: None },
        ];
        let event = |(seq, body)| Event { seq, at: (seq - 1) * 1_000, audience: Audience::Everyone, later: None, body };
        let lease = store.lease(id).await.unwrap();
        store.journal().append(&lease, (1..).zip(bodies).map(event).take(events)).await.unwrap();
        store.set_ended(id, 1_000, 1_000).await.unwrap();
        id
    }

    #[tokio::test]
    async fn an_idle_session_is_unloaded_and_loaded_again_with_all_that_was_said() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let id = ended_session(&store, 2).await;
        let ended = EndedSessions::new(store.clone(), Arc::default());
        ended.act(id, (LEA, 1.into()), says("One")).await.unwrap();
        ended.unload_idle(Instant::now());
        assert_eq!(ended.loaded().len(), 1, "it is not idle yet");
        ended.unload_idle(Instant::now() + Duration::from_millis(limits::LATER_IDLE_MS));
        assert!(ended.loaded().is_empty());
        ended.act(id, (LEA, 2.into()), says("Two")).await.unwrap();
        let events = store.journal().events(id, 3, 10).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| matches!(event.body, EventBody::ChatSent { .. })).collect();
        assert_eq!(kinds, [false, true, true], "introduced once, then two messages");
        assert!(events.iter().all(|event| event.at == 1_000 && event.later.is_some()), "{events:?}");
    }

    /// Whoever acts may be erased meanwhile, and whoever does it with them may take their word back.
    #[tokio::test]
    async fn who_acts_is_asked_once_nothing_else_is_under_way_and_for_an_act_that_is_not_done_yet() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let id = ended_session(&store, 2).await;
        let ended = EndedSessions::new(store.clone(), Arc::default());
        let asked = AtomicUsize::new(0);
        let ask = || async {
            asked.fetch_add(1, Relaxed);
            says("One").await
        };
        let slot = ended.slot(id);
        let under_way = slot.lock().await;
        let mut act = std::pin::pin!(ended.act(id, (LEA, 1.into()), ask()));
        tokio::select! {
            biased;
            _ = &mut act => panic!("it waits"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(asked.load(Relaxed), 0);
        drop(under_way);
        assert_eq!(act.await, Ok(true));
        assert_eq!(ended.act(id, (LEA, 1.into()), ask()).await, Ok(false));
        assert_eq!(asked.load(Relaxed), 1);
        let refused = async { Err(ErrorCode::Unauthorized.into()) };
        assert_eq!(ended.act(id, (LEA, 2.into()), refused).await, Err(ErrorCode::Unauthorized.into()));
    }

    #[tokio::test]
    async fn a_session_whose_end_is_lost_ends_anew_and_people_take_part() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let id = ended_session(&store, 1).await;
        EndedSessions::new(store.clone(), Arc::default()).act(id, (LEA, 1.into()), says("One")).await.unwrap();
        let events = store.journal().events(id, 2, 10).await.unwrap();
        assert!(matches!(events[0].body, EventBody::SessionEnded { by: None }), "{events:?}");
        assert!(events.iter().any(|event| matches!(event.body, EventBody::ChatSent { .. })));
    }
}
