//! A member of the class, who is there by a WebSocket and does as they are told.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use protocol::{Command, CommandId, Down, ParticipantId, Seq, Up, http::Seat, limits};
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior},
};

use crate::socket::{Frame, Socket};

/// An order to a member. `since` is when somebody told them: their reports count from then.
pub enum Order {
    /// Give up the connection, if there is one, and connect anew.
    ComeBack {
        /// The time of the order.
        since: Instant,
        /// Resume, rather than ask for the whole state.
        resume: bool,
    },
    /// Send a command.
    Say {
        /// The time of the order.
        since: Instant,
        /// The command.
        command: Command,
    },
}

/// A report of a member.
#[derive(Debug)]
pub enum Report {
    /// They were welcomed, so long after they were told to come.
    Welcomed(Duration),
    /// The command that they were told to send then was acknowledged after so long.
    Acknowledged(Instant, Duration),
    /// They were moved to another room.
    Moved(Instant),
    /// The order failed: a refusal, or no welcome.
    Failed(String),
}

/// Bytes of frames that came to all members.
#[derive(Clone, Default)]
pub struct Received(Arc<AtomicU64>);

impl Received {
    /// The bytes so far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Somebody with a seat.
pub struct Member {
    web: SocketAddr,
    seat: Seat,
    socket: Option<Socket>,
    /// The last event that they know.
    seq: Seq,
    /// Commands that have no answer yet: the last one, and when they were told to send it.
    sent: Vec<(CommandId, Instant)>,
    last_id: u32,
    moves: String,
    received: Received,
    reports: mpsc::UnboundedSender<Report>,
}

impl Member {
    /// Somebody who is not in class yet.
    pub fn new(web: SocketAddr, seat: Seat, received: &Received, reports: &mpsc::UnboundedSender<Report>) -> Self {
        let moves = moves(seat.participant);
        let (received, reports) = (received.clone(), reports.clone());
        Member { web, seat, socket: None, seq: 0, sent: Vec::new(), last_id: 0, moves, received, reports }
    }

    /// Follows orders until nobody is there to give any more; gives signs of life meanwhile.
    pub async fn attend(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut heartbeat = heartbeat();
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::ComeBack { since, resume }) => self.come_back(since, resume).await,
                    Some(Order::Say { since, command }) => self.say(since, command).await,
                    None => return,
                },
                frame = next(&mut self.socket) => match frame {
                    Some(frame) => self.note(&frame),
                    None => self.socket = None,
                },
                _ = heartbeat.tick() => if let Some(socket) = &mut self.socket {
                    socket.send(&Up::Ping).await;
                },
            }
        }
    }

    async fn come_back(&mut self, since: Instant, resume: bool) {
        self.socket = None;
        self.sent.clear();
        match self.connect(resume.then_some(self.seq)).await {
            Ok(()) => self.report(Report::Welcomed(since.elapsed())),
            Err(error) => self.report(Report::Failed(format!("{error:#}"))),
        }
    }

    async fn connect(&mut self, resume: Option<Seq>) -> anyhow::Result<()> {
        let mut socket = Socket::open(self.web).await?;
        socket.send(&Up::Hello { version: protocol::VERSION, token: self.seat.token.clone(), resume }).await;
        let frame = socket.next().await.context("the end, not a welcome")?;
        anyhow::ensure!(frame.is("welcome"), "no welcome: {}", &*frame.0);
        self.note(&frame);
        self.socket = Some(socket);
        Ok(())
    }

    async fn say(&mut self, since: Instant, command: Command) {
        let Some(socket) = &mut self.socket else { return };
        self.last_id += 1;
        let id = self.last_id.into();
        self.sent.push((id, since));
        socket.send(&Up::Command { id, command }).await;
    }

    fn note(&mut self, frame: &Frame) {
        self.received.0.fetch_add(frame.0.len() as u64, Relaxed);
        self.seq = frame.seq().unwrap_or(self.seq);
        if frame.is("ack") || frame.is("refused") {
            self.answered(&frame.0);
        } else if frame.0.contains(&self.moves) {
            self.report(Report::Moved(Instant::now()));
        }
    }

    fn answered(&mut self, text: &str) {
        let now = Instant::now();
        match serde_json::from_str(text) {
            Ok(Down::Ack { id, .. }) => {
                if let Some(at) = self.sent.iter().position(|&(sent, _)| sent == id) {
                    let (_, since) = self.sent.swap_remove(at);
                    self.report(Report::Acknowledged(since, now - since));
                }
            }
            _ => self.report(Report::Failed(text.to_owned())),
        }
    }

    fn report(&self, report: Report) {
        // The asker may have gone.
        let _ = self.reports.send(report);
    }
}

/// The part of a frame that tells of this person's move.
pub fn moves(participant: ParticipantId) -> String {
    format!(r#""kind":"moved","participant":{},"#, participant.0)
}

async fn next(socket: &mut Option<Socket>) -> Option<Frame> {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

fn heartbeat() -> Interval {
    let mut heartbeat = tokio::time::interval(Duration::from_millis(limits::HEARTBEAT_MS));
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}
