//! A class that is moved between rooms as a whole, with the time that this takes.

use std::time::{Duration, Instant};

use protocol::{
    Command, EventBody, ParticipantId, RoomId, Source, TrackRef, TrackState, WatchedSlot, http::Seat, rooms::RoomRules,
};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    client::Client,
    feedback::Feedback,
    peer::{Camera, Peer, Plan},
    plan, within,
};

/// The tag of the instructor's camera, which everybody watches in the main room. The tags of the rooms count from 1.
const INSTRUCTOR: u8 = 200;

/// A class in which one member of each room publishes, and the others watch and hear them.
pub struct Crowd {
    instructor: Client,
    picture: Peer,
    /// The requests to the members' peers.
    feedback: Vec<Feedback>,
    rooms: Vec<Vec<ParticipantId>>,
    arrivals: mpsc::UnboundedReceiver<Arrived>,
    members: Vec<JoinHandle<()>>,
}

/// The time that one person's move took, since staff sent the command.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// Until the person was told.
    pub told: Duration,
    /// Until the first packet of sound of the new room, for those who hear some.
    pub heard: Option<Duration>,
    /// Until the first packet of the new room's picture, which begins a keyframe, for those who watch one.
    pub seen: Option<Duration>,
}

struct Arrived {
    told: Instant,
    heard: Option<Instant>,
    seen: Option<Instant>,
}

/// The people who publish, in each room by its position and in the main room.
#[derive(Clone)]
struct Publishers {
    of_rooms: Vec<ParticipantId>,
    of_main: ParticipantId,
}

impl Publishers {
    /// The person to watch in a room, and the tag of their packets. Every opening numbers the rooms on.
    fn in_room(&self, room: RoomId) -> (ParticipantId, u8) {
        let position = |room: RoomId| (room.0 as usize - 1) % self.of_rooms.len();
        match room {
            RoomId::MAIN => (self.of_main, INSTRUCTOR),
            room => (self.of_rooms[position(room)], position(room) as u8 + 1),
        }
    }
}

impl Crowd {
    /// Brings everybody into class, in groups of equal size.
    pub async fn gather(web: std::net::SocketAddr, mut instructor: Client, seats: Vec<Seat>, rooms: usize) -> Crowd {
        let picture = publish(&mut instructor, None, INSTRUCTOR).await;
        let rooms: Vec<Vec<Seat>> = seats.chunks(seats.len().div_ceil(rooms)).map(<[Seat]>::to_vec).collect();
        let of_rooms = rooms.iter().map(|seats| seats[0].participant).collect();
        let publishers = Publishers { of_rooms, of_main: instructor.you };
        let (report, arrivals) = mpsc::unbounded_channel();
        let (mut members, mut feedback) = (Vec::new(), Vec::new());
        for seats in &rooms {
            for seat in seats {
                let member = Member::enter(web, seat, publishers.clone(), report.clone()).await;
                feedback.push(member.peer.feedback().clone());
                members.push(tokio::spawn(member.attend()));
                instructor.attend_until_joined(seat.participant).await;
            }
        }
        let rooms = rooms.iter().map(|seats| seats.iter().map(|seat| seat.participant).collect()).collect();
        Crowd { instructor, picture, feedback, rooms, arrivals, members }
    }

    /// Opens a room for each group. Returns when everybody has arrived.
    pub async fn open(&mut self) -> Vec<Move> {
        let rooms = self.rooms.iter().enumerate();
        let rooms = rooms.map(|(number, members)| plan::room(&format!("Room {number}"), members)).collect();
        self.moved(plan::open(rooms, RoomRules::default())).await
    }

    /// Closes the rooms. Returns when everybody is back.
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

    /// How long a command of the instructor takes now.
    pub async fn command(&mut self) -> Duration {
        let asked = Instant::now();
        self.instructor.must(Command::RaiseHand).await;
        let took = asked.elapsed();
        self.instructor.must(Command::LowerHand { participant: self.instructor.you }).await;
        took
    }

    /// Keyframes that the server has requested so far, of all cameras.
    pub fn keyframes_requested(&self) -> u64 {
        let cameras = self.feedback.iter().chain([self.picture.feedback()]);
        cameras.map(|feedback| feedback.asked().keyframes).sum()
    }

    /// Whether all members are still in class, with their first connections.
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

    /// Follows every move, and reports what arrived after it. Panics when a connection is lost, and ends in no other
    /// way.
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
            // The crowd may have been dropped.
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
        // In the main room only the active speakers are heard, so nobody waits for a certain one.
        let hears = async { if room == RoomId::MAIN { None } else { Some(first(&self.peer.audio_slots).await) } };
        let (heard, seen) = tokio::join!(hears, first(&self.peer.video_slots));
        Arrived { told, heard, seen: Some(seen) }
    }

    /// The room of the next move of this member.
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
