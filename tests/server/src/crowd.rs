//! A class that is moved between rooms as a whole, and how long that takes.

use std::time::{Duration, Instant};

use protocol::{
    Command, EventBody, ParticipantId, RoomId, Source, TrackRef, TrackState, WatchedSlot, http::Seat, rooms::RoomRules,
};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    client::Client,
    peer::{Camera, Peer, Plan},
    plan, within,
};

/// The tag of the instructor's camera, which is watched in the main room. Those of the rooms count from 1.
const INSTRUCTOR: u8 = 200;

/// A class in which one of each room publishes, and the others watch and hear them.
pub struct Crowd {
    instructor: Client,
    _picture: Peer,
    rooms: Vec<Vec<ParticipantId>>,
    arrivals: mpsc::UnboundedReceiver<Arrived>,
    members: Vec<JoinHandle<()>>,
}

/// How long one person's move took, from when staff sent the command.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// Until they were told.
    pub told: Duration,
    /// Until the first packet of sound of the new room, for who is to hear some.
    pub heard: Option<Duration>,
    /// Until the first packet of the new room's picture, a keyframe's, for who watches one.
    pub seen: Option<Duration>,
}

struct Arrived {
    told: Instant,
    heard: Option<Instant>,
    seen: Option<Instant>,
}

/// Who publishes in a room, by its position, and in the main room.
#[derive(Clone)]
struct Publishers {
    of_rooms: Vec<ParticipantId>,
    of_main: ParticipantId,
}

impl Publishers {
    /// Whom to watch in a room, and their tag. Every opening makes rooms with the next numbers.
    fn in_room(&self, room: RoomId) -> (ParticipantId, u8) {
        let position = |room: RoomId| (room.0 as usize - 1) % self.of_rooms.len();
        match room {
            RoomId::MAIN => (self.of_main, INSTRUCTOR),
            room => (self.of_rooms[position(room)], position(room) as u8 + 1),
        }
    }
}

impl Crowd {
    /// Brings everybody into class, as many to a room as go.
    pub async fn gather(web: std::net::SocketAddr, mut instructor: Client, seats: Vec<Seat>, rooms: usize) -> Crowd {
        let picture = publish(&mut instructor, None, INSTRUCTOR).await;
        let rooms: Vec<Vec<Seat>> = seats.chunks(seats.len().div_ceil(rooms)).map(<[Seat]>::to_vec).collect();
        let of_rooms = rooms.iter().map(|seats| seats[0].participant).collect();
        let publishers = Publishers { of_rooms, of_main: instructor.you };
        let (report, arrivals) = mpsc::unbounded_channel();
        let mut members = Vec::new();
        for seats in &rooms {
            for seat in seats {
                let member = Member::enter(web, seat, publishers.clone(), report.clone()).await;
                members.push(tokio::spawn(member.attend()));
                instructor.attend_until_joined(seat.participant).await;
            }
        }
        let rooms = rooms.iter().map(|seats| seats.iter().map(|seat| seat.participant).collect()).collect();
        Crowd { instructor, _picture: picture, rooms, arrivals, members }
    }

    /// Opens a room for each group, and waits until everybody has arrived.
    pub async fn open(&mut self) -> Vec<Move> {
        let rooms = self.rooms.iter().enumerate();
        let rooms = rooms.map(|(number, members)| plan::room(&format!("Room {number}"), members)).collect();
        self.moved(plan::open(rooms, RoomRules::default())).await
    }

    /// Closes the rooms, and waits until everybody is back.
    pub async fn close(&mut self) -> Vec<Move> {
        self.moved(Command::CloseRooms { countdown: 0 }).await
    }

    async fn moved(&mut self, command: Command) -> Vec<Move> {
        let asked = Instant::now();
        let id = self.instructor.say(command).await;
        let mut moves = Vec::new();
        while moves.len() < self.members.len() {
            let arrived = within("everybody's arrival", self.arrivals.recv()).await.expect("all stay in class");
            let since = |moment: Instant| moment.duration_since(asked);
            let Arrived { told, heard, seen } = arrived;
            moves.push(Move { told: since(told), heard: heard.map(since), seen: seen.map(since) });
        }
        self.instructor.answer(id).await.expect("rooms");
        self.instructor.pass_over();
        moves
    }

    /// Whether all are still in class, with the connections with which they came.
    pub fn is_whole(&self) -> bool {
        !self.members.iter().any(JoinHandle::is_finished)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.members.iter().for_each(JoinHandle::abort);
    }
}

async fn publish(client: &mut Client, microphone: Option<u8>, tag: u8) -> Peer {
    let camera = Some(Camera { packets: 1, bytes: 600, tag });
    let peer = Peer::connect(client, Plan { microphone, camera, ..Plan::listener() }).await;
    let sources = [microphone.map(|_| Source::Microphone), Some(Source::Camera)];
    for source in sources.into_iter().flatten() {
        client.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    peer
}

struct Member {
    client: Client,
    peer: Peer,
    publishers: Publishers,
    report: mpsc::UnboundedSender<Arrived>,
}

impl Member {
    async fn enter(
        web: std::net::SocketAddr,
        seat: &Seat,
        publishers: Publishers,
        report: mpsc::UnboundedSender<Arrived>,
    ) -> Member {
        let mut client = Client::enter(web, seat).await;
        let publishes = publishers.of_rooms.iter().position(|&publisher| publisher == seat.participant);
        let peer = match publishes.map(|position| position as u8 + 1) {
            Some(tag) => publish(&mut client, Some(tag), tag).await,
            None => Peer::connect(&mut client, Plan::listener()).await,
        };
        Member { client, peer, publishers, report }
    }

    /// Goes where staff say, and reports what arrived there. Ends, by a panic, only when a connection is lost.
    async fn attend(mut self) {
        loop {
            let room = self.next_room().await;
            let told = Instant::now();
            let (publisher, tag) = self.publishers.in_room(room);
            let arrived = match publisher == self.client.you {
                true => Arrived { told, heard: None, seen: None },
                false => self.watch(publisher, tag, room, told).await,
            };
            self.client.pass_over();
            // Who asked may have gone.
            let _ = self.report.send(arrived);
        }
    }

    async fn watch(&mut self, publisher: ParticipantId, tag: u8, room: RoomId, told: Instant) -> Arrived {
        let track = TrackRef { participant: publisher, source: Source::Camera };
        let slots = vec![WatchedSlot { mid: self.peer.video_slots[0].clone(), track, height: 360 }];
        self.client.say(Command::Watch { slots }).await;
        let first = async |slots: &[String]| {
            self.peer.wait_for_tag(slots, tag, 1).await;
            Instant::now()
        };
        // In the main room, some few of all who speak are heard.
        let hears = async { if room == RoomId::MAIN { None } else { Some(first(&self.peer.audio_slots).await) } };
        let (heard, seen) = tokio::join!(hears, first(&self.peer.video_slots));
        Arrived { told, heard, seen: Some(seen) }
    }

    /// The room of the next move.
    async fn next_room(&mut self) -> RoomId {
        let you = self.client.you;
        let is_move = |body: &EventBody| matches!(body, EventBody::Moved { participant, .. } if *participant == you);
        let event = self.client.attend_until(is_move).await.expect("the socket stays");
        assert!(!self.client.lost_media(), "a media connection is lost");
        match event.body {
            EventBody::Moved { room, .. } => room,
            _ => unreachable!("just matched"),
        }
    }
}
