//! The recorder's thread, and the handle to it.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::{self, RecvTimeoutError},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use protocol::{Millis, ParticipantId, RecordedMedia, RoomId, manifest::TrackContent};
use tokio::sync::{oneshot, watch};

use crate::{
    ClassClock, Frame, RecorderError,
    recording::Recording,
    sink::{Recorded, Sink},
    track::FrameOutcome,
    waiting::{Admission, MOST_FRAMES, Waiting},
};

/// How often time passes for mixes, idle segments and the manifest.
const TICK: Duration = Duration::from_millis(100);

/// Frames that were dropped since the recorder was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// The queue had no room for it.
    pub overflowed: u64,
    /// The frame was older than what is written of its track, or impossibly far ahead.
    pub misplaced: u64,
    /// The frame came before the first keyframe that it needs.
    pub undecodable: u64,
    /// The frame lacked what its codec needs, or its codec cannot be stored.
    pub unusable: u64,
    /// Files could not be written when the frame came.
    pub no_room: u64,
    /// The disk was so full that room was kept for what matters more.
    pub reserve: u64,
    /// The frame was more than its participant, or everybody together, may have written.
    pub over_budget: u64,
}

type Done = oneshot::Sender<Result<(), RecorderError>>;

/// A message to the thread. Its queue is bounded by [`Shared::waiting`]; messages without a frame are few, and must not
/// be lost.
enum Message {
    Frame(Frame),
    Lost { content: TrackContent, from: Millis, to: Millis },
    TrackEnded(TrackContent),
    Favour(ParticipantId, bool),
    RoomOpened(RoomId, Millis),
    RoomClosed(RoomId, Millis),
    OffRecord(Millis),
    OnRecord(Millis),
    Finish(Millis, Done),
    Pause(Millis, Done),
}

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    overflowed: AtomicU64,
    misplaced: AtomicU64,
    undecodable: AtomicU64,
    unusable: AtomicU64,
    no_room: AtomicU64,
    reserve: AtomicU64,
    over_budget: AtomicU64,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records one session, on its own thread. Its methods never block, and may be called from any thread.
///
/// Dropping it pauses the recording at the present class time. Nobody waits for that: see [`close`](Self::close).
#[derive(Debug)]
pub struct Recorder {
    messages: mpsc::Sender<Message>,
    shared: Arc<Shared>,
    progress: watch::Receiver<u32>,
    media: watch::Receiver<RecordedMedia>,
    thread: JoinHandle<()>,
}

impl Recorder {
    /// Starts the thread. Resumes what was recorded before. A recording that is complete stays as it is, and takes no more
    /// frames. Nobody else may write to the sink's recording meanwhile.
    ///
    /// Blocks while the sink's files are listed.
    ///
    /// # Errors
    /// See [`RecorderError`]; nothing is started then.
    pub fn open(sink: impl Sink, recorded: Recorded, clock: ClassClock) -> Result<Recorder, RecorderError> {
        let recording = Recording::open(sink, &recorded, clock.now())?;
        let (messages, inbox) = mpsc::channel();
        let (progress_in, progress) = watch::channel(recording.durable_lines());
        let (media_in, media) = watch::channel(recording.recorded_media());
        let shared = Arc::new(Shared::default());
        let worker = Worker {
            recording,
            clock,
            inbox,
            shared: Arc::clone(&shared),
            progress: progress_in,
            media: media_in,
            stuck: false,
        };
        let thread = std::thread::Builder::new()
            .name("recorder".into())
            .spawn(move || worker.run())
            .map_err(RecorderError::Thread)?;
        Ok(Recorder { messages, shared, progress, media, thread })
    }

    /// Hands in a frame. When the recorder has fallen behind, the frame is dropped and becomes part of a gap.
    pub fn frame(&self, mut frame: Frame) {
        let admission = self.shared.waiting().admit(&frame);
        match admission {
            Admission::Refused => {
                self.shared.overflowed.fetch_add(1, Relaxed);
                return;
            }
            Admission::AfterLoss(from, to) => {
                self.send(Message::Lost { content: frame.content, from, to });
                frame.discontinuity = true;
            }
            Admission::Granted => {}
        }
        self.send(Message::Frame(frame));
    }

    /// A track was muted, stopped or withdrawn: its segment ends now.
    pub fn track_ended(&self, content: TrackContent) {
        self.send(Message::TrackEnded(content));
    }

    /// Says whether what this participant sends is recorded ahead of what others do, where there is no room for all:
    /// staff, and whom the class shall see. Nobody is favoured unless this says so.
    pub fn favour(&self, participant: ParticipantId, favoured: bool) {
        self.shared.waiting().favour(participant, favoured);
        self.send(Message::Favour(participant, favoured));
    }

    /// A breakout room is open from `at` on: its mix begins.
    pub fn room_opened(&self, room: RoomId, at: Millis) {
        self.send(Message::RoomOpened(room, at));
    }

    /// A breakout room is closed at `at`: its mix ends.
    pub fn room_closed(&self, room: RoomId, at: Millis) {
        self.send(Message::RoomClosed(room, at));
    }

    /// Class is off the record from `at` on: what was captured until then is kept, and nothing after it.
    pub fn off_record(&self, at: Millis) {
        self.send(Message::OffRecord(at));
    }

    /// Class is on the record again from `at` on. The time between is a gap of all tracks.
    pub fn on_record(&self, at: Millis) {
        self.send(Message::OnRecord(at));
    }

    /// Ends the recording, as the session ended at `at`: finishes segments and mixes, and writes the last line. Takes
    /// effect at once, even when the future is dropped. The future resolves when everything is durable. Further calls
    /// return the same.
    ///
    /// # Errors
    /// [`RecorderError::Sink`] when the sink refused the last lines. Calling again tries again.
    pub fn finish(&self, at: Millis) -> impl Future<Output = Result<(), RecorderError>> + Send + use<> {
        let answer = self.ask(|done| Message::Finish(at, done));
        async { answer.await.unwrap_or(Err(RecorderError::Gone)) }
    }

    /// Pauses the recording, as the server stops though the session goes on: does the same as [`finish`](Self::finish),
    /// but the recording stays open, to be resumed by another [`open`](Self::open) once this recorder is dropped.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub fn pause(&self, at: Millis) -> impl Future<Output = Result<(), RecorderError>> + Send + use<> {
        let answer = self.ask(|done| Message::Pause(at, done));
        async { answer.await.unwrap_or(Err(RecorderError::Gone)) }
    }

    /// Pauses the recording at the present class time and ends the thread. Blocks until that is done; so it must not be
    /// called in asynchronous code, on which the sink may depend.
    pub fn close(self) {
        drop(self.messages);
        // A thread that has panicked has nothing more to do.
        let _ = self.thread.join();
    }

    /// How many lines of the manifest are durable. The channel closes when the recorder is dropped.
    pub fn progress(&self) -> watch::Receiver<u32> {
        self.progress.clone()
    }

    /// What is recorded, as far as the disk has room. The channel closes when the recorder is dropped.
    pub fn recorded_media(&self) -> watch::Receiver<RecordedMedia> {
        self.media.clone()
    }

    /// The frames that were dropped so far.
    pub fn counters(&self) -> Counters {
        Counters {
            overflowed: self.shared.overflowed.load(Relaxed),
            misplaced: self.shared.misplaced.load(Relaxed),
            undecodable: self.shared.undecodable.load(Relaxed),
            unusable: self.shared.unusable.load(Relaxed),
            no_room: self.shared.no_room.load(Relaxed),
            reserve: self.shared.reserve.load(Relaxed),
            over_budget: self.shared.over_budget.load(Relaxed),
        }
    }

    fn ask(&self, message: impl FnOnce(Done) -> Message) -> oneshot::Receiver<Result<(), RecorderError>> {
        let (done, answer) = oneshot::channel();
        self.send(message(done));
        answer
    }

    fn send(&self, message: Message) {
        // Sending fails only when the thread has panicked. Then `ask` returns an error, and frames are lost.
        let _ = self.messages.send(message);
    }
}

struct Worker<S: Sink> {
    recording: Recording<S>,
    clock: ClassClock,
    inbox: mpsc::Receiver<Message>,
    shared: Arc<Shared>,
    progress: watch::Sender<u32>,
    media: watch::Sender<RecordedMedia>,
    /// Whether a failure to write the manifest was logged already.
    stuck: bool,
}

impl<S: Sink> Worker<S> {
    fn run(mut self) {
        let mut next_tick = Instant::now() + TICK;
        loop {
            match self.inbox.recv_timeout(next_tick.saturating_duration_since(Instant::now())) {
                Ok(message) => self.handle(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if Instant::now() >= next_tick {
                self.tick();
                next_tick = Instant::now() + TICK;
            }
        }
        let at = self.clock.now();
        if let Err(e) = self.recording.pause(at) {
            tracing::error!(error = %e, "the recording could not be closed");
        }
        self.publish();
    }

    /// Lets time pass. Messages that wait are handled first, because they were sent before this moment: after a
    /// standstill of the disk, the mixes must not advance past them.
    fn tick(&mut self) {
        let now = self.clock.now();
        for _ in 0..MOST_FRAMES {
            let Ok(message) = self.inbox.try_recv() else { break };
            self.handle(message);
        }
        let result = self.recording.tick(now);
        let was_stuck = std::mem::replace(&mut self.stuck, result.is_err());
        if let Err(e) = result
            && !was_stuck
        {
            tracing::error!(error = %e, "the manifest could not be written; trying until it can");
        }
        self.publish();
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Frame(frame) => {
                self.shared.waiting().remove(&frame);
                let counter = match self.recording.frame(self.clock.now(), frame) {
                    FrameOutcome::Kept | FrameOutcome::OffRecord => return,
                    FrameOutcome::Late => &self.shared.misplaced,
                    FrameOutcome::NoKeyYet => &self.shared.undecodable,
                    FrameOutcome::Unusable => &self.shared.unusable,
                    FrameOutcome::NoRoom => &self.shared.no_room,
                    FrameOutcome::Reserve => &self.shared.reserve,
                    FrameOutcome::OverBudget => &self.shared.over_budget,
                };
                counter.fetch_add(1, Relaxed);
            }
            Message::Lost { content, from, to } => self.recording.lost(content, from, to),
            Message::TrackEnded(content) => {
                self.say_lost(|other| *other == content);
                self.recording.track_ended(content);
            }
            Message::Favour(participant, favoured) => self.recording.favour(participant, favoured),
            Message::RoomOpened(room, at) => self.recording.room_opened(room, at),
            Message::RoomClosed(room, at) => self.recording.room_closed(room, at),
            Message::OffRecord(at) => {
                self.say_lost(|_| true);
                self.recording.off_record(at);
            }
            Message::OnRecord(at) => self.recording.on_record(at),
            Message::Finish(at, done) => {
                self.say_lost(|_| true);
                let result = self.recording.finish(at);
                self.publish();
                let _ = done.send(result); // Nobody needs to wait.
            }
            Message::Pause(at, done) => {
                self.say_lost(|_| true);
                let result = self.recording.pause(at);
                self.publish();
                let _ = done.send(result);
            }
        }
    }

    /// Tells the recording of frames that did not fit, and that no later frame has reported.
    fn say_lost(&mut self, which: impl Fn(&TrackContent) -> bool) {
        let lost = self.shared.waiting().take_lost(which);
        for (content, (from, to)) in lost {
            self.recording.lost(content, from, to);
        }
    }

    fn publish(&self) {
        let lines = self.recording.durable_lines();
        self.progress.send_if_modified(|known| std::mem::replace(known, lines) != lines);
        let media = self.recording.recorded_media();
        self.media.send_if_modified(|known| std::mem::replace(known, media) != media);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use opus::{Application, Channels, Encoder};
    use protocol::{ParticipantId, Source, manifest::ManifestEntry};

    use super::*;
    use crate::{Codec, MemorySink};

    /// Three seconds of a loud voice waited for a disk.
    #[test]
    fn what_waited_is_in_the_mix() {
        let sink = MemorySink::default();
        let (messages, inbox) = mpsc::channel();
        let shared = Arc::new(Shared::default());
        let mut worker = Worker {
            recording: Recording::open(sink.clone(), &Recorded::default(), 0).unwrap(),
            clock: ClassClock::showing(3_000),
            inbox,
            shared: Arc::clone(&shared),
            progress: watch::channel(0).0,
            media: watch::channel(RecordedMedia::All).0,
            stuck: false,
        };
        let mut encoder = Encoder::new(48_000, Channels::Mono, Application::Voip).unwrap();
        let content =
            TrackContent::Participant { participant: ParticipantId(1), source: Source::Microphone, room: RoomId::MAIN };
        for n in 0..150 {
            let pcm: Vec<f32> = (0..960).map(|i| ((n * 960 + i) as f32 * 0.03).sin() * 0.5).collect();
            let data = Bytes::from(encoder.encode_vec_float(&pcm, 1_500).unwrap());
            let (at, codec) = (n * 20, Codec::Opus);
            let frame = Frame { content, at, codec, key: true, width: 0, height: 0, discontinuity: false, data };
            assert_eq!(shared.waiting().admit(&frame), Admission::Granted);
            messages.send(Message::Frame(frame)).unwrap();
        }
        worker.tick();
        worker.recording.finish(3_000).unwrap();
        let lines = sink.entries();
        let number = lines.iter().find_map(|line| match line {
            ManifestEntry::Track { track, content: TrackContent::Mix { .. } } => Some(*track),
            _ => None,
        });
        let mix = lines.iter().filter_map(|line| match line {
            ManifestEntry::Segment { track, start, duration, bytes, .. } if Some(*track) == number => {
                Some((start, bytes / (duration / 20)))
            }
            _ => None,
        });
        let mix: Vec<_> = mix.collect();
        assert_eq!(mix.len(), 2);
        assert!(mix.iter().all(|(_, per_packet)| *per_packet > 100), "a tone throughout, not silence: {mix:?}");
    }
}
