//! The thread that answers offers, so that no packet waits for an offer.
//!
//! An engine cannot be interrupted while it negotiates, and an offer with many slots takes it some milliseconds. The shard
//! hands over one offer at a time, for a further offer of a connection with its engine, and takes both back.

use std::{
    io::{self, Write},
    net::SocketAddr,
    os::unix::net::UnixStream,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    time::{Duration, Instant},
};

use nix::time::{ClockId, clock_gettime};

use crate::{
    Offer, OfferError,
    peer::{Answer, Engine},
    sdp,
};

/// The niceness of the thread (sched(7)): where processors are short, it takes a third of what a thread of class takes.
const NICENESS: libc::c_int = 5;

/// An offer to answer.
pub(crate) struct Job {
    pub(crate) offer: Offer,
    /// The engine of the connection that the offer continues; `None` for a new connection.
    pub(crate) engine: Option<Engine>,
    /// The addresses that a new connection announces.
    pub(crate) candidates: Vec<SocketAddr>,
}

/// An offer that is answered or refused.
pub(crate) struct Done {
    /// The engine, unless there is none because a new connection was refused or the engine broke.
    pub(crate) engine: Option<Engine>,
    pub(crate) answer: Result<Answer, OfferError>,
    /// The processor time that it took.
    pub(crate) cost: Duration,
}

impl Job {
    /// Answers the offer.
    pub(crate) fn run(self) -> Done {
        let start = processor_time();
        // Unwind safe: what a panic leaves behind is dropped.
        let done = catch_unwind(AssertUnwindSafe(|| self.answer()));
        let broken = |_| (None, Err(OfferError::BadSdp("the offer broke the engine".into())));
        let (engine, answer) = done.unwrap_or_else(broken);
        Done { engine, answer, cost: processor_time().saturating_sub(start) }
    }

    fn answer(self) -> (Option<Engine>, Result<Answer, OfferError>) {
        let now = Instant::now();
        let outline = match sdp::read_offer(&self.offer.sdp) {
            Ok(outline) => outline,
            Err(error) => return (self.engine, Err(error)),
        };
        let fresh = self.engine.is_none();
        let mut engine = match self.engine.map_or_else(|| Engine::new(now, self.candidates), Ok) {
            Ok(engine) => engine,
            Err(error) => return (None, Err(error)),
        };
        let answer = engine.answer(now, &self.offer, outline);
        (Some(engine).filter(|_| answer.is_ok() || !fresh), answer)
    }
}

/// The thread, which ends when this handle is dropped.
pub(crate) struct Negotiator {
    jobs: SyncSender<Job>,
    done: Receiver<Done>,
}

impl Negotiator {
    /// Starts the thread. After each job it writes a byte to `waker`.
    pub(crate) fn start(waker: UnixStream) -> io::Result<Negotiator> {
        let (jobs, waiting) = sync_channel::<Job>(1);
        let (finished, done) = sync_channel(1);
        let work = move || {
            yield_to_class();
            for job in waiting {
                if finished.send(job.run()).is_err() {
                    return;
                }
                // A full pipe already holds a wake-up.
                let _ = (&waker).write(&[1]);
            }
        };
        std::thread::Builder::new().name("media-offers".into()).spawn(work)?;
        Ok(Negotiator { jobs, done })
    }

    /// Hands over a job. The job before it must have been taken back.
    pub(crate) fn give(&self, job: Job) {
        if self.jobs.send(job).is_err() {
            tracing::error!("the thread that answers offers is gone");
        }
    }

    /// The job that was handed over, if it is done.
    pub(crate) fn take(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }

    /// Waits until the job that was handed over is done.
    pub(crate) fn wait(&self) -> Option<Done> {
        self.done.recv().ok()
    }
}

/// The processor time that this thread has taken.
fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

/// Lets this thread run after those of class.
#[allow(unsafe_code)] // setpriority(2) has no safe wrapper among the dependencies.
fn yield_to_class() {
    // SAFETY: setpriority touches no memory. On Linux, 0 is the calling thread. Anybody may make their own priority lower.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS) };
}
