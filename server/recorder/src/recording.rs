//! The recording of one session: its tracks, mixes and sink.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use protocol::{
    Millis, ParticipantId, RecordedMedia, RoomId, Source,
    manifest::{ManifestEntry, TrackContent},
};

use crate::{
    Codec, Frame, RecorderError,
    budget::{Budget, Cost},
    disk_reserve::{self, DiskReserve},
    manifest::Manifest,
    mix::{LATENCY, Mixed, Mixer, Quiet},
    names::{init_name, segment_name, track_of_file},
    resume::Past,
    sink::{Recorded, Sink},
    track::{FrameOutcome, Piece, Track},
};

/// A frame from further ahead of the clock than this has a wrong time. If it were kept, it would make all later frames look
/// late.
const MOST_AHEAD: Millis = 10_000;

/// Whether frames are still accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// Closed for now; another process may continue.
    Paused,
    Finished,
}

/// Why nothing is recorded for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Cause {
    OffRecord,
    /// The disk has no room even for sound.
    Disk,
}

/// A rest of the recording.
#[derive(Debug)]
struct Rest {
    since: Millis,
    /// It is over once none is left.
    causes: HashSet<Cause>,
    /// The rooms whose mixes rest.
    rooms: HashSet<RoomId>,
}

/// The recording of one session: what a [`Recorder`](crate::Recorder) runs on its thread. It is told the time, and
/// never reads a clock.
///
/// Lines that its methods write go to the manifest with the next [`tick`](Self::tick), and are durable when
/// [`finish`](Self::finish) or [`pause`](Self::pause) returns.
#[derive(Debug)]
pub struct Recording<S: Sink> {
    sink: S,
    manifest: Manifest<S::Error>,
    tracks: HashMap<TrackContent, (u32, Track)>,
    next_track: u32,
    mixers: HashMap<RoomId, Mixer>,
    /// Where their mixes are quiet.
    quiet: HashMap<RoomId, Quiet>,
    budget: Budget,
    disk: DiskReserve,
    /// When to look at the disk again.
    look_at: Millis,
    /// Participants whose pictures are recorded ahead of others'.
    favoured: HashSet<ParticipantId>,
    phase: Phase,
    /// When there was no server. The gap is written once recording goes on, because class may have ended before.
    away: Option<(Millis, Millis)>,
    /// What goes on once there is no cause to rest any more; `None` while things are recorded.
    rest: Option<Rest>,
    /// When the last rest was over: nothing from before is recorded that comes late.
    rested_until: Millis,
    /// Reused between calls.
    pieces: Vec<Piece>,
}

impl<S: Sink> Recording<S> {
    /// Continues what was recorded. The mix of the main room begins at `now`.
    ///
    /// # Errors
    /// See [`RecorderError`].
    pub fn open(mut sink: S, recorded: &Recorded, now: Millis) -> Result<Self, RecorderError> {
        let past = Past::of(&recorded.entries);
        sweep(&mut sink, &past.files, recorded.is_damaged)?;
        let track_of = |content: TrackContent, inits, end| Track::new(is_video(content), inits, end);
        let mut recording = Recording {
            sink,
            manifest: Manifest::of(recorded.next),
            tracks: past.tracks.iter().map(|e| (e.content, (e.track, track_of(e.content, e.inits, e.end)))).collect(),
            next_track: past.next_track,
            mixers: HashMap::new(),
            quiet: HashMap::new(),
            budget: Budget::default(),
            disk: DiskReserve::default(),
            look_at: now,
            favoured: HashSet::new(),
            phase: if past.is_complete { Phase::Finished } else { Phase::Open },
            rest: None,
            rested_until: 0,
            away: (past.end > 0 && now > past.end).then_some((past.end, now)),
            pieces: Vec::new(),
        };
        if recording.phase == Phase::Open {
            recording.start_mix(RoomId::MAIN, now)?;
            recording.look_at_disk(now);
        }
        Ok(recording)
    }

    /// Takes a frame in. Returns what became of it.
    pub fn frame(&mut self, now: Millis, frame: Frame) -> FrameOutcome {
        if self.phase != Phase::Open {
            return FrameOutcome::Late;
        }
        let TrackContent::Participant { participant, source, room } = frame.content else {
            return FrameOutcome::Unusable;
        };
        if let Some(rest) = &self.rest {
            let is_off_record = rest.causes.contains(&Cause::OffRecord);
            return if is_off_record { FrameOutcome::OffRecord } else { FrameOutcome::Reserve };
        }
        if frame.at < self.rested_until {
            return FrameOutcome::Late;
        }
        if frame.at > now.saturating_add(MOST_AHEAD) {
            self.lost(frame.content, now, now);
            return FrameOutcome::Late;
        }
        if !self.disk.records(source, self.favoured.contains(&participant)) {
            self.lost(frame.content, frame.at, frame.at);
            return FrameOutcome::Reserve;
        }
        let sound = (frame.codec == Codec::Opus && source.is_audio()).then(|| (frame.at, frame.data.clone()));
        let outcome = self.write_frame(frame, now);
        if let (FrameOutcome::Kept, Some((at, packet))) = (outcome, sound) {
            self.mix(room, (participant, source), at, packet);
        }
        outcome
    }

    /// Says whether this participant's pictures are recorded ahead of others', where there is no room for all.
    pub fn favour(&mut self, participant: ParticipantId, favoured: bool) {
        match favoured {
            true => self.favoured.insert(participant),
            false => self.favoured.remove(&participant),
        };
    }

    /// Notes that frames of a track were dropped before they came here.
    pub fn lost(&mut self, content: TrackContent, from: Millis, to: Millis) {
        if self.phase == Phase::Open && self.rest.is_none() {
            self.with_track(content, |track, out| track.lost(from, to, out));
        }
    }

    /// A track was muted, stopped or withdrawn.
    pub fn track_ended(&mut self, content: TrackContent) {
        if self.phase != Phase::Open || !self.tracks.contains_key(&content) {
            return;
        }
        self.with_track(content, |track, out| track.ended(out));
        if let TrackContent::Participant { participant, source, room } = content
            && let Some(mixer) = self.mixers.get_mut(&room)
        {
            mixer.ended((participant, source));
        }
    }

    /// A breakout room is open from `at` on: its mix begins. The main room's mix began with the recording.
    pub fn room_opened(&mut self, room: RoomId, at: Millis) {
        if let Some(rest) = &mut self.rest {
            rest.rooms.insert(room);
        } else if self.phase == Phase::Open
            && let Err(e) = self.start_mix(room, at)
        {
            tracing::error!(error = %e, room = room.0, "a room has no mix");
        }
    }

    /// A breakout room is closed at `at`: its mix ends.
    pub fn room_closed(&mut self, room: RoomId, at: Millis) {
        if let Some(rest) = &mut self.rest {
            rest.rooms.remove(&room);
        }
        if let Some(mut mixer) = self.mixers.remove(&room)
            && self.phase == Phase::Open
        {
            self.advance_mix(room, &mut mixer, at);
            self.with_track(TrackContent::Mix { room }, |track, out| track.ended(out));
        }
    }

    /// Class is off the record at `at`: all tracks and mixes end there. Nothing is recorded until it is
    /// [on the record](Self::on_record) again.
    pub fn off_record(&mut self, at: Millis) {
        self.rest(Cause::OffRecord, at);
    }

    /// Class is on the record again at `at`: mixes go on, and a gap of everything is written, unless the disk has no room.
    pub fn on_record(&mut self, at: Millis) {
        self.go_on(Cause::OffRecord, at);
    }

    /// Ends all tracks and mixes at `at`, unless they rest for another cause already.
    fn rest(&mut self, cause: Cause, at: Millis) {
        if self.phase != Phase::Open {
            return;
        }
        if let Some(rest) = &mut self.rest {
            rest.causes.insert(cause);
            return;
        }
        let is_new = self.tracks.values().all(|(_, track)| track.is_closed());
        let since = match self.away.take_if(|_| is_new) {
            // Nothing was recorded since the server came back.
            Some((from, _)) => from,
            None => {
                self.advance_mixes(at);
                self.each_track(|track, out| track.ended_at(at, out));
                at
            }
        };
        let rooms = std::mem::take(&mut self.mixers).into_keys().collect();
        self.rest = Some(Rest { since, causes: HashSet::from([cause]), rooms });
    }

    /// Lets mixes go on at `at`, and writes a gap of everything, unless there is another cause to rest.
    fn go_on(&mut self, cause: Cause, at: Millis) {
        let Some(rest) = self.rest.as_mut().filter(|_| self.phase == Phase::Open) else { return };
        rest.causes.remove(&cause);
        if !rest.causes.is_empty() {
            return;
        }
        self.rested_until = at;
        for room in self.end_rest(at) {
            if let Err(e) = self.start_mix(room, at) {
                tracing::error!(error = %e, room = room.0, "a room has no mix");
            }
        }
    }

    /// Writes the gap up to `at`, and returns the rooms whose mixes rested.
    fn end_rest(&mut self, at: Millis) -> HashSet<RoomId> {
        let Some(Rest { since, rooms, .. }) = self.rest.take() else { return HashSet::new() };
        if since < at {
            self.manifest.stage(ManifestEntry::Gap { track: None, from: since, to: at });
        }
        rooms
    }

    /// Lets time pass: mixes advance, idle segments are closed, what was written goes to the manifest, and now and then the
    /// sink is asked how much is free. Waits for files
    /// alone: the sink's answer about lines comes at a later call.
    ///
    /// # Errors
    /// [`RecorderError::Sink`]. Nothing is lost; the next call tries again.
    pub fn tick(&mut self, now: Millis) -> Result<(), RecorderError> {
        if self.phase == Phase::Open {
            self.look_at_disk(now);
            self.advance_mixes(now.saturating_sub(LATENCY));
            self.each_track(|track, out| track.tick(now, out));
        }
        self.manifest.advance(&mut self.sink)
    }

    /// Ends the recording, as the session ended at `at`. Does nothing the second time.
    ///
    /// # Errors
    /// As [`tick`](Self::tick).
    pub fn finish(&mut self, at: Millis) -> Result<(), RecorderError> {
        if self.phase != Phase::Finished {
            self.end_rest(at);
            if let Some((from, to)) = self.away.take().filter(|(from, _)| *from < at) {
                self.manifest.stage(ManifestEntry::Gap { track: None, from, to: to.min(at) });
            }
            self.close(at, at);
            self.manifest.stage(ManifestEntry::End { duration: at });
            self.phase = Phase::Finished;
        }
        self.manifest.complete(&mut self.sink)
    }

    /// Pauses the recording, as the server stops at `at`; the session goes on.
    ///
    /// # Errors
    /// As [`tick`](Self::tick).
    pub fn pause(&mut self, at: Millis) -> Result<(), RecorderError> {
        if self.phase == Phase::Open {
            self.close(at, Millis::MAX);
            self.phase = Phase::Paused;
        }
        self.manifest.complete(&mut self.sink)
    }

    /// What is recorded, as far as the disk has room.
    pub fn recorded_media(&self) -> RecordedMedia {
        self.disk.media()
    }

    /// How many lines of the manifest are durable.
    pub fn durable_lines(&self) -> u32 {
        self.manifest.durable()
    }

    fn look_at_disk(&mut self, now: Millis) {
        if now < self.look_at {
            return;
        }
        self.look_at = now + disk_reserve::LOOK;
        let free = self.sink.free();
        if !self.disk.look(free) {
            return;
        }
        let media = self.disk.media();
        tracing::warn!(free, ?media, "the disk has room for other media than before");
        match media {
            RecordedMedia::Nothing => self.rest(Cause::Disk, now),
            _ => self.go_on(Cause::Disk, now),
        }
    }

    /// Closes all segments. Segments that begin at `end` or later are not part of the recording.
    fn close(&mut self, at: Millis, end: Millis) {
        if self.phase == Phase::Open {
            self.advance_mixes(at);
            self.each_track(|track, out| {
                track.ended(out);
                out.retain(|piece| !matches!(piece, Piece::Segment { start, .. } if *start >= end));
            });
        }
    }

    fn start_mix(&mut self, room: RoomId, start: Millis) -> Result<(), opus::Error> {
        let earlier_end = self.tracks.get(&TrackContent::Mix { room }).map_or(0, |(_, track)| track.end());
        if let Entry::Vacant(entry) = self.mixers.entry(room) {
            entry.insert(Mixer::new(start.max(earlier_end))?);
        }
        Ok(())
    }

    /// Adds a packet to a room's mix. Packets that arrive after the room was closed are in no mix.
    fn mix(&mut self, room: RoomId, voice: (ParticipantId, Source), at: Millis, packet: bytes::Bytes) {
        let Some(mixer) = self.mixers.get_mut(&room) else { return };
        if let Err(e) = mixer.push(voice, at, packet) {
            tracing::error!(error = %e, room = room.0, "a voice is not in the mix");
        }
    }

    fn advance_mixes(&mut self, until: Millis) {
        let mut mixers = std::mem::take(&mut self.mixers);
        for (&room, mixer) in &mut mixers {
            self.advance_mix(room, mixer, until);
        }
        self.mixers = mixers;
    }

    fn advance_mix(&mut self, room: RoomId, mixer: &mut Mixer, until: Millis) {
        while let Some(Mixed { at, data, is_quiet }) = mixer.next_before(until) {
            if is_quiet {
                self.quiet.entry(room).or_default().add(at);
            }
            let frame = Frame {
                content: TrackContent::Mix { room },
                at,
                codec: Codec::Opus,
                key: true,
                width: 0,
                height: 0,
                discontinuity: false,
                data,
            };
            self.write_frame(frame, at);
        }
    }

    fn write_frame(&mut self, frame: Frame, now: Millis) -> FrameOutcome {
        let content = frame.content;
        // Frames may be handled late, and all at once: what they may cost follows from when they were captured.
        let at = frame.at.min(now);
        let is_favoured = participant_of(content).is_some_and(|who| self.favoured.contains(&who));
        let mut budget = std::mem::take(&mut self.budget);
        let affords = |cost: Cost| budget.spend(at, content, is_favoured, cost);
        let mut outcome = FrameOutcome::Kept;
        self.with_track(content, |track, out| outcome = track.frame(frame, affords, out));
        self.budget = budget;
        outcome
    }

    fn each_track(&mut self, mut act: impl FnMut(&mut Track, &mut Vec<Piece>)) {
        let mut contents: Vec<(u32, TrackContent)> = self.tracks.iter().map(|(c, (id, _))| (*id, *c)).collect();
        contents.sort_unstable_by_key(|(id, _)| *id);
        for (_, content) in contents {
            self.with_track(content, &mut act);
        }
    }

    /// Calls `act` with a track, which is made if need be, and stores the pieces that `act` yields.
    fn with_track(&mut self, content: TrackContent, act: impl FnOnce(&mut Track, &mut Vec<Piece>)) {
        let (id, track) = match self.tracks.entry(content) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let number = self.next_track;
                self.next_track += 1;
                self.manifest.stage(ManifestEntry::Track { track: number, content });
                entry.insert((number, Track::new(is_video(content), 0, 0)))
            }
        };
        act(track, &mut self.pieces);
        let mut quiet = match content {
            TrackContent::Mix { room } => Some(self.quiet.entry(room).or_default()),
            TrackContent::Participant { .. } => None,
        };
        let (mut untold, mut failed) = (None, false);
        for piece in self.pieces.drain(..) {
            if let Piece::Gap { from, to } = piece {
                // A gap is written together with the piece after it. Otherwise, on a full disk, each attempt would write a
                // gap.
                untold = Some((from, to));
                continue;
            }
            if matches!(piece, Piece::Segment { .. })
                && let Some((from, to)) = self.away.take()
            {
                self.manifest.stage(ManifestEntry::Gap { track: None, from, to });
            }
            let start = match &piece {
                Piece::Segment { start, .. } => Some(*start),
                _ => None,
            };
            let stored = match self.manifest.is_full() {
                true => Err(RecorderError::Behind),
                false => store(&mut self.sink, *id, piece, quiet.as_deref_mut()),
            };
            match stored {
                Ok(entry) => {
                    stage_gap(&mut self.manifest, *id, untold.take());
                    self.manifest.stage(entry);
                }
                Err(e) => {
                    tracing::error!(error = %e, track = *id, "a piece of the recording is lost");
                    track.not_stored(start);
                    failed = true;
                }
            }
        }
        match untold {
            Some((from, to)) if failed => track.still_missing(from, to),
            gap => stage_gap(&mut self.manifest, *id, gap),
        }
    }
}

fn participant_of(content: TrackContent) -> Option<ParticipantId> {
    match content {
        TrackContent::Participant { participant, .. } => Some(participant),
        TrackContent::Mix { .. } => None,
    }
}

fn is_video(content: TrackContent) -> bool {
    match content {
        TrackContent::Participant { source, .. } => !source.is_audio(),
        TrackContent::Mix { .. } => false,
    }
}

/// Removes recorded files that no line names: their lines were not durable. Other files stay.
fn sweep<S: Sink>(sink: &mut S, named: &HashSet<&str>, is_damaged: bool) -> Result<(), RecorderError> {
    let names = sink.names().map_err(RecorderError::sink("the recording"))?;
    for name in named.iter().filter(|name| !names.iter().any(|there| there == *name)) {
        tracing::error!(file = name, "a recorded file is gone");
    }
    if is_damaged {
        return Ok(());
    }
    for name in names.iter().filter(|name| track_of_file(name).is_some() && !named.contains(name.as_str())) {
        tracing::info!(file = name, "removed a file that the manifest does not name");
        sink.delete(name).map_err(RecorderError::sink(name))?;
    }
    Ok(())
}

fn stage_gap<E>(manifest: &mut Manifest<E>, track: u32, gap: Option<(Millis, Millis)>)
where
    E: std::error::Error + Send + Sync + 'static,
{
    if let Some((from, to)) = gap {
        manifest.stage(ManifestEntry::Gap { track: Some(track), from, to });
    }
}

/// Puts the file of a piece, if it has one. Returns its line. `quiet` is where a mix is quiet; `None` for other tracks.
fn store<S: Sink>(
    sink: &mut S,
    track: u32,
    piece: Piece,
    quiet: Option<&mut Quiet>,
) -> Result<ManifestEntry, RecorderError> {
    Ok(match piece {
        Piece::Init { init, format } => {
            let file = init_name(track, init, format.extension());
            sink.put(&file, &format.init()).map_err(RecorderError::sink(&file))?;
            let (width, height) = format.size();
            ManifestEntry::Init { track, init, file, mime: format.mime(), width, height }
        }
        Piece::Segment { init, extension, start, duration, key, data } => {
            let file = segment_name(track, start, extension);
            sink.put(&file, &data).map_err(RecorderError::sink(&file))?;
            let quiet = quiet.map(|quiet| quiet.take(start, start + duration));
            ManifestEntry::Segment { track, init, file, start, duration, key, bytes: data.len() as u64, quiet }
        }
        Piece::Gap { from, to } => ManifestEntry::Gap { track: Some(track), from, to },
    })
}
