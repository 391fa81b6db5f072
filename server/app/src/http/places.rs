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
use store::Store;

use super::error::{HttpResult, store as refused};

/// Sessions that are kept: those that are watched at a time, on one server. One more, and the others are read again.
const SESSIONS: usize = 256;

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
    rooms: Vec<RoomId>,
    /// The manifest is read up to here.
    lines: usize,
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
        let start = from.min(self.lines);
        let mut entries = read(store, session, start).await?;
        self.note(&entries, start);
        entries.drain(..(from - start).min(entries.len()));
        let lines = entries.len();
        self.whereabouts(store, session).await?;
        let may_watch = |room: &RoomId| live::may_watch(*room, viewer, &self.whereabouts);
        entries.retain(|entry| track_of(entry).is_none_or(|n| self.rooms.get(n as usize).is_some_and(may_watch)));
        Ok((entries, lines))
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
        if self.rooms.len() <= track as usize {
            let entries = read(store, session, self.lines).await?;
            self.note(&entries, self.lines);
        }
        match self.rooms.get(track as usize) {
            None => Ok(false),
            Some(&room) => Ok(live::may_watch(room, viewer, self.whereabouts(store, session).await?)),
        }
    }

    /// Takes note of lines of the manifest, which begin at `from`.
    fn note(&mut self, entries: &[ManifestEntry], from: usize) {
        for entry in entries.iter().skip(self.lines.saturating_sub(from)) {
            if let ManifestEntry::Track { content, .. } = entry {
                self.rooms.push(match *content {
                    TrackContent::Participant { room, .. } | TrackContent::Mix { room } => room,
                });
            }
        }
        self.lines = self.lines.max(from + entries.len());
    }
}

async fn read(store: &Store, session: SessionId, from: usize) -> HttpResult<Vec<ManifestEntry>> {
    let dir = store.media().dir(session);
    let read = tokio::task::spawn_blocking(move || recorder::read_manifest(&dir, from)).await;
    Ok(read.map_err(internal)?.map_err(internal)?)
}

fn track_of(entry: &ManifestEntry) -> Option<u32> {
    match entry {
        ManifestEntry::Track { track, .. }
        | ManifestEntry::Init { track, .. }
        | ManifestEntry::Segment { track, .. } => Some(*track),
        ManifestEntry::Gap { track, .. } => *track,
        ManifestEntry::End { .. } => None,
    }
}

fn internal(error: impl std::fmt::Display) -> ErrorCode {
    tracing::error!(%error, "the manifest could not be read");
    ErrorCode::Internal
}
