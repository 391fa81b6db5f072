//! The honest participants: they chat through every storm, on a thread of their own, so that what the many cost this
//! process is not taken for the server's.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context;
use protocol::{Command, chat::ChatTo, http::Seat};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::{
    door::Door,
    member::{Member, Order, Received, Report},
    thread::Thread,
};

/// The number of people who chat, so that each stays far below [`protocol::limits::CHAT_IN_WINDOW`] messages.
pub const TALKERS: usize = 16;
/// After each of these, the next of them in turn says something.
pub const PACE: Duration = Duration::from_millis(100);

/// When a message was sent, and how long it waited for its acknowledgement; `None` while it waits.
type Said = (Instant, Option<Duration>);

/// The people who chat.
pub struct Talkers {
    said: Arc<Mutex<Vec<Said>>>,
    asked: mpsc::UnboundedSender<oneshot::Sender<()>>,
    thread: Thread,
}

/// Seats for them.
pub async fn seats(door: &Door) -> anyhow::Result<Vec<Seat>> {
    let mut seats = Vec::new();
    for number in 0..TALKERS {
        seats.push(door.seat(format!("Honest {number}")).await?);
    }
    Ok(seats)
}

impl Talkers {
    /// Brings them into class; they begin to chat at once.
    pub async fn start(web: SocketAddr, seats: Vec<Seat>) -> anyhow::Result<Self> {
        let said = Arc::default();
        let (asked, asks) = mpsc::unbounded_channel();
        let conversation = Conversation::new(web, seats, Arc::clone(&said));
        let thread = Thread::start("those who chat", move || conversation.go_on(asks));
        let talkers = Talkers { said, asked, thread };
        talkers.come_back().await?;
        Ok(talkers)
    }

    /// All connect anew; returns when they are welcomed.
    pub async fn come_back(&self) -> anyhow::Result<()> {
        let (done, back) = oneshot::channel();
        self.asked.send(done).context("they have gone")?;
        back.await.context("the honest participants are gone")
    }

    /// How long the messages that were sent between these times waited for their acknowledgement; `None` for those that
    /// have none.
    pub fn waited(&self, from: Instant, until: Instant) -> Vec<Option<Duration>> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().filter(|(sent, _)| (from..=until).contains(sent)).map(|&(_, took)| took).collect()
    }

    /// Ends the chat; an error when something went wrong meanwhile.
    pub fn stop(self) -> anyhow::Result<()> {
        drop(self.asked);
        self.thread.join()
    }
}

struct Conversation {
    members: Vec<(Member, mpsc::UnboundedReceiver<Order>)>,
    talkers: Vec<mpsc::UnboundedSender<Order>>,
    reports: mpsc::UnboundedReceiver<Report>,
    said: Arc<Mutex<Vec<Said>>>,
}

impl Conversation {
    fn new(web: SocketAddr, seats: Vec<Seat>, said: Arc<Mutex<Vec<Said>>>) -> Self {
        let (report, reports) = mpsc::unbounded_channel();
        let (mut members, mut talkers) = (Vec::new(), Vec::new());
        for seat in seats {
            let (talker, orders) = mpsc::unbounded_channel();
            members.push((Member::new(web, seat, &Received::default(), &report), orders));
            talkers.push(talker);
        }
        Conversation { members, talkers, reports, said }
    }

    async fn go_on(mut self, mut asks: mpsc::UnboundedReceiver<oneshot::Sender<()>>) -> anyhow::Result<()> {
        for (member, orders) in std::mem::take(&mut self.members) {
            tokio::spawn(member.attend(orders));
        }
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut turns = (0..self.talkers.len()).cycle();
        loop {
            tokio::select! {
                asked = asks.recv() => match asked {
                    Some(done) => {
                        self.come_back().await?;
                        // The asker may have given up.
                        let _ = done.send(());
                    }
                    None => return Ok(()),
                },
                _ = pace.tick() => self.speak(turns.next().context("nobody")?)?,
                report = self.reports.recv() => self.note(report.context("nobody")?)?,
            }
        }
    }

    async fn come_back(&mut self) -> anyhow::Result<()> {
        let since = Instant::now();
        for talker in &self.talkers {
            talker.send(Order::ComeBack { since, resume: true })?;
        }
        let mut welcomed = 0;
        while welcomed < self.talkers.len() {
            match self.reports.recv().await.context("nobody")? {
                Report::Welcomed(_) => welcomed += 1,
                other => self.note(other)?,
            }
        }
        Ok(())
    }

    fn speak(&self, turn: usize) -> anyhow::Result<()> {
        let command = Command::SendChat { text: "Is that so? I am not sure that I follow.".into(), to: ChatTo::MAIN };
        let since = Instant::now();
        self.said().push((since, None));
        Ok(self.talkers[turn].send(Order::Say { since, command })?)
    }

    fn said(&self) -> MutexGuard<'_, Vec<Said>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, report: Report) -> anyhow::Result<()> {
        match report {
            Report::Acknowledged(since, took) => {
                // The latest first: few are without an answer at a time.
                if let Some(said) = self.said().iter_mut().rfind(|(sent, _)| *sent == since) {
                    said.1 = Some(took);
                }
                Ok(())
            }
            Report::Welcomed(_) | Report::Moved(_) => Ok(()),
            Report::Failed(why) => anyhow::bail!("an honest participant was refused: {why}"),
        }
    }
}
