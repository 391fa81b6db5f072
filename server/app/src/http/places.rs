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
    /// The tracks, by number.
    tracks: Vec<Placed>,
    /// Where each line of the manifest ends that was read, in bytes.
    ends: Vec<u64>,
}

/// Where a track was recorded, and of what it is.
#[derive(Debug, Clone, Copy)]
struct Placed {
    room: RoomId,
    kind: Kind,
}

/// What a recorded track is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Audio.
    Sound,
    /// Video.
    Picture,
}

impl From<TrackContent> for Placed {
    fn from(content: TrackContent) -> Self {
        match content {
            TrackContent::Mix { room } => Placed { room, kind: Kind::Sound },
            TrackContent::Participant { room, source, .. } => {
                Placed { room, kind: if source.is_audio() { Kind::Sound } else { Kind::Picture } }
            }
        }
    }
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
        let mut entries = self.read(store, session, from.min(self.ends.len())).await?;
        entries.drain(..from.saturating_sub(self.ends.len() - entries.len()).min(entries.len()));
        let lines = entries.len();
        self.whereabouts(store, session).await?;
        let may_watch = |placed: &Placed| live::may_watch(placed.room, viewer, &self.whereabouts);
        entries.retain(|entry| track_of(entry).is_none_or(|n| self.tracks.get(n as usize).is_some_and(may_watch)));
        Ok((entries, lines))
    }

    /// What a file of this name is made of, for a viewer who may have it.
    pub async fn may_have(
        &mut self,
        store: &Store,
        session: SessionId,
        name: &str,
        viewer: Viewer,
    ) -> HttpResult<Option<Kind>> {
        let Some(track) = recorder::track_of_file(name) else { return Ok(None) };
        if self.tracks.len() <= track as usize {
            self.read(store, session, self.ends.len()).await?;
        }
        let Some(&Placed { room, kind }) = self.tracks.get(track as usize) else { return Ok(None) };
        let may_watch = live::may_watch(room, viewer, self.whereabouts(store, session).await?);
        Ok(may_watch.then_some(kind))
    }

    /// The lines of the manifest from one on that is known, or the first that is not. Takes note of those that are new.
    async fn read(&mut self, store: &Store, session: SessionId, from: usize) -> HttpResult<Vec<ManifestEntry>> {
        let start = from.checked_sub(1).map_or(0, |before| self.ends[before]);
        let dir = store.media().dir(session);
        let read = tokio::task::spawn_blocking(move || recorder::read_manifest_at(&dir, start)).await;
        let lines = read.map_err(internal)?.map_err(internal)?;
        for line in lines.iter().skip(self.ends.len() - from) {
            self.ends.push(line.end);
            if let ManifestEntry::Track { content, .. } = &line.entry {
                self.tracks.push((*content).into());
            }
        }
        Ok(lines.into_iter().map(|line| line.entry).collect())
    }
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
