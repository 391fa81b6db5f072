//! What attackers know and are given.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use protocol::{ParticipantId, http::Seat};
use tokio::sync::{mpsc, watch};

use super::answers::Answers;
use crate::{door::Door, lecture::Lecture, subject::Subject};

/// The class as attackers see it. A clone is the same class.
#[derive(Clone)]
pub struct Arena {
    /// The web's address.
    pub web: SocketAddr,
    /// The address of media.
    pub media: SocketAddr,
    /// The name by which the teacher's browser calls the server in its STUN requests: whoever saw one knows it.
    pub ufrag_of_teacher: String,
    /// The teacher.
    pub teacher: ParticipantId,
    /// Counts what attackers are answered.
    pub answers: Answers,
    code: String,
    ready: mpsc::UnboundedSender<()>,
    begun: watch::Receiver<bool>,
}

/// The other side of an arena: whoever says when the attack begins.
pub struct Referee {
    ready: mpsc::UnboundedReceiver<()>,
    begun: watch::Sender<bool>,
}

impl Arena {
    /// The class of this server, in which this lecture is given.
    pub fn new(subject: &Subject, lecture: &Lecture) -> (Arena, Referee) {
        let (ready, of_attackers) = mpsc::unbounded_channel();
        let (begin, begun) = watch::channel(false);
        let arena = Arena {
            web: subject.web,
            media: subject.media(),
            ufrag_of_teacher: lecture.ufrag_of_teacher.clone(),
            teacher: lecture.teacher,
            answers: Answers::default(),
            code: subject.code.clone(),
            ready,
            begun,
        };
        (arena, Referee { ready: of_attackers, begun: begin })
    }

    /// One of the addresses from which attackers come. Nobody else comes from there.
    pub fn address(number: u8) -> IpAddr {
        Ipv4Addr::new(127, 0, 1, number).into()
    }

    /// The way into class from one of these addresses.
    pub fn door(&self, number: u8) -> Door {
        Door::from_address(self.web, &self.code, Arena::address(number))
    }

    /// So many seats, all taken from one of these addresses.
    pub async fn seats(&self, count: usize, number: u8) -> anyhow::Result<Vec<Seat>> {
        let door = self.door(number);
        let mut seats = Vec::new();
        for seat in 0..count {
            seats.push(door.seat(format!("Eve {number}-{seat}")).await?);
        }
        Ok(seats)
    }

    /// Says that everything is prepared, and waits until the attack is to begin. What was answered before does not count.
    pub async fn begin(&mut self) -> anyhow::Result<()> {
        self.ready.send(()).context("the referee has gone")?;
        self.begun.wait_for(|begun| *begun).await.context("the referee has gone")?;
        self.answers.reset();
        Ok(())
    }
}

impl Referee {
    /// Waits until the attackers are prepared; an error when they have given up.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        self.ready.recv().await.context("the attackers gave up")
    }

    /// Has the attack begin.
    pub fn begin(&self) {
        self.begun.send_replace(true);
    }
}
