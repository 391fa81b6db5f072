//! The people in class besides those who chat: the instructor, and the many.

use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::{Command, ParticipantId, rooms::RoomRules};
use server_tests::plan;
use tokio::{
    sync::mpsc,
    time::{sleep_until, timeout},
};

use crate::{
    door::{Door, instructors_seat},
    member::{Member, Order, Received, Report},
    subject::Subject,
};

/// Longer than any storm lasts.
const PATIENCE: Duration = Duration::from_secs(60);
/// People in a breakout room.
const ROOM: usize = 10;

/// How long it took somebody to come in.
pub struct Arrival {
    /// Until they had a seat.
    pub seated: Duration,
    /// From then on until they were welcomed.
    pub welcomed: Duration,
}

/// A class.
pub struct Crowd {
    web: std::net::SocketAddr,
    /// The bytes that came to all of them.
    pub received: Received,
    instructor: mpsc::UnboundedSender<Order>,
    of_instructor: mpsc::UnboundedReceiver<Report>,
    people: Vec<(ParticipantId, mpsc::UnboundedSender<Order>)>,
    of_people: mpsc::UnboundedReceiver<Report>,
    report: mpsc::UnboundedSender<Report>,
}

impl Crowd {
    /// A class in which the instructor is alone.
    pub async fn open(subject: &Subject) -> anyhow::Result<Self> {
        let seat = instructors_seat(subject).await?;
        let (report_of_instructor, of_instructor) = mpsc::unbounded_channel();
        let (report, of_people) = mpsc::unbounded_channel();
        let (instructor, orders) = mpsc::unbounded_channel();
        let member = Member::new(subject.web, seat, &Received::default(), &report_of_instructor);
        tokio::spawn(member.attend(orders));
        let received = Received::default();
        let (web, people) = (subject.web, Vec::new());
        let mut crowd = Crowd { web, received, instructor, of_instructor, people, of_people, report };
        crowd.instructor_comes(false).await?;
        Ok(crowd)
    }

    async fn instructor_comes(&mut self, resume: bool) -> anyhow::Result<()> {
        self.instructor.send(Order::ComeBack { since: Instant::now(), resume })?;
        match timeout(PATIENCE, self.of_instructor.recv()).await?.context("no instructor")? {
            Report::Welcomed(_) => Ok(()),
            other => anyhow::bail!("{other:?}"),
        }
    }

    /// Brings so many people in, evenly over this time.
    pub async fn join(&mut self, door: &Door, people: usize, over: Duration) -> anyhow::Result<Vec<Arrival>> {
        let start = Instant::now();
        let coming: Vec<_> = (0..people)
            .map(|number| {
                let at = start + over.mul_f64(number as f64 / people as f64);
                let (door, received, report) = (door.clone(), self.received.clone(), self.report.clone());
                tokio::spawn(come_in(self.web, door, format!("Guest {number}"), at, received, report))
            })
            .collect();
        let mut seated = Vec::new();
        for one in coming {
            let (seat, took) = one.await??;
            self.people.push(seat);
            seated.push(took);
        }
        let welcomed = self.welcomed().await?;
        Ok(seated.into_iter().zip(welcomed).map(|(seated, welcomed)| Arrival { seated, welcomed }).collect())
    }

    /// The many lose their connections and come back at once; how long each took.
    pub async fn come_back(&mut self, resume: bool) -> anyhow::Result<Vec<Duration>> {
        let since = Instant::now();
        for (_, person) in &self.people {
            person.send(Order::ComeBack { since, resume })?;
        }
        self.welcomed().await
    }

    /// The instructor comes back, after the server was away.
    pub async fn instructor_returns(&mut self) -> anyhow::Result<()> {
        self.instructor_comes(true).await
    }

    async fn welcomed(&mut self) -> anyhow::Result<Vec<Duration>> {
        let welcome = |report| match report {
            Report::Welcomed(took) => Ok(took),
            other => anyhow::bail!("not a welcome: {other:?}"),
        };
        let reports = self.reports().await?;
        reports.into_iter().map(welcome).collect()
    }

    /// Opens a room for each ten; how long each took to hear that they are in theirs.
    pub async fn open_rooms(&mut self) -> anyhow::Result<Vec<Duration>> {
        let members: Vec<ParticipantId> = self.people.iter().map(|&(participant, _)| participant).collect();
        let rooms = members.chunks(ROOM).enumerate();
        let rooms = rooms.map(|(number, members)| plan::room(&format!("Room {number}"), members)).collect();
        self.moved(plan::open(rooms, RoomRules::default())).await
    }

    /// Closes the rooms; how long each took to hear that they are in the main room.
    pub async fn close_rooms(&mut self) -> anyhow::Result<Vec<Duration>> {
        self.moved(Command::CloseRooms { countdown: 0 }).await
    }

    async fn moved(&mut self, command: Command) -> anyhow::Result<Vec<Duration>> {
        let since = Instant::now();
        self.instructor.send(Order::Say { since, command })?;
        match timeout(PATIENCE, self.of_instructor.recv()).await?.context("no instructor")? {
            Report::Acknowledged(..) => {}
            other => anyhow::bail!("{other:?}"),
        }
        let moved = |report| match report {
            Report::Moved(at) => Ok(at.duration_since(since)),
            other => anyhow::bail!("not a move: {other:?}"),
        };
        let reports = self.reports().await?;
        reports.into_iter().map(moved).collect()
    }

    /// One report of each of the many.
    async fn reports(&mut self) -> anyhow::Result<Vec<Report>> {
        let mut reports = Vec::new();
        while reports.len() < self.people.len() {
            reports.push(timeout(PATIENCE, self.of_people.recv()).await?.context("no people")?);
        }
        Ok(reports)
    }
}

type Person = (ParticipantId, mpsc::UnboundedSender<Order>);

/// Takes a seat at this time, and then the place in class.
async fn come_in(
    web: std::net::SocketAddr,
    door: Door,
    name: String,
    at: Instant,
    received: Received,
    report: mpsc::UnboundedSender<Report>,
) -> anyhow::Result<(Person, Duration)> {
    sleep_until(at.into()).await;
    let seat = door.seat(name).await?;
    let seated = at.elapsed();
    let participant = seat.participant;
    let (orders, told) = mpsc::unbounded_channel();
    tokio::spawn(Member::new(web, seat, &received, &report).attend(told));
    orders.send(Order::ComeBack { since: Instant::now(), resume: false })?;
    Ok(((participant, orders), seated))
}
