//! Which room each recorded track belongs to, and who was where: what access to a recording depends on.
//!
//! Both grow with the session. What was read is kept, so that a request reads only what is new.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use live::{Viewer, Whereabouts};
use protocol::{
    ErrorCode, RoomId, Seq, SessionId,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::ManifestReader;
use store::Store;

use super::error::{HttpResult, store as refused};

/// Sessions that are kept: those that are watched at a time, on one server. One more, and the others are read again. The
/// manifest of three hours with 20 tracks takes some 15 MB of memory.
const SESSIONS: usize = 64;

/// What is known of all sessions that were asked for lately.
#[derive(Default)]
pub struct AllPlaces {
    sessions: Mutex<HashMap<SessionId, Arc<tokio::sync::Mutex<Places>>>>,
}

/// What is known of one session.
#[derive(Default)]
pub struct Places {
    whereabouts: Whereabouts,
    /// The journal is read up to here.
    seq: Seq,
    /// The room of each track, by number.
    rooms: HashMap<u32, RoomId>,
    manifest: ManifestReader,
}

impl AllPlaces {
    /// What is known of a session. Held while it is asked, so that nothing is read twice.
    pub async fn of(&self, session: SessionId) -> tokio::sync::OwnedMutexGuard<Places> {
        let places = {
            let mut sessions = self.sessions.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if sessions.len() >= SESSIONS && !sessions.contains_key(&session) {
                sessions.clear();
            }
            Arc::clone(sessions.entry(session).or_default())
        };
        places.lock_owned().await
    }
}

impl Places {
    /// Who was where, until now.
    pub async fn whereabouts(&mut self, store: &Store, session: SessionId) -> HttpResult<&Whereabouts> {
        for event in store.journal().events(session, self.seq + 1, usize::MAX).await.map_err(refused)? {
            self.whereabouts.apply(&event);
            self.seq = event.seq;
        }
        Ok(&self.whereabouts)
    }

    /// The lines of the manifest from `from` on that the viewer may see, and how many there are in all.
    pub async fn manifest(
        &mut self,
        store: &Store,
        session: SessionId,
        from: usize,
        viewer: Viewer,
    ) -> HttpResult<(Vec<ManifestEntry>, usize)> {
        self.read_on(store, session).await?;
        self.whereabouts(store, session).await?;
        let news = self.manifest.entries().get(from..).unwrap_or_default();
        let may_watch =
            |track| self.room_of(track).is_some_and(|room| live::may_watch(room, viewer, &self.whereabouts));
        let visible = news.iter().filter(|entry| recorder::track_of_entry(entry).is_none_or(may_watch));
        Ok((visible.cloned().collect(), news.len()))
    }

    /// Whether the viewer may have a file of this name.
    pub async fn may_have(
        &mut self,
        store: &Store,
        session: SessionId,
        name: &str,
        viewer: Viewer,
    ) -> HttpResult<bool> {
        let Some(track) = recorder::track_of_file(name) else { return Ok(false) };
        if self.room_of(track).is_none() {
            self.read_on(store, session).await?;
        }
        match self.room_of(track) {
            None => Ok(false),
            Some(room) => Ok(live::may_watch(room, viewer, self.whereabouts(store, session).await?)),
        }
    }

    fn room_of(&self, track: u32) -> Option<RoomId> {
        self.rooms.get(&track).copied()
    }

    /// Reads what is new in the manifest.
    async fn read_on(&mut self, store: &Store, session: SessionId) -> HttpResult<()> {
        let dir = store.media().dir(session);
        // Who hangs up meanwhile takes the reader along: the next request then reads everything again.
        let mut manifest = std::mem::take(&mut self.manifest);
        let read = tokio::task::spawn_blocking(move || {
            let rooms = manifest.read_on(&dir).map(|news| news.iter().filter_map(room_of_track).collect());
            (manifest, rooms)
        });
        let (manifest, rooms): (_, Result<Vec<_>, _>) = read.await.map_err(internal)?;
        self.manifest = manifest;
        self.rooms.extend(rooms.map_err(internal)?);
        Ok(())
    }
}

fn room_of_track(entry: &ManifestEntry) -> Option<(u32, RoomId)> {
    match *entry {
        ManifestEntry::Track {
            track,
            content: TrackContent::Participant { room, .. } | TrackContent::Mix { room },
        } => Some((track, room)),
        _ => None,
    }
}

fn internal(error: impl std::fmt::Display) -> ErrorCode {
    tracing::error!(%error, "the manifest could not be read");
    ErrorCode::Internal
}
