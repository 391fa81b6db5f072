//! The lecture that attacks disturb and an audience watches: a teacher speaks and is seen, a student listens. Both run on a thread of their
//! own, so that what attackers cost this process is not taken for the server's.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context;
use protocol::{Command, ParticipantId, Source, TrackRef, TrackState, WatchedSlot, http::Seat};
use server_tests::{
    client::Client,
    peer::{Offered, Peer, Plan},
    speech::Speech,
};
use tokio::sync::oneshot;

use crate::{
    door::{Door, instructors_seat},
    subject::Subject,
    thread::Thread,
};

/// The tag of the teacher's sound and picture. Attackers have others.
const TAG: u8 = 1;
/// Time between packets of sound.
const PACKET: Duration = Duration::from_millis(20);

/// A running lecture.
pub struct Lecture {
    /// The teacher.
    pub teacher: ParticipantId,
    /// The name by which the teacher's connection calls the server in STUN.
    pub ufrag_of_teacher: String,
    speech: Speech,
    stop: oneshot::Sender<()>,
    thread: Thread,
}

impl Lecture {
    /// Begins the lecture; returns when the student hears and sees the teacher.
    pub async fn begin(subject: &Subject) -> anyhow::Result<Self> {
        let (web, teacher) = (subject.web, instructors_seat(subject).await?);
        let student = Door::new(subject).seat("Student".to_owned()).await?;
        let speech = Speech::new(TAG);
        let ((begun, begins), (stop, stopped)) = (oneshot::channel(), oneshot::channel());
        let (spoken, participant) = (speech.clone(), teacher.participant);
        let thread = Thread::start("the lecture", move || lecture(web, teacher, student, spoken, begun, stopped));
        let ufrag_of_teacher = begins.await.context("the lecture did not begin")?;
        Ok(Lecture { teacher: participant, ufrag_of_teacher, speech, stop, thread })
    }

    /// How long the packets of sound took that the teacher sent, or should have sent, between these times; `None` for those
    /// that were not heard.
    pub fn took(&self, from: Instant, until: Instant) -> Vec<Option<Duration>> {
        let mut took = self.speech.took(from, until);
        let due = (until - from).as_nanos() / PACKET.as_nanos();
        took.resize(took.len().max(due as usize), None);
        took
    }

    /// Ends the lecture; an error when it had ended before.
    pub fn end(self) -> anyhow::Result<()> {
        // A lecture that has ended says why.
        let _ = self.stop.send(());
        self.thread.join()
    }
}

async fn lecture(
    web: SocketAddr,
    teacher: Seat,
    student: Seat,
    speech: Speech,
    begun: oneshot::Sender<String>,
    stopped: oneshot::Receiver<()>,
) -> anyhow::Result<()> {
    let camera = TrackRef { participant: teacher.participant, source: Source::Camera };
    let mut teacher = Client::enter(web, &teacher).await;
    let offered = Offered::new(Plan::both_ways(TAG)).await;
    let answer = offered.ask(&mut teacher, true).await?;
    let ufrag = answer.lines().find_map(|row| row.strip_prefix("a=ice-ufrag:")).context("no name in the answer")?;
    let speaking = offered.start(&answer).connected().await;
    for source in [Source::Microphone, Source::Camera] {
        teacher.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    let mut student = Client::enter(web, &student).await;
    let mut listening = Peer::connect(&mut student, Plan { audio_slots: 3, ..Plan::listener() }).await;
    let slot = WatchedSlot { mid: listening.video_slots[0].clone(), track: camera, height: 720 };
    student.must(Command::Watch { slots: vec![slot] }).await;
    listening.sees_and_hears(TAG).await;
    listening.listen(speech.clone());
    speaking.speak(speech);
    // Whoever waits for the lecture may have gone.
    let _ = begun.send(ufrag.trim().to_owned());
    tokio::select! {
        _ = stopped => Ok(()),
        () = teacher.attend() => anyhow::bail!("the teacher was shown out"),
        () = student.attend() => anyhow::bail!("the student was shown out"),
    }
}
