//! Access to the timeline of a session: who may read it at all, and which of its tracks.
//!
//! Access to a track depends on the room to which it belongs, and on who was in that room when. Both grow with the
//! session. [`TimelineAccess`] keeps what it has read of them, so that a request reads only what is new.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
    sync::{Arc, Mutex},
};

use live::{Comer, Edited, LateSecrets, Purpose, RoomMembership, Viewer};
use protocol::{
    ErrorCode, Event, Millis, ParticipantId, Refusal, RoomId, Seq, SessionId,
    http::ManifestPage,
    limits,
    manifest::{ManifestEntry, TrackContent},
    polls::{LateCount, PollId},
    recording::Edits,
};
use store::{LateBallots, SeatRow, SessionRow, Store};

use crate::{
    after_class::admit_after_class,
    audience::{Key, Tracks, room_of},
    clock::unix_now,
    hub::Hub,
    refusal, status,
};

/// How many sessions are kept: as many as are watched at a time on one server. When one more is asked for, all are
/// forgotten and read again. The manifest of three hours with 20 tracks takes some 15 MB of memory.
const SESSIONS: usize = 64;

/// Whether the holder of this seat may read the timeline. Returns the session.
pub async fn may_read(hub: &Arc<Hub>, store: &Store, seat: &SeatRow) -> Result<SessionRow, Refusal> {
    let row = store.session(seat.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let SeatRow { participant, role, near_ban, .. } = *seat;
    let comer = Comer { seat: Some(participant), role, name: seat.name.clone(), near_ban };
    admit_after_class(store, &row, seat).await?;
    status::entry(hub, store, &row, comer, Purpose::Watch).await?;
    Ok(row)
}

/// Whether the holder of this seat reads the names of the people of a session.
pub fn reads_names(seat: &SeatRow, session: &SessionRow) -> bool {
    access::reads_names(seat.role, session.pseudonyms && session.state.is_over())
}

/// Where a page of the manifest begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStart {
    /// At the line of this number.
    Line(u32),
    /// Some seconds of class before this moment, so that decoding finds a keyframe to begin with.
    Moment(Millis),
}

/// How long before the moment a page begins. Lines are in the order in which segments ended, which is that of time but for a
/// few seconds; keyframes of cameras are at most as far apart.
const BEFORE_MOMENT: Millis = 12_000;

/// What access depends on, for the sessions that were asked for lately.
#[derive(Default)]
pub struct TimelineAccess {
    sessions: Mutex<HashMap<SessionId, Arc<tokio::sync::Mutex<SessionAccess>>>>,
}

/// What access to the timeline of one session depends on.
#[derive(Default)]
pub struct SessionAccess {
    membership: RoomMembership,
    edited: Edited,
    /// The journal is read up to here.
    seq: Seq,
    /// What is on each track, by number.
    contents: HashMap<u32, TrackContent>,
    /// The lines of the manifest, with their numbers.
    manifest: Vec<(u32, ManifestEntry)>,
    /// The manifest is read up to this line.
    next_line: u32,
    /// The lines of segments that are to go, because somebody is being taken out of the recording: what they published, and the mixed sound in
    /// which they are heard.
    withheld: HashSet<u32>,
}

impl TimelineAccess {
    /// The part of one session, locked while a request uses it, so that nothing is read twice.
    pub async fn of(&self, session: SessionId) -> tokio::sync::OwnedMutexGuard<SessionAccess> {
        let access = {
            let mut sessions = self.sessions.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if sessions.len() >= SESSIONS && !sessions.contains_key(&session) {
                sessions.clear();
            }
            Arc::clone(sessions.entry(session).or_default())
        };
        access.lock_owned().await
    }

    /// Forgets a session, whose recording is gone.
    pub fn forget(&self, session: SessionId) {
        self.sessions.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(&session);
    }
}

impl SessionAccess {
    /// Reads who was where until now.
    pub async fn read_journal(&mut self, store: &Store, session: SessionId) -> Result<(), Refusal> {
        self.membership.tell_time(unix_now());
        for event in store.journal().events(session, self.seq + 1, usize::MAX).await.map_err(refusal::store)? {
            self.membership.apply(&event);
            self.edited.apply(&event);
            self.seq = event.seq;
        }
        if self.membership.has_anonymous_polls() {
            match store.late_ballots(session).await {
                Ok(ballots) => {
                    let known = |it: LateBallots| (it.poll, LateSecrets { voters: it.voters, told: it.told });
                    self.membership.tell_secrets(ballots.into_iter().map(known));
                }
                // The recording is to be had all the same. What follows an answer is kept from whoever may have given one.
                Err(error) => tracing::error!(%error, %session, "late answers to anonymous polls cannot be read"),
            }
        }
        Ok(())
    }

    /// What staff took out of the recording, as far as the journal was read.
    pub fn edits(&self) -> &Edits {
        self.edited.edits()
    }

    /// How often staff took something out of the recording or put something back, as far as the journal was read.
    pub fn times_edited(&self) -> u32 {
        self.edited.times()
    }

    /// An event of the journal as the viewer may read it, if they may. The journal is read at least up to it.
    pub fn told(&self, event: Event, viewer: Viewer) -> Option<Event> {
        if self.shows_event(&event, viewer) { live::told(event, viewer, &self.membership) } else { None }
    }

    /// Whether the viewer may read an event of the journal, which is read at least up to it.
    pub fn reads(&self, event: &Event, viewer: Viewer) -> bool {
        self.shows_event(event, viewer) && live::visible(event, viewer, &self.membership)
    }

    /// How many answered what later, of the polls whose results the viewer reads, as far as the journal was read. Staff read the answers
    /// themselves, but those to anonymous polls.
    pub fn late_counts(&self, viewer: Viewer) -> Vec<LateCount> {
        if viewer.role.is_staff() {
            return self.membership.secret_counts();
        }
        self.membership.late_counts(|event| self.reads(event, viewer))
    }

    /// The anonymous polls that somebody answered later.
    pub fn answered_secretly(&self, participant: ParticipantId) -> Vec<PollId> {
        self.membership.answered_secretly(participant)
    }

    /// Whether staff did not take out of the recording what an event tells this viewer.
    fn shows_event(&self, event: &Event, viewer: Viewer) -> bool {
        viewer.role.is_staff() || self.edited.shows(event)
    }

    /// Whether whoever may read the timeline reads an event of the journal, which is read at least up to it.
    pub fn everybody_reads(&self, event: &Event) -> bool {
        self.reads(event, Viewer::NOBODY)
    }

    /// A page of the manifest as far as it was read, with the lines that the viewer may see. `now` is the present class time.
    pub fn manifest(&self, start: PageStart, viewer: Viewer, now: Millis) -> ManifestPage {
        self.page(start, viewer.role.is_staff(), now, |track| self.visible(track, viewer).is_some())
    }

    /// A page of the manifest as far as it was read, with the lines of a room and those of no track.
    pub fn room_manifest(&self, line: u32, Key { room, whole, .. }: Key, now: Millis) -> ManifestPage {
        let is_shown = whole || self.edited.shows_room(room);
        let is_there = |content: &TrackContent| is_shown && room_of(*content) == room;
        self.page(PageStart::Line(line), whole, now, |track| self.contents.get(&track).is_some_and(is_there))
    }

    fn page(&self, start: PageStart, whole: bool, now: Millis, may_watch: impl Fn(u32) -> bool) -> ManifestPage {
        let all = &self.manifest;
        let begin = match start {
            PageStart::Line(line) => all.partition_point(|(number, _)| *number < line),
            PageStart::Moment(at) => lines_before(all, at.saturating_sub(BEFORE_MOMENT)),
        };
        let (before, news) = all.split_at(begin);
        let page = &news[..news.len().min(limits::MANIFEST_PAGE)];
        let more = page.len() < news.len();
        let first = match start {
            PageStart::Line(line) => line,
            PageStart::Moment(_) => before.last().map_or(0, |(line, _)| line + 1),
        };
        let heads = before.iter().filter(|(_, entry)| matches!(start, PageStart::Moment(_)) && is_head(entry));
        let visible = heads.chain(page).filter_map(|line| self.shown(line, whole));
        let visible = visible.filter(|entry| recorder::track_of_entry(entry).is_none_or(&may_watch));
        ManifestPage {
            entries: visible.collect(),
            first,
            next: page.last().map_or(first, |(line, _)| line + 1),
            more,
            complete: !more && matches!(all.last(), Some((_, ManifestEntry::End { .. }))),
            now,
        }
    }

    /// The rooms in which something was recorded that the viewer may watch, as far as journal and manifest were read; the class itself
    /// before anything was.
    pub fn rooms(&self, viewer: Viewer) -> BTreeSet<RoomId> {
        let recorded = self.contents.values().map(|content| room_of(*content));
        recorded.chain([RoomId::MAIN]).filter(|room| self.may_watch(*room, viewer)).collect()
    }

    /// What is on each track, and what staff took out, as far as journal and manifest were read.
    pub fn tracks(&self) -> Tracks {
        let Edits { cuts, hidden_rooms } = self.edited.edits();
        let hidden = |line: &(u32, ManifestEntry)| match line.1 {
            ManifestEntry::Segment { track, start, .. } if !self.shows(line, false) => Some((track, start)),
            _ => None,
        };
        let is_whole = cuts.is_empty() && self.withheld.is_empty();
        Tracks {
            contents: self.contents.clone(),
            hidden_rooms: hidden_rooms.clone(),
            hidden: if is_whole { HashSet::new() } else { self.manifest.iter().filter_map(hidden).collect() },
        }
    }

    /// What is in the file of this name, if the viewer may have it.
    pub async fn content_of(
        &mut self,
        store: &Store,
        session: SessionId,
        name: &str,
        viewer: Viewer,
    ) -> Result<Option<TrackContent>, Refusal> {
        let Some(track) = recorder::track_of_file(name) else { return Ok(None) };
        if !self.contents.contains_key(&track) {
            self.read_manifest(store, session).await?;
        }
        self.read_journal(store, session).await?;
        if !(viewer.role.is_staff() || self.edited.edits().cuts.is_empty() && self.withheld.is_empty()) {
            self.read_manifest(store, session).await?;
            let is_it = |(_, entry): &&(u32, ManifestEntry)| matches!(entry, ManifestEntry::Segment { file, .. } if file == name);
            let segment = self.manifest.iter().find(is_it);
            if segment.is_some_and(|segment| !self.shows(segment, false)) {
                return Ok(None);
            }
        }
        Ok(self.visible(track, viewer))
    }

    /// Whether a line of the manifest is shown to whoever may watch its track: of a segment that is cut out as a whole, or withheld, nobody
    /// learns but those who have the `whole`, who are staff.
    fn shows(&self, (line, entry): &(u32, ManifestEntry), whole: bool) -> bool {
        match *entry {
            ManifestEntry::Segment { start, duration, .. } => {
                whole || (self.edited.shows_media(start, start + duration) && !self.withheld.contains(line))
            }
            _ => true,
        }
    }

    /// A line as it is shown. Mixed sound that is withheld is a gap: a player passes over it, and does not wait for it.
    fn shown(&self, line: &(u32, ManifestEntry), whole: bool) -> Option<ManifestEntry> {
        if self.shows(line, whole) {
            return Some(line.1.clone());
        }
        match line.1 {
            ManifestEntry::Segment { track, start, duration, .. }
                if self.edited.shows_media(start, start + duration)
                    && matches!(self.contents.get(&track), Some(TrackContent::Mix { .. })) =>
            {
                Some(ManifestEntry::Gap { track: Some(track), from: start, to: start + duration })
            }
            _ => None,
        }
    }

    /// What is on a track, if the viewer may watch it.
    fn visible(&self, track: u32, viewer: Viewer) -> Option<TrackContent> {
        self.contents.get(&track).copied().filter(|content| self.may_watch(room_of(*content), viewer))
    }

    /// Whether the viewer may watch a room.
    fn may_watch(&self, room: RoomId, viewer: Viewer) -> bool {
        let is_shown = viewer.role.is_staff() || self.edited.shows_room(room);
        is_shown && live::may_watch(room, viewer, &self.membership)
    }

    /// Reads what is new in the manifest.
    pub async fn read_manifest(&mut self, store: &Store, session: SessionId) -> Result<(), Refusal> {
        let news = store.manifest(session, self.next_line).await.map_err(refusal::store)?;
        self.contents.extend(news.entries.iter().filter_map(|(_, entry)| new_track(entry)));
        self.manifest.extend(news.entries);
        self.next_line = news.next;
        let leaving = store.withdrawn(session).await.map_err(refusal::store)?.pending;
        self.withheld = if leaving.is_empty() { HashSet::new() } else { self.lines_with(&leaving) };
        Ok(())
    }

    /// The lines of segments that these seats published, and of mixed sound in which they may be heard.
    fn lines_with(&self, seats: &BTreeSet<ParticipantId>) -> HashSet<u32> {
        let segments = || {
            self.manifest.iter().filter_map(|(line, entry)| match *entry {
                ManifestEntry::Segment { track, start, duration, .. } => {
                    Some((*line, *self.contents.get(&track)?, start..start + duration))
                }
                _ => None,
            })
        };
        // In tenths of a second: more exact is no use, and a class of hours has many segments.
        let tenths = |time: &Range<Millis>| (time.start / 100)..(time.end / 100 + 1);
        let (mut lines, mut heard) = (HashSet::new(), HashSet::new());
        for (line, content, time) in segments() {
            match content {
                TrackContent::Participant { participant, source, room } if seats.contains(&participant) => {
                    lines.insert(line);
                    if source.is_audio() {
                        let around = time.start.saturating_sub(recorder::MIX_LATENCY)..time.end + recorder::MIX_LATENCY;
                        heard.extend(tenths(&around).map(|tenth| (room, tenth)));
                    }
                }
                _ => {}
            }
        }
        for (line, content, time) in segments() {
            let TrackContent::Mix { room } = content else { continue };
            if tenths(&time).any(|tenth| heard.contains(&(room, tenth))) {
                lines.insert(line);
            }
        }
        lines
    }
}

/// How many lines are there before the first segment that ends after a moment.
fn lines_before(lines: &[(u32, ManifestEntry)], at: Millis) -> usize {
    let is_after = |(_, entry): &(u32, ManifestEntry)| match entry {
        ManifestEntry::Segment { start, duration, .. } => start + duration > at,
        _ => false,
    };
    lines.iter().position(is_after).unwrap_or(lines.len())
}

/// Whether segments need the line before them.
fn is_head(entry: &ManifestEntry) -> bool {
    matches!(entry, ManifestEntry::Track { .. } | ManifestEntry::Init { .. })
}

fn new_track(entry: &ManifestEntry) -> Option<(u32, TrackContent)> {
    match *entry {
        ManifestEntry::Track { track, content } => Some((track, content)),
        _ => None,
    }
}
